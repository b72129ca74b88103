// Proof of the picture, read off the page in pixels: the segments fill the tank, each bar stands under its segment, and the star stands at the
// best so far.

import type { Page } from '@playwright/test'

import { expect, test } from './playground.ts'

interface Span {
  start: number
  end: number
}

/** What is drawn, in px: the tank, its segments by title, the bars of processes by pid, and the middles of the star and of the best one's row. */
interface Drawn {
  tank: Span
  segments: (Span & { title: string })[]
  bars: (Span & { pid: string })[]
  star: number | null
  best: number | null
}

const measure = (page: Page): Promise<Drawn> =>
  page.evaluate(() => {
    const spanOf = (element: Element) => {
      const { left, right } = element.getBoundingClientRect()
      return { start: left, end: right }
    }
    const middleOf = (element: Element | null | undefined) => {
      if (!element) return null
      const { top, bottom } = element.getBoundingClientRect()
      return (top + bottom) / 2
    }
    const tank = document.querySelector('.tank-bar')
    if (tank === null) throw new Error('no tank')
    const rows = [...document.querySelectorAll('[role=treeitem].tree-task')]
    return {
      tank: spanOf(tank),
      segments: [...tank.querySelectorAll('.tank-part')].map((part) => ({
        ...spanOf(part),
        title: part.getAttribute('title') ?? '',
      })),
      bars: rows.flatMap((row) => {
        const bar = row.querySelector('.row-place')
        const pid = / pid (\d+),/.exec(row.getAttribute('aria-label') ?? '')?.[1]
        return bar === null || pid === undefined ? [] : [{ ...spanOf(bar), pid }]
      }),
      star: middleOf(document.querySelector('.rail-star')),
      best: middleOf(document.querySelector('.row-place-best')?.closest('[role=treeitem]')),
    }
  })

/** Bars are drawn at least so wide. */
const LEAST_BAR = 2

const far = (one: number, other: number): boolean => Math.abs(one - other) > 1

/** Everything that is not where it belongs, in words; empty for a true picture. */
function faultsOf({ tank, segments, bars, star, best }: Drawn): string[] {
  const faults: string[] = []
  let end = tank.start
  for (const segment of segments) {
    if (far(segment.start, end)) faults.push(`a gap before ${segment.title}`)
    end = segment.end
  }
  if (far(end, tank.end)) faults.push('the segments do not fill the tank')
  const isOf = (pid: string, title: string) => title.includes(` (${pid}): `)
  if (!bars.some(({ pid }) => segments.some(({ title }) => isOf(pid, title)))) faults.push('no bar has a segment')
  for (const { pid, ...bar } of bars) {
    const segment = segments.find(({ title }) => isOf(pid, title))
    if (segment === undefined) continue
    if (far(bar.start, segment.start)) faults.push(`the bar of ${pid} does not start under ${segment.title}`)
    const width = Math.max(LEAST_BAR, segment.end - segment.start)
    if (far(bar.end - bar.start, width)) faults.push(`the bar of ${pid} is not as long as ${segment.title}`)
  }
  if (star !== null && best !== null && far(star, best)) faults.push('the star is not at the best so far')
  return faults
}

test('the picture adds up to the pixel', async ({ playground, page }) => {
  // A bar that still moves is nowhere yet.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await playground.open()
  for (const machine of ['One hog', 'A full pod on a node', 'Hidden weight', 'Not my cgroup', 'Shared memory']) {
    await playground.openScenario(machine)
    await expect(playground.status).toHaveText(/^Finished/)
    await playground.timeline.focus()
    for (const key of ['End', 'ArrowLeft', 'ArrowLeft', 'Home', 'ArrowRight']) {
      await page.keyboard.press(key)
      await test.step(`${machine} after ${key}`, async () => {
        const drawn = await measure(page)
        expect(drawn.segments.length).toBeGreaterThan(1)
        expect(drawn.bars.length).toBeGreaterThan(0)
        expect(faultsOf(drawn)).toEqual([])
      })
    }
  }
})
