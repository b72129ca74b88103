// The whole report that the kernel would print, asked for when the tab is opened. Rows of its tables are steps of the walk: they have their
// rung of the ladder beside them, which is no part of the report, and move with the cursor.

import { useMemo } from 'react'

import type { FinishedRun } from '../../state/shape/run.ts'
import type { OomReport } from '../../simulator/report/report.ts'
import { iterationAt, roundIndex } from '../../reading/iteration.ts'
import { stopOf } from '../../reading/rounds.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'
import { rungOf } from '../words/ladder.ts'
import { AccountButton } from './AccountButton.tsx'
import './KernelReport.css'

/** A row of the task table begins with the pid in brackets. */
const PID_OF_ROW = /^\[\s*(\d+)\]/

/** As in the style sheet. */
const LINE_HEIGHT = 18

const askReport: AskPlayground<FinishedRun, OomReport | null> = ({ engine }, run, asking) =>
  engine.ask('report', run.input, null, asking)

/** A line of the report that is about a process which was considered: a row of the table, with its place in the run. */
interface Rung {
  task: number
  stop: number
  rung: string
}

/** By line of the report: the step that it is about; of the rows of the tables alone. */
function rungsOf({ lines, starts }: OomReport, { input, result }: FinishedRun): ReadonlyMap<number, Rung> {
  const { tasks } = input.scenario
  const taskOfPid = new Map(tasks.map((task, index) => [String(task.pid), index]))
  const rungs = new Map<number, Rung>()
  for (const [number, round] of result.rounds.entries()) {
    const index = roundIndex(round, tasks)
    for (let line = starts[number] ?? 0; line < (starts[number + 1] ?? lines.length); line++) {
      const task = taskOfPid.get(PID_OF_ROW.exec(lines[line] ?? '')?.[1] ?? '')
      if (task === undefined) continue
      const iteration = iterationAt(round.iterations, index.iterationOfTask[task] ?? -1)
      const stop = stopOf(result.rounds, { round: number, iteration: iteration?.index ?? null })
      rungs.set(line, { task, stop, rung: iteration === null ? '' : rungOf(iteration, index) })
    }
  }
  return rungs
}

function Lines({ report, run }: { report: OomReport; run: FinishedRun }) {
  const { rounds } = run.result
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const stop = usePlaygroundState((state) => stopOf(rounds, state.cursor))
  const rungs = useMemo(() => rungsOf(report, run), [report, run])
  const lineOfStop = useMemo(() => new Map([...rungs].map(([line, rung]) => [rung.stop, line])), [rungs])
  const killed = useMemo(() => new Set(rounds.flatMap(({ kills }) => kills.map(({ task }) => task))), [rounds])
  const active = lineOfStop.get(stop) ?? -1
  return (
    <VirtualRows
      className="log report-lines"
      role="list"
      aria-label="Kernel report"
      count={report.lines.length}
      rowHeight={LINE_HEIGHT}
      active={active}
      renderRow={(index, style) => {
        const line = report.lines[index] ?? ''
        const rung = rungs.get(index)
        return (
          <div
            key={index}
            role="listitem"
            style={style}
            aria-current={index === active ? 'step' : undefined}
            className={rung !== undefined && killed.has(rung.task) ? 'report-killed' : undefined}
          >
            <span className="rung" data-rung={rung?.rung}>
              {rung?.rung}
            </span>
            {rung === undefined ? (
              line
            ) : (
              <button type="button" title="Show this step" onClick={() => seekStop(rung.stop)}>
                {line}
              </button>
            )}
          </div>
        )
      }}
    />
  )
}

/** The whole report, with the rung of the ladder beside each process of its tables. */
export function KernelReport({ run }: { run: FinishedRun }) {
  const asked = useAnswer(run, askReport)
  if (asked.state === 'asking') return <p className="empty">Generating the report…</p>
  const report = asked.state === 'answered' ? asked.answer : null
  if (report === null) return <p className="empty">This run has no report.</p>
  if (report.lines.length === 0) return <p className="empty">The kernel printed nothing.</p>
  return (
    <div className="report">
      <div className="report-bar">
        <CopyButton label="Copy the report" text={`${report.lines.join('\n')}\n`} />
        <AccountButton />
      </div>
      <Lines report={report} run={run} />
      {report.assumptions.length === 0 ? null : (
        <details className="report-assumptions">
          <summary>Assumptions</summary>
          <ul aria-label="Assumptions of the report">
            {report.assumptions.map((assumption) => (
              <li key={assumption}>{assumption}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
