// Two runs on one machine side by side: what each came to, and where they first part.

import { OUTCOME_WORDS } from './outcome-words.ts'
import { formatPages, plural } from '../scenario/amounts.ts'
import type { Task } from '../scenario/model.ts'
import type { IterationColumns, RoundOutcome, RunResult } from '../simulator/trace/trace.ts'
import { formatTask } from './decision.ts'

/** What a run came to. */
export interface RunFigures {
  /** The chosen victims of all rounds in order, and all who died; indices into the machine's tasks. */
  victims: readonly number[]
  killed: readonly number[]
  freedPages: number
  rounds: number
  outcome: RoundOutcome | 'fault'
}

export function figuresOf({ rounds, outcome }: RunResult): RunFigures {
  const kills = rounds.flatMap((round) => round.kills)
  return {
    victims: kills.filter(({ reason }) => reason === 'victim').map(({ task }) => task),
    killed: kills.map(({ task }) => task),
    freedPages: rounds.reduce((sum, { after }) => sum + (after?.freedPages ?? 0), 0),
    rounds: rounds.length,
    outcome,
  }
}

/** The victims by name, or what happened in their place. */
export function formatVictims(
  { victims, outcome }: Pick<RunFigures, 'victims' | 'outcome'>,
  tasks: readonly Task[],
): string {
  const named = victims.slice(0, 3).map((task) => formatTask(tasks[task]))
  const more = victims.length > 3 ? [`${victims.length - 3} more`] : []
  const end = victims.length === 0 || outcome === 'panic' || outcome === 'fault' ? [OUTCOME_WORDS[outcome].brief] : []
  return [...named, ...more, ...end].join(', ')
}

/** `2 killed, 1.2 GiB freed, 3 rounds`. */
export const formatFigures = ({
  killed,
  freedPages,
  rounds,
}: {
  killed: number
  freedPages: number
  rounds: number
}): string => `${killed} killed, ${formatPages(freedPages)} freed, ${plural(rounds, 'round')}`

/** Where two runs part; an iteration of null is the outcome of the round. */
export interface Difference {
  round: number
  iteration: number | null
}

/** True when the step did the same to the loop: the same task, effect, and chosen one. Who decided it may differ. */
export const isSameStep = (a: IterationColumns, b: IterationColumns, row: number): boolean =>
  row < a.length &&
  row < b.length &&
  a.task[row] === b.task[row] &&
  a.effect[row] === b.effect[row] &&
  a.chosen[row] === b.chosen[row]

/** The first step that differs, or the first outcome; null where the runs do the same. */
export function firstDifference(a: RunResult, b: RunResult): Difference | null {
  for (let round = 0; round < Math.max(a.rounds.length, b.rounds.length); round++) {
    const [one, other] = [a.rounds[round], b.rounds[round]]
    if (one === undefined || other === undefined) return { round: Math.max(0, round - 1), iteration: null }
    const length = Math.max(one.iterations.length, other.iterations.length)
    for (let row = 0; row < length; row++)
      if (!isSameStep(one.iterations, other.iterations, row)) return { round, iteration: row }
    const dead = (kills: RunResult['rounds'][number]['kills']): string => kills.map(({ task }) => task).join()
    if (one.outcome !== other.outcome || dead(one.kills) !== dead(other.kills)) return { round, iteration: null }
  }
  return null
}
