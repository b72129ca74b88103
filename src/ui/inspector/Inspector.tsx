// The inspector: the task on show, why it was decided so, the numbers behind it, oom_control and the policy's values. At an outcome in which
// nobody was chosen it says why not.

import { lazy } from 'react'
import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { iterationAt, type Iteration } from '../../reading/iteration.ts'
import { finishedRun, isStale } from '../../state/run-state.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import {
  isOutcome,
  selectGone,
  selectInspected,
  selectPosition,
  selectRound,
  taskState,
  type ShownRound,
} from '../../state/selectors.ts'
import { Later } from '../parts/Later.tsx'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount, plural } from '../../scenario/amounts.ts'
import { explainTask, explainWhatFollows, formatNotWalked } from '../../reading/explain.ts'
import { formatDecision } from '../../reading/decision.ts'
import { markOf } from '../words/marks.ts'
import { countReasons } from '../words/reason.ts'
import { formatStanding } from '../words/standing.ts'
import { Values } from './PolicyValues.tsx'
import { Flips } from './Flips.tsx'
import { Score } from './Score.tsx'
import './Inspector.css'

const Fields = lazy(() => import('./Fields.tsx'))

interface DecisionProps extends ShownRound {
  run: FinishedRun
  number: number
  task: number
  /** Null where the walk never came to it, or has not yet. */
  iteration: Iteration | null
  waiting: boolean
}

/** Before the outcome the sentence about this step stands first, and what it came to in the end below. */
function Decision({ run, number, task, iteration, waiting, scenario, round, position }: DecisionProps) {
  const inTheEnd = explainTask(run.result.rounds, number, scenario, task)
  const outcome = isOutcome(round, position)
  const follows = outcome ? explainWhatFollows(run.result, number, scenario) : null
  if (outcome || (iteration === null && !waiting))
    return (
      <>
        <p className="inspector-decision">{inTheEnd}</p>
        {follows === null ? null : <p className="inspector-why">{follows}</p>}
      </>
    )
  return (
    <p className="inspector-decision">
      {iteration === null ? 'Its turn comes later.' : formatDecision(iteration, scenario.tasks)}
      <span className="inspector-why"> In the end: {inTheEnd}</span>
    </p>
  )
}

interface TaskOnShowProps extends ShownRound {
  run: FinishedRun
  number: number
  task: Task
  index: number
}

function TaskOnShow({ run, number, task, index, ...shown }: TaskOnShowProps) {
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
        <h2>{task.comm}</h2>
        <span className="inspector-pid">pid {task.pid}</span>
        <span className="inspector-step">
          {iteration === null
            ? words.text
            : `step ${formatCount(iteration.index + 1)} of ${formatCount(round.iterations.length)}`}
        </span>
      </header>
      <Decision
        run={run}
        number={number}
        task={index}
        iteration={iteration}
        waiting={standing.kind === 'waiting'}
        {...shown}
      />
      {iteration === null ? null : (
        <>
          <Score iteration={iteration} task={task} totalpages={round.totalpages} scenario={shown.scenario} />
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

interface NobodyProps {
  run: FinishedRun
  number: number
  round: RoundTrace
}

const Nobody = ({ run, number, round }: NobodyProps) => (
  <>
    <header className="inspector-task">
      <h2>Nobody</h2>
      <span className="inspector-step">outcome</span>
    </header>
    <p className="inspector-decision">
      {round.walked
        ? `${plural(round.iterations.length, 'task was', 'tasks were')} looked at, and none was chosen:`
        : formatNotWalked(round)}
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
    <h3 className="section">What follows</h3>
    <p>{explainWhatFollows(run.result, number, run.input.scenario)}</p>
  </>
)

export function Inspector() {
  const run = usePlaygroundState((state) => finishedRun(state.run))
  const number = usePlaygroundState((state) => state.cursor.round)
  const round = usePlaygroundState(selectRound)
  const position = usePlaygroundState(selectPosition)
  const inspected = usePlaygroundState(selectInspected)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const gone = usePlaygroundState(selectGone)
  if (run === null || round === null) return <section className="inspector pane" aria-label="Why" />

  const { scenario } = run.input
  const task = scenario.tasks[inspected]
  const outcome = isOutcome(round, position)
  const at = iterationAt(round.iterations, Math.min(position, round.iterations.length - 1))
  return (
    // It scrolls, so the keyboard must be able to reach it.
    <section className="inspector pane" aria-label="Why" tabIndex={0} data-stale={stale}>
      {task === undefined ? (
        <Nobody run={run} number={number} round={round} />
      ) : (
        <TaskOnShow
          run={run}
          number={number}
          task={task}
          index={inspected}
          scenario={scenario}
          round={round}
          position={position}
          gone={gone}
        />
      )}
      {task === undefined ? null : <Flips run={run} task={inspected} />}
      <Later>
        <Fields
          moment={outcome ? 'At the end of the walk' : `After step ${formatCount(position + 1)}`}
          chosen={at?.after ?? null}
          round={round}
          task={task}
          scenario={scenario}
        />
      </Later>
      {round.globals.length === 0 && round.maps.length === 0 ? null : (
        <>
          <h3 className="section">Globals and maps after the round</h3>
          <Values round={round} />
        </>
      )}
    </section>
  )
}
