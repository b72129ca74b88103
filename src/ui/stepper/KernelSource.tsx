// The kernel's own part, which runs beside the policy: its source with the line of the statement on show, and what that statement reads.

import { useMemo } from 'react'

import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { selectMoment, selectShownSpan } from '../../state/slices/stepper.ts'
import { tokenizeLines, Tokens } from '../parts/Code.tsx'
import { VirtualRows } from '../parts/VirtualRows.tsx'
import { usePlaygroundState } from '../playground.ts'
import { inlineValues } from './inline.ts'
import { useKernelSource } from './useSourceLines.ts'
import './KernelSource.css'

const ROW_HEIGHT = 20

export default function KernelSource() {
  const source = useKernelSource()
  const span = usePlaygroundState(selectShownSpan)
  const moment = usePlaygroundState(selectMoment)
  const frame = usePlaygroundState((state) => state.frame)
  const text = source?.text ?? ''
  const lines = useMemo(() => tokenizeLines(text), [text])
  const starts = useMemo(() => lineStarts(text), [text])
  if (source === null) return <p className="empty">Loading the kernel’s code…</p>
  const current = span?.origin === 'kernel' ? lineColumnAt(starts, span.start).line - 1 : -1
  const values = current >= 0 && frame === 0 && moment !== null ? inlineValues(moment, text) : ''
  return (
    <VirtualRows
      className="kernel-source"
      aria-label="Kernel code"
      role="document"
      tabIndex={0}
      count={lines.length}
      rowHeight={ROW_HEIGHT}
      active={current}
      renderRow={(index, style) => {
        const file = source.files.findLast((one) => one.line <= index + 1)
        return (
          <div key={index} style={style} className="kernel-line" aria-current={index === current ? 'step' : undefined}>
            <span className="kernel-line-number">{index + 2 - (file?.line ?? 1)}</span>
            <code>
              <Tokens tokens={lines[index] ?? []} />
            </code>
            {index === current && values !== '' ? <span className="inline-values">{values}</span> : null}
          </div>
        )
      }}
    />
  )
}
