// Rows of one height of which only those in sight are in the document, once there are many. It keeps the active row in sight.

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'

/** Up to this many rows everything is rendered: find-in-page and screen readers then have it all. */
const RENDER_ALL = 200

export const HEADER_HEIGHT = 28

interface Props extends Omit<React.HTMLAttributes<HTMLDivElement>, 'children'> {
  count: number
  rowHeight: number
  /** The row to keep in sight; -1 for none. */
  active: number
  /** Renders one row; it puts `style` on its outermost element. */
  renderRow: (index: number, style: React.CSSProperties) => React.ReactNode
  /** Above the rows, sticking to the top of the scrolled area; HEADER_HEIGHT high. */
  header?: React.ReactNode
}

export function VirtualRows({ count, rowHeight, active, renderRow, header, ...rest }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const headerHeight = header === undefined ? 0 : HEADER_HEIGHT
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    overscan: count <= RENDER_ALL ? RENDER_ALL : 12,
  })

  // An effect: the scroll position belongs to the DOM. A row height or a count that changed may have moved the active row.
  useEffect(() => {
    if (active >= 0 && active < count) virtual.scrollToIndex(active, { align: 'auto' })
  }, [active, count, rowHeight, virtual])

  return (
    <div {...rest} ref={scroller}>
      {header}
      <div role="presentation" style={{ blockSize: count * rowHeight, position: 'relative' }}>
        {virtual.getVirtualItems().map((item) =>
          renderRow(item.index, {
            position: 'absolute',
            insetBlockStart: item.start - headerHeight,
            insetInline: 0,
            blockSize: rowHeight,
          }),
        )}
      </div>
    </div>
  )
}
