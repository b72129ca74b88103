import { describe, expect, it } from 'vitest'
import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import { terminal } from './testing.ts'

const POLICY = `// SPDX-License-Identifier: GPL-2.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

const volatile int target_pid = 10;
u64 asked;
int last;
bool ever;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u64);
	__type(value, int);
} prio SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 id = task->cgroups->dfl_cgrp->kn->id;
	int *priority = bpf_map_lookup_elem(&prio, &id);

	asked++;
	ever = true;
	last = priority ? *priority : -1;
	if (task->pid == 30)
		return 7;
	return task->pid == target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}

char _license[] SEC("license") = "GPL";
`

const SCENARIO = JSON.stringify({
  version: 1,
  title: 'Two in a group',
  machine: { ram: '1G' },
  cgroups: [{ path: '/app', id: 40, 'memory.max': '96M' }],
  tasks: [
    { pid: 1, comm: 'init', anon: '1M' },
    { pid: 10, comm: 'small', cgroup: '/app', anon: '10M' },
    { pid: 20, comm: 'big', cgroup: '/app', anon: '50M' },
    { pid: 30, comm: 'mid', cgroup: '/app', anon: '20M' },
  ],
  oom: { scope: { memcg: '/app' }, invokerPid: 30 },
})

const FILES = { 'p.bpf.c': POLICY, 's.json': SCENARIO, 'bad.bpf.c': 'int f( {', 'bad.json': '{"tasks": 5}' }
const RUN = ['run', '--policy', 'p.bpf.c', '--scenario', 's.json']

