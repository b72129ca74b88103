// What the stepper shows of a run: every statement that ran, in order, with what could be seen there, and nothing that did not run.

import { describe, expect, it } from 'vitest'
import { KERNEL_SOURCE } from '../../kernel/sources.ts'
import { compilePolicy } from '../../policy/compile.ts'
import { loadLanguage } from '../../policy/source.ts'
import type { RunInput } from '../trace/run.ts'
import { runPolicy } from '../engine.ts'
import { machine } from '../testing/machine.ts'
import { evaluate, programs } from '../testing/play.ts'
import type { Moment } from '../trace/moment.ts'
import type { Recording } from '../trace/recording.ts'
import { ReplayMachine } from './replay.ts'
import { DebugSession } from './session.ts'
import { ReplayEnd } from './walk.ts'

const THREE = `ram=512M swap=0 by=30
/app
 20 small anon=100
 30 mid anon=300 adj=5
 40 big anon=900`

const input = (text: string, given: Partial<RunInput> = {}): RunInput => ({
  policy: { language: 'c', text },
  parameters: {},
  maps: {},
  scenario: machine(THREE),
  ...given,
})

const LARGEST = evaluate(
  `	long pages = twice(task->pid);
	seen++;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;
	return pages > 60 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;`,
  'int seen;\nstatic __noinline long twice(int x)\n{\n\treturn x * 2L;\n}\n',
)

function record(run: RunInput, stretch: number, round = 0): Recording {
  const recording = new DebugSession(run).record({ round, stretch, wanted: 'policy' })
  if (recording === null) throw new Error('nothing was recorded')
  return recording
}

/** `policy twice: return x * 2L;` a statement. */
function statements(recording: Recording, text: string): string[] {
  return Array.from(recording.site, (number) => {
    const site = recording.sites[number]
    if (site === undefined) throw new Error('a statement without a place')
    const source = site.origin === 'policy' ? text : KERNEL_SOURCE
    return `${site.origin} ${site.function}: ${source.slice(site.span.start, site.span.end).split('\n', 1)[0]}`
  })
}

const valueOf = (values: readonly { name: string; text: string }[] | undefined, name: string): string | undefined =>
  values?.find((value) => value.name === name)?.text

const readsOf = (moment: Moment | undefined, text: string): Record<string, string> =>
  Object.fromEntries((moment?.reads ?? []).map(({ span, text: value }) => [text.slice(span.start, span.end), value]))

