// Draws the lanes of the timeline into a canvas: what iterations came to, the points with the best so far, and the changes of the chosen
// process. It knows nothing of the page but the colours that it is given.

import { LANE_MARKS, type TimelineBins } from './timeline.ts'

/** Heights in CSS pixels, from above: marks stand in the first, which is left empty here. */
export const LANES = { marks: 14, verdict: 14, gap: 3, points: 17, changes: 8 } as const
export const HEIGHT = LANES.marks + LANES.verdict + LANES.gap + LANES.points + LANES.changes

const VERDICT_BOTTOM = LANES.marks + LANES.verdict
const POINTS_BOTTOM = VERDICT_BOTTOM + LANES.gap + LANES.points

/** Where an iteration stands alone its height says the same as its colour. */
const ALONE: Readonly<Record<(typeof LANE_MARKS)[number], number>> = {
  shield: 0.3,
  next: 0.5,
  default: 0.75,
  select: 1,
  abort: 1,
}
/** The least height, so that one among thousands is seen. */
const LEAST = 2
const DOT = 2.2
/** Of the width of a stop, what its bar leaves free. */
const SPACING = 0.24

/** The colours of these tokens of tokens.css. */
export type Colours = Readonly<Record<(typeof LANE_MARKS)[number] | 'bar' | 'ink', string>>

type Pen = Pick<
  CanvasRenderingContext2D,
  'fillRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'arc' | 'fill' | 'fillStyle' | 'strokeStyle' | 'lineWidth'
>

/** Draws all lanes into `width` CSS pixels. */
export function drawLanes(pen: Pen, bins: TimelineBins, width: number, colours: Colours): void {
  const stops = bins.from[bins.count] ?? 1
  const left = (bin: number): number => ((bins.from[bin] ?? 0) / stops) * width
  for (let bin = 0; bin < bins.count; bin++) {
    const wide = left(bin + 1) - left(bin)
    // Narrow bins touch each other.
    const spacing = wide < 3 ? 0 : SPACING * wide
    const bar = { x: left(bin) + spacing / 2, width: Math.max(1, wide - spacing) }
    drawVerdicts(pen, bins, bin, bar, colours)
    drawPoints(pen, bins, bin, bar, colours)
  }
  drawBest(pen, bins, left, colours)
  pen.fillStyle = colours.ink
  for (let bin = 0; bin < bins.count; bin++) {
    if (bins.changes[bin] === 0) continue
    pen.beginPath()
    pen.arc((left(bin) + left(bin + 1)) / 2, HEIGHT - LANES.changes / 2, DOT, 0, 2 * Math.PI)
    pen.fill()
  }
}

interface Bar {
  x: number
  width: number
}

function drawVerdicts(pen: Pen, bins: TimelineBins, bin: number, { x, width }: Bar, colours: Colours): void {
  const counts = LANE_MARKS.map((_, mark) => bins.marks[bin * LANE_MARKS.length + mark] ?? 0)
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return
  const free = LANES.verdict - LEAST * counts.filter((count) => count > 0).length
  let bottom: number = VERDICT_BOTTOM
  for (const [index, mark] of LANE_MARKS.entries()) {
    const count = counts[index] ?? 0
    if (count === 0) continue
    const height = all === 1 ? ALONE[mark] * LANES.verdict : LEAST + (count / all) * free
    pen.fillStyle = colours[mark]
    pen.fillRect(x, bottom - height, width, height)
    bottom -= height
  }
}

const heightOf = (points: number, bins: TimelineBins): number =>
  Math.max(LEAST, (Math.max(0, points) / bins.largest) * LANES.points)

function drawPoints(pen: Pen, bins: TimelineBins, bin: number, { x, width }: Bar, colours: Colours): void {
  const points = bins.points[bin] ?? Number.NaN
  if (Number.isNaN(points)) return
  const height = heightOf(points, bins)
  pen.fillStyle = colours.bar
  pen.fillRect(x, POINTS_BOTTOM - height, width, height)
}

/** A line at oc->chosen_points; it is interrupted where that is not known. */
function drawBest(pen: Pen, bins: TimelineBins, left: (bin: number) => number, colours: Colours): void {
  pen.strokeStyle = colours.ink
  pen.lineWidth = 1
  pen.beginPath()
  let drawn = false
  for (let bin = 0; bin < bins.count; bin++) {
    const best = bins.best[bin] ?? Number.NaN
    if (Number.isNaN(best)) {
      drawn = false
      continue
    }
    const y = Math.round(POINTS_BOTTOM - heightOf(best, bins)) + 0.5
    if (drawn) pen.lineTo(left(bin), y)
    else pen.moveTo(left(bin), y)
    pen.lineTo(left(bin + 1), y)
    drawn = true
  }
  pen.stroke()
}
