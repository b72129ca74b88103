// A watch over the whole run as a small line, with the place on show.

import { useMemo } from 'react'

import { sparkPoints } from './watch.ts'
import './Sparkline.css'

const WIDTH = 320
const HEIGHT = 24
const MARGIN = 2
const MAX_POINTS = 640

interface Props {
  label: string
  /** By round. */
  values: readonly BigInt64Array[]
  starts: readonly number[]
  stops: number
  /** The stop on show. */
  at: number
}

export function Sparkline({ label, values, starts, stops, at }: Props) {
  const lines = useMemo(
    () =>
      sparkPoints(values, starts, stops, MAX_POINTS).map((points) =>
        points
          .map(({ x, y }) => `${(x * WIDTH).toFixed(1)},${(HEIGHT - MARGIN - y * (HEIGHT - 2 * MARGIN)).toFixed(1)}`)
          .join(' '),
      ),
    [values, starts, stops],
  )
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <rect className="sparkline-cursor" x={(at / stops) * WIDTH} width={Math.max(1, WIDTH / stops)} height={HEIGHT} />
      {lines.map((points, round) => (
        <polyline key={round} points={points} />
      ))}
    </svg>
  )
}
