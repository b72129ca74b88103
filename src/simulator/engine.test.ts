// The engine as a whole: what goes in beside the policy, what a program can read and keep, and what stops it.

import { describe, expect, it } from 'vitest'
import { BUDGET } from '../backend/wasm/emit-function.ts'
import { runPolicy } from './engine.ts'
import { machine } from './testing/machine.ts'
import { evaluate, play } from './testing/play.ts'

const APP = `
  oom=/app by=30
  /app max=96M id=40
    10 small anon=10M
    20 big   anon=50M uid=33
    30 mid   anon=20M
`

describe('what a program reads', () => {
  it('gets 0 through NULL, at every step of a chain', () => {
    const { globals } = play(
      'by=30\n /app max=9\n 10 half anon=9 threads=2 leaderExited\n 30 other anon=1',
      evaluate(
        `
	if (task->pid == 10) {
		vm = task->mm->total_vm;
		chosen_pid = oc->chosen->pid;
		chosen_kn = oc->chosen->cgroups->dfl_cgrp->kn->id;
		max = oc->memcg->memory.max;
	}
	return 0;`,
        'unsigned long vm = 1, max = 1; int chosen_pid = 1; u64 chosen_kn = 1;',
      ),
    )
    expect(globals).toEqual({ vm: '0', max: '0', chosen_pid: '0', chosen_kn: '0' })
  })

  it('reads the kernel’s fields along the paths that policies use', () => {
    const { globals } = play(
      APP,
      evaluate(
        `
	if (task->pid != 20)
		return 0;
	group = task->cgroups->dfl_cgrp->kn->id;
	cpu_group = task->sched_task_group->css.cgroup->kn->id;
	level = task->cgroups->dfl_cgrp->level;
	anon = task->mm->rss_stat[MM_ANONPAGES].count;
	uid = task->cred->uid.val;
	limit = oc->memcg->memory.max;
	total = oc->totalpages;
	best = oc->chosen->pid;
	return 0;`,
        'u64 group, cpu_group; int level; s64 anon; u32 uid; unsigned long limit, total; int best;',
      ),
    )
    expect(globals).toEqual({
      group: '40',
      cpu_group: '40',
      level: '1',
      anon: '12800',
      uid: '33',
      limit: '24576',
      total: '24576',
      best: '10',
    })
  })
})

describe('cgroups without a controller', () => {
  const DEEP = `
  oom=/app by=20
  /
  /app max=96M id=40
    10 near anon=10M
  /app/deep id=41 uncontrolled nocpu
    20 far anon=20M
`

  it('are found by their id, and are run with the nearest ancestor that has the cpu controller', () => {
    const { globals, maps } = play(
      DEEP,
      evaluate(
        `
	u64 id = task->cgroups->dfl_cgrp->kn->id;
	struct cgroup *group = bpf_cgroup_from_id(id);
	u32 pid = task->pid;
	u64 cpu = task->sched_task_group->css.cgroup->kn->id;

	if (!group)
		return BPF_EVAL_NEXT;
	bpf_cgroup_release(group);
	bpf_map_update_elem(&found, &pid, &cpu, BPF_ANY);
	if (task->cgroups->dfl_cgrp->subsys[cpu_cgrp_id])
		own++;
	return BPF_EVAL_NEXT;`,
        `
struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
u32 own;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} found SEC(".maps");
`,
      ),
    )
    expect(maps).toEqual({ found: ['10: 40', '20: 40'] })
    expect(globals).toEqual({ own: '1' })
  })
})

describe('oc->zonelist', () => {
  const HAS_ZONELIST = evaluate('has = oc->zonelist != NULL; return BPF_EVAL_NEXT;', 'u32 has = 7;')

  it('is NULL for a memcg OOM alone', () => {
    expect(play(APP, HAS_ZONELIST).globals).toEqual({ has: '0' })
    expect(play('by=10\n 10 a anon=1', HAS_ZONELIST).globals).toEqual({ has: '1' })
    expect(play('order=-1 by=10\n 10 a anon=1', HAS_ZONELIST).globals).toEqual({ has: '1' })
  })
})

describe('births', () => {
  it('differ, so that the youngest is the one that was forked last', () => {
    const { chosen } = play(
      'uptime=5 by=10\n 10 a anon=1 start=5\n 11 b anon=1 start=5\n 12 c anon=1 start=5',
      evaluate(`
	if (bpf_ktime_get_ns() < task->start_time)
		return BPF_EVAL_ABORT;
	return !oc->chosen || task->start_time > oc->chosen->start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;`),
    )
    expect(chosen).toBe('c')
  })
})

