// constrained_alloc(), the nodes that make a task eligible, and the two orders of oom_evaluate_task(): with RFC v2 and without.

import { describe, expect, test } from 'vitest'
import { evaluate, NO_POLICY, play, programs } from '../simulator/testing/play.ts'
import { KERNEL_VERSIONS } from './versions.ts'

const totalpages = (settings: string, tasks = '10 a anon=50'): bigint =>
  play(`ram=3000 swap=100 nodes=1000,1200,800 ${settings}\n ${tasks}`, NO_POLICY).round.totalpages

const THISNODE = 0x200cc0

describe('totalpages', () => {
  test.each(KERNEL_VERSIONS)('is RAM and swap where the allocation may go everywhere (%s)', (kernel) => {
    expect(totalpages(`kernel=${kernel}`)).toBe(3100n)
  })

  test('is that of the nodes of a memory policy and swap', () => {
    expect(totalpages('nodemask=1')).toBe(1300n)
    expect(totalpages('nodemask=0,2')).toBe(1900n)
  })

  test('is that of the machine where a policy has all nodes', () => {
    expect(totalpages('nodemask=0-2')).toBe(3100n)
  })

  test('is that of the machine where the allocation cannot choose, which 7.4 no longer asks', () => {
    expect(KERNEL_VERSIONS.map((kernel) => totalpages(`kernel=${kernel} nodemask=1 gfp=${THISNODE}`))).toEqual([
      3100n,
      3100n,
      3100n,
      1300n,
    ])
  })

  test('is that of the nodes of the cpuset of the allocating task', () => {
    expect(totalpages('by=10', '10 a anon=50 mems=1-2')).toBe(2100n)
  })

  test('comes from the policy before the cpuset', () => {
    expect(totalpages('nodemask=1 by=10', '10 a anon=50 mems=1-2')).toBe(1300n)
  })

  test('of a memcg does not look at nodes', () => {
    expect(totalpages('oom=/a by=10 nodemask=1', '/a max=500\n 10 a anon=50 mems=1')).toBe(600n)
  })
})

describe('eligible tasks', () => {
  const walked = (notation: string): string[] =>
    play(notation, NO_POLICY).iterations.map((line) => line.split(' ').slice(1, 3).join(' '))

  test('are those whose cpuset meets that of the allocating task', () => {
    expect(
      walked('ram=3000 nodes=1000,2000 by=10\n 10 here anon=5 mems=0\n 20 there anon=5 mems=1\n 30 both anon=5'),
    ).toEqual(['here badness', 'there cpuset', 'both badness'])
  })

  test('are, under a memory policy, all that are not bound elsewhere, whatever their cpuset', () => {
    expect(
      walked(
        'ram=3000 nodes=1000,2000 nodemask=0\n 10 free anon=5 mems=1\n 20 else anon=5 bind=1\n 30 own anon=5 bind=0',
      ),
    ).toEqual(['free badness', 'else cpuset', 'own badness'])
  })
})

test('panic_on_oom=1 does not panic where only some nodes are out of memory; 2 does', () => {
  const outcome = (panic: number): string =>
    play(`panic_on_oom=${panic} ram=3000 nodes=1000,2000 nodemask=0\n 10 a anon=5`, NO_POLICY).round.outcome
  expect([1, 2].map(outcome)).toEqual(['killed', 'panic'])
})

test('drivers that give memory back are asked first, once, and not for sysrq', () => {
  const outcome = (settings: string): string => play(`${settings}\n 10 a anon=5`, NO_POLICY).round.outcome
  expect(outcome('notifiers=10')).toBe('nobody')
  expect(outcome('notifiers=10 order=-1')).toBe('killed')
  expect(play('notifiers=10 oom=/a\n /a max=9\n 10 a anon=5', NO_POLICY).killed).toEqual(['a'])
})

describe('a kernel without the hooks', () => {
  test('asks no policy, names none and runs no program of the hooks', () => {
    const text = programs(`
int asked, named, ended, killing;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	asked++;
	return 2;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name, struct oom_control *oc)
{
	named++;
	return 0;
}

SEC("tp_btf/select_bad_process_end")
int BPF_PROG(end, struct oom_control *oc)
{
	ended++;
	return 0;
}

SEC("fentry/oom_kill_process")
int BPF_PROG(kill, struct oom_control *oc, const char *message)
{
	killing = oc->chosen->pid;
	return 0;
}
`)
    const { globals, killed, round } = play('hook=none\n 10 a anon=5', text)
    expect(globals).toEqual({ asked: '0', named: '0', ended: '0', killing: '10' })
    expect([killed, round.policyName, [...round.iterations.asked]]).toEqual([['a'], '', [0]])
  })

  test('waits for a victim in flight before it takes an origin; with the hook, the origin goes first', () => {
    const rules = (settings: string): string[] =>
      play(`${settings}\n 10 origin anon=5 oomVictim oomOrigin\n 20 b anon=5`, NO_POLICY).iterations
    expect(rules('hook=none')).toEqual(['10 origin victim-abort abort'])
    expect(rules('')).toEqual(['10 origin origin select', '20 b badness next'])
  })

  test('passes a victim over that the reaper is done with', () => {
    expect(play('hook=none\n 10 reaped anon=50 oomVictim oomSkip\n 20 b anon=5', NO_POLICY).iterations).toEqual([
      '10 reaped victim-skip next',
      '20 b badness select',
    ])
  })
})

test.each(KERNEL_VERSIONS)('sysrq-f looks at victims in flight like at any task (%s)', (kernel) => {
  const sysrq = `kernel=${kernel} order=-1 by=30\n 10 dying anon=5 oomVictim\n 20 big anon=50\n 30 kworker kthread`
  expect(play(sysrq, NO_POLICY).killed).toEqual(['big'])
  expect(play(sysrq, evaluate('return 0;')).killed).toEqual(['big'])
})

describe('the report', () => {
  const summary = (notation: string): string => play(notation, NO_POLICY).log[1]?.split(',task=')[0] ?? ''

  test('names the constraint, the nodes of the policy and those of the cpuset', () => {
    const notation = (settings: string): string =>
      `ram=3000 nodes=1000,1200,800 ${settings} by=10\n 10 a anon=5 mems=1-2`
    expect(summary(notation('nodemask=0,2'))).toBe(
      'oom-kill:constraint=CONSTRAINT_MEMORY_POLICY,nodemask=0,2,cpuset=/,mems_allowed=1-2,global_oom,task_memcg=/',
    )
    expect(summary(notation(''))).toBe(
      'oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=/,mems_allowed=1-2,global_oom,task_memcg=/',
    )
  })

  test('names the memcg that a task is charged to, also where its group has none', () => {
    expect(summary('oom=/t\n /t max=9\n /t/m uncontrolled\n /t/m/n uncontrolled\n 10 a anon=9')).toMatch(
      /,oom_memcg=\/t,task_memcg=\/t$/,
    )
  })

  test('has no policy name on a kernel without the hook', () => {
    expect(play('hook=none\n 10 a anon=5', NO_POLICY).log[0]).toBe(
      'a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    )
  })
})
