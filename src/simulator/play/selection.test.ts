// Who is asked, in which order, and what each answer does: the facts of RFC v2 as kernels with its hooks showed them.

import { describe, expect, it } from 'vitest'
import { evaluate, NO_POLICY, play } from '../testing/play.ts'
import { LONG_MAX, LONG_MIN } from '../trace/trace.ts'

/** Three processes in one group over its limit. */
const APP = `
  oom=/app by=30
  /
    1 init ppid=0
  /app max=96M
    10 small anon=10M
    20 big   anon=50M
    30 mid   anon=20M
`

const verdictFor = (pid: number, verdict: number, other = 0): string =>
  evaluate(`return task->pid == ${pid} ? ${verdict} : ${other};`)

describe('the order of the questions', () => {
  it('goes down the tree in a memcg OOM, a group before its children, children as they were created', () => {
    const { iterations } = play(
      `
      oom=/t
      /t max=128M
        90 t0  anon=1 fork=5
      /t/b
        80 b0  anon=1 fork=4
      /t/a
        70 a0  anon=1 fork=3
      /t/a/y
        60 ay0 anon=1 fork=2
      /t/a/x
        50 ax0 anon=1 fork=1
      /t/c
        40 c0  anon=1 fork=0
      /elsewhere
        30 out anon=1 fork=6
      `,
      NO_POLICY,
    )
    expect(iterations.map((line) => line.split(' ')[1])).toEqual(['t0', 'b0', 'a0', 'ay0', 'ax0', 'c0'])
  })

  it('asks within a group in the order in which processes joined, those with an exited leader last', () => {
    const { iterations } = play(
      `
      oom=/t
      /t max=128M
        10 back   anon=1 attach=9
        20 exited anon=1 leaderExited threads=2
        30 third  anon=1 attach=3
        40 first  anon=1 attach=1
      `,
      evaluate('return 2;'),
    )
    expect(iterations).toEqual([
      '40 first policy next',
      '30 third policy next',
      '10 back policy next',
      '20 exited policy next',
    ])
  })

  it('goes by fork in a global OOM, whatever the groups; an exited leader keeps its place', () => {
    const { iterations } = play(
      `
      /a
        30 last   anon=1 fork=3
        20 exited anon=1 fork=2 leaderExited threads=2
      /b
        99 first  anon=1 fork=1
      `,
      NO_POLICY,
    )
    expect(iterations.map((line) => line.split(' ')[1])).toEqual(['first', 'exited', 'last'])
  })

  it('hides a dead process from the walk of a group, and shows it in that of the machine', () => {
    const notation = `
      /t max=128M
        10 corpse zombie
        20 alive  anon=5
    `
    expect(play(`oom=/t\n${notation}`, NO_POLICY).iterations).toEqual(['20 alive badness select'])
    expect(play(notation, NO_POLICY).iterations).toEqual(['10 corpse badness next', '20 alive badness select'])
  })
})

describe('who is not asked', () => {
  it('never asks about init and kernel threads', () => {
    const { iterations, round } = play(
      `
      /
        1 init ppid=0 anon=900
        2 kthreadd ppid=0 kthread
        10 app anon=5
      `,
      evaluate('return 3;'),
    )
    expect(iterations).toEqual(['1 init unkillable next', '2 kthreadd unkillable next', '10 app policy select'])
    expect([...round.iterations.asked]).toEqual([0, 0, 1])
  })

  it('asks nothing about tasks outside the cpuset in a global OOM, but does in a memcg OOM', () => {
    const notation = `
      /app max=96M
        10 far  anon=50 outside
        20 near anon=5
    `
    expect(play(`by=20\n${notation}`, NO_POLICY).iterations).toEqual(['10 far cpuset next', '20 near badness select'])
    expect(play(`oom=/app by=20\n${notation}`, NO_POLICY).chosen).toBe('far')
  })

  it('takes an OOM origin with LONG_MAX before the hook, even at -1000', () => {
    const { iterations, round, chosen } = play(
      `
      oom=/app
      /app max=96M
        10 swapoff anon=1 adj=-1000 oomOrigin
        20 big     anon=5000
      `,
      NO_POLICY,
    )
    expect(iterations).toEqual(['10 swapoff origin select', '20 big badness next'])
    expect(round.iterations.chosenPoints[0]).toBe(LONG_MAX)
    expect(chosen).toBe('swapoff')
  })

  it('of two origins takes the later one', () => {
    const { chosen } = play('10 a oomOrigin anon=9\n 20 b oomOrigin anon=1', NO_POLICY)
    expect(chosen).toBe('b')
  })

  it('asks about a task at -1000, which a SELECT overrides', () => {
    const { chosen, killed } = play(
      'oom=/app\n /app max=96M\n 10 db anon=50 adj=-1000\n 20 web anon=5',
      verdictFor(10, 3, 2),
    )
    expect([chosen, killed]).toEqual(['db', ['db']])
  })

  it('asks about a victim that is dying already', () => {
    const { iterations } = play(
      'oom=/app by=20\n /app max=96M\n 10 dying anon=50 oomVictim\n 20 web anon=5',
      evaluate('return 2;'),
    )
    expect(iterations[0]).toBe('10 dying policy next')
  })
})