describe('run', () => {
  it('prints one JSON object with --json', async () => {
    const { status, out, err } = await terminal([...RUN, '--map', 'prio:cgroup:/app=-3', '--json'], FILES)
    expect([status, err]).toEqual([0, ''])
    const json: unknown = JSON.parse(out)
    expect(json).toMatchObject({
      diagnostics: [{ code: 'verdict-range', severity: 'warning', line: 28, column: 10 }],
      outcome: 'killed',
      fault: null,
      globals: { asked: '3', last: -3, ever: true },
      maps: { prio: [{ key: '40', value: -3 }] },
      rounds: [
        {
          scope: 'memcg',
          memcg: '/app',
          totalpages: '24576',
          policyName: 'default',
          chosen: { pid: 30, comm: 'mid' },
          aborted: false,
          killed: [{ pid: 30, comm: 'mid', cgroup: '/app', reason: 'victim' }],
          iterations: [
            {
              pid: 10,
              comm: 'small',
              decidedBy: 'policy',
              verdict: 'BPF_EVAL_SELECT',
              effect: 'select',
              chosen: 10,
              chosenPoints: '0',
              chosenPointsUnset: true,
              points: null,
            },
            { pid: 20, verdict: 'BPF_EVAL_NEXT', effect: 'next', chosen: 10 },
            { pid: 30, verdict: '7', decidedBy: 'badness', effect: 'select', chosenPoints: '5138', points: '5138' },
          ],
        },
      ],
    })
    expect(out).toContain('Memory cgroup out of memory: Killed process 30 (mid)')
  })

  it('prints a table without', async () => {
    const { status, out } = await terminal([...RUN, '--param', 'target_pid=20'], FILES)
    expect(status).toBe(0)
    expect(out.split('\n').slice(0, 6)).toEqual([
      'OOM of /app: totalpages 24576, policy name "default", outcome: killed',
      '',
      '   pid  comm   cgroup  decided by  verdict          effect  points  chosen  chosen_points',
      '    10  small  /app    policy      BPF_EVAL_NEXT    next                         LONG_MIN',
      '*   20  big    /app    policy      BPF_EVAL_SELECT  select              20      0 (unset)',
      '*   30  mid    /app    badness     7                select    5138      30           5138',
    ])
  })

  it('ends with 1 for a policy with errors, which --json shows', async () => {
    const { status, out } = await terminal(['run', '--policy', 'bad.bpf.c', '--scenario', 's.json', '--json'], FILES)
    expect(status).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ rounds: [], outcome: null, globals: {}, maps: {} })
    expect(out).toMatch(/"severity": "error"/)
  })

  it('shows errors with file, line and column without --json', async () => {
    const { status, out, err } = await terminal(['run', '--policy', 'bad.bpf.c', '--scenario', 's.json'], FILES)
    expect([status, out]).toEqual([1, ''])
    expect(err).toMatch(/^bad\.bpf\.c:1:\d+: error: /)
  })

  it('takes a file that ends in .ts for TypeScript', async () => {
    const policy = `const target_pid: s32 = param(10, "its number")
export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  return task.pid === target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT
}
`
    const files = { ...FILES, 'p.ts': policy, 'wrong.ts': policy.replace('task.pid', 'task.pdi') }
    const run = await terminal(['run', '--policy', 'p.ts', '--scenario', 's.json', '--param', 'target_pid=20'], files)
    expect([run.status, run.err]).toEqual([0, expect.stringMatching(/^p\.ts:3:10: hint: .* \[nobody-chosen\]$/)])
    expect(run.out).toMatch(/\* +20 +big +\/app +policy +BPF_EVAL_SELECT/)

    const check = await terminal(['check', '--policy', 'wrong.ts'], files)
    expect(check.status).toBe(1)
    expect(check.out).toMatch(/^wrong\.ts:3:15: error: /)

    const exported = await terminal(['export', '--policy', 'p.ts', '--target', 'fmod_ret', '--out', 'x'], files)
    expect(exported.status).toBe(0)
    expect(exported.written['x/p.bpf.c']).toContain('const volatile s32 target_pid = 10; /* its number */')
  })

  it.each([
    [['run', '--policy', 'p.bpf.c'], '--scenario is missing.'],
    [['run', '--scenario', 's.json'], '--policy is missing.'],
    [['run', '--policy', 'none.c', '--scenario', 's.json'], 'The policy cannot be read: ENOENT'],
    [['run', '--policy', 'p.bpf.c', '--scenario', 'bad.json'], 'The scenario bad.json is not valid:'],
    [['run', '--policy', 'gallery:none', '--scenario', 's.json'], 'The gallery has no policy "none". It has: '],
    [['run', '--policy', 'p.bpf.c', '--scenario', 'gallery:none'], 'The gallery has no scenario "none". It has: '],
    [[...RUN, '--colour'], "Unknown option '--colour'"],
    [[...RUN, 'more'], '"more" is not expected here.'],
    [[...RUN, '--param', 'target_pid'], '--param target_pid: write --param name=value.'],
    [[...RUN, '--param', 'ghost=1'], 'parameter ghost: The policy has no such parameter. It has: target_pid.'],
    [[...RUN, '--param', 'target_pid=x'], 'parameter target_pid: "x" is not a number.'],
    [[...RUN, '--map', 'prio=1'], '--map prio=1: write --map name:key=value.'],
    [[...RUN, '--map', 'prio:cgroup:/no=1'], 'map prio, entry 1: Key: The machine has no cgroup /no.'],
    [['dance'], 'There is no command "dance". Try --help.'],
  ])('ends with 2 and the reason for %j', async (argv, reason) => {
    const { status, out, err } = await terminal(argv, FILES)
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(reason)
  })
})

