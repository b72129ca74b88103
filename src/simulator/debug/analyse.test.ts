// What a finished run answers: where it would have stopped, how often it came to each line, and what an expression was all along.

import { describe, expect, it } from 'vitest'
import { loadLanguage } from '../../policy/source.ts'
import type { RunInput } from '../trace/run.ts'
import { runPolicy } from '../engine.ts'
import { machine } from '../testing/machine.ts'
import { evaluate } from '../testing/play.ts'
import type { Analysis } from '../trace/analysis.ts'
import type { Breakpoint } from '../../document/breakpoints.ts'
import { AT_POLICY } from '../trace/analysis.ts'
import { analyseRun } from './analyse.ts'
import { DebugSession } from './session.ts'

const FOUR = `ram=512M swap=0 by=30
/app
 20 small anon=100
 30 mid anon=300
 40 big anon=900
 50 tiny anon=10`

const TEXT = evaluate(
  `	long rss = rss_of(task);
	if (!oc->chosen)
		return BPF_EVAL_SELECT;
	if (rss > rss_of(oc->chosen)) {
		wins++;
		return BPF_EVAL_SELECT;
	}
	for (int i = 0; i < 3; i++)
		turns++;
	return BPF_EVAL_NEXT;`,
  'int wins, turns;\nstatic __noinline long rss_of(struct task_struct *p)\n{\n\treturn p->mm ? get_rss(p->mm) : 0;\n}\n'.replace(
    'get_rss(p->mm)',
    '(long)p->mm->rss_stat[MM_ANONPAGES].count',
  ),
)

const input = (policy: RunInput['policy'] = { language: 'c', text: TEXT }): RunInput => ({
  policy,
  parameters: {},
  maps: {},
  scenario: machine(FOUR),
})

const line = (text: string): number => TEXT.split('\n').findIndex((one) => one.includes(text)) + 1

const point = (given: Partial<Breakpoint>): Breakpoint => ({
  line: null,
  condition: '',
  task: '',
  verdict: null,
  change: false,
  ...given,
})

function analyse(breakpoints: readonly Breakpoint[], watches: readonly string[] = [], run = input()): Analysis {
  const rounds = runPolicy(run).result?.rounds.length ?? 0
  const analysis = analyseRun(run, { rounds: Math.min(rounds, 1), breakpoints, watches })
  if (analysis === null) throw new Error('the policy must compile')
  return analysis
}

/** Stretches of the hits of the first breakpoint. */
const stretches = (analysis: Analysis): number[] =>
  [...(analysis.breakpoints[0]?.hits ?? [])].filter((_, index) => index % 3 === 1)

