// The iterations as a ladder of rows: who was looked at, who decided, what came of it, and who was chosen afterwards.

import { memo } from 'react'

import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { CHOSEN_ABORTED, iterationAt, type Iteration } from '../../state/iteration.ts'
import { Mark } from '../parts/Mark.tsx'
import { useRowHeight } from '../parts/useMedia.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatDecidedBy, formatDecision, formatPoints, markOf, verdictName } from '../words/decision.ts'
import './Iterations.css'

const TITLES = ['Step', 'Process', 'Pid', 'Decided by', 'Verdict', 'Points', 'Chosen after', 'What happened'] as const

function chosenAfter(iteration: Iteration, tasks: readonly Task[]): string {
  if (iteration.after.task === CHOSEN_ABORTED) return 'aborted'
  return iteration.after.task < 0 ? 'nobody' : (tasks[iteration.after.task]?.comm ?? '')
}

interface Props {
  round: RoundTrace
  tasks: readonly Task[]
  /** The row of the task on show; -1 for none. */
  active: number
}

export const Iterations = memo(function Iterations({ round, tasks, active }: Props) {
  const seek = usePlaygroundState((state) => state.seek)
  const step = usePlaygroundState((state) => state.step)
  const rowHeight = useRowHeight()
  const { length } = round.iterations
  return (
    <VirtualRows
      className="iterations"
      role="grid"
      aria-label="Iterations"
      aria-rowcount={length + 1}
      aria-activedescendant={active < 0 ? undefined : `iteration-${active}`}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        step(event.key === 'ArrowDown' ? 'next' : 'previous')
      }}
      count={length}
      rowHeight={rowHeight}
      active={active}
      header={
        <div role="row" className="iterations-row iterations-head">
          {TITLES.map((title) => (
            <div
              key={title}
              role="columnheader"
              className={title === 'Pid' || title === 'Points' || title === 'Step' ? 'numeric' : undefined}
            >
              {title}
            </div>
          ))}
        </div>
      }
      renderRow={(index, style) => {
        const iteration = iterationAt(round.iterations, index)
        const task = iteration === null ? undefined : tasks[iteration.task]
        if (iteration === null || task === undefined) return null
        const scored = iteration.rule === 'badness' && iteration.exemption === 'none'
        const changed = iteration.before.task !== iteration.after.task
        return (
          <div
            key={index}
            id={`iteration-${index}`}
            role="row"
            tabIndex={-1}
            aria-rowindex={index + 2}
            aria-selected={index === active}
            className="iterations-row"
            style={style}
            onClick={() => seek(index)}
          >
            <div role="gridcell" className="numeric faint">
              #{index + 1}
            </div>
            <div role="gridcell" className="mono">
              {task.comm}
            </div>
            <div role="gridcell" className="numeric">
              {task.pid}
            </div>
            <div role="gridcell">{formatDecidedBy(iteration)}</div>
            <div role="gridcell" className={`iterations-verdict state-${markOf(iteration)}`}>
              <Mark kind={markOf(iteration)} />
              <span className="mono">
                {iteration.asked ? verdictName(iteration.verdict).replace('BPF_EVAL_', '') : 'not asked'}
              </span>
            </div>
            <div role="gridcell" className="numeric">
              {scored ? formatPoints(iteration.points) : ''}
            </div>
            <div role="gridcell" className={changed ? 'mono' : 'mono faint'}>
              {chosenAfter(iteration, tasks)}
            </div>
            <div role="gridcell" className="ellipsis" title={formatDecision(iteration, tasks)}>
              {formatDecision(iteration, tasks)}
            </div>
          </div>
        )
      }}
    />
  )
})
