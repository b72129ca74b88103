// The world as a map: each process as large as its memory, or as its points, inside of its cgroups. The table is its twin. Loaded when it is
// first shown.

import { useEffect, useMemo, useRef, useState } from 'react'

import { roundIndex } from '../../reading/iteration.ts'
import { isOutcome, taskState, type ShownRound } from '../../state/selectors.ts'
import { treemap, type Tile } from '../../reading/treemap.ts'
import { rssPages } from '../../reading/world.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount, formatPages, plural } from '../../scenario/amounts.ts'
import { formatStanding } from '../words/standing.ts'
import './WorldMap.css'

interface Props extends ShownRound {
  inspected: number
  matches: Uint8Array | null
}

/** What each task's area stands for: its pages, or its points where oom_badness() gave it any. */
function valuesOf({ scenario, round }: ShownRound, by: 'memory' | 'points'): Float64Array {
  if (by === 'memory') return Float64Array.from(scenario.tasks, rssPages)
  const { iterationOfTask } = roundIndex(round, scenario.tasks)
  return Float64Array.from(scenario.tasks, (_, task) =>
    Math.max(0, Number(round.iterations.points[iterationOfTask[task] ?? -1] ?? 0n)),
  )
}

const placeOf = ({ x, y, width, height }: Tile) => ({
  insetInlineStart: x,
  insetBlockStart: y,
  inlineSize: width,
  blockSize: height,
})

const isOption = (tile: Tile): boolean => tile.kind !== 'cgroup'

interface TileProps extends ShownRound {
  tile: Tile
  id: string
  selected: boolean
  matches: boolean
  by: 'memory' | 'points'
  onSelect: () => void
}

function MapTile({ tile, id, selected, matches, by, onSelect, ...shown }: TileProps) {
  const { scenario, round, position } = shown
  const style = placeOf(tile)
  switch (tile.kind) {
    case 'cgroup':
      return (
        <div
          role="presentation"
          className="map-cgroup"
          data-selected={selected}
          style={style}
          title={tile.cgroup.path}
          onClick={onSelect}
        >
          {tile.named ? (
            <span className="map-path">
              {tile.cgroup.oomGroup ? <Mark kind="group" /> : null}
              {tile.cgroup.path === '/' ? '/' : tile.cgroup.path.slice(tile.cgroup.path.lastIndexOf('/') + 1)}
            </span>
          ) : null}
        </div>
      )
    case 'rest':
      return (
        <div
          id={id}
          role="option"
          tabIndex={-1}
          aria-selected={selected}
          className="map-tile map-rest"
          style={style}
          onClick={onSelect}
        >
          <span>
            {plural(tile.count, 'smaller process', 'smaller processes')} in {tile.path}
          </span>
        </div>
      )
    case 'task': {
      const task = scenario.tasks[tile.task]
      if (task === undefined) return null
      const words = formatStanding(taskState(shown, tile.task), isOutcome(round, position))
      const amount = by === 'memory' ? formatPages(tile.value) : `${formatCount(tile.value)} points`
      const text = `${task.comm}, pid ${task.pid}, ${amount}, ${words.text}`
      return (
        <div
          id={id}
          role="option"
          tabIndex={-1}
          aria-selected={selected}
          aria-label={text}
          title={text}
          className={`map-tile map-${words.past === true ? 'past' : words.mark}`}
          data-matches={matches}
          style={style}
          onClick={onSelect}
        >
          {tile.width > 20 && tile.height > 18 ? <Mark kind={words.mark} /> : null}
          {tile.width > 56 && tile.height > 18 ? <b>{task.comm}</b> : null}
          {tile.width > 72 && tile.height > 36 ? <span>{amount}</span> : null}
        </div>
      )
    }
  }
}

export default function WorldMap({ inspected, matches, ...shown }: Props) {
  const { scenario, round } = shown
  const by = usePlaygroundState((state) => state.mapBy)
  const chooseMapBy = usePlaygroundState((state) => state.chooseMapBy)
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const selectCgroup = usePlaygroundState((state) => state.selectCgroup)
  const selectedCgroup = usePlaygroundState((state) => state.selectedCgroup)
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })

  // Effect: the size belongs to the DOM.
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const tiles = useMemo(
    () => treemap(scenario, valuesOf({ scenario, round, position: 0, gone: new Map() }, by), size.width, size.height),
    [scenario, round, by, size],
  )
  const unseen = useMemo(() => {
    const values = valuesOf({ scenario, round, position: 0, gone: new Map() }, by)
    return values.reduce((count, value) => count + (value > 0 ? 0 : 1), 0)
  }, [scenario, round, by])

  const isSelected = (tile: Tile): boolean =>
    tile.kind === 'task'
      ? selectedCgroup === null && tile.task === inspected
      : tile.kind === 'cgroup' && tile.cgroup.path === selectedCgroup
  const select = (tile: Tile) => {
    if (tile.kind === 'task') inspectTask(tile.task)
    else selectCgroup(tile.kind === 'rest' ? tile.path : tile.cgroup.path)
  }
  const options = tiles.filter(isOption)
  const at = options.findIndex(isSelected)

  function onKeyDown(event: React.KeyboardEvent) {
    const move =
      event.key === 'ArrowDown' || event.key === 'ArrowRight'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'ArrowLeft'
          ? -1
          : 0
    const next = options[Math.max(0, Math.min(options.length - 1, at + move))]
    if (move === 0 || next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    select(next)
  }

  return (
    <div className="map">
      <div className="map-bar">
        <div className="segmented" role="group" aria-label="Areas show">
          <button type="button" aria-pressed={by === 'memory'} onClick={() => chooseMapBy('memory')}>
            Memory
          </button>
          <button type="button" aria-pressed={by === 'points'} onClick={() => chooseMapBy('points')}>
            Points
          </button>
        </div>
        <span className="faint">
          {unseen === 0
            ? null
            : by === 'memory'
              ? `${plural(unseen, 'process has', 'processes have')} no memory.`
              : `${plural(unseen, 'process', 'processes')} without points: not scored, or 0 or less.`}
        </span>
      </div>
      <div
        ref={frame}
        className="map-frame"
        role="listbox"
        aria-label={by === 'memory' ? 'Map of memory' : 'Map of points'}
        tabIndex={0}
        aria-activedescendant={at === -1 ? undefined : `map-${at}`}
        onKeyDown={onKeyDown}
      >
        {tiles.map((tile) => {
          const key =
            tile.kind === 'task'
              ? `task ${tile.task}`
              : `${tile.kind} ${tile.kind === 'rest' ? tile.path : tile.cgroup.path}`
          return (
            <MapTile
              key={key}
              id={`map-${options.indexOf(tile)}`}
              tile={tile}
              selected={isSelected(tile)}
              matches={tile.kind !== 'task' || matches === null || matches[tile.task] === 1}
              by={by}
              onSelect={() => select(tile)}
              {...shown}
            />
          )
        })}
      </div>
    </div>
  )
}
