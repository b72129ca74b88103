// The walk, drawn at the left of the rows: a stop for each process in the order asked, and the star that moves from best to best.

import { railAt, type RailLeg, type RailStep, type RailStop } from '../../../reading/picture/rail.ts'
import type { RoundTrace } from '../../../simulator/trace/trace.ts'
import { MarkShape } from '../../parts/Mark.tsx'
import './WalkRail.css'

/** Where the line runs, how far it bows out where it passes others by, and the size of stops; in px of the drawing. */
const LINE_X = 14
const BOW = 18
const RADIUS = 4
const SIGN_SCALE = 0.8
const WIDTH = 26

interface Props {
  steps: readonly RailStep[]
  round: RoundTrace
  position: number
  rowHeight: number
  /** The rows in sight. */
  first: number
  end: number
}

const Sign = ({ kind, y }: { kind: 'select' | 'victim'; y: number }) => (
  <g transform={`translate(${LINE_X} ${y}) scale(${SIGN_SCALE}) translate(-8 -8)`}>
    <MarkShape kind={kind} />
  </g>
)

function Stop({ kind, y }: { kind: RailStop['kind']; y: number }) {
  switch (kind) {
    case 'killed':
      return (
        <g className="rail-killed">
          <circle cx={LINE_X} cy={y} r={RADIUS + 3} />
          <Sign kind="victim" y={y} />
        </g>
      )
    case 'was-best':
      return (
        <g className="rail-was-best">
          <circle cx={LINE_X} cy={y} r={RADIUS + 3} />
          <Sign kind="select" y={y} />
        </g>
      )
    case 'best':
    case 'asked':
    case 'now':
    case 'waiting':
      return <circle className={`rail-${kind}`} cx={LINE_X} cy={y} r={kind === 'now' ? RADIUS + 2 : RADIUS} />
  }
}

export function WalkRail({ steps, round, position, rowHeight, first, end }: Props) {
  const { stops, legs, best } = railAt({ steps, round, position, first, end })
  const yOf = (row: number) => (row - first + 0.5) * rowHeight
  const wayOf = ({ from, to, straight }: RailLeg) => {
    const [start, stop] = [yOf(from), yOf(to)]
    return straight
      ? `M${LINE_X} ${start}V${stop}`
      : `M${LINE_X} ${start}Q${LINE_X - BOW} ${(start + stop) / 2} ${LINE_X} ${stop}`
  }
  const isBestKilled = stops.some(({ row, kind }) => row === best && kind === 'killed')
  return (
    <div
      className="rail"
      aria-hidden
      style={{ insetBlockStart: first * rowHeight, blockSize: (end - first) * rowHeight }}
    >
      <svg width={WIDTH} height="100%">
        {[false, true].map((walked) => (
          <path
            key={String(walked)}
            className={walked ? 'rail-walked' : 'rail-ahead'}
            d={legs
              .filter((leg) => leg.walked === walked)
              .map(wayOf)
              .join('')}
          />
        ))}
        {stops.map(({ row, kind }) => (
          <Stop key={row} kind={kind} y={yOf(row)} />
        ))}
      </svg>
      {best === null || isBestKilled ? null : (
        <svg
          className="rail-star"
          width={WIDTH}
          height={rowHeight}
          style={{ insetBlockStart: (best - first) * rowHeight }}
        >
          <circle cx={LINE_X} cy={rowHeight / 2} r={RADIUS + 4} />
          <g transform={`translate(${LINE_X} ${rowHeight / 2}) translate(-8 -8)`}>
            <MarkShape kind="select" />
          </g>
        </svg>
      )}
    </div>
  )
}
