import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'

import { IMPORTERS, NOT_RECOGNISED, recognise } from './importers.ts'
import { readMachine } from './readers.ts'
import { GLOBAL_4_19, MEMCG_6_12 } from './testing/logs.ts'
import { WRAPPINGS } from './testing/wrappings.ts'

describe('recognise()', () => {
  it.each([
    ['{"title": "x"}', 'file'],
    ['{ broken', 'file'],
    ['https://example.org/oom/#v1.abc.QUJD', 'link'],
    ['v1.abc.QUJD', 'link'],
    ['v1.abc-QUJD', 'link'],
    ['SEC("fmod_ret/bpf_oom_evaluate_task")\nint f; // Killed process 5 (x)', 'c-policy'],
    ['#include "vmlinux.h"', 'c-policy'],
    ['export function evaluate(task: task_struct): number { return 0 }', 'typescript-policy'],
    ['[1.5] hog invoked oom-killer: gfp_mask=0xcc0', 'kernel-log'],
    ['{"log":"hog invoked oom-killer: order=0"}\n{"log":"Mem-Info:"}', 'kernel-log'],
    ['{"title": "after hog invoked oom-killer"}', 'file'],
    ['$ cat x\n== oom-snapshot 1\n Linux 6.1', 'snapshot'],
    ['dear diary', null],
    ['', null],
  ])('takes %j for %s', (text, kind) => {
    expect(recognise(text)?.kind ?? null).toBe(kind)
  })

  it('asks the name of a file where the text says little', () => {
    expect(recognise('int x;', 'mine.bpf.c')?.kind).toBe('c-policy')
    expect(recognise('let x', 'mine.policy.ts')?.kind).toBe('typescript-policy')
    expect(recognise(MEMCG_6_12, 'dmesg.c')?.kind).toBe('kernel-log')
  })

  it.each(WRAPPINGS)('knows a report as $name', (wrapping) => {
    expect(recognise(wrapping.wrap(GLOBAL_4_19))?.kind).toBe('kernel-log')
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const importer = recognise(text)
        expect(importer === null || IMPORTERS.includes(importer)).toBe(true)
      }),
    )
  })
})

test('every kind has a name, and a text that nobody knows gets a sentence with all of them', () => {
  for (const { name } of IMPORTERS) expect(NOT_RECOGNISED).toContain(name)
})

test.each([
  [MEMCG_6_12, 'The kernel killed hog (1201) because /job reached its memory limit.', 'kernel-memcg'],
  [GLOBAL_4_19, 'The kernel killed npm run serve (733) because the machine ran out of memory.', 'kernel-global'],
  [
    'Killed process 5 (x) total-vm:4kB, anon-rss:4kB, file-rss:0kB',
    /^The kernel killed x \(5\) because memory ran out/,
    'unknown',
  ],
  ['Out of memory and no killable processes...', /^The kernel found no process to kill/, 'kernel-memcg'],
])('a log is told in one sentence', (text, summary, killer) => {
  const machine = readMachine('kernel-log', text)
  expect(machine?.summary).toMatch(summary)
  expect(machine?.killer).toBe(killer)
})
