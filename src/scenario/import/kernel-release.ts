// What a kernel's release says: which version of the kernel it is, and whose build.

import type { Release } from '../../kernel/versions.ts'

export interface KernelRelease {
  /** As it was logged. */
  text: string
  /** `3.10`, without the point release. */
  version: Release
  vendor: 'el6' | 'el7' | 'el8' | 'ubuntu' | null
  /** Ubuntu's number of the build: 57 in `3.13.0-57-generic`. */
  build: number | null
}

const RELEASE = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?/
const UBUNTU = /^\d+\.\d+\.\d+-(\d{1,5})(?:~\S+)?-(?:generic|lowlatency|virtual|server|azure|aws|gcp|kvm)/

/** Reads a release such as `3.10.0-514.el7.x86_64`; null where it does not start like one. */
export function readRelease(text: string): KernelRelease | null {
  const numbers = RELEASE.exec(text)
  if (numbers === null) return null
  const [, major, minor, patch] = numbers
  const build = UBUNTU.exec(text)?.[1]
  return {
    text,
    // Before 3.0 the third number told the versions apart: 2.6.32.
    version:
      major === '2' ? `2.${Number(`${minor}${(patch ?? '0').padStart(2, '0')}`)}` : `${Number(major)}.${Number(minor)}`,
    vendor: vendorOf(text, build !== undefined),
    build: build === undefined ? null : Number(build),
  }
}

function vendorOf(text: string, isUbuntu: boolean): KernelRelease['vendor'] {
  const el = /\.el([678])(?:[._]|$)/.exec(text)?.[1]
  if (el === '6') return 'el6'
  if (el === '7') return 'el7'
  if (el === '8') return 'el8'
  return isUbuntu ? 'ubuntu' : null
}
