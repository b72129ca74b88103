// Segments for drawing: those that nobody could tell apart are drawn as one, so that ten thousand processes are some hundred shapes.

import type { TankSegment } from './tank.ts'

/** Segments below this part of the ruler are joined with their neighbours. */
const LEAST_SHARE = 1 / 500

export interface DrawnSegment extends TankSegment {
  /** How many segments it stands for. */
  count: number
}

const isSmall = ({ pages, kind }: TankSegment, scalePages: number): boolean =>
  kind !== 'free' && pages < scalePages * LEAST_SHARE

/** The segments to draw, without those that have no memory. */
export function drawnSegments(segments: readonly TankSegment[], scalePages: number): DrawnSegment[] {
  const drawn: DrawnSegment[] = []
  for (const segment of segments) {
    if (segment.pages === 0) continue
    const last = drawn.at(-1)
    const joins =
      last !== undefined &&
      last.kind === segment.kind &&
      last.state === segment.state &&
      isSmall(segment, scalePages) &&
      (last.count > 1 || isSmall(last, scalePages)) &&
      last.pages < scalePages * LEAST_SHARE * 4
    if (joins) drawn[drawn.length - 1] = { ...last, pages: last.pages + segment.pages, count: last.count + 1 }
    else drawn.push({ ...segment, count: 1 })
  }
  return drawn
}
