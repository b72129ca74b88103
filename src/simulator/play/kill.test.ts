// What happens after the choice: who dies with the victim, what the log says, and how a round ends.

import { describe, expect, it } from 'vitest'
import { evaluate, NO_POLICY, play, programs } from '../testing/play.ts'

const select = (pid: number): string => evaluate(`return task->pid == ${pid} ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;`)

describe('the report', () => {
  it('names who allocated, the policy, the constraint and the victim', () => {
    const { log, round } = play(
      `
      oom=/job by=1187 kernel=6.1
      /job max=256M
        1187 db_main uid=1000 adj=-500 anon=700
      /job/web
        1201 hog uid=1000 vm=2G anon=63556 file=244 pgtables=2158592
      `,
      NO_POLICY,
    )
    expect(log).toEqual([
      'db main invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, policy_name=default, oom_score_adj=-500',
      'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/job,task_memcg=/job/web,task=hog,pid=1201,uid=1000',
      'Memory cgroup out of memory: Killed process 1201 (hog) total-vm:2097152kB, anon-rss:254224kB, file-rss:976kB, shmem-rss:0kB, UID:1000 pgtables:2108kB oom_score_adj:0',
    ])
    expect(round.log.map((line) => line.task)).toEqual([0, 1, 1])
  })

  it('says global_oom for the machine, with the flags of the allocation', () => {
    const { log } = play('gfp=1314250 order=2\n /a\n 10 a uid=4294967294 anon=5', NO_POLICY)
    expect(log).toEqual([
      'a invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=2, policy_name=default, oom_score_adj=0',
      'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=a,pid=10,uid=-2',
      'Out of memory: Killed process 10 (a) total-vm:20kB, anon-rss:20kB, file-rss:0kB, shmem-rss:0kB, UID:4294967294 pgtables:0kB oom_score_adj:0',
    ])
  })

  it('shows the thread that had the memory in the Killed line, the leader in the summary', () => {
    const { log } = play('10 big anon=50 threads=2 leaderExited\n 11 taken anon=1', select(10))
    expect(log[1]).toContain('task=big,pid=10,')
    expect(log[2]).toContain('Killed process 12 (big) total-vm:200kB')
  })
})

describe('odd victims', () => {
  it('says nothing about a victim that is dying already', () => {
    const { round, killed, log } = play('10 dying anon=50 oomVictim\n 20 other anon=5', select(10))
    expect(round).toMatchObject({ outcome: 'already-dying', chosen: 0 })
    expect([killed, log]).toEqual([[], []])
  })

  it('reports a zombie, and skips its kill', () => {
    const { round, killed, log } = play('10 corpse zombie\n 20 other anon=5', select(10))
    expect(log.slice(1)).toEqual([
      'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=corpse,pid=10,uid=0',
      'Out of memory: OOM victim 10 (corpse) is already exiting. Skip killing the task',
    ])
    expect([killed, round.outcome]).toEqual([[], 'already-dying'])
  })

  it('kills a victim again whose memory the reaper has taken', () => {
    expect(play('10 reaped anon=5 oomVictim oomSkip\n 20 other anon=5', select(10)).killed).toEqual(['reaped'])
  })
})

describe('who dies with the victim', () => {
  it('kills whoever shares its memory, even at -1000, without a line', () => {
    const { round, killed, log } = play('10 main anon=50\n 11 clone shares=10 adj=-1000\n 12 other anon=5', NO_POLICY)
    expect(killed).toEqual(['main', 'clone'])
    expect(round.kills.map((kill) => kill.reason)).toEqual(['victim', 'shares-mm'])
    expect(log.filter((line) => line.includes('Killed process'))).toHaveLength(1)
  })

  it('does not kill init when that shares the memory', () => {
    const { killed, log } = play('1 init ppid=0 shares=10\n 10 main anon=50', NO_POLICY)
    expect(killed).toEqual(['main'])
    expect(log.at(-1)).toBe('oom killer 10 (main) has mm pinned by 1 (init)')
  })

  it('takes all of a memory.oom.group but those at -1000, and may name the victim twice', () => {
    const { round, killed, log } = play(
      `
      oom=/pod by=30
      /pod max=96M
      /pod/db group
        10 db1   anon=20M
        11 db2   anon=5M
        12 guard anon=1M adj=-1000
      /pod/web
        30 web   anon=40M
      `,
      select(11),
    )
    expect(killed).toEqual(['db2', 'db1'])
    expect(round.kills.map((kill) => kill.reason)).toEqual(['victim', 'oom-group'])
    const short = log.slice(2).map((line) => line.replace(/ total-vm.*/, ''))
    expect(short).toEqual([
      'Memory cgroup out of memory: Killed process 11 (db2)',
      'Tasks in /pod/db are going to be killed due to memory.oom.group set',
      'Memory cgroup out of memory: Killed process 10 (db1)',
      'Memory cgroup out of memory: Killed process 11 (db2)',
    ])
  })

  it('takes the highest group inside the domain, none above it', () => {
    const notation = `
      by=30
      /pod max=96M group
        20 other anon=1
      /pod/db max=50M
        30 db anon=40M
    `
    expect(play(notation, NO_POLICY).killed).toEqual(['db', 'other'])
    expect(play(notation.replace('by=30', 'oom=/pod/db by=30'), NO_POLICY).killed).toEqual(['db'])
  })
})

