// The trees of the world: memory cgroups with their processes, or processes by parent. Limits, usage, and how each process stands at the
// cursor. Selecting a process seeks to its iteration.

import { memo, useMemo, useState } from 'react'

import { isOutcome, taskState, type ShownRound } from '../../state/selectors.ts'
import {
  foldOf,
  memcgRows,
  processRows,
  rssPages,
  type CgroupRow,
  type TaskRow,
  type WorldRow,
} from '../../reading/world.ts'
import { Pages } from '../parts/Amount.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Mark } from '../parts/Mark.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { useRowHeight } from '../parts/useMedia.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatPages, plural } from '../../scenario/amounts.ts'
import { formatStanding } from '../words/standing.ts'
import { DragBar } from './edit/DragBar.tsx'
import { roundIndex } from '../../reading/iteration.ts'
import { stepsOnRows } from '../../reading/picture/rail.ts'
import { RowPlace } from './picture/RowPlace.tsx'
import { WalkRail } from './picture/WalkRail.tsx'
import type { ShownTank } from './picture/useTank.ts'
import './WorldTree.css'

/** Deeper levels are set in no further. */
const DEEPEST = 14

const indent = (level: number) => ({
  paddingInlineStart: `calc(${Math.min(level - 1, DEEPEST)} * var(--indent) + var(--space-4))`,
})

function Fold({ open, onFold }: { open: boolean; onFold: (open: boolean) => void }) {
  return (
    // The tree has the keys for it: left and right.
    <span
      role="presentation"
      className="tree-fold"
      title={open ? 'Fold' : 'Unfold'}
      onClick={(event) => {
        event.stopPropagation()
        onFold(!open)
      }}
    >
      <Icon name={open ? 'expanded' : 'collapsed'} />
    </span>
  )
}

interface CgroupCellsProps extends ShownRound {
  row: CgroupRow
  shown: ShownTank
  /** Those who die at the end and are hidden in it. */
  dying: number
  onFold: (open: boolean) => void
}

function CgroupCells({ row, shown, scenario, round, dying, onFold }: CgroupCellsProps) {
  const { cgroup } = row
  const domain = round.scope.kind === 'memcg' && round.scope.path === cgroup.path
  return (
    <>
      <span className="tree-name" style={indent(row.level)}>
        <Fold open={row.open} onFold={onFold} />
        <span className="tree-path" title={cgroup.path}>
          {row.name}
        </span>
        {cgroup.oomGroup ? (
          <span className="tree-tag" title="memory.oom.group is set: the whole cgroup dies with its victim">
            <Mark kind="group" /> group
          </span>
        ) : null}
        {domain ? (
          <span
            className="tree-tag tree-domain"
            title="The cgroup whose limit was hit: only processes below it are candidates"
          >
            OOM
          </span>
        ) : null}
      </span>
      <RowPlace
        place={shown.places.cgroups.get(cgroup.path) ?? null}
        scale={shown.tank.scalePages}
        tone={domain ? 'full' : 'bracket'}
        limitPages={cgroup.memoryMaxPages}
      />
      <span className="tree-size" title={`${formatPages(row.ownPages)} of it in its own processes`}>
        <Pages pages={row.usagePages} />
      </span>
      <span className="tree-state tree-limit">
        {dying === 0 ? null : (
          <>
            <Mark kind="victim" /> {plural(dying, 'dies', 'die')} in it,{' '}
          </>
        )}
        {cgroup.memoryMaxPages === null ? (
          cgroup.path === '/' ? (
            <>
              of <Pages pages={scenario.machine.ramPages} /> RAM
            </>
          ) : (
            plural(row.taskCount, 'process', 'processes')
          )
        ) : (
          <>
            of <Pages pages={cgroup.memoryMaxPages} /> <code>memory.max</code>
          </>
        )}
      </span>
    </>
  )
}

interface TaskCellsProps extends ShownRound {
  row: TaskRow
  shown: ShownTank
  scale: number
  onHold: (scale: number | null) => void
  onFold: (open: boolean) => void
}

