// Whole runs: what comes back after a kill, when the allocation is tried again, and how a run ends.

import { describe, expect, it } from 'vitest'
import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import { MAX_ROUNDS } from './play-run.ts'
import { evaluate, NO_POLICY, play, programs } from '../testing/play.ts'
import { machine } from '../testing/machine.ts'
import type { RoundTrace, RunResult } from '../trace/trace.ts'

function runOf(notation: string, policy: string): { result: RunResult; name: (task: number) => string } {
  const { tasks } = machine(notation)
  const { result } = play(notation, policy).output
  if (result === null) throw new Error('the policy has errors')
  return { result, name: (task) => tasks[task]?.comm ?? '?' }
}

/** One line a round, `outcome: who dies`, then how the run ends. */
function rounds(notation: string, policy = NO_POLICY): string[] {
  const { result, name } = runOf(notation, policy)
  return [
    ...result.rounds.map((round) => [`${round.outcome}:`, ...round.kills.map(({ task }) => name(task))].join(' ')),
    result.end,
  ]
}

const after = (notation: string, policy = NO_POLICY): (RoundTrace['after'] | undefined)[] =>
  runOf(notation, policy).result.rounds.map((round) => round.after)

const lines = (notation: string, policy = NO_POLICY): string[] =>
  runOf(notation, policy).result.rounds.flatMap((round) => round.log.map(({ text }) => text))

const select = (pid: number): string => evaluate(`return task->pid == ${pid} ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;`)

/** Three processes under a limit that is full, and one outside that asks for nothing. */
const FULL = (request: string, more = ''): string => `
  oom=/app by=40 request=${request} ${more}
  /app max=100
    10 big   anon=50
    20 mid   anon=30
    30 small anon=15
    40 asks  anon=5
  /other
    50 idle  anon=90
`

describe('what comes back', () => {
  it('is what the victim alone had, and the try after it succeeds', () => {
    expect(rounds(FULL('10'))).toEqual(['killed: big', 'served'])
    expect(after(FULL('10'))).toEqual([
      { exited: [0], reaped: [], freedPages: 50, freedSwapPages: 0, usagePages: 50, limitPages: 100, requestPages: 10 },
    ])
  })

  it('is asked for until the request fits; who has died is not asked about again', () => {
    expect(rounds(FULL('75'))).toEqual(['killed: big', 'killed: mid', 'served'])
    const { result } = runOf(FULL('75'), NO_POLICY)
    expect(result.rounds.map(({ iterations }) => [...iterations.task])).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3],
    ])
    expect(result.rounds.map((round) => round.after?.usagePages)).toEqual([50, 20])
  })

  it('counts private memory, file pages, page tables and swap, but no shared memory', () => {
    expect(
      after('oom=/a by=2 swap=9\n /a max=50\n 1 x kthread\n 2 v anon=20 file=10 shmem=12 swap=7 pgtables=8192'),
    ).toMatchObject([{ freedPages: 32, freedSwapPages: 7, usagePages: 18 }])
  })

  it('of a shared address space comes with its last user', () => {
    const shared = (policy: string): unknown =>
      after('ram=1000\n 1 init ppid=0 shares=10\n 10 main anon=50\n 20 other anon=5', policy).map(
        (one) => one?.freedPages,
      )
    // init pins it: it never comes back, and the next victim is another.
    expect(shared(NO_POLICY)).toEqual([0, 5])
    expect(after('by=30\n 10 main anon=50\n 20 twin shares=10\n 30 asks', NO_POLICY)).toMatchObject([
      { exited: [0, 1], freedPages: 50 },
    ])
  })

  it('is all of a group with memory.oom.group', () => {
    expect(rounds(FULL('75').replace('max=100', 'max=100 group'))).toEqual([
      'killed: big mid small asks',
      'invoker-dies',
    ])
  })

  it('is charged where the memory was: a limit further up may be next', () => {
    const nested = `
      oom=/pod/a by=11 request=20
      /pod max=100
      /pod/a max=60
        10 a1 anon=50
        11 a2 anon=10
      /pod/b
        20 b1 anon=39
    `
    expect(rounds(nested)).toEqual(['killed: a1', 'served'])
    const later = `
      oom=/pod/a by=11 request=40
      /pod max=100
      /pod/a max=60
        10 a1 anon=30
        11 a2 anon=10
      /pod/b
        20 b1 anon=60
    `
    const { result } = runOf(later, NO_POLICY)
    expect(result.rounds.map(({ scope }) => scope)).toEqual([
      { kind: 'memcg', path: '/pod/a' },
      { kind: 'memcg', path: '/pod' },
    ])
    expect(rounds(later)).toEqual(['killed: a1', 'killed: b1', 'served'])
  })

  it('shows in what programs read', () => {
    const policy = evaluate(
      'seen[calls++ & 7] = oc->memcg->memory.usage.counter;\n\treturn 0;',
      'long seen[8];\nint calls;\n',
    )
    const { result } = runOf(FULL('75'), policy)
    expect(result.rounds.at(-1)?.globals.find((g) => g.name === 'seen')?.text).toContain(
      '100, 100, 100, 100, 50, 50, 50',
    )
  })
})

