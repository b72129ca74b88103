// The bar of a row, which can be dragged where it stands. Its twin for the keyboard is the slider of the strip below.

import { useState } from 'react'

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

export function DragBar({ pages, place, scale, tone, onDrag, onHold }: Props) {
  const beginGesture = usePlaygroundState((state) => state.beginGesture)
  const endGesture = usePlaygroundState((state) => state.endGesture)
  const [held, setHeld] = useState<Held | null>(null)
  return (
    <span
      role="presentation"
      className="drag-bar"
      title="Drag to change; hold Shift for small steps"
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld({ x: event.clientX, width: event.currentTarget.clientWidth, pages, scale })
        onHold(scale)
        beginGesture()
      }}
      onPointerMove={(event) => {
        if (held === null) return
        const share = (event.clientX - held.x) / Math.max(1, held.width)
        onDrag(Math.max(0, Math.round(held.pages + share * held.scale * (event.shiftKey ? 0.1 : 1))))
      }}
      onLostPointerCapture={() => {
        setHeld(null)
        onHold(null)
        endGesture()
      }}
    >
      <RowPlace place={place} scale={scale} tone={tone} />
    </span>
  )
}
