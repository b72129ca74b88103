// What a kernel's release says: which version of the kernel it is, whose build, and which kernel of the playground is nearest.

import { KERNEL_VERSIONS, type KernelVersion, compareReleases } from '../../kernel/versions.ts'

export interface KernelRelease {
  /** As it was logged. */
  text: string
  /** `3.10`, for comparing. */
  version: string
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
    version: major === '2' ? `${major}.${minor}${(patch ?? '0').padStart(2, '0')}` : `${major}.${minor}`,
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

/** Negative when the release came out before `version`. `2.632` stands for 2.6.32. */
export const compareToVersion = (release: KernelRelease, version: string): number =>
  compareReleases(release.version, version)

/** The kernel of the playground that a release is nearest to: by the number of releases between them. */
export function nearestKernel(version: string): KernelVersion {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  // No series has had more than 20 releases; the third number of 2.6.32 counts for nothing here.
  const placeOf = (a: number, b: number): number => a * 20 + Math.min(b, 19)
  const place = placeOf(major, minor)
  let nearest: KernelVersion = '6.1'
  let distance = Infinity
  for (const known of KERNEL_VERSIONS) {
    const [knownMajor = 0, knownMinor = 0] = known.split('.').map(Number)
    const between = Math.abs(placeOf(knownMajor, knownMinor) - place)
    if (between < distance) [nearest, distance] = [known, between]
  }
  return nearest
}
