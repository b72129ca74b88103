// Goes over a finished run once more, in the probed build, and finds what breakpoints, watches and coverage want to know. Conditions and
// watches are functions of the module, compiled by the policy's own compiler.

import type { RunInput } from '../trace/run.ts'
import type { RoundTrace } from '../trace/trace.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { DebugExpression } from '../../backend/wasm/debug-info.ts'
import type { Scalar } from '../../backend/wasm/value-types.ts'
import { scalar } from '../../backend/wasm/value-types.ts'
import { compileOnce } from '../compiled.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { verdictValue } from '../../kernel/interfaces.ts'
import type { Analysis, AnalysisQuestion, BreakpointHits, WatchKind, WatchValues } from '../trace/analysis.ts'
import type { Breakpoint } from '../../document/breakpoints.ts'
import { AT_POLICY, HIT_SIZE, MAX_HITS, NO_STATEMENT } from '../trace/analysis.ts'
import type { AskedExpression, CompiledExpression } from './instrument.ts'
import { instrument } from './instrument.ts'
import { ReplayMachine } from './replay.ts'
import type { Stop } from './statements.ts'
import { stopAtLine, stopsOf } from './statements.ts'
import { isStep, type Walk, type WalkListener } from './walk.ts'

const MAX_NAMES = 4096
/** Statements of one round that are kept until it is over. */
const MAX_CANDIDATES = 2 ** 20
const SPARE_FRAME = 64
const NO_LINE = 'There is no statement on this line or after it.'

/** Answers for a policy that compiles; null for others. `alive` is called now and then. */
export function analyseRun(input: RunInput, question: AnalysisQuestion, alive: () => void = () => {}): Analysis | null {
  const { policy, scenario, parameters, maps } = input
  const own = compileOnce(policy, scenario.kernel).value
  if (own === null) return null
  const stops = stopsOf(own, policy.text)
  const targets = question.breakpoints.map((one) => (one.line === null ? null : stopAtLine(stops, one.line)))
  const asked: AskedExpression[] = [
    ...question.breakpoints.flatMap(({ condition }, index) =>
      condition.trim() === '' ? [] : [{ text: condition, stop: targets[index] ?? null }],
    ),
    ...question.watches.map((text) => ({ text, stop: null })),
  ]
  const instrumented = instrument(policy, scenario.kernel, asked)
  if (instrumented === null) return null
  const { unit, expressions, ownOffset } = instrumented
  const machine = new ReplayMachine(
    { policy: unit, text: policy.text, scenario, parameters, maps },
    { expressions: expressions.flatMap((one) => (one.ok ? [one.expression] : [])), reads: false },
  )
  let next = 0
  const points = question.breakpoints.map((breakpoint, index) => {
    const condition = breakpoint.condition.trim() === '' ? null : (expressions[next++] ?? null)
    return new Point(breakpoint, targets[index] ?? null, condition)
  })
  const watches = question.watches.map(() => new Watch(expressions[next++]))
  const pass = new Pass(machine, points, watches, policy.text, stops, ownOffset, alive)
  for (let round = 0; round < question.rounds; round++) pass.playRound(round, scenario)
  return {
    lines: pass.lines(),
    breakpoints: points.map((point) => point.found()),
    watches: watches.map((watch) => watch.found()),
  }
}

/** A breakpoint with what it has hit. */
class Point {
  readonly hits: number[] = []
  /** Stretch and statement of the hits of this round; whether each is meant is known when the round is over. */
  candidates: number[] = []
  count = 0
  more = false
  readonly problem: string | null
  readonly condition: DebugExpression | null

  constructor(
    readonly breakpoint: Breakpoint,
    readonly stop: Stop | null,
    condition: CompiledExpression | null,
  ) {
    this.condition = condition?.ok === true ? condition.expression : null
    this.problem =
      condition?.ok === false ? condition.message : breakpoint.line !== null && stop === null ? NO_LINE : null
  }

  note(stretch: number, statement: number): void {
    if (this.candidates.length < 2 * MAX_CANDIDATES) this.candidates.push(stretch, statement)
    else this.more = true
  }

  /** Keeps those candidates of a round that are meant. */
  settle(round: number, isMeantAt: (stretch: number) => boolean): void {
    const { candidates } = this
    for (let at = 0; at < candidates.length; at += 2) {
      const stretch = candidates[at] ?? 0
      if (!isMeantAt(stretch)) continue
      this.count++
      if (this.hits.length < MAX_HITS * HIT_SIZE) this.hits.push(round, stretch, candidates[at + 1] ?? 0)
    }
    this.candidates = []
  }

  found(): BreakpointHits {
    const { stop, problem, count, more, hits } = this
    return { line: stop?.line ?? null, problem, count, more, hits: Uint32Array.from(hits) }
  }
}

class Watch {
  readonly expression: DebugExpression | null
  readonly problem: string | null
  readonly type: Scalar | null
  readonly rounds: bigint[][] = []
  readonly names = new Map<bigint, string>()

  constructor(compiled: CompiledExpression | undefined) {
    this.expression = compiled?.ok === true ? compiled.expression : null
    this.problem = compiled?.ok === false ? compiled.message : null
    this.type = this.expression === null ? null : scalar(this.expression.expr.type)
  }

  found(): WatchValues {
    const { problem, type, rounds, names } = this
    const kind: WatchKind =
      type?.kind === 'pointer'
        ? 'pointer'
        : type?.bool === true
          ? 'bool'
          : type?.signed === false
            ? 'unsigned'
            : 'signed'
    return { problem, kind, values: rounds.map((values) => BigInt64Array.from(values)), names }
  }
}

