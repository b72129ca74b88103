// The twin of the tree: the same processes as a table that can be sorted, in the words of the kernel's task dump.

import { memo, useMemo, useState } from 'react'

import type { Task } from '../../scenario/model.ts'
import { roundIndex } from '../../reading/iteration.ts'
import { isOutcome, taskState, type ShownRound } from '../../state/selectors.ts'
import { rssPages } from '../../reading/world.ts'
import { Bytes, Pages } from '../parts/Amount.tsx'
import { Mark } from '../parts/Mark.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useRowHeight } from '../parts/useMedia.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatStanding } from '../words/standing.ts'
import './WorldTable.css'

interface Column {
  id: string
  title: string
  kernel?: string
  numeric?: true
  /** What is sorted by. */
  key(task: Task, turn: number): number | string
}

const COLUMNS: readonly Column[] = [
  { id: 'turn', title: 'Step', numeric: true, key: (_, turn) => (turn === -1 ? Number.MAX_SAFE_INTEGER : turn) },
  { id: 'comm', title: 'Process', kernel: 'comm', key: (task) => task.comm },
  { id: 'pid', title: 'Pid', kernel: 'pid', numeric: true, key: (task) => task.pid },
  { id: 'cgroup', title: 'Cgroup', key: (task) => task.cgroup },
  { id: 'rss', title: 'Memory', kernel: 'rss', numeric: true, key: rssPages },
  { id: 'swap', title: 'Swap', kernel: 'swapents', numeric: true, key: (task) => task.swapPages },
  { id: 'pgtables', title: 'Page tables', numeric: true, key: (task) => task.pgtablesBytes },
  { id: 'adj', title: 'Adj', kernel: 'oom_score_adj', numeric: true, key: (task) => task.oomScoreAdj },
  { id: 'state', title: 'State', key: (_, turn) => turn },
]

interface Props extends ShownRound {
  inspected: number
  /** By task: 1 where the filter matches; null: there is no filter. */
  matches: Uint8Array | null
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))

export const WorldTable = memo(function WorldTable({ scenario, round, position, gone, inspected, matches }: Props) {
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const [sort, setSort] = useState<{ column: string; descending: boolean }>({ column: 'turn', descending: false })
  const rowHeight = useRowHeight()
  const { iterationOfTask } = roundIndex(round, scenario.tasks)
  const order = useMemo(() => {
    const column = COLUMNS.find((one) => one.id === sort.column)
    const sign = sort.descending ? -1 : 1
    const keyed = scenario.tasks.map((task, index) => ({
      index,
      key: column?.key(task, iterationOfTask[index] ?? -1) ?? index,
    }))
    return keyed
      .filter(({ index }) => matches === null || matches[index] === 1)
      .sort((a, b) => sign * compare(a.key, b.key) || a.index - b.index)
      .map(({ index }) => index)
  }, [scenario, iterationOfTask, sort, matches])
  const active = order.indexOf(inspected)
  const atEnd = isOutcome(round, position)

  function onKeyDown(event: React.KeyboardEvent) {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const next = order[Math.max(0, Math.min(order.length - 1, active + move))]
    if (move === 0 || next === undefined) return
    event.preventDefault()
    inspectTask(next)
  }

  const header = (
    <div role="row" className="world-table-row world-table-head">
      {COLUMNS.map((column) => (
        <div
          key={column.id}
          role="columnheader"
          className={column.numeric === true ? 'numeric' : undefined}
          aria-sort={sort.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none'}
        >
          <button
            type="button"
            title={column.kernel}
            onClick={() => setSort({ column: column.id, descending: sort.column === column.id && !sort.descending })}
          >
            {column.title}
          </button>
        </div>
      ))}
    </div>
  )

  return (
    <VirtualRows
      className="world-table"
      role="grid"
      aria-label="Processes"
      aria-rowcount={order.length + 1}
      aria-activedescendant={active === -1 ? undefined : `process-${inspected}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      count={order.length}
      rowHeight={rowHeight}
      active={active}
      header={header}
      renderRow={(index, style) => {
        const taskIndex = order[index] ?? 0
        const task = scenario.tasks[taskIndex]
        if (task === undefined) return null
        const turn = iterationOfTask[taskIndex] ?? -1
        const words = formatStanding(taskState({ scenario, round, position, gone }, taskIndex), atEnd)
        return (
          <div
            key={taskIndex}
            id={`process-${taskIndex}`}
            role="row"
            tabIndex={-1}
            aria-rowindex={index + 2}
            aria-selected={taskIndex === inspected}
            className="world-table-row"
            style={style}
            onClick={() => inspectTask(taskIndex)}
          >
            <div role="gridcell" className="numeric faint">
              {turn === -1 ? '' : `#${turn + 1}`}
            </div>
            <div role="gridcell" className="mono">
              {task.comm}
            </div>
            <div role="gridcell" className="numeric">
              {task.pid}
            </div>
            <div role="gridcell" className="mono ellipsis" title={task.cgroup}>
              {task.cgroup}
            </div>
            <div role="gridcell" className="numeric">
              <Pages pages={rssPages(task)} />
            </div>
            <div role="gridcell" className="numeric">
              <Pages pages={task.swapPages} />
            </div>
            <div role="gridcell" className="numeric">
              <Bytes bytes={task.pgtablesBytes} />
            </div>
            <div role="gridcell" className="numeric">
              {task.oomScoreAdj}
            </div>
            <div role="gridcell" className={`tree-state state-${words.past === true ? 'past' : words.mark}`}>
              <Mark kind={words.mark} />
              <span>{words.text}</span>
            </div>
          </div>
        )
      }}
    />
  )
})