function TaskCells({ row, shown, scenario, round, position, gone, scale, onHold, onFold }: TaskCellsProps) {
  const changeWorld = usePlaygroundState((store) => store.changeWorld)
  const task = scenario.tasks[row.task]
  if (task === undefined) return null
  const state = taskState({ scenario, round, position, gone }, row.task)
  const atEnd = isOutcome(round, position)
  const words = formatStanding(state, atEnd)
  const rss = rssPages(task)
  const { standing } = state
  const turn =
    standing.kind === 'waiting' ? standing.iteration : standing.kind === 'evaluated' ? standing.iteration.index : null
  return (
    <>
      <span className="tree-name" style={indent(row.level)}>
        {row.belowCount === 0 ? null : <Fold open={row.open} onFold={onFold} />}
        <span
          className="tree-stop"
          title={turn === null ? 'Not part of the walk' : `Step ${turn + 1} of ${round.iterations.length} of the walk`}
        />
        <span className="tree-who" title={`${task.comm} (${task.pid})`}>
          <span className="tree-comm">{task.comm}</span>
          <span className="tree-pid">{task.pid}</span>
        </span>
        {row.belowCount === 0 || row.open ? null : (
          <span className="tree-pid">
            and {plural(row.belowCount, 'process', 'processes')} below, {formatPages(row.belowPages)}
          </span>
        )}
      </span>
      {task.kthread || task.zombie ? (
        <RowPlace place={null} scale={scale} tone="plain" />
      ) : (
        <DragBar
          pages={rss}
          place={shown.places.tasks.get(row.task) ?? null}
          scale={scale}
          tone={
            atEnd && state.kill !== null
              ? 'victim'
              : standing.kind === 'evaluated' && standing.chosen
                ? 'best'
                : 'plain'
          }
          onHold={onHold}
          onDrag={(pages) => changeWorld({ what: 'resize-task', pid: task.pid, pages })}
        />
      )}
      <span className="tree-size">{task.kthread ? <span className="faint">none</span> : <Pages pages={rss} />}</span>
      <span className="tree-adj" title="oom_score_adj, in thousandths of totalpages">
        {task.oomScoreAdj === 0 ? '' : task.oomScoreAdj > 0 ? `+${task.oomScoreAdj}` : task.oomScoreAdj}
      </span>
      <span className={`tree-state state-${words.past === true ? 'past' : words.mark}`}>
        <Mark kind={words.mark} />
        <span>{words.text}</span>
        {!atEnd && state.kill !== null ? (
          <span className="tree-fate" title="Dies at the end of this round">
            <Mark kind="victim" label="dies at the end" />
          </span>
        ) : null}
      </span>
    </>
  )
}

/** What a screen reader says of a row, in one piece. */
function nameOf(row: WorldRow, shown: ShownRound): string {
  const { scenario, round, position } = shown
  if (row.kind === 'cgroup') {
    const limit = row.cgroup.memoryMaxPages === null ? '' : `, limit ${formatPages(row.cgroup.memoryMaxPages)}`
    return `cgroup ${row.cgroup.path}, ${formatPages(row.usagePages)}${limit}${row.cgroup.oomGroup ? ', memory.oom.group' : ''}`
  }
  const task = scenario.tasks[row.task]
  const atEnd = isOutcome(round, position)
  const state = taskState(shown, row.task)
  const words = formatStanding(state, atEnd)
  if (task === undefined) return ''
  const step = state.standing.kind === 'evaluated' ? `, step ${state.standing.iteration.index + 1}` : ''
  return `${task.comm}, pid ${task.pid}, ${formatPages(rssPages(task))}${step}, ${words.text}`
}

interface Props extends ShownRound {
  view: 'memcg' | 'tree'
  tank: ShownTank
  inspected: number
  /** By task: 1 where the filter matches; null: there is no filter. */
  matches: Uint8Array | null
}

const TITLES = { memcg: 'Memory cgroups and processes', tree: 'Processes by parent' }

const canFold = (row: WorldRow): boolean => row.kind === 'cgroup' || row.belowCount > 0

