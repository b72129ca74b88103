// Two panes with a line between them that can be dragged, or moved with the arrow keys. One pane has a share of the space, which is
// remembered; the other takes the rest.

import { useRef } from 'react'

import { usePlaygroundState } from '../playground.ts'
import './Split.css'

interface Props {
  /** What the share is remembered by. */
  id: string
  label: string
  direction: 'row' | 'column'
  /** The pane that has the share. */
  sized: 'first' | 'second'
  /** Its share in percent until somebody drags the line. */
  initial: number
  /** The least sizes of the first and the second pane in pixels. */
  least: readonly [number, number]
  first: React.ReactNode
  /** Null hides it: the first pane then has all the room, and keeps what it holds. */
  second: React.ReactNode
}

const LEAST_SHARE = 5
const STEP = 2

const within = (share: number): number => Math.max(LEAST_SHARE, Math.min(100 - LEAST_SHARE, share))

export function Split({ id, label, direction, sized, initial, least, first, second }: Props) {
  const share = usePlaygroundState((state) => state.settings.shares[id] ?? initial)
  const resizePane = usePlaygroundState((state) => state.resizePane)
  const frame = useRef<HTMLDivElement>(null)
  const row = direction === 'row'

  function drag(event: React.PointerEvent) {
    const box = frame.current?.getBoundingClientRect()
    if (box === undefined || event.buttons !== 1) return
    const before = row ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height
    resizePane(id, within(100 * (sized === 'first' ? before : 1 - before)))
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const forward = row ? 'ArrowRight' : 'ArrowDown'
    const back = row ? 'ArrowLeft' : 'ArrowUp'
    if (event.key !== forward && event.key !== back) return
    event.preventDefault()
    const grows = (event.key === forward) === (sized === 'first')
    resizePane(id, within(share + (grows ? STEP : -STEP)))
  }

  const paneStyle = (which: 'first' | 'second') => ({
    flex: which === sized && second !== null ? `0 1 ${share}%` : '1 1 0',
    [row ? 'minInlineSize' : 'minBlockSize']: least[which === 'first' ? 0 : 1],
  })
  return (
    <div ref={frame} className={`split split-${direction}`}>
      <div style={paneStyle('first')}>{first}</div>
      {second === null ? null : (
        <>
          <div
            role="separator"
            tabIndex={0}
            aria-label={label}
            aria-orientation={row ? 'vertical' : 'horizontal'}
            aria-valuemin={LEAST_SHARE}
            aria-valuemax={100 - LEAST_SHARE}
            aria-valuenow={Math.round(share)}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onKeyDown={onKeyDown}
            onDoubleClick={() => resizePane(id, initial)}
          />
          <div style={paneStyle('second')}>{second}</div>
        </>
      )}
    </div>
  )
}
