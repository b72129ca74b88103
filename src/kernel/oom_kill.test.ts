// What oom_kill.c does after (and instead of) the selection: shortcuts, kills, groups, panics, and where kernels differ. The selection
// itself is tested in simulator/selection.test.ts. Machines are in the notation of simulator/testing/machine.ts.

import { describe, expect, test } from 'vitest'
import { compileKernel } from '../policy/compile.ts'
import { evaluate, NO_POLICY, play, type Played } from '../simulator/testing/play.ts'
import { existsIn, KERNEL_VERSIONS } from './versions.ts'

/** Outcome, and the processes that die, with the reason. */
const result = ({ round, killed }: Played): string[] => [
  round.outcome,
  ...killed.map((comm, index) => `${comm} ${round.kills[index]?.reason}`),
]

const GFP_NOFS = 0xc40

const select = (pid: number): string => evaluate(`return task->pid == ${pid} ? 3 : 2;`)

test.each(KERNEL_VERSIONS)('our own compiler takes the kernel source for %s', (kernel) => {
  const names = compileKernel(kernel).functions.map((f) => f.name)
  for (const name of ['out_of_memory', 'mem_cgroup_out_of_memory', 'oom_kill_process', 'bpf_map_lookup_elem'])
    expect(names).toContain(name)
})

describe('before the selection', () => {
  test.each(KERNEL_VERSIONS)('a global allocation that may not use file systems kills nobody (%s)', (kernel) => {
    expect(result(play(`kernel=${kernel} gfp=${GFP_NOFS}\n 10 hog anon=50M`, NO_POLICY))).toEqual(['nobody'])
  })

  test('without any flags it does so since 6.12; before, it killed', () => {
    const outcome = (kernel: string): string =>
      play(`kernel=${kernel} gfp=0\n 10 hog anon=50M`, NO_POLICY).round.outcome
    expect(KERNEL_VERSIONS.map(outcome)).toEqual(
      KERNEL_VERSIONS.map((kernel) => (existsIn(kernel, { until: '6.12' }) ? 'killed' : 'nobody')),
    )
  })

  test('a memcg limit is enforced for such an allocation too', () => {
    expect(result(play(`oom=/app gfp=${GFP_NOFS}\n /\n /app max=96M\n 10 hog anon=50M`, NO_POLICY))).toEqual([
      'killed',
      'hog victim',
    ])
  })

  test.each(KERNEL_VERSIONS)('an allocating task that is a victim already is let go, in silence (%s)', (kernel) => {
    const played = play(`kernel=${kernel} by=10\n 10 dying anon=1M oomVictim\n 20 hog anon=50M`, NO_POLICY)
    expect(result(played)).toEqual(['already-dying'])
    expect([played.log, played.round.walked]).toEqual([[], false])
  })

  test('panic_on_oom=1 panics for the machine, 2 for a memcg as well', () => {
    const outcome = (settings: string): string =>
      play(`${settings}\n /\n /app max=96M\n 10 hog anon=50M`, NO_POLICY).round.outcome
    expect(['panic_on_oom=1', 'panic_on_oom=1 oom=/app', 'panic_on_oom=2 oom=/app'].map(outcome)).toEqual([
      'panic',
      'killed',
      'panic',
    ])
  })

  test('oom_kill_allocating_task takes who asks for memory, without a walk, unless it is protected', () => {
    const asks = (task: string): Played => play(`oom_kill_allocating_task by=20\n 10 hog anon=50M\n ${task}`, NO_POLICY)
    const played = asks('20 small anon=1M')
    expect(result(played)).toEqual(['killed', 'small victim'])
    expect([played.round.walked, played.round.policyName]).toEqual([false, ''])
    expect(result(asks('20 small anon=1M adj=-1000'))).toEqual(['killed', 'hog victim'])
  })
})

describe('nobody to kill', () => {
  test('panics for the machine, and fails the charge of a memcg', () => {
    const next = evaluate('return 2;')
    expect(result(play('10 hog anon=50M', next))).toEqual(['panic'])
    expect(result(play('oom=/app\n /\n /app max=96M\n 10 hog anon=50M', next))).toEqual(['nobody'])
  })
})

describe('the kill', () => {
  test('takes every process that shares the memory, whatever its oom_score_adj', () => {
    const played = play('10 parent anon=50M\n 20 twin anon=0 shares=10 adj=-1000\n 30 other anon=1M', select(10))
    expect(result(played)).toEqual(['killed', 'parent victim', 'twin shares-mm'])
  })

  test('stops at init, which keeps the memory', () => {
    const played = play('1 init ppid=0 anon=50M\n 20 twin anon=0 shares=1\n 30 other anon=1M', select(20))
    expect(result(played)).toEqual(['killed', 'twin victim'])
    expect(played.log.some((line) => line.includes('has mm pinned by 1 (init)'))).toBe(true)
  })

  test('names the thread that has the memory when the leader has exited', () => {
    const { log } = play('10 exited anon=50M leaderExited threads=3\n 20 other anon=1M', select(10))
    expect(log.at(-1)).toContain('Killed process 11 (exited)')
  })

  test('of a process that has no memory any more is told and given up', () => {
    const { log, killed } = play('10 gone zombie\n 20 other anon=1M', select(10))
    expect(killed).toEqual([])
    expect(log.at(-1)).toBe('Out of memory: OOM victim 10 (gone) is already exiting. Skip killing the task')
  })

  test('of a process that is dying already is silent', () => {
    const played = play('10 dying anon=50M oomVictim\n 20 other anon=1M', select(10))
    expect([played.round.outcome, played.log, played.killed]).toEqual(['already-dying', [], []])
  })

  test('of a protected process is done when a policy selects it', () => {
    expect(result(play('10 db anon=50M adj=-1000\n 20 other anon=1M', select(10)))).toEqual(['killed', 'db victim'])
  })
})

describe('memory.oom.group', () => {
  const TREE = (oom: string, groups: readonly string[]): string => `
    oom=${oom} by=10
    /
    /a max=96M ${groups.includes('/a') ? 'group' : ''}
      10 outer anon=1M
    /a/b max=96M ${groups.includes('/a/b') ? 'group' : ''}
      20 hog     anon=50M
      30 mate    anon=1M
      40 keeper  anon=1M adj=-1000
    /a/b/c
      50 child   anon=1M
  `
  const killed = (oom: string, ...groups: string[]): string[] => play(TREE(oom, groups), NO_POLICY).killed

  test('takes the whole subtree but what has oom_score_adj -1000', () => {
    expect(killed('/a', '/a/b')).toEqual(['hog', 'mate', 'child'])
  })

  test('goes by the highest group inside the domain', () => {
    expect(killed('/a', '/a', '/a/b')).toEqual(['hog', 'outer', 'mate', 'child'])
    expect(killed('/a/b', '/a', '/a/b')).toEqual(['hog', 'mate', 'child'])
    expect(killed('/a/b', '/a')).toEqual(['hog'])
  })

  test('prints the first victim twice, as the kernel does', () => {
    const { log } = play(TREE('/a', ['/a/b']), NO_POLICY)
    expect(log.filter((line) => line.includes('Killed process 20 (hog)'))).toHaveLength(2)
    expect(log).toContain('Tasks in /a/b are going to be killed due to memory.oom.group set')
  })
})
