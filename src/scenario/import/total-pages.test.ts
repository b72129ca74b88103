import { expect, test } from 'vitest'

import { importReport } from './import-log.ts'
import { readRelease } from './kernel-release.ts'
import { GLOBAL_4_19, GLOBAL_EL6, MEMCG_6_12, MEMCG_EL7 } from './testing/logs.ts'
import { type TotalPages, totalPagesOf } from './total-pages.ts'

function totalOf(text: string): TotalPages | null {
  const report = importReport(text, 0)?.report
  return report === undefined ? null : totalPagesOf(report, readRelease(report.cpu?.release ?? ''))
}

test('a global OOM counts RAM without what is reserved, and swap', () => {
  expect(totalOf(GLOBAL_4_19)).toEqual({ pages: 262000 - 9500 + 10000, missing: null })
  expect(totalOf(GLOBAL_EL6)).toEqual({ pages: 1000000 - 100000 + 100000, missing: null })
})

test('a memcg OOM counts the limit and the swap that it allows', () => {
  expect(totalOf(MEMCG_6_12)).toEqual({ pages: 65536, missing: null })
  const swap = MEMCG_6_12.replace('swap: usage 48kB, limit 0kB', 'swap: usage 48kB, limit 40000kB')
  expect(totalOf(swap)).toEqual({ pages: 75536, missing: "the size of the machine's swap" })
  expect(totalOf(MEMCG_EL7)).toEqual({ pages: 50000, missing: "the size of the machine's swap" })
  const v1 = MEMCG_EL7.replace(
    'memory+swap: usage 200000kB, limit 9007199254740988kB',
    'memory+swap: usage 200000kB, limit 200000kB',
  )
  expect(totalOf(v1)).toEqual({ pages: 50000, missing: null })
})

test('a memcg without a limit of its own says nothing', () => {
  expect(totalOf(MEMCG_6_12.replace('limit 262144kB', 'limit 9007199254740988kB'))?.pages).toBeNull()
})

test('a cpuset and a memory policy count the memory of their nodes', () => {
  const nodes = MEMCG_6_12.slice(0, MEMCG_6_12.indexOf('memory: usage'))
    .concat(GLOBAL_4_19.slice(GLOBAL_4_19.indexOf('Mem-Info'), GLOBAL_4_19.indexOf('Tasks state')))
    .concat(MEMCG_6_12.slice(MEMCG_6_12.indexOf('Tasks state'), MEMCG_6_12.indexOf('oom-kill:')))
  const end = (constraint: string): string =>
    `${nodes}oom-kill:constraint=${constraint},global_oom,task_memcg=/,task=hog,pid=1201,uid=0\n`
  expect(totalOf(end('CONSTRAINT_CPUSET,nodemask=(null),cpuset=a,mems_allowed=0'))).toEqual({
    pages: 262000 + 10000,
    missing: null,
  })
  expect(totalOf(end('CONSTRAINT_MEMORY_POLICY,nodemask=0,cpuset=/,mems_allowed=0-1'))).toEqual({
    pages: 272000,
    missing: null,
  })
  expect(totalOf(end('CONSTRAINT_CPUSET,nodemask=(null),cpuset=a,mems_allowed=0-1'))).toEqual({
    pages: 262500,
    missing: 'how much memory the allowed nodes have',
  })
})