describe('rounds that end early', () => {
  it('panics at once with panic_on_oom, with an empty policy name', () => {
    const { round, log } = play('panic_on_oom=1\n 10 a anon=5', NO_POLICY)
    expect(round).toMatchObject({ outcome: 'panic', walked: false, policyName: '' })
    expect(log).toEqual([
      'a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, policy_name=, oom_score_adj=0',
      'Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled',
    ])
  })

  it('panics over a memcg only with panic_on_oom=2', () => {
    const notation = 'oom=/a\n /a max=9\n 10 a anon=5'
    expect(play(`panic_on_oom=1 ${notation}`, NO_POLICY).round.outcome).toBe('killed')
    const { log } = play(`panic_on_oom=2 ${notation}`, NO_POLICY)
    expect(log.at(-1)).toBe('Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled')
  })

  it('kills the allocating task without a walk where the sysctl says so', () => {
    const { round, killed, log } = play('oom_kill_allocating_task by=20\n 10 big anon=50\n 20 small anon=5', NO_POLICY)
    expect(killed).toEqual(['small'])
    expect(round).toMatchObject({ walked: false, policyName: '' })
    expect(log.at(-1)).toMatch(/^Out of memory \(oom_kill_allocating_task\): Killed process 20 \(small\)/)
  })

  it('kills nobody without __GFP_FS, except for a memcg', () => {
    expect(play('gfp=3136\n 10 a anon=5', NO_POLICY).round).toMatchObject({ outcome: 'nobody', walked: false })
    expect(play('gfp=3136 oom=/a\n /a max=9\n 10 a anon=5', NO_POLICY).killed).toEqual(['a'])
  })

  it('leaves an exiting task that allocates alone', () => {
    const { round, log } = play('by=10\n 10 dying anon=5 oomVictim\n 20 big anon=50', NO_POLICY)
    expect(round).toMatchObject({ outcome: 'already-dying', walked: false })
    expect(log).toEqual([])
  })

  it('does not panic when sysrq asked and nobody is eligible', () => {
    const { round } = play('order=-1\n 10 a anon=5 adj=-1000', NO_POLICY)
    expect(round.outcome).toBe('nobody')
  })
})

describe('programs beside the verdict', () => {
  it('names the policy: both programs of the documentation in one file', () => {
    const { round, killed, log } = play(
      'oom=/app by=20\n /app max=96M\n 1234 target anon=5\n 20 other anon=50',
      programs(`
const volatile int target_pid = 1234;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
    if (task->pid == target_pid)
        return BPF_EAVL_SELECT;
    return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
    char name[] = "my_policy";
    set_oom_policy_name(oc, name, sizeof(name));
    return 0;
}
`),
    )
    expect([round.policyName, killed]).toEqual(['my_policy', ['target']])
    expect(log[0]).toContain(', policy_name=my_policy, ')
  })

  it('keeps 16 bytes of a name', () => {
    const { round } = play(
      '10 a anon=5',
      programs(`
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name, struct oom_control *oc)
{
	char name[] = "0123456789abcdef-cut";
	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
`),
    )
    expect(round.policyName).toBe('0123456789abcdef')
  })

  it('shows the victim to oom_kill_process and mark_victim, and a failed selection to select_bad_process_end', () => {
    const text = programs(`
int killing, marked, failed;

SEC("fentry/oom_kill_process")
int BPF_PROG(kill, struct oom_control *oc, const char *message)
{
	killing = oc->chosen->pid;
	return 0;
}

SEC("tp_btf/mark_victim")
int BPF_PROG(mark, struct task_struct *task)
{
	marked = task->pid;
	return 0;
}

SEC("tp_btf/select_bad_process_end")
int BPF_PROG(end, struct oom_control *oc)
{
	failed++;
	return 0;
}
`)
    expect(play('10 a anon=5', text).globals).toEqual({ killing: '10', marked: '10', failed: '0' })
    expect(play('10 a anon=5 adj=-1000', text).globals).toEqual({ killing: '0', marked: '0', failed: '1' })
  })

  it('asks the program first that was attached last; an answer other than 0 ends it', () => {
    const two = (first: number, second: number): string =>
      programs(`
int first_asked, second_asked;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(first, struct task_struct *task, struct oom_control *oc)
{
	first_asked++;
	return ${first};
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(second, struct task_struct *task, struct oom_control *oc)
{
	second_asked++;
	return ${second};
}
`)
    const notation = '10 a anon=5\n 20 b anon=9'
    expect(play(notation, two(3, 2)).globals).toEqual({ first_asked: '0', second_asked: '2' })
    expect(play(notation, two(3, 2)).killed).toEqual([])
    expect(play(notation, two(3, 0)).globals).toEqual({ first_asked: '2', second_asked: '2' })
  })
})
