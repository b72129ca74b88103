import { expect, test } from 'vitest'

import { LineJoiner } from './join-wrapped.ts'
import { stripPrefix } from './strip-prefix.ts'

function joined(log: string): string[] {
  const joiner = new LineJoiner()
  const lines = log.split('\n').map((line) => joiner.push(stripPrefix(line)))
  return [...lines, joiner.end()].filter((line) => line !== null).map((line) => line.text)
}

const TABLE = '[1.0] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name'

test('a header that was broken at blanks', () => {
  expect(
    joined(
      '[1.0] dd invoked oom-killer:\ngfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0,\noom_score_adj=0\n[1.1] CPU: 1',
    ),
  ).toEqual(['dd invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0', 'CPU: 1'])
})

test('a table whose header and rows were broken', () => {
  expect(
    joined(
      `[1.0] [ pid ]   uid  tgid total_vm\nrss nr_ptes swapents oom_score_ad\nj name\n[1.1] [ 12]     0    12    28281\n347     12        0             0 sh`,
    ),
  ).toEqual([
    '[ pid ]   uid  tgid total_vm rss nr_ptes swapents oom_score_adj name',
    '[ 12]     0    12    28281 347     12        0             0 sh',
  ])
})

test('blanks at the break are enough', () => {
  expect(joined(`${TABLE}\n[1.1] [ 12]     0    12    28281      \n 347     12        0             0 sh`).at(-1)).toBe(
    '[ 12]     0    12    28281       347     12        0             0 sh',
  )
})

test('an oom-kill line broken anywhere, even behind its stamp', () => {
  expect(
    joined(
      '[1.0] \noom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom\n_memcg=/a,task_m\nemcg=/a,task=x,pid=1,uid=0\nnext',
    ).slice(0, 2),
  ).toEqual([
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/a,task_memcg=/a,task=x,pid=1,uid=0',
    'next',
  ])
})

test('a kill line broken in a word and at a blank', () => {
  expect(
    joined(
      '[1.0] Out of memory: Killed process 5 (sh)\ntotal-vm:8kB, anon-rss:0kB, file-rss:4kB, shme\nm-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0',
    ),
  ).toEqual([
    'Out of memory: Killed process 5 (sh) total-vm:8kB, anon-rss:0kB, file-rss:4kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0',
  ])
})

test('printed pages mark what goes on', () => {
  expect(
    joined('Oct 14 10:22:40 h kernel: Memory cgroup out of memory:\n↪Kill process 1 (sh) score 0 or sacrifice child'),
  ).toEqual(['Memory cgroup out of memory: Kill process 1 (sh) score 0 or sacrifice child'])
})

test('complete lines, stamped lines and records of their own stay alone', () => {
  const whole = '[1.0] dd invoked oom-killer: gfp_mask=0xcc0, order=0, oom_score_adj=0'
  expect(joined(`${whole}\nsomebody's remark`)).toHaveLength(2)
  expect(joined('[1.0] dd invoked oom-killer:\n[1.1] order=0')).toHaveLength(2)
  expect(joined('Killed process 5 (sh) total-vm:8kB, anon-rss:0kB, file-rss:4kB\nThere were more.')).toHaveLength(2)
  expect(joined(' anon 1\n file 2')).toEqual(['anon 1', 'file 2'])
})
