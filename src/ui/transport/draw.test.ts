import { expect, it } from 'vitest'

import { walk } from '../../state/testing/walked-run.ts'
import { drawLanes, HEIGHT, type Colours } from './draw.ts'
import { binRun } from './timeline.ts'

const COLOURS: Colours = {
  shield: 'shield',
  next: 'next',
  default: 'default',
  select: 'select',
  abort: 'abort',
  bar: 'bar',
  ink: 'ink',
}

/** The rectangles that are drawn for a run, each with its colour. */
function rectanglesOf(lines: string, width: number, most: number) {
  const run = walk(lines)
  const drawn: { colour: string; x: number; y: number; width: number; height: number }[] = []
  const pen = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    beginPath() {},
    moveTo() {},
    lineTo() {},
    stroke() {},
    arc() {},
    fill() {},
    fillRect(x: number, y: number, wide: number, height: number) {
      drawn.push({ colour: pen.fillStyle, x, y, width: wide, height })
    },
  }
  drawLanes(pen, binRun(run.result.rounds, run.input.scenario.tasks, most), width, COLOURS)
  return drawn
}

it('gives verdicts that stand alone heights of their own', () => {
  const heights = rectanglesOf('1 a badness 5 select\n2 b policy next\n3 c policy abort\n4 d unkillable', 400, 100)
    .filter(({ colour }) => colour !== 'bar')
    .map(({ colour, height }) => `${colour} ${height}`)
  expect(new Set(heights).size).toBe(4)
})

it('shows the one select among a thousand', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `${i + 1} t policy ${i === 500 ? 'select' : 'next'}`).join('\n')
  const select = rectanglesOf(lines, 20, 20).find(({ colour }) => colour === 'select')
  expect(select?.height).toBeGreaterThanOrEqual(2)
})

it('stays inside of its box', () => {
  const lines = Array.from({ length: 300 }, (_, i) => `${i + 1} t badness ${i * i} select`).join('\n')
  for (const { x, y, width, height } of rectanglesOf(lines, 90, 64)) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(91)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(HEIGHT)
  }
})