describe('the gallery', () => {
  it('lists ids, in JSON too', async () => {
    const { out } = await terminal(['gallery', '--json'])
    const ids = (entries: readonly { id: string }[]): { id: string }[] => entries.map(({ id }) => ({ id }))
    expect(JSON.parse(out)).toMatchObject({ policies: ids(POLICY_GALLERY), scenarios: ids(SCENARIO_GALLERY) })
    expect((await terminal(['gallery'])).out).toContain('  largest-rss ')
  })

  it.each(POLICY_GALLERY.map((entry) => [entry.id, entry.bestScenario]))('plays %s on %s', async (policy, scenario) => {
    const { status, err } = await terminal([
      'run',
      '--policy',
      `gallery:${policy}`,
      '--scenario',
      `gallery:${scenario}`,
      '--json',
    ])
    expect([status, err]).toEqual([0, ''])
  })

  it('gives a policy of the gallery its own map contents, unless others are given', async () => {
    const argv = ['run', '--policy', 'gallery:cgroup-priority', '--scenario', 'gallery:cgroup-priority', '--json']
    const entry = POLICY_GALLERY.find(({ id }) => id === 'cgroup-priority')
    const [name = ''] = Object.keys(entry?.maps ?? {})
    const own = await terminal(argv)
    const given = await terminal([...argv, '--map', `${name}:1=99`])
    expect(JSON.parse(own.out)).not.toMatchObject({ maps: { [name]: [{ value: 99 }] } })
    expect(JSON.parse(given.out)).toMatchObject({ maps: { [name]: [{ value: 99 }] } })
  })
})

describe('check', () => {
  it('says what is wrong or that all is well, and what the policy has', async () => {
    const { status, out } = await terminal(['check', '--policy', 'p.bpf.c', '--json'], FILES)
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [{ code: 'verdict-range' }],
      parameters: [{ name: 'target_pid', type: 'int', defaultValue: '10' }],
      maps: [{ name: 'prio', kind: 'HASH' }],
      programs: [{ section: 'fmod_ret/bpf_oom_evaluate_task', line: 18 }],
    })
    const fine = await terminal(['check', '--policy', 'gallery:largest-rss'])
    expect(fine).toMatchObject({ status: 0, out: 'gallery:largest-rss: no problems found' })
  })

  it('ends with 1 when there are errors', async () => {
    expect((await terminal(['check', '--policy', 'bad.bpf.c'], FILES)).status).toBe(1)
  })

  it('prints with --ir what the passes make of a policy: its IR, and that of all that runs', async () => {
    const { status, out } = await terminal(['check', '--policy', 'gallery:largest-rss', '--ir'])
    expect(status).toBe(0)
    expect(out.match(/^=== .* ===$/gm)).toEqual([
      '=== IR as lowered ===',
      '=== IR of the linked program, Linux 6.12 ===',
    ])
    expect(out).toMatch(/^program fmod_ret\/bpf_oom_evaluate_task -> (\w+) \(args\)$/m)
    expect(out).toContain(
      '// kernel; runs policy code; called through a pointer\nint oom_evaluate_task(struct task_struct *task, void *arg) {',
    )
    expect(out).toMatch(/^\/\/ kernel; first runs fmod_ret \w+; runs policy code\nweak int bpf_oom_evaluate_task\(/m)
    expect(out).toMatch(/^\/\/ policy\nint \w+\(struct task_struct \*task, struct oom_control \*oc\) \{/m)
  })

  it('prints with --ir the C that TypeScript became, first, and the IR for the kernel that is asked for', async () => {
    const text = 'export function bpf_oom_evaluate_task(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}\n'
    const { out } = await terminal(['check', '--policy', 'p.ts', '--kernel', '6.1', '--ir'], { 'p.ts': text })
    expect(out.match(/^=== .* ===$/gm)).toEqual([
      '=== C made from TypeScript ===',
      '=== IR as lowered ===',
      '=== IR of the linked program, Linux 6.1 ===',
    ])
    expect(out).toContain('int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task)')
    expect(out).toContain('rss_stat.count[')
  })

  it('prints with --ir no IR of a policy with errors, and in JSON says so with null', async () => {
    const plain = await terminal(['check', '--policy', 'bad.bpf.c', '--ir'], FILES)
    expect([plain.status, plain.out.includes('===')]).toEqual([1, false])
    const { out } = await terminal(['check', '--policy', 'bad.bpf.c', '--ir', '--json'], FILES)
    expect(JSON.parse(out)).toMatchObject({ passes: { c: null, lowered: null, linked: null } })
  })

  it('knows the kernels', async () => {
    const { status, err } = await terminal(['check', '--policy', 'p.bpf.c', '--kernel', '5.4'], FILES)
    expect([status, err]).toEqual([2, `--kernel 5.4 is not known. Known are: ${KERNEL_VERSIONS.join(', ')}.`])
  })
})

