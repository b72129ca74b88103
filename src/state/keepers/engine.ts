// Keeps the run up with the document: every edit is run at once, one run in flight, and of the edits made meanwhile only the newest next.
// It knows the engine only as something that answers requests.

import type { Answer } from '../../worker/client.ts'
import type { RunInput } from '../../simulator/trace/run.ts'
import { scenarioOf } from '../slices/document.ts'
import type { EditedDocument } from '../shape/document.ts'
import type { PlaygroundStore } from '../shape/store.ts'

/** What the engine is given for a document. */
export const runInputOf = (document: EditedDocument): RunInput => ({
  policy: document.policy,
  parameters: document.parameters,
  maps: document.maps,
  scenario: scenarioOf(document),
})

/** True when the change asks for a new run: a new title does not. */
const asksForRun = (before: EditedDocument, after: EditedDocument): boolean =>
  before.policy !== after.policy ||
  before.parameters !== after.parameters ||
  before.maps !== after.maps ||
  before.scenario !== after.scenario

/** Something that runs policies: the worker's client, or a test's. */
export interface RunEngine {
  run: (input: RunInput) => Promise<Answer<'run'>>
  /** True when this input hung the engine before: it is not run again without being asked for. */
  hasHung: (input: RunInput) => boolean
}

export interface Runner {
  /** Runs what is on the screen even if it hung the worker before. */
  runAnyway(): void
}

/** Runs the document now and after every change. */
export function keepRunning(store: PlaygroundStore, engine: RunEngine): Runner {
  let busy = false
  let wanted = false

  async function run(input: RunInput): Promise<void> {
    store.getState().runStarted()
    const answer = await engine.run(input)
    switch (answer.status) {
      case 'done':
        return store.getState().runAnswered(input, answer.output)
      case 'crashed':
        return store.getState().runFailed({ kind: 'crashed', message: answer.message })
      case 'hung':
        return store.getState().runFailed({ kind: 'hung' })
      case 'superseded':
        return
    }
  }

  async function catchUp(anyway: boolean): Promise<void> {
    wanted = true
    if (busy) return
    busy = true
    try {
      let asked = anyway
      while (wanted) {
        wanted = false
        const input = runInputOf(store.getState().document)
        if (input.scenario.tasks.length === 0) store.getState().runFailed({ kind: 'empty' })
        else if (asked || !engine.hasHung(input)) await run(input)
        else store.getState().runFailed({ kind: 'held-back' })
        asked = false
      }
    } finally {
      busy = false
    }
  }

  store.subscribe((state, previous) => {
    if (asksForRun(previous.document, state.document)) void catchUp(false)
  })
  void catchUp(false)
  return { runAnyway: () => void catchUp(true) }
}
