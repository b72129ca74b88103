// All iterations of the round as one slider: colour and height by verdict, marks where the chosen task changed, the victim, the cursor.

import { memo, useMemo } from 'react'

import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, roundIndex } from '../../state/iteration.ts'
import { victimOf } from '../../state/selectors.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatEffect, formatTask } from '../words/decision.ts'
import { markOfOutcome } from '../words/outcome.ts'
import { MarkShape, type MarkKind } from '../parts/Mark.tsx'
import { layoutTimeline, type TimelineBar } from './timeline.ts'

const MAX_BARS = 480
const HEIGHT = 44
/** Of the height: the dots of changes below the bars, and the marks above them. */
const BELOW = 10
const ABOVE = 13
const TALLEST = HEIGHT - BELOW - ABOVE
/** A short walk does not stretch over the whole width. */
const WIDEST_SLOT = 44

const Bars = memo(function Bars({ bars, slots }: { bars: readonly TimelineBar[]; slots: number }) {
  return bars.map((bar) => {
    const height = Math.max(2, bar.height * TALLEST)
    const percent = (stops: number) => `${(stops / slots) * 100}%`
    return (
      <g key={bar.from} className={`mark-${bar.mark}`}>
        <rect
          x={percent(bar.from + 0.12 * (bar.to - bar.from))}
          y={HEIGHT - BELOW - height}
          width={percent(0.76 * (bar.to - bar.from))}
          height={height}
        />
        {bar.change ? (
          <circle className="timeline-change" cx={percent((bar.from + bar.to) / 2)} cy={HEIGHT - 4} r="2.5" />
        ) : null}
      </g>
    )
  })
})

const PlacedMark = ({ kind, x, y }: { kind: MarkKind; x: string; y: number }) => (
  <svg x={x} y={y} overflow="visible">
    <svg x="-6" y="0" width="12" height="12" viewBox="0 0 16 16">
      <MarkShape kind={kind} />
    </svg>
  </svg>
)

interface Props {
  round: RoundTrace
  tasks: readonly Task[]
  position: number
  fault: number | null
}

export function Timeline({ round, tasks, position, fault }: Props) {
  const seek = usePlaygroundState((state) => state.seek)
  const { length } = round.iterations
  const bars = useMemo(() => layoutTimeline(round, tasks, MAX_BARS), [round, tasks])
  const victim = roundIndex(round, tasks).iterationOfTask[victimOf(round)] ?? -1
  const at = iterationAt(round.iterations, position)
  /** One slot an iteration, and one for the outcome. */
  const slots = length + 1
  const centre = (stop: number) => `${((stop + 0.5) / slots) * 100}%`

  function seekTo(event: React.PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    seek(Math.max(0, Math.min(length, Math.floor(((event.clientX - box.left) / box.width) * slots))))
  }

  return (
    <div
      className="timeline"
      style={{ maxInlineSize: Math.max(160, slots * WIDEST_SLOT) }}
      role="slider"
      tabIndex={0}
      aria-label="Iteration"
      aria-valuemin={1}
      aria-valuemax={slots}
      aria-valuenow={position + 1}
      aria-valuetext={
        at === null
          ? 'Outcome'
          : `Step ${position + 1} of ${length}: ${formatTask(tasks[at.task])}, ${formatEffect(at)}`
      }
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seekTo(event)
      }}
    >
      <svg width="100%" height={HEIGHT} aria-hidden>
        <rect
          className="timeline-cursor"
          x={`${(position / slots) * 100}%`}
          width={`${100 / slots}%`}
          height={HEIGHT}
        />
        <Bars bars={bars} slots={slots} />
        {victim === -1 ? null : <PlacedMark kind="victim" x={centre(victim)} y={0} />}
        <PlacedMark kind={markOfOutcome(round.outcome)} x={centre(length)} y={HEIGHT / 2 - 6} />
        {fault === null ? null : <rect className="timeline-fault" x={centre(fault)} width="2" height={HEIGHT} />}
      </svg>
    </div>
  )
}
