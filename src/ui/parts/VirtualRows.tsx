// Rows of one height of which only those in sight are in the document, once there are many. It keeps the active row in sight.

import { useEffect, useRef, useState } from 'react'

/** Up to this many rows everything is rendered: find-in-page and screen readers then have it all. */
const RENDER_ALL = 200
/** Rows rendered beyond each edge, so that scrolling shows no gaps. */
const MARGIN = 12
/** As high as style sheets make headers. */
const HEADER_HEIGHT = 28

interface Props extends Omit<React.HTMLAttributes<HTMLDivElement>, 'children'> {
  count: number
  rowHeight: number
  /** The row to keep in sight; -1 for none. */
  active: number
  /** Renders one row; it puts `style` on its outermost element. */
  renderRow: (index: number, style: React.CSSProperties) => React.ReactNode
  /** Above the rows, sticking to the top of the scrolled area. */
  header?: React.ReactNode
  /** Drawn over the rows `from` to before `to`; it places itself. */
  renderOver?: (from: number, to: number) => React.ReactNode
}

/** The rows from..to-1 that must be rendered. */
export function rowsInSight(count: number, rowHeight: number, scrollTop: number, height: number): [number, number] {
  if (count <= RENDER_ALL) return [0, count]
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - MARGIN)
  return [Math.min(from, count), Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + MARGIN)]
}

/** Where to scroll so that a row is in sight; `scrollTop` itself where it is. */
export function scrollTopFor(row: number, rowHeight: number, scrollTop: number, height: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  return Math.max(scrollTop, top + rowHeight - height)
}

export function VirtualRows({ count, rowHeight, active, renderRow, header, renderOver, ...rest }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ scrollTop: 0, height: 0 })
  const above = header === undefined ? 0 : HEADER_HEIGHT

  // Effects: size and scroll position belong to the DOM.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = () => setSight({ scrollTop: element.scrollTop, height: element.clientHeight - above })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [above])

  useEffect(() => {
    const element = scroller.current
    if (element === null || active < 0 || active >= count || sight.height <= 0) return
    element.scrollTop = scrollTopFor(active, rowHeight, element.scrollTop, sight.height)
  }, [active, count, rowHeight, sight.height])

  const [from, to] = rowsInSight(count, rowHeight, sight.scrollTop, sight.height)
  return (
    <div {...rest} ref={scroller}>
      {header}
      <div role="presentation" style={{ blockSize: count * rowHeight, position: 'relative' }}>
        {Array.from({ length: to - from }, (_, offset) =>
          renderRow(from + offset, {
            position: 'absolute',
            insetBlockStart: (from + offset) * rowHeight,
            insetInline: 0,
            blockSize: rowHeight,
          }),
        )}
        {renderOver?.(from, to)}
      </div>
    </div>
  )
}