describe('a kernel 6.12 with these processes', () => {
  it('killed the same two, one after another, and the third went on', () => {
    const notation = (grows: string): string => `
      oom=/t by=32 request=${grows}
      /t max=100M
        30 big  anon=50M file=193
        31 mid  anon=30M file=193
        32 asks anon=2M adj=-1000
    `
    expect(rounds(notation('75M'))).toEqual(['killed: big', 'killed: mid', 'served'])
    expect(rounds(notation('40M'))).toEqual(['killed: big', 'served'])
  })
})

describe('the tries', () => {
  it('of the machine must leave the min watermark free', () => {
    const full = (request: string): string =>
      `ram=10000 by=30 request=${request}\n 10 big anon=6000\n 20 mid anon=3000\n 30 asks anon=1000`
    expect(rounds(full('5000'))).toEqual(['killed: big', 'served'])
    // 6000 are free then, of which 200 must stay.
    expect(after(full('5000'))).toMatchObject([{ usagePages: 4000, limitPages: 9800 }])
    expect(rounds(full('5900'))).toEqual(['killed: big', 'killed: mid', 'served'])
  })

  it('end with the task that asks', () => {
    expect(rounds(FULL('75'), select(40))).toEqual(['killed: asks', 'invoker-dies'])
    expect(rounds('oom_kill_allocating_task by=20 request=999999\n 10 big anon=50\n 20 small anon=5')).toEqual([
      'killed: small',
      'invoker-dies',
    ])
  })

  it('go on after a dead task until nobody is left: then the machine panics', () => {
    const hungry = 'ram=1000 by=2 request=2000\n 2 kthreadd kthread\n 10 a anon=500\n 20 b anon=400'
    expect(rounds(hungry)).toEqual(['killed: a', 'killed: b', 'panic:', 'panic'])
    expect(runOf(hungry, NO_POLICY).result.outcome).toBe('panic')
  })

  it.each(KERNEL_VERSIONS)('of a system call fail when nobody in the memcg is left (%s)', (kernel) => {
    const notation = FULL('200', `syscall kernel=${kernel}`).replace('asks  anon=5', 'asks anon=5 adj=-1000')
    expect(rounds(notation)).toEqual(['killed: big', 'killed: mid', 'killed: small', 'nobody:', 'charge-fails'])
  })

  it('of a page fault are made again even then, without end', () => {
    const notation = 'oom=/a by=10\n /a max=9\n 10 a anon=9 adj=-1000'
    expect(rounds(notation)).toEqual([...Array.from({ length: MAX_ROUNDS }, () => 'nobody:'), 'livelock'])
    expect(lines(notation).at(-1)).toBe('Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF')
  })

  it('are not made for sysrq-f, which says so when it did nothing', () => {
    expect(rounds('order=-1\n 10 a anon=5\n 20 b kthread')).toEqual(['killed: a', 'sysrq'])
    expect(rounds('order=-1\n 10 a anon=5 adj=-1000\n 20 b kthread')).toEqual(['nobody:', 'sysrq'])
    expect(lines('order=-1\n 10 a anon=5 adj=-1000\n 20 b kthread').at(-1)).toBe(
      'sysrq: OOM request ignored. No task eligible',
    )
  })

  it('cannot end where no program runs and nothing changes', () => {
    expect(rounds('gfp=3136\n 10 a anon=5')).toEqual(['nobody:', 'livelock'])
  })

  it('take what drivers gave back, once', () => {
    const balloon = (request: string): string =>
      `ram=10000 by=20 notifiers=500 request=${request}\n 10 big anon=6000\n 20 asks anon=3900`
    expect(rounds(balloon('100'))).toEqual(['nobody:', 'served'])
    expect(rounds(balloon('900'))).toEqual(['nobody:', 'killed: big', 'served'])
    expect(runOf(balloon('100'), NO_POLICY).result.rounds[0]).toMatchObject({
      shortcut: 'notifiers',
      after: { freedPages: 500 },
    })
  })

  it('bound to nodes need what they ask for to come back, as it is not known what is free there', () => {
    const bound = 'ram=10000 nodes=5000,5000 nodemask=0 by=30 request=60\n 10 a anon=50\n 20 b anon=40\n 30 c anon=1'
    expect(rounds(bound)).toEqual(['killed: a', 'killed: b', 'served'])
  })
})

