// The steps of one round of two runs, row by row: what each did with the process, and who was chosen afterwards.

import type { Scenario } from '../../scenario/model.ts'
import type { RoundTrace, RunResult } from '../../simulator/trace/trace.ts'
import { CHOSEN_ABORTED } from '../../simulator/trace/trace.ts'
import { iterationAt, type Iteration } from '../../reading/iteration.ts'
import { isSameStep, type Difference } from '../../reading/compare.ts'
import { Mark } from '../parts/Mark.tsx'
import { useRowHeight } from '../parts/useMedia.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatEffect } from '../../reading/decision.ts'
import { markOf } from '../words/marks.ts'
import './SideBySide.css'

interface Props {
  mine: RunResult
  theirs: RunResult
  scenario: Scenario
  rival: string
  difference: Difference | null
}

function Side({ iteration, scenario }: { iteration: Iteration | null; scenario: Scenario }) {
  if (iteration === null)
    return (
      <div role="gridcell" className="faint">
        not reached
      </div>
    )
  const { task } = iteration.after
  const chosen = task === CHOSEN_ABORTED ? 'aborted' : task < 0 ? 'nobody' : (scenario.tasks[task]?.comm ?? '')
  return (
    <div role="gridcell" className={`compare-side state-${markOf(iteration)}`}>
      <Mark kind={markOf(iteration)} /> <span className="ellipsis">{formatEffect(iteration)}</span>
      <span className="mono faint ellipsis">{chosen}</span>
    </div>
  )
}

const EMPTY = 'It has no such round.'

export function SideBySide({ mine, theirs, scenario, rival, difference }: Props) {
  const cursor = usePlaygroundState((state) => state.cursor)
  const seek = usePlaygroundState((state) => state.seek)
  const step = usePlaygroundState((state) => state.step)
  const rowHeight = useRowHeight()
  const one: RoundTrace | undefined = mine.rounds[cursor.round]
  const other: RoundTrace | undefined = theirs.rounds[cursor.round]
  if (one === undefined) return null
  const count = Math.max(one.iterations.length, other?.iterations.length ?? 0)
  const active = cursor.iteration ?? -1
  return (
    <>
      {other === undefined ? (
        <p className="empty compare-missing">
          {rival}: {EMPTY}
        </p>
      ) : null}
      <VirtualRows
        className="compare-steps"
        role="grid"
        aria-label="Steps side by side"
        aria-rowcount={count + 1}
        aria-activedescendant={active < 0 ? undefined : `compared-${active}`}
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          step(event.key === 'ArrowDown' ? 'next' : 'previous')
        }}
        count={count}
        rowHeight={rowHeight}
        active={active}
        header={
          <div role="row" className="compare-row compare-head">
            <div role="columnheader" className="numeric">
              Step
            </div>
            <div role="columnheader">Process</div>
            <div role="columnheader" className="ellipsis">
              This policy
              <span className="faint">, chosen after</span>
            </div>
            <div role="columnheader" className="ellipsis" title={rival}>
              {rival}
              <span className="faint">, chosen after</span>
            </div>
          </div>
        }
        renderRow={(row, style) => {
          const left = iterationAt(one.iterations, row)
          const right = other === undefined ? null : iterationAt(other.iterations, row)
          const task = scenario.tasks[(left ?? right)?.task ?? -1]
          const same = other !== undefined && isSameStep(one.iterations, other.iterations, row)
          const first = difference?.round === cursor.round && difference.iteration === row
          return (
            <div
              key={row}
              id={`compared-${row}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={row + 2}
              aria-selected={row === active}
              data-differs={!same}
              style={style}
              className="compare-row"
              onClick={() => seek(row)}
            >
              <div role="gridcell" className="numeric faint">
                {first ? <b>first </b> : null}
                {same ? null : <Mark kind="now" label="differs" />}#{row + 1}
              </div>
              <div role="gridcell" className="mono ellipsis">
                {task?.comm} <span className="faint">{task?.pid}</span>
              </div>
              <Side iteration={left} scenario={scenario} />
              <Side iteration={right} scenario={scenario} />
            </div>
          )
        }}
      />
    </>
  )
}
