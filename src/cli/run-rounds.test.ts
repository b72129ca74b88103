// What `run` shows of a run with several rounds.

import { describe, expect, it } from 'vitest'
import { terminal } from './testing.ts'

const policy = (verdict: string): string => `// SPDX-License-Identifier: GPL-2.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ${verdict};
}

char _license[] SEC("license") = "GPL";
`

const SCENARIO = JSON.stringify({
  version: 1,
  machine: { ram: '1G' },
  cgroups: [{ path: '/app', id: 40, 'memory.max': '80M' }],
  tasks: [
    { pid: 10, comm: 'big', cgroup: '/app', anon: '50M', pgtables: 0 },
    { pid: 20, comm: 'mid', cgroup: '/app', anon: '20M', pgtables: 0 },
    { pid: 30, comm: 'asks', cgroup: '/app', anon: '10M', pgtables: 0 },
  ],
  oom: { scope: { memcg: '/app' }, invokerPid: 30, request: '60M' },
})

const FILES = {
  'default.bpf.c': policy('NO_BPF_POLICY'),
  'abort.bpf.c': policy('BPF_EVAL_ABORT'),
  's.json': SCENARIO,
}

const run = (name: string, ...more: string[]) =>
  terminal(['run', '--policy', `${name}.bpf.c`, '--scenario', 's.json', ...more], FILES)

describe('run with several rounds', () => {
  it('has every round in --json, with what came back after it, and the end', async () => {
    const { status, out } = await run('default', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'killed',
      end: 'served',
      rounds: [
        {
          constraint: 'memcg',
          killed: [{ pid: 10 }],
          after: { exited: [{ pid: 10, comm: 'big' }], freedPages: 12800, usagePages: 7680, requestPages: 15360 },
        },
        { killed: [{ pid: 20 }], after: { exited: [{ pid: 20, comm: 'mid' }], usagePages: 2560, limitPages: 20480 } },
      ],
    })
  })

  it('prints them one after another', async () => {
    const { out } = await run('default')
    const lines = out.split('\n')
    expect(lines).toContain('Round 2')
    expect(lines).toContain('  big (10) exited: 12800 pages came back')
    expect(lines).toContain('  in use 2560 of 20480 pages, asked for: 15360')
    expect(lines.at(-1)).toBe('2 rounds. Then the allocation got its memory.')
  })

  it('folds rounds that only repeat, and names the livelock', async () => {
    const { out } = await run('abort')
    expect(out.match(/outcome: aborted/g)).toHaveLength(1)
    expect(out.split('\n').slice(-3)).toEqual([
      'Rounds 2 to 64: the same again',
      '',
      '64 rounds. Livelock: nothing changes any more, and a real machine would repeat this round forever.',
    ])
    expect(JSON.parse((await run('abort', '--json')).out)).toMatchObject({ outcome: 'aborted', end: 'livelock' })
  })
})