describe('verdicts', () => {
  it('come from nobody while no program is on the hook', () => {
    expect([...play(APP, NO_POLICY).round.iterations.asked]).toEqual([0, 0, 0])
    expect([...play(APP, evaluate('return 0;')).round.iterations.asked]).toEqual([1, 1, 1])
  })

  it.each([0, 7, -1, 4, 2147483647])('leaves a task to the kernel at %i', (verdict) => {
    const { iterations, chosen, round } = play(APP, evaluate(`return ${verdict};`))
    expect(iterations).toEqual(['10 small badness select', '20 big badness select', '30 mid badness next'])
    expect(chosen).toBe('big')
    expect([...round.iterations.verdict]).toEqual([verdict, verdict, verdict])
  })

  it('BPF_EVAL_SELECT: the last one wins', () => {
    const { iterations, killed } = play(APP, evaluate('return BPF_EVAL_SELECT;'))
    expect(iterations).toEqual(['10 small policy select', '20 big policy select', '30 mid policy select'])
    expect(killed).toEqual(['mid'])
  })

  it('BPF_EVAL_NEXT passes over a task', () => {
    expect(play(APP, verdictFor(20, 2)).killed).toEqual(['mid'])
  })

  it('BPF_EVAL_ABORT ends the scan, kills nobody and prints nothing', () => {
    const { iterations, round, killed, log } = play(APP, evaluate('return BPF_EVAL_ABORT;'))
    expect(iterations).toEqual(['10 small policy abort'])
    expect(round).toMatchObject({ outcome: 'aborted', aborted: true, chosen: null, walked: true })
    expect([killed, log]).toEqual([[], []])
  })

  it('BPF_EVAL_ABORT drops what was chosen before', () => {
    const { iterations, round } = play(APP, evaluate('return task->pid == 10 ? 3 : 1;'))
    expect(iterations).toEqual(['10 small policy select', '20 big policy abort'])
    expect([...round.iterations.chosen]).toEqual([1, -2])
    expect(round).toMatchObject({ outcome: 'aborted', chosen: null })
  })

  it('BPF_EVAL_NEXT for all kills nobody in a memcg OOM, with a report', () => {
    const { round, log } = play(APP, evaluate('return BPF_EVAL_NEXT;'))
    expect(round.outcome).toBe('nobody')
    expect(log).toEqual([
      'mid invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, policy_name=default, oom_score_adj=0',
      'Out of memory and no killable processes...',
      'Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF',
    ])
  })

  it('BPF_EVAL_NEXT for all panics in a global OOM', () => {
    const { round, log } = play('10 a anon=5', evaluate('return BPF_EVAL_NEXT;'))
    expect(round.outcome).toBe('panic')
    expect(log.at(-1)).toBe('Kernel panic - not syncing: System is deadlocked on memory')
  })
})

describe('chosen_points', () => {
  const SELECT_FIRST = verdictFor(10, 3)

  it('is LONG_MIN when a round begins', () => {
    const { globals } = play(
      APP,
      evaluate('if (!asked++) first = oc->chosen_points; return 0;', 'int asked; long first;'),
    )
    expect(globals['first']).toBe(String(LONG_MIN))
  })

  it('is 0 after a SELECT where the compiler zeroes the stack: the kernel replaces the choice', () => {
    const { round, killed } = play(APP, SELECT_FIRST)
    expect(round.iterations.chosenPoints[0]).toBe(0n)
    expect([...round.iterations.chosenPointsUnset]).toEqual([1, 0, 0])
    expect(killed).toEqual(['big'])
  })

  it('is LONG_MAX after a SELECT where it does not: the choice stays', () => {
    const { round, killed } = play(`unset=long-max ${APP.trim()}`, SELECT_FIRST)
    expect([...round.iterations.chosenPoints]).toEqual([LONG_MAX, LONG_MAX, LONG_MAX])
    expect([...round.iterations.chosenPointsUnset]).toEqual([1, 1, 1])
    expect(killed).toEqual(['small'])
  })

  it('stays with a SELECT when the others have negative badness', () => {
    const { killed } = play('oom=/app\n /app max=96M\n 10 small anon=1\n 20 shy anon=100 adj=-500', SELECT_FIRST)
    expect(killed).toEqual(['small'])
  })
})

