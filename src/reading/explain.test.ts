import { describe, expect, it } from 'vitest'

import type { Scenario } from '../scenario/model.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate, NO_POLICY } from '../simulator/testing/play.ts'
import { explainTask, explainWhatFollows } from './explain.ts'

/** What is said about each pid after the decisive round, and what follows the last. */
function explain(notation: string, text: string, number = 0, also: Partial<Scenario> = {}) {
  const scenario = { ...machine(notation), ...also }
  const { result } = runShared({ policy: { language: 'c', text }, parameters: {}, maps: {}, scenario })
  if (result === null) throw new Error('the policy has errors')
  return {
    of: (pid: number) =>
      explainTask(
        result.rounds,
        number,
        scenario,
        scenario.tasks.findIndex((task) => task.pid === pid),
      ),
    follows: explainWhatFollows(result, number, scenario),
  }
}

describe('why a process is the victim or is not', () => {
  it('names the rule, the rival and the distance, by the kernel’s rule', () => {
    const { of, follows } = explain(
      '10 a anon=100\n 20 b anon=500\n 30 c anon=300\n 40 d anon=50\n 50 e anon=900',
      NO_POLICY,
    )
    expect(of(50)).toBe(
      'The kernel scored it 900 points at step 5, the most of all: 400 more than the next, b (pid 20). It is the victim.',
    )
    expect(of(10)).toBe(
      'It was chosen at step 1, but lost to b (pid 20) at step 2, which scored 400 points more (500 against 100).',
    )
    expect(of(30)).toBe(
      'The kernel scored it 300 points, 200 fewer than b (pid 20), which was chosen then. The victim, e (pid 50), scored 600 points more than it.',
    )
    expect(follows).toBeNull()
  })

  it('says of a lead that the killer may not see, where the numbers are those of /proc', () => {
    const NOTE = /within the error of the counters: .* on Linux 6\.12 .* Either could be taken\.$/
    const near = '10 a anon=1000\n 20 b anon=1064\n 30 c anon=1129'
    const { of } = explain(near, NO_POLICY, 0, { assumed: ['rss-counters'] })
    expect(of(10)).toMatch(NOTE)
    expect(of(20)).not.toMatch(NOTE)
    expect(of(30)).not.toMatch(NOTE)
    const tie = explain('10 a anon=1000\n 20 b anon=1064', NO_POLICY, 0, { assumed: ['rss-counters'] })
    expect(tie.of(20)).toMatch(NOTE)
    expect(explain(near, NO_POLICY).of(10)).not.toMatch(NOTE)
  })

  it.each(['6.1', '7.3'] as const)('says no such thing of Linux %s, whose killer reads what /proc says', (kernel) => {
    const { of } = explain('10 a anon=1000\n 20 b anon=1001', NO_POLICY, 0, { assumed: ['rss-counters'], kernel })
    expect(of(20)).toBe(
      'The kernel scored it 1,001 points at step 2, the most of all: 1 more than the next, a (pid 10). It is the victim.',
    )
  })

  it('says of equals that the later one wins', () => {
    const { of } = explain('10 a anon=100\n 20 b anon=100', NO_POLICY)
    expect(of(20)).toContain('as many as a (pid 10); on a tie the last one wins')
    expect(of(10)).toContain('which scored as many points (100): on a tie the later one wins.')
  })

  it('names the policy where it decided', () => {
    const { of } = explain('10 a anon=100\n 20 b anon=50', evaluate('return 3;'))
    expect(of(20)).toBe(
      'The policy returned BPF_EVAL_SELECT for it at step 2 instead of a (pid 10), and nobody replaced it afterwards: it is the victim.',
    )
    expect(of(10)).toBe(
      'It was chosen at step 1, but lost to b (pid 20) at step 2: the policy returned BPF_EVAL_SELECT for that one.',
    )
  })

  it('tells who dies with the victim, and why', () => {
    const shared = explain('10 a anon=100\n 11 b shares=10\n 20 c anon=1', evaluate('return task->pid == 10 ? 3 : 2;'))
    expect(shared.of(11)).toMatch(/^It was not chosen, but it uses the memory of a \(pid 10\)/)
    const group = explain('oom=/app\n/app max=1000 group\n 10 a anon=100\n 20 c anon=10', NO_POLICY)
    expect(group.of(20)).toContain('memory.oom.group')
  })

  it('tells who was never looked at', () => {
    const { of } = explain('oom=/app\n/app max=1000\n 10 a anon=100\n/other\n 20 c anon=10', NO_POLICY)
    expect(of(20)).toMatch(/^It is in \/other, outside of \/app/)
    const aborted = explain('10 a anon=100\n 20 c anon=10', evaluate('return 1;'))
    expect(aborted.of(20)).toBe('The walk ended at step 1, before its turn came.')
    const own = explain('oom_kill_allocating_task by=10\n 10 a anon=100\n 20 c anon=10', NO_POLICY)
    expect(own.of(10)).toMatch(/^oom_kill_allocating_task is set and it asked/)
    expect(own.of(20)).toMatch(/looks at nobody else/)
  })

  it('tells in a later round who died before', () => {
    const { of } = explain('ram=2000 request=1450 by=30\n 10 a anon=500\n 20 b anon=600\n 30 c anon=20', NO_POLICY, 1)
    expect(of(20)).toBe('It died in round 1 and is not there any more.')
  })
})

describe('what follows when nobody dies', () => {
  it('is a panic for the machine', () => {
    expect(explain('10 a anon=100', evaluate('return 2;')).follows).toMatch(
      /the kernel panics: "System is deadlocked on memory"/,
    )
  })

  it('is a failed charge for a cgroup, by system call or page fault', () => {
    const app = '\n/app max=1000\n 10 a anon=100'
    expect(explain(`oom=/app syscall${app}`, evaluate('return 2;')).follows).toMatch(/returns ENOMEM/)
    expect(explain(`oom=/app${app}`, evaluate('return 2;')).follows).toMatch(
      /page fault is tried again, so the policy is asked again; after \d+ rounds nothing changes any more/,
    )
  })

  it('is another try after an abort', () => {
    expect(explain('10 a anon=100', evaluate('return 1;')).follows).toMatch(
      /counts an abort as progress.*the walk starts over/,
    )
  })
})
