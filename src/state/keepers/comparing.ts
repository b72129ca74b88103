// Keeps the comparison in step with run and rival for as long as its tab is open.

import type { RunInput, RunOutput } from '../../simulator/trace/run.ts'
import type { Answered } from '../../worker/client.ts'
import { keepAnswered } from '../asking.ts'
import type { Comparison } from '../shape/compare.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import { rivalInput, selectComparison } from '../slices/compare.ts'
import { LAB_PAUSE_MS } from './lab.ts'

type Question = Pick<Comparison, 'run' | 'rival'>

function questionOf(state: Store): Question | null {
  if (state.bottomTab !== 'compare' || state.run.phase !== 'done' || selectComparison(state) !== null) return null
  return { run: state.run.finished, rival: state.rival }
}

/** Plays a run for the comparison. */
export type Play = (run: RunInput, signal: AbortSignal) => Promise<Answered<RunOutput>>

export function keepComparing(store: PlaygroundStore, play: Play): void {
  keepAnswered(
    store,
    questionOf,
    ({ run, rival }, signal) => {
      const { scenario } = store.getState().document
      return play(rivalInput(rival, run, scenario.kind === 'gallery' ? scenario.id : null), signal)
    },
    (question, answer) =>
      store.getState().comparisonAnswered({ ...question, output: answer.status === 'done' ? answer.output : null }),
    { isSame: (one, other) => one.run === other.run && one.rival === other.rival, pauseMs: LAB_PAUSE_MS },
  )
}
