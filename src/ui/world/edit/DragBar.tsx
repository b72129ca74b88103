// The bar of a row, which can be dragged where it stands. Its twin for the keyboard is the slider of the strip below.

import { useRef } from 'react'

import type { Place } from '../../../reading/picture/tank.ts'
import { usePlaygroundState } from '../../playground.ts'
import { RowPlace, type PlaceTone } from '../picture/RowPlace.tsx'
import './DragBar.css'

interface Props {
  pages: number
  /** Where it stands under the tank; null for a process that is not in it. */
  place: Place | null
  /** Pages at the full width of the column. */
  scale: number
  tone: PlaceTone
  onDrag: (pages: number) => void
  /** The scale must stay while a bar is dragged. */
  onHold: (scale: number | null) => void
}

interface Held {
  x: number
  width: number
  pages: number
  scale: number
}

/** A press that moves less than this is a click, which belongs to the row. */
const LEAST_MOVE_PX = 3

export function DragBar({ pages, place, scale, tone, onDrag, onHold }: Props) {
  const beginGesture = usePlaygroundState((state) => state.beginGesture)
  const endGesture = usePlaygroundState((state) => state.endGesture)
  const held = useRef<Held | null>(null)
  const dragged = useRef(false)

  function drag(event: React.PointerEvent<HTMLElement>) {
    const from = held.current
    if (from === null) return
    const moved = event.clientX - from.x
    if (!dragged.current) {
      if (Math.abs(moved) < LEAST_MOVE_PX) return
      dragged.current = true
      onHold(from.scale)
      beginGesture()
    }
    const share = moved / Math.max(1, from.width)
    onDrag(Math.max(0, Math.round(from.pages + share * from.scale * (event.shiftKey ? 0.1 : 1))))
  }

  return (
    <span
      role="presentation"
      className="drag-bar"
      title="Drag to change; hold Shift for small steps"
      onClick={(event) => {
        if (dragged.current) event.stopPropagation()
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = { x: event.clientX, width: event.currentTarget.clientWidth, pages, scale }
        dragged.current = false
      }}
      onPointerMove={drag}
      onLostPointerCapture={() => {
        held.current = null
        if (!dragged.current) return
        onHold(null)
        endGesture()
      }}
    >
      <RowPlace place={place} scale={scale} tone={tone} />
    </span>
  )
}