describe('what a program keeps', () => {
  it('lets globals live across the iterations', () => {
    const { globals } = play(APP, evaluate('asked++; last = task->pid; return 0;', 'int asked; int last = -1;'))
    expect(globals).toEqual({ asked: '3', last: '30' })
  })

  const PRIORITIES = evaluate(
    `
	u64 id = task->cgroups->dfl_cgrp->kn->id;
	int *priority = bpf_map_lookup_elem(&prio, &id);
	u64 key = 1;
	int one = 1;

	if (!priority)
		return BPF_EVAL_NEXT;
	seen = *priority;
	bpf_map_update_elem(&prio, &key, &one, BPF_ANY);
	return BPF_EVAL_SELECT;`,
    `
int seen;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u64);
	__type(value, int);
} prio SEC(".maps");
`,
  )

  it('finds the map entries that the person gave, by cgroup path, and shows what became of them', () => {
    const { globals, maps, killed } = play(APP, PRIORITIES, { maps: { prio: [{ key: 'cgroup:/app', value: '-7' }] } })
    expect(globals).toEqual({ seen: '-7' })
    expect(maps).toEqual({ prio: ['40: -7', '1: 1'] })
    expect(killed).toEqual(['mid'])
  })

  it('starts with an empty map otherwise', () => {
    expect(play(APP, PRIORITIES)).toMatchObject({ maps: { prio: [] }, killed: [] })
  })

  it('fills and shows arrays and task storage', () => {
    const { maps } = play(
      APP,
      evaluate(
        `
	u32 slot = 1;
	u64 *count = bpf_map_lookup_elem(&counts, &slot);
	u64 *mark = bpf_task_storage_get(&marks, (struct task_struct *)bpf_get_current_task_btf(), 0, 0);

	if (count && mark)
		*count += *mark;
	return 0;`,
        `
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 3); __type(key, u32); __type(value, u64); } counts SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, u64);
} marks SEC(".maps");
`,
      ),
      { maps: { counts: [{ key: '1', value: '100' }], marks: [{ key: 'pid:mid', value: '5' }] } },
    )
    expect(maps).toEqual({ counts: ['0: 0', '1: 115', '2: 0'], marks: ['30: 5'] })
  })

  it('collects what it prints, with the iteration', () => {
    const { round } = play(
      APP,
      evaluate('if (task->pid != 20) bpf_printk("%d is %s", task->pid, task->comm); return 0;'),
    )
    expect(round.printed).toEqual([
      { text: '10 is small', iteration: 0 },
      { text: '30 is mid', iteration: 2 },
    ])
  })
})

describe('what a person gives', () => {
  const TARGET = evaluate(
    'return task->pid == target ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;',
    'const volatile int target = 10; /* whom to kill */\nint count;\n',
  )

  it('sets parameters before the run, also by a name', () => {
    expect(play(APP, TARGET).killed).toEqual(['small'])
    expect(play(APP, TARGET, { parameters: { target: '20' } }).killed).toEqual(['big'])
    expect(play(APP, TARGET, { parameters: { target: 'pid:mid' } }).killed).toEqual(['mid'])
  })

  it('tells what cannot be used, and uses the rest', () => {
    const { output, killed } = play(APP, TARGET, {
      parameters: { target: '20', ghost: '1', count: '1' },
      maps: { prio: [{ key: '1', value: '1' }] },
    })
    expect(output.inputProblems).toEqual([
      { place: 'parameter ghost', message: 'The policy has no such parameter. It has: target.' },
      {
        place: 'parameter count',
        message: 'count is a global, but no parameter: declare it "const volatile" to set it from outside.',
      },
      { place: 'map prio', message: 'The policy has no maps.' },
    ])
    expect(killed).toEqual(['big'])
  })

  it('summarizes parameters, maps and programs', () => {
    expect(play(APP, TARGET).output.summary).toEqual({
      parameters: [
        {
          name: 'target',
          type: 'int',
          defaultValue: '10',
          doc: 'whom to kill',
          range: { min: '-2147483648', max: '2147483647' },
          line: 5,
        },
      ],
      maps: [],
      programs: [{ section: 'fmod_ret/bpf_oom_evaluate_task', name: 'evaluate', line: 8 }],
    })
  })
})

describe('what stops a program', () => {
  const ENDLESS = evaluate(
    `
	int i;

	asked++;
	if (task->pid == 10)
		return BPF_EVAL_SELECT;
	bpf_for(i, 0, 8000000)
		spent += i;
	return 0;`,
    'int asked; u64 spent;',
  )

  it('ends a loop after a million instructions, names it, and keeps what came before', () => {
    const { output, round, iterations } = play(APP, ENDLESS)
    const line = ENDLESS.split('\n').findIndex((text) => text.includes('bpf_for')) + 1
    expect(output.result?.fault).toMatchObject({ code: 'budget', round: 0, iteration: 1 })
    expect(output.result?.fault?.message).toMatch(
      new RegExp(
        `^Stopped after ${BUDGET.toLocaleString('en-US')} instructions in the loop at line ${line} \\(it ran [\\d,]+ times\\)\\.$`,
      ),
    )
    expect(iterations).toEqual(['10 small policy select'])
    expect(round.outcome).toBe('fault')
    expect(output.result?.outcome).toBe('fault')
    expect(round.globals[0]).toMatchObject({ name: 'asked', text: '2' })
  })
})

it('refuses maps that no tab has room for, at the largest', () => {
  const hash = (name: string, entries: number): string => `struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ${entries});
	__type(key, u64);
	__type(value, u8);
} ${name} SEC(".maps");
`
  const text = evaluate('return 0;', hash('small', 8) + hash('large', 50_000_000))
  const output = runPolicy({ policy: { language: 'c', text }, parameters: {}, maps: {}, scenario: machine(APP) })
  expect(output.result).toBeNull()
  expect(output.diagnostics).toMatchObject([{ code: 'too-large', severity: 'error' }])
  const at = output.diagnostics[0]?.span.start ?? 0
  expect(text.slice(at)).toMatch(/^(struct[^}]*50000000|large)/)
})

it('gives diagnostics and no result for a policy with errors', () => {
  const output = runPolicy({
    policy: { language: 'c', text: evaluate('return nonsense;') },
    parameters: {},
    maps: {},
    scenario: machine(APP),
  })
  expect(output.result).toBeNull()
  expect(output.diagnostics.map((d) => d.severity)).toContain('error')
})