describe('recordStretch()', () => {
  it('has the statements of the policy between those of the kernel that calls it', () => {
    const recording = record(input(LARGEST), 1)
    const all = statements(recording, LARGEST)
    const asked = all.indexOf('kernel oom_evaluate_task: verdict = bpf_oom_evaluate_task(task, oc);')
    expect(all.slice(asked + 1, asked + 7)).toEqual([
      'policy evaluate: pages = twice(task->pid)',
      'policy twice: return x * 2L;',
      'policy evaluate: seen++;',
      'policy evaluate: if (!oc->chosen)',
      'policy evaluate: return pages > 60 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;',
      'kernel oom_evaluate_task: switch (verdict) {',
    ])
    expect(recording.at).toBe(asked + 1)
    expect(recording.truncated).toBe(false)
    expect(all.some((line) => line.includes('trace_iteration:'))).toBe(false)
  })

  it('shows values as they are before the statement, and marks what has changed', () => {
    const { at, from, moments } = record(input(LARGEST), 1)
    const moment = (after: number): Moment | undefined => moments[at - from + after]
    expect(readsOf(moment(0), LARGEST)).toMatchObject({ 'task->pid': '30', task: 'mid (30)' })
    expect(moment(1)?.frames.map((frame) => frame.function)).toEqual([
      'twice',
      'evaluate',
      'oom_evaluate_task',
      'select_bad_process',
      'out_of_memory',
    ])
    expect(moment(1)?.frames[0]?.locals).toEqual([{ name: 'x', type: 'int', text: '30', unit: null, changed: false }])
    expect(moment(2)?.returned).toEqual({ function: 'twice', text: '60' })
    expect(moment(2)?.frames[0]?.locals.find(({ name }) => name === 'pages')).toMatchObject({
      text: '60',
      changed: true,
    })
    expect(moment(2)?.globals).toMatchObject([{ name: 'seen', text: '1', changed: false }])
    expect(moment(3)?.globals).toMatchObject([{ name: 'seen', text: '2', changed: true }])
    expect(readsOf(moment(3), LARGEST)).toMatchObject({ 'oc->chosen': 'small (20)' })
    expect(valueOf(moment(3)?.task, 'task->signal->oom_score_adj')).toBe('5')
    expect(moment(3)?.task.find(({ name }) => name === 'task->comm')?.text).toBe('"mid"')
    expect(valueOf(moment(3)?.oc, 'oc->chosen')).toBe('small (20)')
  })

  it('has programs other than the hook at their place', () => {
    const text = programs(`int named, failed;
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name_it, struct oom_control *oc)
{
	named = 1;
	return 0;
}
SEC("tp_btf/select_bad_process_end")
int BPF_PROG(nobody, struct oom_control *oc)
{
	failed = 1;
	return 0;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return BPF_EVAL_NEXT;
}
`)
    const before = record(input(text), 0)
    expect(statements(before, text)).toContain('policy name_it: named = 1;')
    // The person is where the task is looked at.
    expect(statements(before, text)[before.at]).toBe('policy evaluate: return BPF_EVAL_NEXT;')
    const after = record(input(text), 3)
    expect(statements(after, text)[after.at]).toBe('policy nobody: failed = 1;')
    expect(statements(after, text).at(-1)).toContain('kernel out_of_memory: return oc->chosen')
  })

  it('steps through the kernel where no policy is attached, and through the kill', () => {
    const none = programs('')
    const evaluation = statements(record(input(none), 2), none)
    expect(evaluation).toContain('kernel oom_badness: points += adj;')
    expect(statements(record(input(none), 3), none)).toContain('kernel __oom_kill_process: send_sigkill(victim);')
  })

  it('shows a policy in TypeScript in its own text', async () => {
    await loadLanguage('typescript')
    const text = `let seen: u64 = 0

function twice(x: s32): s64 {
  return x * 2
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  seen += 1
  if (twice(task.pid) > 60) return BPF_EVAL_SELECT
  return BPF_EVAL_NEXT
}
`
    const recording = record(input('', { policy: { language: 'typescript', text } }), 1)
    const policy = statements(recording, text).filter((line) => line.startsWith('policy'))
    expect(policy).toEqual([
      'policy bpf_oom_evaluate_task: seen += 1',
      'policy bpf_oom_evaluate_task: if (twice(task.pid) > 60) return BPF_EVAL_SELECT',
      'policy twice: return x * 2',
      'policy bpf_oom_evaluate_task: return BPF_EVAL_NEXT',
    ])
    expect(readsOf(recording.moments[recording.at - recording.from + 1], text)).toMatchObject({ 'task.pid': '30' })
  })

  it('ends where a fault ended the run', () => {
    const text = evaluate('\tint i;\n\tbpf_for(i, 0, 8000000)\n\t\tspins++;\n\treturn 0;', 'long spins;\n')
    const run = input(text)
    const session = new DebugSession(run)
    const recording = session.record({ round: 0, stretch: 0, wanted: 'last' })
    const last = recording?.moments.at(-1)
    expect(recording?.site.length).toBeGreaterThan(300_000)
    expect(recording?.at).toBe((recording?.site.length ?? 0) - 1)
    expect((recording?.from ?? 0) + (recording?.moments.length ?? 0)).toBe(recording?.site.length)
    expect(Number(valueOf(last?.globals, 'spins'))).toBeGreaterThan(100_000)
    const middle = session.record({ round: 0, stretch: 0, wanted: 200_000 })
    expect(middle?.from).toBe(199_800)
    expect(session.record({ round: 0, stretch: 1, wanted: 0 })).toBeNull()
  })

  it('knows later rounds, in any order', () => {
    const run = input(LARGEST, {
      scenario: machine(THREE.replace('ram=512M', 'ram=512M oom=/app').replace('/app\n', '/app max=1300\n')),
    })
    const rounds = runPolicy(run).result?.rounds.length ?? 0
    expect(rounds).toBeGreaterThan(0)
    const session = new DebugSession(run)
    const seen = (round: number): string | undefined => {
      const recording = session.record({ round, stretch: 0, wanted: 'policy' })
      return valueOf(recording?.moments[recording.at - recording.from]?.globals, 'seen')
    }
    const forwards = Array.from({ length: rounds }, (_, round) => seen(round))
    const backwards = Array.from({ length: rounds }, (_, round) => seen(rounds - 1 - round))
    expect(backwards.reverse()).toEqual(forwards)
    expect(forwards[0]).toBe('0')
  })
})

describe('ReplayMachine', () => {
  it('is the run that the page shows: the same trace, and the same again after going back', () => {
    const run = input(LARGEST)
    const unit = compilePolicy(run.policy, run.scenario.kernel).value
    if (unit === null) throw new Error('the policy must compile')
    const replay = new ReplayMachine({ ...run, policy: unit, text: run.policy.text }, { expressions: [], reads: true })
    const listener = { begin: () => true, step: () => {} }
    const first = replay.replay(0, listener)
    const again = replay.replay(0, listener)
    const plain = runPolicy(run).result?.rounds[0]
    expect(first?.trace).toEqual(plain)
    expect(again?.trace).toEqual(plain)
  })

  it('finds in the memory what was there, when only the part that a walk writes is put back', () => {
    const run = input(LARGEST)
    const unit = compilePolicy(run.policy, run.scenario.kernel).value
    if (unit === null) throw new Error('the policy must compile')
    const replay = new ReplayMachine({ ...run, policy: unit, text: run.policy.text }, { expressions: [], reads: true })
    const stopAt = (stretch: number) => ({
      begin: (number: number) => {
        if (number > stretch) throw new ReplayEnd()
        return false
      },
      step: () => {},
    })
    const { trace, events } = replay.plan
    const image = (): Uint8Array => {
      const bytes = replay.instance.bytes().slice()
      for (const { base, stride, count } of [trace, events]) bytes.fill(0, base, base + stride * count)
      return bytes
    }
    replay.replay(0, stopAt(0))
    const once = image()
    replay.replay(0, stopAt(2))
    replay.replay(0, stopAt(0))
    expect(image()).toEqual(once)
  })
})
