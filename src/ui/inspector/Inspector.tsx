// The inspector: the task on show, why it was decided so, the numbers behind it, oom_control and the policy's values. At an outcome in which
// nobody was chosen it says why not.

import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, type Iteration } from '../../state/iteration.ts'
import { finishedRun, isStale } from '../../state/run.ts'
import {
  isOutcome,
  selectGone,
  selectInspected,
  selectPosition,
  selectRound,
  taskState,
  type ShownRound,
} from '../../state/selectors.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount, plural } from '../words/amounts.ts'
import { formatDecision, markOf } from '../words/decision.ts'
import { countReasons, formatWhyNot } from '../words/reason.ts'
import { formatStanding } from '../words/standing.ts'
import { controlRows, taskRows, type FieldRow } from './fields.ts'
import { Values } from './PolicyValues.tsx'
import { Score } from './Score.tsx'
import './Inspector.css'

const Fields = ({ rows }: { rows: readonly FieldRow[] }) => (
  <dl className="fields">
    {rows.map((row) => (
      <div key={row.label} title={row.hint}>
        <dt>
          {row.label} <code>{row.kernel}</code>
        </dt>
        <dd title={row.exact ?? row.hint}>{row.value}</dd>
      </div>
    ))}
  </dl>
)

function Decision({ iteration, scenario, round }: ShownRound & { iteration: Iteration }) {
  const whyNot = formatWhyNot(iteration, round, scenario)
  return (
    <p className="inspector-decision">
      {formatDecision(iteration, scenario.tasks)}
      {whyNot === null ? null : <span className="inspector-why"> {whyNot}</span>}
    </p>
  )
}

const SHORTCUTS: Readonly<Record<NonNullable<RoundTrace['shortcut']>, string>> = {
  'current-exiting': 'The task that asks is exiting and makes room by itself: the kernel looks for nobody.',
  'no-fs': 'The allocation may not use the file system (no __GFP_FS): the kernel kills nobody for it.',
  notifiers: 'Drivers gave memory back (OOM notifiers): nobody needs to die.',
}

function notReached(round: RoundTrace, goneAfter: number | undefined): string {
  if (goneAfter !== undefined) return `It died in round ${goneAfter + 1} and is not there any more.`
  if (round.shortcut !== null) return SHORTCUTS[round.shortcut]
  if (!round.walked) return 'The kernel walked no tasks in this round.'
  return round.scope.kind === 'memcg'
    ? `It is not below ${round.scope.path}, the cgroup that ran out of memory, or the walk ended before its turn.`
    : 'The walk ended before its turn.'
}

function TaskOnShow({ task, index, ...shown }: ShownRound & { task: Task; index: number }) {
  const { round, position } = shown
  const state = taskState(shown, index)
  const { standing } = state
  const iteration = standing.kind === 'evaluated' ? standing.iteration : null
  const outcome = isOutcome(round, position)
  const words = formatStanding(state, outcome)
  return (
    <>
      <header className="inspector-task">
        <Mark
          kind={iteration === null ? words.mark : outcome && state.kill !== null ? words.mark : markOf(iteration)}
        />
        <h3>{task.comm}</h3>
        <span className="inspector-pid">pid {task.pid}</span>
        <span className="inspector-step">
          {iteration === null
            ? words.text
            : `step ${formatCount(iteration.index + 1)} of ${formatCount(round.iterations.length)}`}
        </span>
      </header>
      {iteration === null ? (
        <p className="inspector-decision">{notReached(round, shown.gone.get(index))}</p>
      ) : (
        <>
          <Decision iteration={iteration} {...shown} />
          <Score iteration={iteration} task={task} totalpages={round.totalpages} />
          {iteration.asked ? (
            <p className="faint">
              The policy took about {plural(iteration.instructions, 'instruction')} here; the limit is 1,000,000.
            </p>
          ) : null}
        </>
      )}
    </>
  )
}

const Nobody = ({ round }: { round: RoundTrace }) => (
  <>
    <header className="inspector-task">
      <h3>Nobody</h3>
      <span className="inspector-step">outcome</span>
    </header>
    <p className="inspector-decision">
      {round.walked
        ? `${plural(round.iterations.length, 'task was', 'tasks were')} looked at, and none was chosen:`
        : notReached(round, undefined)}
    </p>
    <ul className="reasons">
      {countReasons(round).map(({ mark, text, count }) => (
        <li key={text}>
          <Mark kind={mark} />
          <span>{text}</span>
          <b>{formatCount(count)}</b>
        </li>
      ))}
    </ul>
  </>
)

export function Inspector() {
  const scenario = usePlaygroundState((state) => finishedRun(state.run)?.input.scenario ?? null)
  const round = usePlaygroundState(selectRound)
  const position = usePlaygroundState(selectPosition)
  const inspected = usePlaygroundState(selectInspected)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const gone = usePlaygroundState(selectGone)
  if (scenario === null || round === null) return <section className="inspector pane" aria-label="Why" />

  const task = scenario.tasks[inspected]
  const outcome = isOutcome(round, position)
  const at = iterationAt(round.iterations, Math.min(position, round.iterations.length - 1))
  return (
    // It scrolls, so the keyboard must be able to reach it.
    <section className="inspector pane" aria-label="Why" tabIndex={0} data-stale={stale}>
      {task === undefined ? (
        <Nobody round={round} />
      ) : (
        <TaskOnShow task={task} index={inspected} scenario={scenario} round={round} position={position} gone={gone} />
      )}
      <h4 className="section">{outcome ? 'At the end of the walk' : `After step ${formatCount(position + 1)}`}</h4>
      <Fields rows={controlRows(at?.after ?? null, round, scenario)} />
      {task === undefined ? null : (
        <>
          <h4 className="section">The process</h4>
          <Fields rows={taskRows(task, scenario)} />
        </>
      )}
      {round.globals.length === 0 && round.maps.length === 0 ? null : (
        <>
          <h4 className="section">Globals and maps after the round</h4>
          <Values round={round} />
        </>
      )}
    </section>
  )
}
