// The iterations of all rounds as a ladder of rows: who was looked at, who decided, what came of it, and who was chosen afterwards. Every
// round ends with a row that says what it came to.

import { memo } from 'react'

import type { Scenario, Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { CHOSEN_ABORTED } from '../../simulator/trace/trace.ts'
import { iterationAt, roundIndex, type Iteration } from '../../reading/iteration.ts'
import { cursorAt, runLine, stopOf, type Cursor } from '../../reading/rounds.ts'
import { Mark } from '../parts/Mark.tsx'
import { useRowHeight } from '../parts/useMedia.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatDecidedBy, formatDecision, formatPoints } from '../../reading/decision.ts'
import { verdictName } from '../../kernel/interfaces.ts'
import { markOf } from '../words/marks.ts'
import { formatRung, rungOf, type Rung } from '../words/ladder.ts'
import { formatAftermath, formatOutcome } from '../../reading/outcome.ts'
import { markOfOutcome } from '../words/marks.ts'
import './Iterations.css'

const TITLES = [
  'Step',
  'Ladder',
  'Process',
  'Pid',
  'Decided by',
  'Verdict',
  'Points',
  'Chosen after',
  'What happened',
] as const

function chosenAfter(iteration: Iteration, tasks: readonly Task[]): string {
  if (iteration.after.task === CHOSEN_ABORTED) return 'aborted'
  return iteration.after.task < 0 ? 'nobody' : (tasks[iteration.after.task]?.comm ?? '')
}

/** Browsers draw nothing that is further down than some millions of pixels: of a longer run only the round on show is listed. */
const MAX_ROWS = 400_000

interface OutcomeRowProps extends React.HTMLAttributes<HTMLDivElement> {
  round: RoundTrace
  scenario: Scenario
  /** `Round 1 of 2: `, or nothing where there is one round. */
  lead: string
}

function OutcomeRow({ round, scenario, lead, ...rest }: OutcomeRowProps) {
  const { lead: said, subject, tail } = formatOutcome(round, scenario)
  const text = `${lead}${said}${subject}${tail} ${formatAftermath(round) ?? ''}`
  return (
    <div role="row" tabIndex={-1} {...rest}>
      <div role="gridcell" aria-colspan={TITLES.length} className="ellipsis" title={text}>
        <Mark kind={markOfOutcome(round.outcome)} /> {text}
      </div>
    </div>
  )
}

interface IterationCellsProps {
  iteration: Iteration
  rung: Rung
  task: Task
  tasks: readonly Task[]
  /** Spoken before the step where there are several rounds. */
  lead: string
}

function IterationCells({ iteration, rung, task, tasks, lead }: IterationCellsProps) {
  const scored = iteration.rule === 'badness' && iteration.exemption === 'none'
  const changed = iteration.before.task !== iteration.after.task
  return (
    <>
      <div role="gridcell" className="numeric faint">
        {lead === '' ? null : <span className="visually-hidden">{lead}</span>}#{iteration.index + 1}
      </div>
      <div role="gridcell" className="rung" data-rung={rung} title={formatRung(rung)}>
        {rung}
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
    </>
  )
}

interface Props {
  rounds: readonly RoundTrace[]
  scenario: Scenario
  cursor: Cursor
}

export const Iterations = memo(function Iterations({ rounds, scenario, cursor }: Props) {
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const step = usePlaygroundState((state) => state.step)
  const rowHeight = useRowHeight()
  const { starts, count } = runLine(rounds)
  const whole = count <= MAX_ROWS
  /** The stop of the first row. */
  const first = whole ? 0 : (starts[cursor.round] ?? 0)
  const rows = whole ? count : (rounds[cursor.round]?.iterations.length ?? 0) + 1
  const active = stopOf(rounds, cursor) - first
  const { tasks } = scenario
  return (
    <VirtualRows
      className="iterations"
      role="grid"
      aria-label="Steps"
      aria-rowcount={rows + 1}
      aria-activedescendant={`iteration-${active}`}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        step(event.key === 'ArrowDown' ? 'next' : 'previous')
      }}
      count={rows}
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
        const place = cursorAt(rounds, first + index)
        const round = rounds[place.round]
        if (round === undefined) return null
        const common = {
          id: `iteration-${index}`,
          'aria-rowindex': index + 2,
          'aria-selected': index === active,
          style,
          onClick: () => seekStop(first + index),
        }
        const lead = rounds.length === 1 ? '' : `Round ${place.round + 1} of ${rounds.length}`
        const iteration = place.iteration === null ? null : iterationAt(round.iterations, place.iteration)
        const task = iteration === null ? undefined : tasks[iteration.task]
        return iteration === null || task === undefined ? (
          <OutcomeRow
            key={index}
            {...common}
            className="iterations-outcome"
            round={round}
            scenario={scenario}
            lead={lead === '' ? '' : `${lead}: `}
          />
        ) : (
          <div key={index} role="row" tabIndex={-1} {...common} className="iterations-row">
            <IterationCells
              iteration={iteration}
              rung={rungOf(iteration, roundIndex(round, tasks))}
              task={task}
              tasks={tasks}
              lead={lead === '' ? '' : `${lead}, `}
            />
          </div>
        )
      }}
    />
  )
})