describe('breakpoints', () => {
  it('have every time that a line was come to, at the very statement', () => {
    const analysis = analyse([point({ line: line('wins++') })])
    expect(analysis.breakpoints[0]).toMatchObject({ line: line('wins++'), problem: null, count: 2, more: false })
    expect(stretches(analysis)).toEqual([1, 2])
    const statement = analysis.breakpoints[0]?.hits[2] ?? -1
    const recording = new DebugSession(input()).record({ round: 0, stretch: 1, wanted: statement })
    const site = recording?.sites[recording.site[statement] ?? -1]
    expect(TEXT.slice(site?.span.start, site?.span.end)).toBe('wins++;')
  })

  it('stand at the next statement where their line has none', () => {
    expect(analyse([point({ line: line('return BPF_EVAL_SELECT') + 4 })]).breakpoints[0]?.line).toBe(line('for (int'))
    expect(analyse([point({ line: 500 })]).breakpoints[0]).toMatchObject({ line: null, count: 0 })
  })

  it('ask conditions over the names at their line', () => {
    expect(stretches(analyse([point({ line: line('if (rss >'), condition: 'rss > 500' })]))).toEqual([2])
    expect(stretches(analyse([point({ line: line('turns++'), condition: 'i == 2 && task->pid == 50' })]))).toEqual([3])
    expect(stretches(analyse([point({ line: line('return BPF_EVAL_NEXT'), condition: 'wins == 2' })]))).toEqual([3])
    expect(stretches(analyse([point({ condition: 'oc->chosen == task && wins > 0' })]))).toEqual([1, 2])
  })

  it('ask for functions of the policy too, as long as they only look', () => {
    expect(stretches(analyse([point({ line: line('if (!oc'), condition: 'rss_of(task) < 50' })]))).toEqual([3])
  })

  it('leave the run as it was, whatever they ask', () => {
    const breakpoints = [
      point({ line: line('wins++'), condition: 'rss_of(task) > 1' }),
      point({ condition: 'turns > 1' }),
    ]
    expect(analyse(breakpoints, ['wins', 'rss_of(task)']).lines).toEqual(analyse([]).lines)
  })

  it('say what is wrong with a condition', () => {
    const problemOf = (condition: string): string | null | undefined =>
      analyse([point({ line: line('if (!oc'), condition })]).breakpoints[0]?.problem
    expect(problemOf('task->pidd == 3')).toMatch(/pidd/)
    expect(problemOf('wins = 3')).toBe('It changes a value; write == to compare.')
    expect(problemOf('(')).not.toBeNull()
    expect(problemOf('rss > 1')).toBeNull()
  })

  it('stop at evaluations of a task, of a verdict, and at changes of the chosen', () => {
    expect(stretches(analyse([point({ task: 'mid' })]))).toEqual([1])
    expect(stretches(analyse([point({ task: '40' })]))).toEqual([2])
    expect(stretches(analyse([point({ verdict: 'BPF_EVAL_NEXT' })]))).toEqual([3])
    expect(stretches(analyse([point({ change: true })]))).toEqual([0, 1, 2])
    const all = analyse([point({ change: true, task: 'big', line: line('wins++') })])
    expect(stretches(all)).toEqual([2])
    expect(analyse([point({ task: 'mid' })]).breakpoints[0]?.hits[2]).toBe(AT_POLICY)
  })
})

describe('watches', () => {
  it('have the value at the end of every evaluation', () => {
    const { watches } = analyse([], ['wins', 'oc->chosen', 'task->comm', 'oc->chosen == task'])
    expect([...(watches[0]?.values[0] ?? [])]).toEqual([0n, 1n, 2n, 2n])
    const chosen = watches[1]
    expect(chosen?.kind).toBe('pointer')
    expect([...(chosen?.values[0] ?? [])].map((value) => chosen?.names.get(value))).toEqual([
      'small (20)',
      'mid (30)',
      'big (40)',
      'big (40)',
    ])
    const comm = watches[2]
    expect([...(comm?.values[0] ?? [])].map((value) => comm?.names.get(value))).toEqual([
      '"small"',
      '"mid"',
      '"big"',
      '"tiny"',
    ])
    expect([...(watches[3]?.values[0] ?? [])]).toEqual([1n, 1n, 1n, 0n])
  })

  it('say what is wrong', () => {
    const { watches } = analyse([], ['nowhere', 'wins++', ''])
    expect(watches.map(({ problem }) => problem === null)).toEqual([false, false, false])
  })
})

describe('coverage', () => {
  it('counts how often each line was come to, and knows lines without statements', () => {
    const { lines } = analyse([])
    const count = (text: string): number | undefined => lines[line(text) - 1]
    expect(count('long rss = rss_of(task)')).toBe(4)
    expect(count('wins++')).toBe(2)
    expect(count('turns++')).toBe(3)
    expect(count('return BPF_EVAL_NEXT')).toBe(1)
    expect(count('SEC("fmod_ret')).toBe(-1)
  })
})

describe('a policy in TypeScript', () => {
  it('has breakpoints, conditions and watches in its own language', async () => {
    await loadLanguage('typescript')
    const text = `let wins: u64 = 0

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (task.pid > 25) {
    wins += 1
    return BPF_EVAL_SELECT
  }
  return BPF_EVAL_NEXT
}
`
    const run = input({ language: 'typescript', text })
    const analysis = analyse([point({ line: 5, condition: 'task.pid === 40' })], ['wins', 'oc.chosen'], run)
    expect(analysis.breakpoints[0]?.problem).toBeNull()
    expect(stretches(analysis)).toEqual([2])
    expect([...(analysis.watches[0]?.values[0] ?? [])]).toEqual([0n, 1n, 2n, 3n])
    expect(analysis.lines[4]).toBe(3)
  })
})
