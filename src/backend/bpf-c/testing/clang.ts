// clang with the BPF target, for tests that run what it makes. Where it or libbpf's headers are missing the tests say so and pass, unless
// REQUIRE_CLANG=1 demands them.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CLANG = process.env['CLANG'] ?? 'clang'

/** True when clang compiles for BPF here and finds libbpf's headers. */
export function hasClang(): boolean {
  try {
    const probe = '#if !__has_include(<bpf/bpf_helpers.h>)\n#error "no libbpf headers"\n#endif\n'
    execFileSync(CLANG, ['-target', 'bpf', '-fsyntax-only', '-x', 'c', '-'], { input: probe, stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

/** Compiles C text to an object; throws with clang's words when it refuses. */
export function compileBpf(text: string, ...options: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-c-'))
  const output = join(folder, 'policy.bpf.o')
  try {
    const always = ['-target', 'bpf', '-g', '-O2', '-x', 'c', '-c', '-', '-o', output]
    execFileSync(CLANG, [...always, ...options], { input: text, stdio: 'pipe' })
    return new Uint8Array(readFileSync(output))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
