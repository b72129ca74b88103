// clang compiles what is exported, without a warning. Where clang or libbpf's headers are missing the tests say so and pass, unless
// REQUIRE_CLANG=1 demands them.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { printKernelStructs } from '../../kernel/print-c.ts'
import { KERNEL_VERSIONS, type KernelVersion } from '../../kernel/versions.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { exported, EXPORT_SAMPLES } from './testing.ts'

const CLANG = process.env['CLANG'] ?? 'clang'

function toolchain(): boolean {
  try {
    const probe = '#if !__has_include(<bpf/bpf_helpers.h>)\n#error "no libbpf headers"\n#endif\n'
    execFileSync(CLANG, ['-target', 'bpf', '-fsyntax-only', '-x', 'c', '-'], { input: probe, stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

const present = toolchain()
if (!present) console.warn(`SKIPPED: ${CLANG} with the BPF target and libbpf's headers (libbpf-dev) is not here.`)

test('clang is here where it is required', () => {
  expect(present || process.env['REQUIRE_CLANG'] !== '1').toBe(true)
})

const folder = mkdtempSync(join(tmpdir(), 'bpf-c-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** What clang says about the text; nothing when it is fine. */
function complaints(name: string, text: string, ...more: readonly string[]): string {
  const file = join(folder, `${name}.bpf.c`)
  writeFileSync(file, text)
  const options = ['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror', '-c', file, '-o', `${file}.o`, ...more]
  return spawnSync(CLANG, options, { encoding: 'utf8' }).stderr
}

for (const { id, text } of POLICY_GALLERY) {
  test.runIf(present)(`${id} compiles as exported for each kernel`, () => {
    const different = new Map(KERNEL_VERSIONS.map((kernel) => [exported(text, { kernel }), kernel]))
    for (const [version, kernel] of different) expect(complaints(`${id}-${kernel}`, version)).toBe('')
  })
}

for (const { name, text, options } of EXPORT_SAMPLES) {
  test.runIf(present)(`the sample ${name} compiles`, () => {
    expect(complaints(name, exported(text, options))).toBe('')
  })
}

/** The part of a kernel's vmlinux.h that our tables know, of a kernel with the hook: with the verdicts, without any #define. */
function writeVmlinux(kernel: KernelVersion): void {
  const networking = 'typedef __u16 __be16;\ntypedef __u32 __be32;\ntypedef __u32 __wsum;\nenum { false, true };\n'
  const declarations = printKernelStructs(kernel, false).replaceAll(/^#define (?!bool).*\n/gm, '')
  const [begin, end] = ['push (__attribute__((preserve_access_index)), apply_to = record)', 'pop']
  const lines = [`#pragma clang attribute ${begin}`, declarations, networking, `#pragma clang attribute ${end}`, '']
  writeFileSync(join(folder, 'vmlinux.h'), lines.join('\n'))
}

test.runIf(present)('everything compiles with a vmlinux.h that has the hook', () => {
  writeVmlinux('6.12')
  const texts = [
    ...POLICY_GALLERY.map(({ text }) => exported(text)),
    ...EXPORT_SAMPLES.map(({ text }) => exported(text)),
  ]
  for (const text of texts) expect(complaints('with-vmlinux', text, '-DUSE_VMLINUX_H', '-I', folder)).toBe('')
})