/** How many die in the hidden subtree of a closed cgroup. */
function dyingIn(row: CgroupRow, { scenario, round }: ShownRound): number {
  if (row.open) return 0
  const { path } = row.cgroup
  const below = path === '/' ? '/' : `${path}/`
  return round.kills.filter(({ task }) => {
    const cgroup = scenario.tasks[task]?.cgroup ?? ''
    return cgroup === path || cgroup.startsWith(below)
  }).length
}

export const WorldTree = memo(function WorldTree({ view, tank, matches, inspected, ...shown }: Props) {
  const { scenario } = shown
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const folds = usePlaygroundState((state) => state.folds)
  const fold = usePlaygroundState((state) => state.fold)
  /** The cgroup that is looked at; null: the inspected task is. */
  const activePath = usePlaygroundState((state) => state.selectedCgroup)
  const selectCgroup = usePlaygroundState((state) => state.selectCgroup)
  const rowHeight = useRowHeight()

  const rows = useMemo(
    () => (view === 'memcg' ? memcgRows : processRows)(scenario, { folds, matches }),
    [view, scenario, folds, matches],
  )
  const { round } = shown
  const steps = useMemo(
    () =>
      stepsOnRows(
        rows.map((row) => (row.kind === 'task' ? row.task : -1)),
        roundIndex(round, scenario.tasks).iterationOfTask,
      ),
    [rows, round, scenario],
  )
  /** While a bar is dragged the others do not move. */
  const [held, setHeld] = useState<number | null>(null)
  const scale = held ?? tank.tank.scalePages
  const activeTask = rows.findIndex((row) => row.kind === 'task' && row.task === inspected)
  const activeCgroup = rows.findIndex((row) => row.kind === 'cgroup' && row.cgroup.path === activePath)
  const active = activeCgroup === -1 ? activeTask : activeCgroup

  function activate(row: WorldRow) {
    if (row.kind === 'task') inspectTask(row.task)
    else selectCgroup(row.cgroup.path)
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const row = rows[active]
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (move !== 0) {
      const next = rows[Math.max(0, Math.min(rows.length - 1, active + move))]
      if (next !== undefined) activate(next)
    } else if (row !== undefined && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && canFold(row)) {
      fold(foldOf(row, scenario), event.key === 'ArrowRight')
    } else if (row?.kind === 'cgroup' && event.key === 'Enter') {
      fold(foldOf(row, scenario), !row.open)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <VirtualRows
      className="tree"
      role="tree"
      aria-label={TITLES[view]}
      tabIndex={0}
      aria-activedescendant={active === -1 ? undefined : `tree-row-${active}`}
      onKeyDown={onKeyDown}
      count={rows.length}
      rowHeight={rowHeight}
      active={active}
      renderOver={(first, end) => (
        <WalkRail steps={steps} round={round} position={shown.position} rowHeight={rowHeight} first={first} end={end} />
      )}
      renderRow={(index, style) => {
        const row = rows[index]
        if (row === undefined) return null
        const isTask = row.kind === 'task'
        const state = isTask ? taskState(shown, row.task).standing : null
        const onFold = (open: boolean) => fold(foldOf(row, scenario), open)
        return (
          // The tree itself has the focus and the keys (aria-activedescendant).
          <div
            key={index}
            id={`tree-row-${index}`}
            role="treeitem"
            tabIndex={-1}
            aria-level={row.level}
            aria-selected={index === active}
            {...(canFold(row) ? { 'aria-expanded': row.open } : {})}
            aria-label={nameOf(row, shown)}
            className={`tree-row world-columns tree-${row.kind} standing-${state?.kind ?? 'none'}`}
            data-now={state?.kind === 'evaluated' && state.now}
            style={style}
            data-matches={!isTask || row.matches}
            onClick={() => activate(row)}
            onDoubleClick={() => {
              if (canFold(row)) onFold(!row.open)
            }}
          >
            {row.kind === 'task' ? (
              <TaskCells row={row} shown={tank} {...shown} scale={scale} onHold={setHeld} onFold={onFold} />
            ) : (
              <CgroupCells row={row} shown={tank} {...shown} dying={dyingIn(row, shown)} onFold={onFold} />
            )}
          </div>
        )
      }}
    />
  )
})