class Pass {
  private readonly counts: Int32Array
  private readonly coverage: Int32Array
  /** By probe: the line of the policy where it is the first statement there, else -1. */
  private readonly lineOfProbe: Int32Array
  /** By probe: the breakpoints that stand at it. */
  private readonly pointsAt: ReadonlyMap<number, readonly Point[]>

  constructor(
    private readonly machine: ReplayMachine,
    private readonly points: readonly Point[],
    private readonly watches: readonly Watch[],
    text: string,
    stops: readonly Stop[],
    ownOffset: (offset: number) => number,
    private readonly alive: () => void,
  ) {
    const { probes } = machine.module
    const starts = lineStarts(text)
    this.coverage = new Int32Array(starts.length).fill(NO_STATEMENT)
    for (const stop of stops) this.coverage[stop.line - 1] = 0
    this.lineOfProbe = new Int32Array(probes.length).fill(-1)
    this.counts = new Int32Array(probes.length)
    const firstAt = new Map(stops.toReversed().map((stop) => [stop.line, stop.span.start]))
    const pointsAt = new Map<number, readonly Point[]>()
    probes.forEach(({ kind, origin, span, function: name }, index) => {
      if (origin !== 'policy' || (kind !== 'statement' && kind !== 'loop-head') || span.end === 0) return
      const start = ownOffset(span.start)
      const { line } = lineColumnAt(starts, start)
      if (firstAt.get(line) === start) this.lineOfProbe[index] = line - 1
      const here = points.filter(({ stop }) => stop?.span.start === start && stop.function.name === name)
      if (here.length > 0) pointsAt.set(index, here)
    })
    this.pointsAt = pointsAt
  }

  playRound(round: number, scenario: Scenario): void {
    const { machine, points, watches } = this
    for (const watch of watches) watch.rounds.push([])
    let stretch = 0
    let statement = 0
    const listener: WalkListener = {
      begin: (number) => {
        if (number % 8192 === 0) this.alive()
        stretch = number
        statement = 0
        return true
      },
      step: (index, walk) => {
        const count = this.counts[index] ?? 0
        this.counts[index] = count + 1
        for (const point of this.pointsAt.get(index) ?? []) {
          if (point.problem === null && this.holds(point, walk)) point.note(stretch, statement)
        }
        statement++
      },
      leave: (_index, walk) => {
        const top = walk.stack.at(-1)
        if (top === undefined || !isStep(top)) return
        const frame = this.argumentsOf(walk)
        for (const point of points) {
          if (point.breakpoint.line !== null || point.problem !== null) continue
          if (point.condition === null || (machine.evaluate(point.condition.name, frame) ?? 0n) !== 0n)
            point.note(stretch, AT_POLICY)
        }
        for (const watch of watches) this.look(watch, frame)
      },
    }
    const played = machine.replay(round, listener)
    if (played === null) return
    for (const point of points) point.settle(round, (where) => isMeant(point.breakpoint, played.trace, scenario, where))
  }

  /** How often each line was come to, for the gutter. */
  lines(): Int32Array {
    this.lineOfProbe.forEach((line, index) => {
      if (line >= 0) this.coverage[line] = (this.coverage[line] ?? 0) + (this.counts[index] ?? 0)
    })
    return this.coverage
  }

  private holds({ condition }: Point, { stack }: Walk): boolean {
    if (condition === null) return true
    return (this.machine.evaluate(condition.name, stack.at(-1)?.frame ?? 0) ?? 0n) !== 0n
  }

  private look(watch: Watch, frame: number): void {
    const { expression, type } = watch
    if (expression === null || type === null) return
    const value = this.machine.evaluate(expression.name, frame) ?? 0n
    watch.rounds.at(-1)?.push(value)
    if (type.kind === 'pointer' && watch.names.size < MAX_NAMES && !watch.names.has(value))
      watch.names.set(value, this.machine.words.value(value, type))
  }

  /** A frame with task and oc where a function with these two parameters has them: at the end of the stack, which nothing uses now. */
  private argumentsOf({ stack }: Walk): number {
    const evaluation = stack.at(-1)
    const view = this.machine.instance.view()
    const { stackBase, stackSize } = this.machine.module.layout
    const frame = stackBase + stackSize - SPARE_FRAME
    ;['task', 'oc'].forEach((name, index) => {
      const local = evaluation?.probe.locals.find((one) => one.name === name)
      const value = local === undefined ? 0n : view.getBigUint64((evaluation?.frame ?? 0) + local.offset, true)
      view.setBigUint64(frame + 8 * index, value, true)
    })
    return frame
  }
}

/** True when an evaluation is one that the breakpoint means. */
function isMeant(breakpoint: Breakpoint, { iterations }: RoundTrace, { tasks }: Scenario, stretch: number): boolean {
  const { task, verdict, change } = breakpoint
  if (task.trim() === '' && verdict === null && !change) return true
  if (stretch >= iterations.length) return false
  const evaluated = tasks[iterations.task[stretch] ?? -1]
  const wanted = task.trim()
  if (wanted !== '' && evaluated?.comm !== wanted && String(evaluated?.pid) !== wanted) return false
  const answered = iterations.asked[stretch] === 1 ? iterations.verdict[stretch] : null
  if (verdict !== null && answered !== verdictValue(verdict)) return false
  const before = stretch === 0 ? -1 : (iterations.chosen[stretch - 1] ?? -1)
  return !change || iterations.chosen[stretch] !== before
}
