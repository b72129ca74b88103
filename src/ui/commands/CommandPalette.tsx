// The command palette: every command and every item of the gallery, found by a few letters and started with Enter.

import { useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { POLICY_GALLERY, SCENARIO_GALLERY } from '../../state/library.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlayground } from '../playground.ts'
import { withStore, type Command } from './command.ts'
import { rankFuzzy } from './fuzzy.ts'
import { COMMANDS } from './index.ts'
import { Keys } from './Keys.tsx'
import './commands.css'

type Entry = Pick<Command, 'id' | 'title' | 'description' | 'keys' | 'unavailable' | 'run'>

const ENTRIES: readonly Entry[] = [
  ...COMMANDS.filter(({ id }) => id !== 'page.commands'),
  ...POLICY_GALLERY.map(({ id, title, teaches }) => ({
    id: `policy:${id}`,
    title: `Policy: ${title}`,
    description: teaches,
    keys: [],
    run: withStore((state) => state.openPolicy(id)),
  })),
  ...SCENARIO_GALLERY.map(({ id, scenario }) => ({
    id: `scenario:${id}`,
    title: `Scenario: ${scenario.title}`,
    description: scenario.teaches,
    keys: [],
    run: withStore((state) => state.openScenario(id)),
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
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const base = useId()
  const rows = rankFuzzy(query, ENTRIES, ({ title }) => title)
  const state = playground.store.getState()

  // Effects: focus and scroll position belong to the DOM.
  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function start(entry: Entry) {
    if ((entry.unavailable?.(playground.store.getState()) ?? null) !== null) return
    // The focus goes back to where it was before the command may send it elsewhere.
    flushSync(onClose)
    void entry.run(playground)
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const row = rows[active]
    if (event.key === 'ArrowDown') setActive(Math.min(rows.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter' && row !== undefined) start(row.item)
    else return
    event.preventDefault()
  }

  return (
    <Dialog title="Commands" onClose={onClose}>
      <input
        ref={input}
        className="palette-query"
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls={`${base}-list`}
        aria-activedescendant={rows.length === 0 ? undefined : `${base}-${active}`}
        placeholder="Type a few letters"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} className="palette-list" role="listbox" id={`${base}-list`} aria-label="Commands">
        {rows.map(({ item, match }, index) => {
          const reason = item.unavailable?.(state) ?? null
          return (
            // The field above has the focus and the keys (aria-activedescendant).
            <div
              key={item.id}
              id={`${base}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              aria-disabled={reason !== null}
              onClick={() => start(item)}
              onKeyDown={onKeyDown}
            >
              <span className="palette-title">
                <Marked text={item.title} positions={match.positions} />
              </span>
              <span className="palette-description">{reason ?? item.description}</span>
              <Keys keys={item.keys.slice(0, 1)} />
            </div>
          )
        })}
      </div>
      {rows.length === 0 ? <p className="faint">No command has these letters in this order.</p> : null}
    </Dialog>
  )
}
