// The signs of the page: one drawn shape each, so that colour is never the only difference. Decorative beside a text; give `label` where it
// stands alone.

export type MarkKind =
  | 'select'
  | 'next'
  | 'abort'
  | 'default'
  | 'shield'
  | 'victim'
  | 'group'
  | 'now'
  | 'waiting'
  | 'outside'

/** Shapes in a box of 16 by 16. */
const SHAPES: Readonly<Record<MarkKind, React.ReactNode>> = {
  select: <path d="M8 1.2l2.1 4.5 4.9.6-3.6 3.4.9 4.9L8 12.2l-4.3 2.4.9-4.9L1 6.3l4.9-.6z" fill="currentColor" />,
  next: <path d="M2 8h10M8.5 4L12.5 8l-4 4" fill="none" stroke="currentColor" strokeWidth="2" />,
  abort: <rect x="2.5" y="2.5" width="11" height="11" fill="currentColor" />,
  default: <path d="M8 1.8L14.2 8 8 14.2 1.8 8z" fill="none" stroke="currentColor" strokeWidth="2" />,
  shield: <path d="M8 1.4l5.6 2v4.4c0 3.4-2.3 5.7-5.6 6.9-3.3-1.2-5.6-3.5-5.6-6.9V3.4z" fill="currentColor" />,
  victim: <path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" strokeWidth="2.8" />,
  group: (
    <path
      d="M6.8 9.2l2.4-2.4M7 4.6l1.3-1.3a3 3 0 0 1 4.3 4.3L11.3 9M9 11.4l-1.3 1.3a3 3 0 0 1-4.3-4.3L4.7 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
    />
  ),
  now: <path d="M3.5 2.2L13 8l-9.5 5.8z" fill="currentColor" />,
  waiting: <circle cx="8" cy="8" r="2" fill="currentColor" />,
  outside: <path d="M4 8h8" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}

export function Mark({ kind, label }: { kind: MarkKind; label?: string }) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg className={`mark mark-${kind}`} viewBox="0 0 16 16" width="14" height="14" {...named}>
      {SHAPES[kind]}
    </svg>
  )
}

/** The bare shape, to be placed in another drawing; it is centred on 8, 8. */
export const MarkShape = ({ kind }: { kind: MarkKind }) => <g className={`mark-${kind}`}>{SHAPES[kind]}</g>
