// Keeps the run in step with the document: every edit is run at once, one run in flight, and of the edits made meanwhile only the newest next.
// It knows the engine only as something that answers.

import type { RunInput, RunOutput } from '../../simulator/trace/run.ts'
import type { Answered } from '../../worker/client.ts'
import { keepAnswered } from '../asking.ts'
import { runInputOf } from '../run-input.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import type { Notice } from '../shape/view.ts'

/** Something that runs policies: the worker's client, or a test's. */
export interface RunEngine {
  run: (input: RunInput) => Promise<Answered<RunOutput>>
  /** True when this input hung the engine before: it is not run again without being asked for. */
  hasHung: (input: RunInput) => boolean
}

export interface Runner {
  /** Runs what is on the screen even if it hung the worker before. */
  runAnyway(): void
}

const HELD_BACK: Notice = {
  id: 'held-back',
  tone: 'warning',
  text: 'This policy made the engine hang before, so it was not run again. Everything else works. Change the policy or run it anyway.',
  action: { kind: 'run-anyway', label: 'Run it anyway' },
}

/** How a run ended, or why there was none. */
type Outcome = Answered<RunOutput> | { status: 'empty' } | { status: 'held-back' }

/** Runs the document now and after every change. */
export function keepRunning(store: PlaygroundStore, engine: RunEngine): Runner {
  let anyway = false

  async function run(input: RunInput): Promise<Outcome> {
    const isAllowed = anyway || !engine.hasHung(input)
    anyway = false
    if (input.scenario.tasks.length === 0) return { status: 'empty' }
    if (!isAllowed) return { status: 'held-back' }
    store.getState().runStarted()
    return engine.run(input)
  }

  function put(input: RunInput, outcome: Outcome): void {
    const { runAnswered, runFailed, notify } = store.getState()
    switch (outcome.status) {
      case 'done':
        return runAnswered(input, outcome.output)
      case 'crashed':
        return runFailed({ kind: 'crashed', message: outcome.message })
      case 'held-back':
        runFailed({ kind: 'held-back' })
        return notify(HELD_BACK)
      case 'hung':
      case 'empty':
        return runFailed({ kind: outcome.status })
      case 'stopped':
        return
    }
  }

  // While somebody types, the answer to a text that is no longer the newest is still newer than the one on show.
  const asker = keepAnswered(store, ({ document }) => runInputOf(document), run, put, { late: 'put' })
  return {
    runAnyway() {
      store.getState().dismissNotice(HELD_BACK.id)
      anyway = true
      asker.again()
    },
  }
}
