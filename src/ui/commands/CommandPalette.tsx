// The command palette: every command and every item of the gallery, found by a few letters and started with Enter.

import { useState } from 'react'
import { flushSync } from 'react-dom'

import { galleryPolicyOf, POLICY_GALLERY } from '../../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlayground } from '../playground.ts'
import { withStore, type Command } from './command.ts'
import { rankFuzzy } from './fuzzy.ts'
import { COMMANDS } from './index.ts'
import { Keys } from './Keys.tsx'
import { Picker } from './Picker.tsx'

type Entry = Pick<Command, 'id' | 'title' | 'description' | 'keys' | 'unavailable' | 'run'>

const ENTRIES: readonly Entry[] = [
  ...COMMANDS.filter(({ id }) => id !== 'page.commands'),
  ...POLICY_GALLERY.map((policy) => ({
    id: `policy:${policy.id}`,
    title: `Policy: ${policy.title}`,
    description: policy.teaches,
    keys: [],
    run: withStore((state) => state.openPolicy(policy, state.settings.language)),
  })),
  ...SCENARIO_GALLERY.map(({ id, scenario }) => ({
    id: `scenario:${id}`,
    title: `Scenario: ${scenario.title}`,
    description: scenario.teaches,
    keys: [],
    run: withStore((state) => state.openScenario(id, galleryPolicyOf(state.document.policy))),
  })),
]

/** The text with the letters that were found set off. */
function Marked({ text, positions }: { text: string; positions: readonly number[] }) {
  const found = new Set(positions)
  return Array.from(text, (letter, at) => (found.has(at) ? <mark key={at}>{letter}</mark> : letter))
}

export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const playground = usePlayground()
  const [query, setQuery] = useState('')
  const rows = rankFuzzy(query, ENTRIES, ({ title }) => title)
  const state = playground.store.getState()
  const reasonOf = (entry: Entry): string | null => entry.unavailable?.(state) ?? null

  function start(entry: Entry) {
    // The focus goes back to where it was before the command may send it elsewhere.
    flushSync(onClose)
    void entry.run(playground)
  }
  return (
    <Dialog title="Commands" onClose={onClose}>
      <Picker
        label="Command"
        placeholder="Type a few letters"
        query={query}
        onQuery={setQuery}
        rows={rows}
        keyOf={({ item }) => item.id}
        isDisabled={({ item }) => reasonOf(item) !== null}
        onPick={({ item }) => start(item)}
      >
        {({ item, match }) => (
          <>
            <span className="picker-title">
              <Marked text={item.title} positions={match.positions} />
            </span>
            <span className="picker-description">{reasonOf(item) ?? item.description}</span>
            <Keys keys={item.keys.slice(0, 1)} />
          </>
        )}
      </Picker>
      {rows.length === 0 ? <p className="faint">No matching command.</p> : null}
    </Dialog>
  )
}
