// The whole report that the kernel would print, asked for when the tab is opened. Rows of processes lead to them.

import { useEffect, useState } from 'react'

import type { FinishedRun } from '../../state/run.ts'
import type { OomReport } from '../../simulator/report/report.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { AccountButton } from './AccountButton.tsx'

/** A row of the task table begins with the pid in brackets. */
const PID_OF_ROW = /^\[\s*(\d+)\]/

/** The report of a run; undefined while the engine prints it. */
function useReport(run: FinishedRun): OomReport | null | undefined {
  const { engine } = usePlayground()
  const [printed, setPrinted] = useState<{ run: FinishedRun; report: OomReport | null } | null>(null)
  useEffect(() => {
    let wanted = true
    async function ask() {
      const answer = await engine.request('report', run.input)
      if (wanted && answer.status !== 'superseded')
        setPrinted({ run, report: answer.status === 'done' ? answer.output : null })
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [engine, run])
  return printed?.run === run ? printed.report : undefined
}

export function KernelReport({ run }: { run: FinishedRun }) {
  const report = useReport(run)
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  if (report === undefined) return <p className="empty">Printing the report…</p>
  if (report === null) return <p className="empty">There is no report of this run.</p>
  if (report.lines.length === 0) return <p className="empty">The kernel printed nothing.</p>
  const taskOfPid = new Map(run.input.scenario.tasks.map((task, index) => [String(task.pid), index]))
  const killed = new Set(run.result.rounds.flatMap(({ kills }) => kills.map(({ task }) => task)))
  return (
    <div className="report">
      <div className="report-bar">
        <CopyButton label="Copy the report" text={`${report.lines.join('\n')}\n`} />
        <AccountButton />
      </div>
      <ol className="log" aria-label="Kernel report">
        {report.lines.map((line, index) => {
          const task = taskOfPid.get(PID_OF_ROW.exec(line)?.[1] ?? '')
          return (
            <li key={index} className={task !== undefined && killed.has(task) ? 'log-killed' : undefined}>
              {task === undefined ? (
                line
              ) : (
                <button type="button" title="Show this process" onClick={() => inspectTask(task)}>
                  {line}
                </button>
              )}
            </li>
          )
        })}
      </ol>
      {report.assumptions.length === 0 ? null : (
        <ul className="report-assumptions" aria-label="What the report assumes">
          {report.assumptions.map((assumption) => (
            <li key={assumption}>Assumed: {assumption}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