describe('export', () => {
  it('writes the policy with the given parameters', async () => {
    const argv = ['export', '--policy', 'p.bpf.c', '--target', 'fmod_ret', '--out', 'there', '--title', 'My policy']
    const { status, out, written } = await terminal(
      [...argv, '--scenario', 's.json', '--param', 'target_pid=pid:mid'],
      FILES,
    )
    expect(status).toBe(0)
    expect(out.split('\n')).toEqual(
      expect.arrayContaining(['there/my-policy.bpf.c', 'there/loader.c', 'there/Makefile']),
    )
    expect(written['there/my-policy.bpf.c']).toContain('const volatile int target_pid = 30;')
  })

  it.each([
    ['policies/mine.bpf.c', 'there/mine.bpf.c'],
    ['/srv/policies/mine.c', 'there/mine.bpf.c'],
    ['gallery:largest-rss', 'there/largest-rss.bpf.c'],
  ])('names the file of %s after it', async (policy, file) => {
    const text = FILES['p.bpf.c']
    const { out, written } = await terminal(['export', '--policy', policy, '--target', 'fmod_ret', '--out', 'there'], {
      [policy]: text,
    })
    expect(out.split('\n')[0]).toBe(file)
    expect(written[file]).not.toContain('/home')
  })

  it('writes nothing for a policy with errors', async () => {
    const { status, written } = await terminal(
      ['export', '--policy', 'bad.bpf.c', '--target', 'fmod_ret', '--out', 'there'],
      FILES,
    )
    expect([status, written]).toEqual([1, {}])
  })

  it('knows the targets', async () => {
    const { status, err } = await terminal(['export', '--policy', 'p.bpf.c', '--target', 'exe', '--out', 'x'], FILES)
    expect([status, err]).toEqual([2, '--target exe is not known. Known are: fmod_ret, iter, struct_ops.'])
  })
})

describe('link', () => {
  it('encodes what decode shows', async () => {
    const { out: fragment } = await terminal(
      ['link', 'encode', ...RUN.slice(1), '--param', 'target_pid=20', '--title', 'Mine'],
      FILES,
    )
    expect(fragment).toMatch(/^v1\./)
    for (const link of [fragment, `#${fragment}`, `https://example.org/play/#${fragment}`]) {
      const { status, out } = await terminal(['link', 'decode', link])
      expect(status).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ title: 'Mine', parameters: { target_pid: '20' } })
    }
  })

  it.each([
    [['link'], 'Write "link encode" or "link decode".'],
    [['link', 'decode'], 'The link is missing.'],
    [['link', 'decode', 'nonsense'], 'This is not a link of the playground'],
    [['link', 'decode', 'v99.x.y'], 'newer playground'],
  ])('ends with 2 and the reason for %j', async (argv, reason) => {
    const { status, err } = await terminal(argv)
    expect(status).toBe(2)
    expect(err).toContain(reason)
  })
})

describe('help', () => {
  it.each([['--help'], ['help'], ['run', '--help'], ['-h']])('is printed for %s', async (...argv) => {
    const { status, out } = await terminal(argv)
    expect([status, out.split('\n')[0]]).toEqual([0, 'Play BPF OOM policies without a browser.'])
  })

  it('is bad usage without a command', async () => {
    const { status, out, err } = await terminal([])
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain('--policy FILE')
  })
})
