// The canvas of the timeline. It is drawn anew for another run, another width or another theme, never for a step.

import { memo, useEffect, useRef, useState, useSyncExternalStore } from 'react'

import { drawLanes, HEIGHT, type Colours } from './draw.ts'
import type { TimelineBins } from './timeline.ts'

const LOOKS = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']

function onLookChange(notify: () => void): () => void {
  const observer = new MutationObserver(notify)
  observer.observe(document.documentElement, { attributes: true })
  const media = LOOKS.map((query) => matchMedia(query))
  for (const one of media) one.addEventListener('change', notify)
  return () => {
    observer.disconnect()
    for (const one of media) one.removeEventListener('change', notify)
  }
}

/** A text that is another one whenever colours may be others. */
const look = (): string => {
  const { theme = '', contrast = '' } = document.documentElement.dataset
  return [theme, contrast, ...LOOKS.map((query) => matchMedia(query).matches)].join(' ')
}

/** A canvas knows no tokens: an element that has them as its colour says what they are. */
function readColours(element: HTMLElement): Colours {
  const colourOf = (token: keyof Colours): string => {
    element.style.color = `var(--${token})`
    return getComputedStyle(element).color
  }
  return {
    shield: colourOf('shield'),
    next: colourOf('next'),
    default: colourOf('default'),
    select: colourOf('select'),
    abort: colourOf('abort'),
    bar: colourOf('bar'),
    ink: colourOf('ink'),
  }
}

/** The width of an element in CSS pixels, followed. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}

function LaneCanvas({ bins }: { bins: TimelineBins }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(canvas)

  // Effect: the pixels of a canvas belong to the DOM.
  useEffect(() => {
    const pen = canvas.current?.getContext('2d') ?? null
    if (canvas.current === null || pen === null || width === 0) return
    const ratio = devicePixelRatio
    canvas.current.width = Math.round(width * ratio)
    canvas.current.height = HEIGHT * ratio
    pen.scale(ratio, ratio)
    drawLanes(pen, bins, width, readColours(canvas.current))
  }, [bins, width])

  return <canvas ref={canvas} className="timeline-lanes" style={{ blockSize: HEIGHT }} aria-hidden />
}

/** With other colours it is another canvas. */
export const Lanes = memo(function Lanes({ bins }: { bins: TimelineBins }) {
  const looks = useSyncExternalStore(onLookChange, look)
  return <LaneCanvas key={looks} bins={bins} />
})
