// All iterations of the round as one slider: colour and height by verdict, marks where the chosen task changed, the victim, the cursor.

import { memo, useMemo } from 'react'

import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, roundIndex } from '../../state/iteration.ts'
import { victimOf } from '../../state/selectors.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatEffect, formatTask } from '../words/decision.ts'
import { MarkShape } from '../parts/Mark.tsx'
import { layoutTimeline, type TimelineBar } from './timeline.ts'

const MAX_BARS = 480
const HEIGHT = 44
/** Of the height, below the bars: the row of marks. */
const MARKS = 10

const Bars = memo(function Bars({ bars }: { bars: readonly TimelineBar[] }) {
  const tallest = HEIGHT - MARKS - 4
  return bars.map((bar, index) => {
    const height = Math.max(2, bar.height * tallest)
    return (
      <g key={bar.iteration} className={`mark-${bar.mark}`}>
        <rect
          x={`${((index + 0.12) / bars.length) * 100}%`}
          y={HEIGHT - MARKS - height}
          width={`${(0.76 / bars.length) * 100}%`}
          height={height}
        />
        {bar.change ? (
          <circle className="timeline-change" cx={`${((index + 0.5) / bars.length) * 100}%`} cy={HEIGHT - 4} r="2.5" />
        ) : null}
      </g>
    )
  })
})

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
  const centre = (iteration: number) => `${((iteration + 0.5) / Math.max(1, length)) * 100}%`

  function seekTo(event: React.PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    seek(Math.max(0, Math.min(length - 1, Math.floor(((event.clientX - box.left) / box.width) * length))))
  }

  return (
    <div
      className="timeline"
      role="slider"
      tabIndex={0}
      aria-label="Iteration"
      aria-valuemin={1}
      aria-valuemax={length}
      aria-valuenow={position + 1}
      aria-valuetext={
        at === null ? 'none' : `Step ${position + 1} of ${length}: ${formatTask(tasks[at.task])}, ${formatEffect(at)}`
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
          x={`${(position / Math.max(1, length)) * 100}%`}
          width={`${100 / Math.max(1, length)}%`}
          height={HEIGHT}
        />
        <Bars bars={bars} />
        {victim === -1 ? null : (
          <svg x={centre(victim)} y="0" overflow="visible">
            <svg x="-6" y="0" width="12" height="12" viewBox="0 0 16 16">
              <MarkShape kind="victim" />
            </svg>
          </svg>
        )}
        {fault === null ? null : <rect className="timeline-fault" x={centre(fault)} width="2" height={HEIGHT} />}
      </svg>
    </div>
  )
}
