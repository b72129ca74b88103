// Keeps in the browser's storage what outlives a visit besides the draft: the settings, and the policy that made the engine hang.

import type { PlaygroundStore } from '../shape/store.ts'
import { readSettings, writeHung, writeSettings, type KeyValues } from '../stored.ts'

/** Takes the settings of the last visit, and stores what changes from now on. */
export function keepStored(store: PlaygroundStore, storage: KeyValues): void {
  store.setState({ settings: readSettings(storage) })
  store.subscribe((state, previous) => {
    if (state.settings !== previous.settings) writeSettings(storage, state.settings)
    const { run } = state
    if (run !== previous.run && run.phase === 'failed' && run.reason.kind === 'hung')
      writeHung(storage, state.document.policy.text)
  })
}
