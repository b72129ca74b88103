// The rail: the walk over the rows of the tree, in the order in which the kernel asks. Stops, the legs between them, and where the best so far
// stands. Pure.

import { CHOSEN_NONE, EFFECTS, type RoundTrace } from '../../simulator/trace/trace.ts'

/** A row that the walk comes to, and at which step (0 is the first). */
export interface RailStep {
  row: number
  step: number
}

/** A row of the tree that the walk comes to. */
export interface RailStop extends RailStep {
  /** `best`: it is the best so far; `was-best`: it was, and was beaten; `asked` and `waiting`: before and after the step on show. */
  kind: 'best' | 'was-best' | 'asked' | 'now' | 'waiting' | 'killed'
}

/** The way from one stop to the next that has a row. */
export interface RailLeg {
  from: number
  to: number
  /** True when the rows between them, if any, are none of the walk: the way is straight. */
  straight: boolean
  /** False for what is still ahead. */
  walked: boolean
}

export interface Rail {
  stops: readonly RailStop[]
  legs: readonly RailLeg[]
  /** The row of the best so far; null where there is none, or it has no row. */
  best: number | null
}

/** The steps whose processes have a row, in the order of the walk. `taskOfRow` gives -1 for a row that is no process. */
export function stepsOnRows(taskOfRow: readonly number[], stepOfTask: Readonly<Int32Array>): RailStep[] {
  return taskOfRow
    .map((task, row) => ({ row, step: stepOfTask[task] ?? -1 }))
    .filter(({ step }) => step >= 0)
    .toSorted((a, b) => a.step - b.step)
}

interface Moment {
  steps: readonly RailStep[]
  round: RoundTrace
  /** The step on show; at the outcome their count. */
  position: number
  /** Rows in sight: from `first` to before `end`. */
  first: number
  end: number
}

/** The rail over the rows in sight. */
export function railAt({ steps, round, position, first, end }: Moment): Rail {
  const inSight = (row: number): boolean => row >= first && row < end
  const { iterations } = round
  const chosen = iterations.chosen[Math.min(position, iterations.length - 1)] ?? CHOSEN_NONE
  const killed = new Set(position >= iterations.length ? round.kills.map(({ task }) => task) : [])

  const kindOf = (step: number): RailStop['kind'] => {
    const task = iterations.task[step] ?? -1
    if (killed.has(task)) return 'killed'
    if (step > position) return 'waiting'
    if (task === chosen) return 'best'
    if (step === position) return 'now'
    return EFFECTS[iterations.effect[step] ?? 0] === 'select' ? 'was-best' : 'asked'
  }

  const isOfWalk = new Set(steps.map(({ row }) => row))
  const isStraight = (from: number, to: number): boolean => {
    if (to < from) return false
    for (let row = from + 1; row < to; row++) if (isOfWalk.has(row)) return false
    return true
  }

  const legs: RailLeg[] = []
  steps.forEach(({ row: to, step }, index) => {
    const from = steps[index - 1]?.row
    if (from === undefined || !(inSight(from) || inSight(to))) return
    legs.push({ from, to, straight: isStraight(from, to), walked: step <= position })
  })
  return {
    stops: steps.filter(({ row }) => inSight(row)).map((one) => ({ ...one, kind: kindOf(one.step) })),
    legs,
    best: steps.find(({ step }) => step <= position && iterations.task[step] === chosen)?.row ?? null,
  }
}
