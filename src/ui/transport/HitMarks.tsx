// The hits of breakpoints on the timeline: a triangle wherever one was hit.

import { memo, useMemo } from 'react'

import { selectHits } from '../../state/slices/breakpoints.ts'
import { usePlaygroundState } from '../playground.ts'
import { HEIGHT } from './draw.ts'
import { binHits, type TimelineBins } from './timeline.ts'

export const HitMarks = memo(function HitMarks({ bins }: { bins: TimelineBins }) {
  const hits = usePlaygroundState(selectHits)
  const marks = useMemo(
    () =>
      binHits(
        bins,
        hits.map(({ stop }) => stop),
      ),
    [bins, hits],
  )
  if (hits.length === 0) return null
  const stops = bins.from[bins.count] ?? 1
  return (
    <svg className="timeline-marks" width="100%" height={HEIGHT} aria-hidden>
      {Array.from(marks, (hit, bin) => {
        if (hit === 0) return null
        const centre = ((bins.from[bin] ?? 0) + (bins.from[bin + 1] ?? 0)) / 2
        return (
          <svg key={bin} x={`${(centre / stops) * 100}%`} y={7} overflow="visible">
            <path className="timeline-hit" d="M-4 7L0 0l4 7z" />
          </svg>
        )
      })}
    </svg>
  )
})
