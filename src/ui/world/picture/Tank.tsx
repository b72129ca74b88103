// The tank: all memory of the machine, or of the cgroup that is at its limit, as one bar with a ruler. The rows below stand under their places
// in it. The request stands outside of the wall until there is room for it.

import { memo, useMemo } from 'react'

import { drawnSegments, type DrawnSegment } from '../../../reading/picture/merge.ts'
import { rulerMarks, type AncestorLine, type Tank as TankPicture } from '../../../reading/picture/tank.ts'
import { describeTank, segmentName, segmentTitle, tankName } from '../../../reading/picture/tank-words.ts'
import { formatPages, plural } from '../../../scenario/amounts.ts'
import type { Composition } from '../../../scenario/composition.ts'
import type { Scenario } from '../../../scenario/model.ts'
import { usePlaygroundState } from '../../playground.ts'
import './Tank.css'

/** Smaller parts of the ruler have room for a name nowhere. */
const NAMED_SHARE = 0.05

const percent = (pages: number, scale: number): string => `${(100 * pages) / Math.max(1, scale)}%`

interface SegmentProps {
  segment: DrawnSegment
  scenario: Scenario
  scale: number
  best: boolean
  looked: boolean
  onInspect: (task: number) => void
}

function SegmentShape({ segment, scenario, scale, best, looked, onInspect }: SegmentProps) {
  const { kind, state, start, pages, task, count } = segment
  const name = state === 'back' ? `${formatPages(pages)} back` : segmentName(segment, scenario)
  const title = count > 1 ? `${plural(count, 'part')}: ${formatPages(pages)}` : segmentTitle(segment, scenario)
  return (
    <span
      role="presentation"
      className={`tank-part tank-${state === 'back' ? 'back' : kind}`}
      data-best={best}
      data-looked={looked}
      title={title}
      style={{ insetInlineStart: percent(start, scale), inlineSize: percent(pages, scale) }}
      onClick={kind === 'process' && task !== null && count === 1 ? () => onInspect(task) : undefined}
    >
      {pages / scale >= NAMED_SHARE && kind !== 'free' ? <span className="tank-name">{name}</span> : null}
    </span>
  )
}

const Ancestor = ({ path, usedPages, capacityPages }: AncestorLine) => (
  <span
    className="tank-line"
    title={`${path === '/' ? 'The machine' : path}: ${formatPages(usedPages)} of ${formatPages(capacityPages)}`}
  >
    <span style={{ inlineSize: percent(usedPages, capacityPages) }} />
  </span>
)

const Swap = ({ swap }: { swap: Composition }) => (
  <span className="tank-swap" title={`Swap: ${formatPages(swap.usedPages)} of ${formatPages(swap.capacityPages)}`}>
    <span style={{ inlineSize: percent(swap.usedPages, swap.capacityPages) }} />
  </span>
)

interface Props {
  tank: TankPicture
  scenario: Scenario
  /** The process that the walk holds for the best so far, or -1. */
  best: number
  inspected: number
}

export const Tank = memo(function Tank({ tank, scenario, best, inspected }: Props) {
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const drawn = useMemo(() => drawnSegments(tank.segments, tank.scalePages), [tank])
  const { scalePages: scale, request, ancestors, swap } = tank
  return (
    <div className="tank world-columns" role="img" aria-label={describeTank(tank, scenario)}>
      <span className="tank-caption" title={tankName(tank)}>
        <b>{tank.scope.kind === 'global' ? 'RAM' : tank.scope.path}</b>
        <span>
          {formatPages(tank.usedPages)} of {formatPages(tank.capacityPages)}
        </span>
      </span>
      <span className="tank-body">
        {ancestors.map((line) => (
          <Ancestor key={line.path} {...line} />
        ))}
        <span className="tank-bar">
          {drawn.map((segment) => (
            <SegmentShape
              key={`${segment.start} ${segment.state}`}
              segment={segment}
              scenario={scenario}
              scale={scale}
              best={segment.kind === 'process' && segment.task === best && segment.count === 1}
              looked={segment.kind === 'process' && segment.task === inspected && segment.count === 1}
              onInspect={inspectTask}
            />
          ))}
          <span className="tank-wall" style={{ insetInlineStart: percent(tank.capacityPages, scale) }} />
        </span>
        {swap === null ? null : <Swap swap={swap} />}
        <span className="tank-ruler">
          {rulerMarks(scale).map((at) => (
            <span key={at} style={{ insetInlineStart: percent(at, scale) }}>
              {at === 0 ? '0' : formatPages(at)}
            </span>
          ))}
        </span>
      </span>
      <span className="tank-request" data-fits={request.fits}>
        +{formatPages(request.pages)} {request.fits ? 'fits' : 'no room'}
      </span>
    </div>
  )
})
