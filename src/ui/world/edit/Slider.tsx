// A bar of memory that can be dragged, and moved with the keys. While it is dragged its scale stays; all of a drag is one step of undo.

import { useState } from 'react'

import { usePlaygroundState } from '../../playground.ts'
import { formatPages } from '../../../scenario/amounts.ts'
import './Slider.css'

interface Props {
  label: string
  pages: number
  /** Where the bar ends. */
  max: number
  tone: 'plain' | 'full' | 'victim'
  onChange: (pages: number) => void
}

const MIB = 256

/** A step of the arrow keys: a hundredth of the bar in whole MiB, at least one page. */
const stepOf = (max: number): number =>
  Math.max(1, max < 100 * MIB ? Math.round(max / 100) : Math.round(max / 100 / MIB) * MIB)

export function Slider({ label, pages, max, tone, onChange }: Props) {
  const beginGesture = usePlaygroundState((state) => state.beginGesture)
  const endGesture = usePlaygroundState((state) => state.endGesture)
  /** The end of the bar while it is dragged. */
  const [held, setHeld] = useState<number | null>(null)
  const end = held ?? Math.max(max, pages)

  function drag(event: React.PointerEvent<HTMLDivElement>, scale: number) {
    const box = event.currentTarget.getBoundingClientRect()
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
    onChange(Math.round(share * scale))
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const step = stepOf(end)
    const large = event.shiftKey ? 10 : 1
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: pages - step * large,
      ArrowDown: pages - step * large,
      ArrowRight: pages + step * large,
      ArrowUp: pages + step * large,
      PageDown: pages - step * 10,
      PageUp: pages + step * 10,
      Home: 0,
      End: end,
    }
    const target = moves[event.key]
    if (target === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat) beginGesture()
    onChange(Math.max(0, Math.min(end, target)))
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      className={`slider bar-${tone}`}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={pages}
      aria-valuetext={formatPages(pages)}
      title="Drag, or use the arrow keys; Shift for large steps"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        event.currentTarget.focus()
        setHeld(end)
        beginGesture()
        drag(event, end)
      }}
      onPointerMove={(event) => {
        if (held !== null) drag(event, held)
      }}
      onLostPointerCapture={() => {
        setHeld(null)
        endGesture()
      }}
      onKeyDown={onKeyDown}
      onKeyUp={endGesture}
    >
      <span className="bar">
        <span style={{ inlineSize: `${(100 * Math.min(pages, end)) / Math.max(1, end)}%` }} />
      </span>
      <span
        className="slider-grip"
        style={{ insetInlineStart: `${(100 * Math.min(pages, end)) / Math.max(1, end)}%` }}
      />
    </div>
  )
}
