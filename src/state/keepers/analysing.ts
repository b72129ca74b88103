// Keeps what breakpoints, watches and coverage show up with the run: after every run, and whenever one of them is changed.

import type { DebugSessions, StepperEngine } from './debug-sessions.ts'
import { runLine } from '../../reading/rounds.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'

/** Longer runs are gone over only when somebody asks something of them: coverage alone is not worth it. */
const MAX_STOPS_UNASKED = 20_000
/** Runs follow each other while somebody types: only where they pause is one gone over. */
const PAUSE_MS = 150

type Question = Pick<Store, 'breakpoints' | 'watches'> & { run: FinishedRun }

/** What is to be gone over now; null where that is done already. */
function questionOf({ run, breakpoints, watches, analysed }: Store): Question | null {
  if (run.phase !== 'done') return null
  const { finished } = run
  const { rounds } = finished.result
  const isAsked = breakpoints.length > 0 || watches.length > 0
  if (!isAsked && runLine(rounds).count > MAX_STOPS_UNASKED) return null
  const isDone = analysed?.run === finished && analysed.breakpoints === breakpoints && analysed.watches === watches
  return isDone ? null : { run: finished, breakpoints, watches }
}

export function keepAnalysing(
  store: PlaygroundStore,
  engine: Pick<StepperEngine, 'analyse'>,
  sessions: DebugSessions,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false

  async function ask({ run, breakpoints, watches }: Question): Promise<boolean> {
    const id = await sessions.idFor(run)
    if (id === null) return false
    const answer = await engine.analyse({ id, rounds: run.result.rounds.length, breakpoints, watches })
    if (answer.status !== 'done') return false
    if (answer.output.kind === 'closed') return sessions.forget(run)
    if (answer.output.kind === 'missing') return false
    store.getState().runAnalysed({ run, breakpoints, watches, analysis: answer.output.analysis })
    return true
  }

  async function catchUp(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (let next = questionOf(store.getState()); next !== null; next = questionOf(store.getState()))
        if (!(await ask(next))) return
    } finally {
      busy = false
    }
  }

  store.subscribe((state, previous) => {
    if (state.run === previous.run && state.breakpoints === previous.breakpoints && state.watches === previous.watches)
      return
    clearTimeout(timer)
    timer = setTimeout(() => void catchUp(), PAUSE_MS)
  })
}
