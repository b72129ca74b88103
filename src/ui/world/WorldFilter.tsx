// The filter of the world, the same in all its projections: what it found, and what is wrong with it.

import { useEffect, useId, useRef } from 'react'

import { FILTER_HINT, type Filter } from '../../reading/filter.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import './WorldFilter.css'

export function WorldFilter({ filter, found, total }: { filter: Filter; found: number | null; total: number }) {
  const text = usePlaygroundState((state) => state.worldFilter)
  const filterWorld = usePlaygroundState((state) => state.filterWorld)
  const asked = usePlaygroundState((state) => state.filterAsked)
  const field = useRef<HTMLInputElement>(null)
  const id = useId()

  // Effect: the focus belongs to the DOM. The first number is that of a page nobody has asked yet.
  useEffect(() => {
    if (asked > 0) field.current?.focus()
  }, [asked])

  return (
    <div className="world-filter">
      <input
        ref={field}
        type="search"
        aria-label="Filter processes"
        placeholder="Filter: name, pid:, memcg:, verdict:, rule:"
        title={FILTER_HINT}
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={filter.problem !== null}
        aria-describedby={`${id}-said`}
        onChange={(event) => filterWorld(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          filterWorld('')
          event.currentTarget.blur()
        }}
      />
      <span
        id={`${id}-said`}
        role="status"
        aria-label="Filter"
        className={filter.problem === null ? 'faint' : 'world-filter-problem'}
      >
        {filter.problem ?? (found === null ? '' : `${formatCount(found)} of ${formatCount(total)}`)}
      </span>
    </div>
  )
}
