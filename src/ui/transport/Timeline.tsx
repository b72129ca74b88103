// All iterations of all rounds as one slider: colour and height by verdict, marks where the chosen task changed, the victims, the ends of
// rounds, the cursor.

import { memo, useMemo } from 'react'

import type { Task } from '../../scenario/model.ts'
import type { Fault, RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, roundIndex } from '../../state/iteration.ts'
import { runLine, stopOf, type Cursor } from '../../state/rounds.ts'
import { victimOf } from '../../state/selectors.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatEffect, formatTask } from '../words/decision.ts'
import { markOfOutcome } from '../words/outcome.ts'
import { MarkShape, type MarkKind } from '../parts/Mark.tsx'
import { layoutRun, type TimelineBar } from './timeline.ts'

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

/** With more rounds than these there is no room for the number of each, and for a mark of its victim and outcome. */
const MOST_MARKED_ROUNDS = 24

/** The end of a round: its outcome, and a line with the number of the round that follows. */
function RoundEnd({
  round,
  index,
  start,
  victim,
  centre,
  numbered,
}: {
  round: RoundTrace
  index: number
  start: number
  /** The iteration of the victim, or -1. */
  victim: number
  centre: (stop: number) => string
  numbered: boolean
}) {
  const end = start + round.iterations.length
  return (
    <g>
      {victim === -1 ? null : <PlacedMark kind="victim" x={centre(start + victim)} y={0} />}
      <PlacedMark kind={markOfOutcome(round.outcome)} x={centre(end)} y={HEIGHT / 2 - 6} />
      {numbered ? (
        <text className="timeline-round" x={centre(end)} y={HEIGHT} textAnchor="middle">
          {index + 1}
        </text>
      ) : null}
    </g>
  )
}

interface Props {
  rounds: readonly RoundTrace[]
  tasks: readonly Task[]
  fault: Fault | null
}

function formatStop(rounds: readonly RoundTrace[], tasks: readonly Task[], cursor: Cursor): string {
  const round = rounds[cursor.round]
  const lead = rounds.length < 2 ? '' : `Round ${cursor.round + 1} of ${rounds.length}, `
  const at = round === undefined || cursor.iteration === null ? null : iterationAt(round.iterations, cursor.iteration)
  if (round === undefined || at === null) return lead === '' ? 'Outcome' : `${lead}outcome`
  const step = `step ${at.index + 1} of ${round.iterations.length}: ${formatTask(tasks[at.task])}, ${formatEffect(at)}`
  return lead === '' ? `S${step.slice(1)}` : lead + step
}

export function Timeline({ rounds, tasks, fault }: Props) {
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const cursor = usePlaygroundState((state) => state.cursor)
  const bars = useMemo(() => layoutRun(rounds, tasks, MAX_BARS), [rounds, tasks])
  const { starts, count: slots } = runLine(rounds)
  const stop = stopOf(rounds, cursor)
  const centre = (place: number) => `${((place + 0.5) / slots) * 100}%`

  function seekTo(event: React.PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect()
    seekStop(Math.floor(((event.clientX - box.left) / box.width) * slots))
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
      aria-valuenow={stop + 1}
      aria-valuetext={formatStop(rounds, tasks, cursor)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekTo(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seekTo(event)
      }}
    >
      <svg width="100%" height={HEIGHT} aria-hidden>
        <rect className="timeline-cursor" x={`${(stop / slots) * 100}%`} width={`${100 / slots}%`} height={HEIGHT} />
        <Bars bars={bars} slots={slots} />
        {rounds.length > MOST_MARKED_ROUNDS
          ? null
          : rounds.map((round, index) => (
              <RoundEnd
                key={index}
                round={round}
                index={index}
                start={starts[index] ?? 0}
                victim={roundIndex(round, tasks).iterationOfTask[victimOf(round)] ?? -1}
                centre={centre}
                numbered={rounds.length > 1}
              />
            ))}
        {starts.slice(1).map((start) => (
          <rect key={start} className="timeline-border" x={`${(start / slots) * 100}%`} width="1" height={HEIGHT} />
        ))}
        {fault === null ? null : (
          <rect
            className="timeline-fault"
            x={centre(stopOf(rounds, { round: fault.round, iteration: fault.iteration }))}
            width="2"
            height={HEIGHT}
          />
        )}
      </svg>
    </div>
  )
}
