// Keeps the stepper up with the cursor: asks the worker for the statements of the place on show, one question at a time, of the places asked
// for meanwhile only the newest next.

import type { StepQuestion } from '../../simulator/trace/recording.ts'
import type { DebugSessions, StepperEngine } from './debug-sessions.ts'
import { finishedRun } from '../slices/run.ts'
import type { FinishedRun } from '../shape/run.ts'
import { selectPosition } from '../selectors.ts'
import { momentAt } from '../../reading/statements.ts'
import { selectStepped } from '../slices/stepper.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'

const NOTHING = 'Nothing was recorded here: the round did not come to this place.'
const FAILED = 'The engine could not run this place again.'

/** What must be recorded now; null where the place on show is. */
function questionOf(state: Store): { run: FinishedRun; question: StepQuestion } | null {
  const run = finishedRun(state.run)
  if (state.stepUnit !== 'statement' || run === null || run.result.rounds.length === 0) return null
  const { cursor, entry } = state
  const at = { round: cursor.round, stretch: selectPosition(state) }
  const stepped = selectStepped(state)
  if (stepped !== null) {
    const { recording } = stepped
    if (recording.site.length === 0 || momentAt(recording, stepped.at) !== null) return null
    return { run, question: { ...at, wanted: stepped.at } }
  }
  return { run, question: { ...at, wanted: entry?.cursor === cursor ? entry.wanted : 'policy' } }
}

const sameQuestion = (a: StepQuestion, b: StepQuestion): boolean =>
  a.round === b.round && a.stretch === b.stretch && a.wanted === b.wanted

export function keepStepping(store: PlaygroundStore, engine: StepperEngine, sessions: DebugSessions): void {
  let busy = false
  /** What could not be answered is not asked again until something else is. */
  let refused: { run: FinishedRun; question: StepQuestion } | null = null

  async function ask({ run, question }: { run: FinishedRun; question: StepQuestion }): Promise<void> {
    const id = await sessions.idFor(run)
    const answer = id === null ? null : await engine.statements({ id, ...question })
    if (answer?.status === 'done' && answer.output.kind === 'recorded') {
      store.getState().statementsRecorded(run, answer.output.recording)
      return
    }
    // The worker was replaced and knows nothing of the run: it is told again, once.
    if (
      answer?.status === 'superseded' ||
      (answer?.status === 'done' && answer.output.kind === 'closed' && sessions.forget(run))
    )
      return
    refused = { run, question }
    store.getState().statementsMissing(answer?.status === 'done' ? NOTHING : FAILED)
  }

  async function catchUp(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (;;) {
        const next = questionOf(store.getState())
        if (next === null || (refused?.run === next.run && sameQuestion(refused.question, next.question))) return
        refused = null
        await ask(next)
      }
    } finally {
      busy = false
    }
  }

  store.subscribe((state, previous) => {
    const changed =
      state.stepUnit !== previous.stepUnit ||
      state.cursor !== previous.cursor ||
      state.run !== previous.run ||
      state.stepped !== previous.stepped
    if (changed && state.stepUnit === 'statement') void catchUp()
  })
}
