// Every gallery policy for every target builds as its README says, without a warning: the policy with clang, the loader with the C compiler
// against libbpf. Where a tool is missing the tests say so and pass, unless REQUIRE_CLANG=1 demands them.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import type { ExportedFile } from './export.ts'
import { exportFolder } from './folder.ts'
import { hasClang } from './testing/clang.ts'
import { EXPORT_SAMPLES } from './testing.ts'
import { EXPORT_TARGETS, type ExportTarget } from './targets.ts'

const root = mkdtempSync(join(tmpdir(), 'bpf-folder-'))
afterAll(() => {
  rmSync(root, { recursive: true })
})

function hasLoaderTools(): boolean {
  const probe = '#include <bpf/libbpf.h>\nint main(void) { return !libbpf_version_string(); }\n'
  writeFileSync(join(root, 'probe.c'), probe)
  const options = [join(root, 'probe.c'), '-o', join(root, 'probe'), '-lbpf', '-lelf', '-lz']
  return spawnSync('cc', options).status === 0 && spawnSync('make', ['--version']).status === 0
}

const present = hasClang() && hasLoaderTools()
if (!present) console.warn('SKIPPED: clang with the BPF target, cc, make, libbpf, libelf or zlib is not here.')

test('the tools of a build are here where they are required', () => {
  expect(present || process.env['REQUIRE_CLANG'] !== '1').toBe(true)
})

function folderOf(text: string, target: ExportTarget, maps: string | null = null): ExportedFile[] {
  const { value, diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join(' '))
  const options = { target, kernel: '6.12', link: null, title: 'A policy', parameters: {}, maps } as const
  return exportFolder({ language: 'c', text }, value, options)
}

/** Writes the folder and runs make in it; what the compilers said, which is nothing when all is well. */
function make(name: string, files: readonly ExportedFile[], ...goals: readonly string[]): string {
  const folder = mkdtempSync(join(root, `${name}-`))
  for (const file of files) writeFileSync(join(folder, file.name), file.text)
  const strict = ['BPF_CFLAGS=-Werror', 'CFLAGS=-O2 -Wall -Wextra -Werror']
  const { status, stderr } = spawnSync('make', ['-s', '-C', folder, ...strict, ...goals], { encoding: 'utf8' })
  return status === 0 ? stderr : `make failed: ${stderr}`
}

describe.each(EXPORT_TARGETS)('%s', (target) => {
  test.runIf(present)('builds with its loader', () => {
    const [policy] = POLICY_GALLERY
    expect(make(`${target}-loader`, folderOf(policy?.text ?? '', target))).toBe('')
  })

  test.runIf(present).each(POLICY_GALLERY)('compiles $id', ({ text }) => {
    const files = folderOf(text, target)
    expect(make(target, files, (files[0]?.name ?? '').replace(/\.c$/, '.o'))).toBe('')
  })

  test.runIf(present).each(EXPORT_SAMPLES)('compiles the sample $name', ({ text }) => {
    const files = folderOf(text, target)
    expect(make(target, files, (files[0]?.name ?? '').replace(/\.c$/, '.o'))).toBe('')
  })

  test('explains itself', () => {
    const names = folderOf(POLICY_GALLERY[0]?.text ?? '', target, '# no entries\n').map((file) => file.name)
    expect(names).toEqual(expect.arrayContaining(['README.md', 'Makefile', 'loader.c', 'maps.txt']))
  })
})