describe('a policy', () => {
  it('that always aborts locks the machine, which is named', () => {
    expect(rounds(FULL('10'), evaluate('return BPF_EVAL_ABORT;'))).toEqual([
      ...Array.from({ length: MAX_ROUNDS }, () => 'aborted:'),
      'livelock',
    ])
  })

  it('keeps its globals from round to round, so that it may give in', () => {
    const patient = evaluate('return tries++ < 3 ? BPF_EVAL_ABORT : 0;', 'int tries;\n')
    expect(rounds(FULL('10'), patient)).toEqual(['aborted:', 'aborted:', 'aborted:', 'killed: big', 'served'])
  })

  it('that chooses nobody at first is asked again, as a page fault is tried again', () => {
    const text = programs(`
int failed;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	if (!failed)
		return BPF_EVAL_NEXT;
	return task->pid == 30 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}

SEC("tp_btf/select_bad_process_end")
int BPF_PROG(end, struct oom_control *oc)
{
	failed++;
	return 0;
}
`)
    expect(rounds(FULL('10'), text)).toEqual(['nobody:', 'killed: small', 'served'])
  })

  it('has its other programs run in every round', () => {
    const text = programs(`
int kills, marks, names;

SEC("fentry/oom_kill_process")
int BPF_PROG(kill, struct oom_control *oc, const char *message)
{
	kills++;
	return 0;
}

SEC("tp_btf/mark_victim")
int BPF_PROG(mark, struct task_struct *task)
{
	marks++;
	return 0;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name, struct oom_control *oc)
{
	names++;
	return 0;
}
`)
    const { result } = runOf(FULL('90'), text)
    const counts = result.rounds.map(({ globals }) => globals.map(({ text: value }) => value).join(' '))
    expect(counts).toEqual(['1 1 1', '2 2 2', '3 3 3'])
  })
})

describe('a victim that was dying before', () => {
  it('is waited for, and its memory is enough', () => {
    expect(rounds(FULL('10').replace('30 small anon=15', '30 small anon=15 oomVictim'))).toEqual(['aborted:', 'served'])
  })
})

describe('a victim that cannot exit', () => {
  const STUCK = (request: string): string => FULL(request).replace('big   anon=50', 'big anon=50 file=3 stuck')

  it('is waited for until the reaper has taken its anonymous memory', () => {
    expect(rounds(STUCK('10'))).toEqual(['killed: big', 'aborted:', 'served'])
    expect(after(STUCK('10'))).toMatchObject([
      { exited: [], reaped: [], freedPages: 0 },
      { exited: [], reaped: [0], freedPages: 50 },
    ])
    expect(lines(STUCK('10')).at(-1)).toBe(
      'oom_reaper: reaped process 10 (big), now anon-rss:0kB, file-rss:12kB, shmem-rss:0kB',
    )
    expect(runOf(STUCK('10'), NO_POLICY).result.outcome).toBe('killed')
  })

  it('is passed over after that, and another dies', () => {
    expect(rounds(STUCK('70'))).toEqual(['killed: big', 'aborted:', 'killed: mid', 'served'])
    const { result } = runOf(STUCK('70'), NO_POLICY)
    expect([...(result.rounds[2]?.iterations.rule ?? [])]).toEqual([4, 6, 6, 6])
  })

  it('is no reason to wait for a policy that does not look at victims', () => {
    const naive = evaluate('return task->signal->oom_mm ? BPF_EVAL_NEXT : 0;')
    expect(rounds(STUCK('10'), naive)).toEqual(['killed: big', 'killed: mid', 'served'])
  })

  it('dies once, however often it is selected', () => {
    const { result, name } = runOf(STUCK('200'), select(10))
    expect(result.rounds.flatMap(({ kills }) => kills.map(({ task }) => name(task)))).toEqual(['big'])
    expect(result.end).toBe('livelock')
  })

  it('sees two seconds pass before the reaper', () => {
    const clock = evaluate('times[calls++ & 15] = bpf_ktime_get_ns();\n\treturn 0;', 'u64 times[16];\nint calls;\n')
    const text =
      runOf(STUCK('70'), clock)
        .result.rounds.at(-1)
        ?.globals.find((g) => g.name === 'times')?.text ?? ''
    const [first = 0, ...rest] = (text.match(/\d+/g) ?? []).map(Number).filter((time) => time > 0)
    expect(Math.max(...rest) - first).toBe(2e9)
  })
})