describe("the kernel's own selection", () => {
  it('adds rss, swap and page tables, and scales oom_score_adj by whole thousandths', () => {
    const { round } = play(
      `
      oom=/app swap=10000
      /app max=24576 swapmax=1000
        10 a anon=100 file=20 shmem=3 swap=7 pgtables=8192
        20 b anon=100 adj=500
        30 c anon=100 adj=-500
      `,
      NO_POLICY,
    )
    expect(round.totalpages).toBe(25576n)
    expect([...round.iterations.points]).toEqual([132n, 12600n, -12400n])
  })

  it('counts RAM and swap in a global OOM', () => {
    expect(play('ram=1000 swap=50\n 10 a anon=5', NO_POLICY).round.totalpages).toBe(1050n)
  })

  it('leaves swap out of totalpages where swappiness is 0', () => {
    const notation = 'oom=/app swap=5000\n /app max=1000\n 10 a anon=5'
    expect(play(notation, NO_POLICY).round.totalpages).toBe(6000n)
    expect(play(`swappiness=0 ${notation}`, NO_POLICY).round.totalpages).toBe(1000n)
  })

  it('makes no difference of oom_score_adj below 1000 pages', () => {
    const { round } = play('oom=/app\n /app max=999\n 10 a anon=5 adj=1000', NO_POLICY)
    expect([...round.iterations.points]).toEqual([5n])
  })

  it('gives a tie to the later task', () => {
    expect(play('10 a anon=7\n 20 b anon=7\n 30 c anon=7', NO_POLICY).chosen).toBe('c')
  })

  it('chooses a task with a negative score when there is no better', () => {
    expect(play('ram=100000\n 10 a anon=7 adj=-999', NO_POLICY).chosen).toBe('a')
  })

  it.each([
    ['oom_score_adj_min', 'anon=90 adj=-1000'],
    ['mmf_oom_skip', 'anon=90 oomSkip'],
    ['no-mm', 'zombie'],
  ])('never chooses for the reason %s', (reason, settings) => {
    const { round, chosen } = play(`10 a ${settings}\n 20 b anon=1`, NO_POLICY)
    const exemptions = ['none', 'unkillable', 'no-mm', 'oom_score_adj_min', 'mmf_oom_skip', 'vfork']
    expect(exemptions[round.iterations.exemption[0] ?? 0]).toBe(reason)
    expect(round.iterations.points[0]).toBe(LONG_MIN)
    expect(chosen).toBe('b')
  })

  it('passes over a vfork child, whose memory is its parent’s', () => {
    const { round, chosen } = play('10 shell anon=9\n 20 child vfork ppid=10', NO_POLICY)
    expect(round.iterations.exemption[1]).toBe(5)
    expect(chosen).toBe('shell')
  })

  it('scores a process by the thread that outlives its leader', () => {
    const { iterations, killed } = play(
      'oom=/app by=30\n /app max=96M\n 10 small anon=10M\n 20 big anon=50M threads=2 leaderExited\n 30 mid anon=20M',
      NO_POLICY,
    )
    expect(iterations).toEqual(['10 small badness select', '30 mid badness select', '20 big badness select'])
    expect(killed).toEqual(['big'])
  })

  it('aborts at a victim in flight, also when a better one was chosen before', () => {
    const { iterations, round } = play('10 big anon=99\n 20 dying anon=5 oomVictim\n 30 other anon=500', NO_POLICY)
    expect(iterations).toEqual(['10 big badness select', '20 dying victim-abort abort'])
    expect(round.outcome).toBe('aborted')
  })

  it('passes over a victim that the reaper is done with', () => {
    const { iterations } = play('10 dead anon=5 oomVictim oomSkip\n 30 other anon=5', NO_POLICY)
    expect(iterations).toEqual(['10 dead victim-skip next', '30 other badness select'])
  })
})
