// All hits as a list, in the order of the run; each leads to its place.

import { selectFinished, selectRounds } from '../../state/selectors.ts'
import { cursorAt } from '../../reading/rounds.ts'
import type { Hit } from '../../reading/hits.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import './HitList.css'

const ROW_HEIGHT = 24

export function HitList({ hits }: { hits: readonly Hit[] }) {
  const rounds = usePlaygroundState(selectRounds)
  const tasks = usePlaygroundState((state) => selectFinished(state)?.input.scenario.tasks)
  const breakpoints = usePlaygroundState((state) => state.breakpoints)
  const cursor = usePlaygroundState((state) => state.cursor)
  const goToHit = usePlaygroundState((state) => state.goToHit)
  const placeOf = (hit: Hit) => {
    const { round, iteration } = cursorAt(rounds, hit.stop)
    const task = iteration === null ? undefined : tasks?.[rounds[round]?.iterations.task[iteration] ?? -1]
    return { round, iteration, task }
  }
  const active = hits.findIndex((hit) => {
    const { round, iteration } = placeOf(hit)
    return round === cursor.round && iteration === cursor.iteration
  })
  return (
    <VirtualRows
      className="hit-list"
      role="list"
      aria-label="Hits"
      tabIndex={0}
      count={hits.length}
      rowHeight={ROW_HEIGHT}
      active={active}
      renderRow={(index, style) => {
        const hit = hits[index]
        if (hit === undefined) return null
        const { round, iteration, task } = placeOf(hit)
        const line = breakpoints[hit.breakpoint]?.line
        return (
          <div key={index} role="listitem" style={style}>
            <button type="button" aria-current={index === active ? 'step' : undefined} onClick={() => goToHit(hit)}>
              {rounds.length > 1 ? `round ${round + 1}, ` : ''}
              {iteration === null ? 'result' : `#${formatCount(iteration + 1)} ${task?.comm ?? ''} ${task?.pid ?? ''}`}
              {line === null || line === undefined ? null : <span className="faint"> line {line}</span>}
            </button>
          </div>
        )
      }}
    />
  )
}
