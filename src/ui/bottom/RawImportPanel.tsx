// The text that a machine was read from, with what each line was read as, and what was not in it. Rows of the task table move with the
// cursor as everything does.

import { useMemo } from 'react'

import type { LineKind, ReadLine } from '../../scenario/import/parse-report.ts'
import { roundIndex } from '../../reading/iteration.ts'
import type { RawImport } from '../../state/shape/intake.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { selectInspected } from '../../state/selectors.ts'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import './RawImportPanel.css'

const LINE_HEIGHT = 18

/** The parts of a report in their order. */
const KINDS: readonly { kind: LineKind | null; title: string; hint: string }[] = [
  { kind: 'header', title: 'who asked', hint: 'The process that asked for memory, its flags and order' },
  { kind: 'kernel', title: 'kernel', hint: 'The version of the kernel' },
  { kind: 'memory', title: 'memory', hint: 'RAM, swap, limits and usage' },
  { kind: 'table', title: 'table', hint: 'The header of the task table' },
  { kind: 'row', title: 'processes', hint: 'A row of the task table' },
  { kind: 'victim', title: 'victim', hint: 'Who was chosen and killed' },
  { kind: 'outcome', title: 'outcome', hint: 'What happened then: reaper, group, panic' },
  { kind: null, title: 'not read', hint: 'These lines were not used' },
]

/** A row of the task table begins with the pid in brackets; the third number is that of the process. */
const ROW = /^\[\s*\d+\]\s+-?\d+\s+(\d+)\s/

/** By line: the task of the machine that its row became. */
function tasksOf(lines: readonly ReadLine[], run: FinishedRun): ReadonlyMap<number, number> {
  const taskOfPid = new Map(run.input.scenario.tasks.map(({ pid }, index) => [pid, index]))
  const tasks = new Map<number, number>()
  for (const [index, { kind, text, from }] of lines.entries()) {
    const pid = kind === 'row' ? ROW.exec(text.slice(from))?.[1] : undefined
    const task = pid === undefined ? undefined : taskOfPid.get(Number(pid))
    if (task !== undefined) tasks.set(index, task)
  }
  return tasks
}

function Lines({ lines, run }: { lines: readonly ReadLine[]; run: FinishedRun }) {
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const inspected = usePlaygroundState(selectInspected)
  const tasks = useMemo(() => tasksOf(lines, run), [lines, run])
  const lineOfTask = useMemo(() => new Map([...tasks].map(([line, task]) => [task, line])), [tasks])
  const [round] = run.result.rounds
  const killed = round === undefined ? undefined : roundIndex(round, run.input.scenario.tasks).kills
  const active = lineOfTask.get(inspected) ?? -1
  return (
    <VirtualRows
      className="log report-lines"
      role="list"
      aria-label="Imported text"
      count={lines.length}
      rowHeight={LINE_HEIGHT}
      active={active}
      renderRow={(index, style) => {
        const line = lines[index]
        if (line === undefined) return null
        const task = tasks.get(index)
        const read = <span className="raw-read">{line.text.slice(line.from)}</span>
        return (
          <div
            key={index}
            role="listitem"
            style={style}
            data-kind={line.kind ?? 'none'}
            aria-current={index === active ? 'step' : undefined}
            className={task !== undefined && killed?.has(task) === true ? 'raw-line report-killed' : 'raw-line'}
          >
            <span className="raw-kind">{KINDS.find(({ kind }) => kind === line.kind)?.title}</span>
            <span className="faint">{line.text.slice(0, line.from)}</span>
            {task === undefined ? (
              read
            ) : (
              <button type="button" title="Show this process" onClick={() => inspectTask(task)}>
                {read}
              </button>
            )}
          </div>
        )
      }}
    />
  )
}

const Sentences = ({ title, texts }: { title: string; texts: readonly string[] }) =>
  texts.length === 0 ? null : (
    <section aria-label={title}>
      <h3>
        {title} <span className="faint">{texts.length}</span>
      </h3>
      <ul>
        {texts.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </section>
  )

export default function RawImportPanel({ raw, run }: { raw: RawImport; run: FinishedRun }) {
  const counts = useMemo(() => {
    const counted = new Map<LineKind | null, number>()
    for (const { kind } of raw.lines) counted.set(kind, (counted.get(kind) ?? 0) + 1)
    return counted
  }, [raw])
  const openDialog = usePlaygroundState((state) => state.openDialog)
  return (
    <div className="raw">
      <div className="raw-text">
        <ul className="raw-legend" aria-label="What was read">
          {KINDS.filter(({ kind }) => counts.has(kind)).map(({ kind, title, hint }) => (
            <li key={title} data-kind={kind ?? 'none'} title={hint}>
              <span className="raw-read">{title}</span> {formatCount(counts.get(kind) ?? 0)}
            </li>
          ))}
        </ul>
        <Lines lines={raw.lines} run={run} />
      </div>
      <div className="raw-gaps">
        <button type="button" onClick={() => openDialog('matrix')}>
          What would each policy have done?
        </button>
        <p className="faint">{raw.name}. It stays in this browser; links do not contain it.</p>
        <Sentences title="What the log does not say" texts={raw.gaps} />
        <Sentences title="Damaged or unusual lines" texts={raw.problems} />
        {raw.replay.reason === null ? null : <Sentences title="The replay" texts={[raw.replay.reason]} />}
      </div>
    </div>
  )
}
