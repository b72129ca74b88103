// A field with a list of what answers it: the arrows choose, Enter takes. The field keeps the focus (aria-activedescendant).

import { useEffect, useId, useRef, useState } from 'react'
import './Picker.css'

interface Props<T> {
  /** What is asked for, for screen readers. */
  label: string
  placeholder: string
  query: string
  onQuery: (query: string) => void
  rows: readonly T[]
  keyOf: (row: T) => string
  /** A row that can be read but not taken. */
  isDisabled?: (row: T) => boolean
  onPick: (row: T) => void
  children: (row: T) => React.ReactNode
}

export function Picker<T>({ label, placeholder, query, onQuery, rows, keyOf, isDisabled, onPick, children }: Props<T>) {
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const base = useId()

  // Effects: focus and scroll position belong to the DOM.
  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function pick(row: T | undefined) {
    if (row !== undefined && isDisabled?.(row) !== true) onPick(row)
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'ArrowDown') setActive(Math.min(rows.length - 1, active + 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1))
    else if (event.key === 'Enter') pick(rows[active])
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        ref={input}
        className="picker-query"
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={`${base}-list`}
        aria-activedescendant={rows.length === 0 ? undefined : `${base}-${active}`}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          onQuery(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} className="picker-list" role="listbox" id={`${base}-list`} aria-label={label}>
        {rows.map((row, index) => (
          <div
            key={keyOf(row)}
            id={`${base}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            aria-disabled={isDisabled?.(row) === true}
            onClick={() => pick(row)}
            onKeyDown={onKeyDown}
          >
            {children(row)}
          </div>
        ))}
      </div>
    </>
  )
}
