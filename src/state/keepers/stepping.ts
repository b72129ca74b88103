// Keeps the stepper in step with the cursor: asks the worker for the statements of the place on show.

import { momentAt } from '../../reading/statements.ts'
import type { Recording, StepQuestion } from '../../simulator/trace/recording.ts'
import type { RunInput } from '../../simulator/trace/run.ts'
import type { Answered } from '../../worker/client.ts'
import { keepAnswered } from '../asking.ts'
import { selectPosition } from '../selectors.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import { finishedRun } from '../run-state.ts'
import { selectStepped } from '../slices/stepper.ts'

const NOTHING = 'Nothing was recorded: the round did not reach this step.'
const FAILED = 'The engine could not run this step again.'

interface Question {
  run: FinishedRun
  at: StepQuestion
}

/** What must be recorded now; null where the place on show is. */
function questionOf(state: Store): Question | null {
  const run = finishedRun(state.run)
  if (state.stepUnit !== 'statement' || run === null || run.result.rounds.length === 0) return null
  const { cursor, entry } = state
  const place = { round: cursor.round, stretch: selectPosition(state) }
  const stepped = selectStepped(state)
  if (stepped === null) return { run, at: { ...place, wanted: entry?.cursor === cursor ? entry.wanted : 'policy' } }
  const { recording, at } = stepped
  const isRecorded = recording.site.length === 0 || momentAt(recording, at) !== null
  return isRecorded ? null : { run, at: { ...place, wanted: at } }
}

const isSame = (one: Question, other: Question): boolean =>
  one.run === other.run &&
  one.at.round === other.at.round &&
  one.at.stretch === other.at.stretch &&
  one.at.wanted === other.at.wanted

/** Asks the engine to record a place of a run. */
export type RecordPlace = (
  run: RunInput,
  question: StepQuestion,
  signal: AbortSignal,
) => Promise<Answered<Recording | null>>

export function keepStepping(store: PlaygroundStore, record: RecordPlace): void {
  keepAnswered(
    store,
    questionOf,
    ({ run, at }, signal) => record(run.input, at, signal),
    ({ run }, answer) => {
      const { statementsRecorded, statementsMissing } = store.getState()
      if (answer.status === 'done' && answer.output !== null) statementsRecorded(run, answer.output)
      else statementsMissing(answer.status === 'done' ? NOTHING : FAILED)
    },
    { isSame },
  )
}
