// Keeps what breakpoints, watches and coverage show in step with the run: after every run, and whenever one of them is changed.

import { runLine } from '../../reading/rounds.ts'
import type { Analysis, AnalysisQuestion } from '../../simulator/trace/analysis.ts'
import type { RunInput } from '../../simulator/trace/run.ts'
import type { Answered } from '../../worker/client.ts'
import { keepAnswered } from '../asking.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'

/** Longer runs are analysed only when somebody asks something of them: coverage alone is not worth it. */
const MAX_STOPS_UNASKED = 20_000
/** Runs follow each other while somebody types: only where they pause is one analysed. */
const PAUSE_MS = 150

type Question = Pick<Store, 'breakpoints' | 'watches'> & { run: FinishedRun }

/** What is to be analysed now; null where that is done already. */
function questionOf({ run, breakpoints, watches, analysed }: Store): Question | null {
  if (run.phase !== 'done') return null
  const { finished } = run
  const isAsked = breakpoints.length > 0 || watches.length > 0
  if (!isAsked && runLine(finished.result.rounds).count > MAX_STOPS_UNASKED) return null
  const isDone = analysed?.run === finished && analysed.breakpoints === breakpoints && analysed.watches === watches
  return isDone ? null : { run: finished, breakpoints, watches }
}

const isSame = (one: Question, other: Question): boolean =>
  one.run === other.run && one.breakpoints === other.breakpoints && one.watches === other.watches

/** Asks the engine to go over a run. */
export type Analyse = (
  run: RunInput,
  question: AnalysisQuestion,
  signal: AbortSignal,
) => Promise<Answered<Analysis | null>>

export function keepAnalysing(store: PlaygroundStore, analyse: Analyse): void {
  keepAnswered(
    store,
    questionOf,
    ({ run, breakpoints, watches }, signal) =>
      analyse(run.input, { rounds: run.result.rounds.length, breakpoints, watches }, signal),
    (question, answer) => {
      if (answer.status === 'done' && answer.output !== null)
        store.getState().runAnalysed({ ...question, analysis: answer.output })
    },
    { isSame, pauseMs: PAUSE_MS },
  )
}
