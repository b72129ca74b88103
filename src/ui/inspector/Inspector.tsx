// The inspector: the task at the cursor, why it was decided so, the numbers behind it, oom_control and the policy's values afterwards.

import type { Scenario, Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { CHOSEN_ABORTED, iterationAt, type Iteration } from '../../state/iteration.ts'
import { finishedRun, isStale } from '../../state/run.ts'
import { selectInspected, selectPosition, selectRound, taskState, victimOf } from '../../state/selectors.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { exactPages, formatCount, formatPages } from '../words/amounts.ts'
import { formatChosenPoints, formatDecision, formatTask, markOf } from '../words/decision.ts'
import { taskRows, type FieldRow } from './fields.ts'
import { Score } from './Score.tsx'
import './Inspector.css'

export const Fields = ({ rows }: { rows: readonly FieldRow[] }) => (
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

function chosenName(chosen: number, tasks: readonly Task[]): string {
  if (chosen === CHOSEN_ABORTED) return '(void *)-1: aborted'
  return chosen >= 0 ? formatTask(tasks[chosen]) : 'NULL: nobody yet'
}

/** `struct oom_control` after the iteration. */
function controlRows(iteration: Iteration | null, round: RoundTrace, scenario: Scenario): FieldRow[] {
  const { oom, tasks } = scenario
  const memcg = round.scope.kind === 'memcg'
  const totalpages = Number(round.totalpages)
  const rows: FieldRow[] = [
    {
      label: 'Pages that may be used',
      kernel: 'oc->totalpages',
      value: formatPages(totalpages),
      exact: exactPages(totalpages),
      hint: 'RAM and swap of the domain; oom_score_adj counts in thousandths of it.',
    },
    {
      label: 'What limits',
      kernel: 'oc->constraint',
      value: memcg ? 'CONSTRAINT_MEMCG' : 'CONSTRAINT_NONE',
      hint: memcg ? 'The limit of a memory cgroup was hit.' : 'The whole machine is out of memory.',
    },
    {
      label: 'Memory cgroup',
      kernel: 'oc->memcg',
      value: round.scope.kind === 'memcg' ? round.scope.path : 'NULL',
      hint: 'NULL in a global OOM.',
    },
    {
      label: 'Who asked for memory',
      kernel: 'current',
      value: formatTask(tasks.find((task) => task.pid === oom.invokerPid)),
      hint: 'The process whose allocation failed. It is not looked at differently from others.',
    },
    {
      label: 'Size of the request',
      kernel: 'oc->order',
      value: `${oom.order} (${formatPages(2 ** Math.max(0, oom.order))})`,
      hint: '2 to the power of order pages in a row were asked for.',
    },
    {
      label: 'Kind of the request',
      kernel: 'oc->gfp_mask',
      value: `0x${oom.gfpMask.toString(16)}`,
      hint: 'The flags of the failed allocation.',
    },
    {
      label: 'Policy name',
      kernel: 'oc->policy_name',
      value: round.policyName === '' ? '(empty)' : round.policyName,
      hint: 'Set by set_oom_policy_name(); printed in the report. At most 16 bytes.',
    },
  ]
  if (iteration === null) return rows
  return [
    {
      label: 'Chosen so far',
      kernel: 'oc->chosen',
      value: chosenName(iteration.after.task, tasks),
      hint: 'Who would die if the walk ended here.',
    },
    {
      label: 'With points',
      kernel: 'oc->chosen_points',
      value: formatChosenPoints(iteration.after),
      hint: 'What the next scored task is compared with.',
    },
    ...rows,
  ]
}

/** Why a task that was passed over is not the victim, when both were scored. */
function whyNot(iteration: Iteration, round: RoundTrace, scenario: Scenario): string | null {
  const victim = victimOf(round)
  if (victim === -1 || victim === iteration.task || iteration.rule !== 'badness' || iteration.exemption !== 'none')
    return null
  for (let i = 0; i < round.iterations.length; i++) {
    const other = round.iterations.task[i] === victim ? iterationAt(round.iterations, i) : null
    if (other === null) continue
    if (other.rule !== 'badness' || other.exemption !== 'none') return null
    const more = other.points - iteration.points
    if (more <= 0n) return null
    return `${formatTask(scenario.tasks[victim])} scored ${formatCount(more)} points more.`
  }
  return null
}

function Values({ round }: { round: RoundTrace }) {
  return (
    <>
      {round.globals.length === 0 ? null : (
        <dl className="fields">
          {round.globals.map((global) => (
            <div key={global.name}>
              <dt>
                <code>
                  {global.type} {global.name}
                </code>
              </dt>
              <dd>{global.text}</dd>
            </div>
          ))}
        </dl>
      )}
      {round.maps.map((map) => (
        <div key={map.name} className="map-contents">
          <h4>
            <code>{map.name}</code>{' '}
            <span className="faint">
              {map.kind}, {map.entries.length} of {formatCount(map.maxEntries)}
            </span>
          </h4>
          <dl className="fields">
            {map.entries.map((entry) => (
              <div key={entry.key}>
                <dt>
                  <code>{entry.key}</code>
                </dt>
                <dd>{entry.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </>
  )
}

export const PolicyValues = ({ round }: { round: RoundTrace }) =>
  round.globals.length === 0 && round.maps.length === 0 ? (
    <p className="empty">This policy keeps no globals and no maps.</p>
  ) : (
    <Values round={round} />
  )

export function Inspector() {
  const scenario = usePlaygroundState((state) => finishedRun(state.run)?.input.scenario ?? null)
  const round = usePlaygroundState(selectRound)
  const position = usePlaygroundState(selectPosition)
  const inspected = usePlaygroundState(selectInspected)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const task = scenario?.tasks[inspected]
  if (scenario === null || round === null || task === undefined)
    return (
      <section className="inspector pane" aria-label="Why">
        <p className="empty">No task was evaluated in this round.</p>
      </section>
    )

  const { standing } = taskState(round, scenario, inspected, position)
  const iteration = standing.kind === 'evaluated' ? standing.iteration : null
  const reason = iteration === null ? null : whyNot(iteration, round, scenario)
  return (
    <section className="inspector pane" aria-label="Why" data-stale={stale}>
      <header className="inspector-task">
        {iteration === null ? null : <Mark kind={markOf(iteration)} />}
        <h3>{task.comm}</h3>
        <span className="inspector-pid">pid {task.pid}</span>
        {iteration === null ? null : (
          <span className="inspector-step">
            step {iteration.index + 1} of {formatCount(round.iterations.length)}
          </span>
        )}
      </header>
      <p className="inspector-decision">
        {iteration === null
          ? round.scope.kind === 'memcg'
            ? `It is outside of ${round.scope.path}, the cgroup that ran out of memory: the walk does not come to it.`
            : 'The walk ended before its turn.'
          : formatDecision(iteration, scenario.tasks)}
        {reason === null ? null : <span className="inspector-why"> {reason}</span>}
      </p>
      {iteration === null ? null : <Score iteration={iteration} task={task} totalpages={round.totalpages} />}
      {iteration?.asked === true ? (
        <p className="inspector-cost faint">
          The policy took about {formatCount(iteration.instructions)} instructions here; the limit is 1,000,000.
        </p>
      ) : null}
      <h4 className="section">After this step</h4>
      <Fields rows={controlRows(iteration, round, scenario)} />
      <h4 className="section">The process</h4>
      <Fields rows={taskRows(task, scenario)} />
      {round.globals.length === 0 && round.maps.length === 0 ? null : (
        <>
          <h4 className="section">Globals and maps after the run</h4>
          <Values round={round} />
        </>
      )}
    </section>
  )
}
