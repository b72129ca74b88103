// A row of tabs and the panel of the one that is open. Panes are data: {id, title, badge, render}.

import { useId, useRef } from 'react'

export interface Tab<Id extends string> {
  id: Id
  title: string
  /** A short count beside the title, such as the number of problems. */
  badge?: string | undefined
  render: () => React.ReactNode
}

interface Props<Id extends string> {
  label: string
  tabs: readonly Tab<Id>[]
  open: Id
  onOpen: (id: Id) => void
  /** Beside the tabs, at the end of the row. */
  aside?: React.ReactNode
}

export function Tabs<Id extends string>({ label, tabs, open, onOpen, aside }: Props<Id>) {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const current = tabs.find((tab) => tab.id === open) ?? tabs[0]

  function onKeyDown(event: React.KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab.id === current?.id)
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: tabs.length - 1,
    }
    const target = targets[event.key]
    if (target === undefined) return
    const next = (target + tabs.length) % tabs.length
    const tab = tabs[next]
    if (tab === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onOpen(tab.id)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }

  return (
    <div className="tabs">
      <div className="tabs-row">
        <div role="tablist" tabIndex={-1} aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${base}-${tab.id}`}
              aria-selected={tab.id === current?.id}
              aria-controls={`${base}-panel`}
              tabIndex={tab.id === current?.id ? 0 : -1}
              onClick={() => onOpen(tab.id)}
            >
              {tab.title}
              {tab.badge === undefined ? null : <span className="badge">{tab.badge}</span>}
            </button>
          ))}
        </div>
        {aside}
      </div>
      <div
        className="tabs-panel"
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={current === undefined ? undefined : `${base}-${current.id}`}
        // A panel that scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {current?.render()}
      </div>
    </div>
  )
}
