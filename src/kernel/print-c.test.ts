import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { printDeclaration, printKernelPrelude, printKernelStructs } from './print-c.ts'
import { KERNEL_SOURCE } from './sources.ts'
import { KERNEL_VERSIONS } from './versions.ts'

test.each([
  ['char[16]', 'comm', 'char comm[16]'],
  ['struct cgroup *[]', 'ancestors', 'struct cgroup *ancestors[]'],
  ['unsigned long', 'total_vm', 'unsigned long total_vm'],
  ['const struct cred *', 'cred', 'const struct cred *cred'],
])('%s %s is declared as %s', (type, name, declaration) => {
  expect(printDeclaration(type, name)).toBe(declaration)
})

test("leaves the playground's own out where it is asked to", () => {
  const text = printKernelStructs('6.12', false)
  expect(text).toContain('struct oom_control {')
  expect(text).not.toMatch(/playground|next_cg_task|_Static_assert/)
})

const hasClang = spawnSync('clang', ['--version']).status === 0

describe.skipIf(!hasClang)('clang (skipped where it is not installed)', () => {
  test.each(KERNEL_VERSIONS)('takes the tables and both C files for %s without a warning', (kernel) => {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-c-'))
    try {
      const file = join(folder, 'kernel.c')
      writeFileSync(file, printKernelPrelude(kernel) + KERNEL_SOURCE)
      const flags = ['-std=gnu11', '-ffreestanding', '-fsyntax-only', '-Wall', '-Wextra', '-Werror']
      const allowed = ['-Wno-unused-parameter', '-Wno-sign-compare']
      const { status, stderr } = spawnSync('clang', [...flags, ...allowed, file], { encoding: 'utf8' })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
