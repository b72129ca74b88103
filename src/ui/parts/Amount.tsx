// An amount of memory in a human size, with the exact number on hover.

import { exactBytes, exactPages, formatBytes, formatPages } from '../../scenario/amounts.ts'

export const Pages = ({ pages }: { pages: number }) => (
  <span className="amount" title={exactPages(pages)}>
    {formatPages(pages)}
  </span>
)

export const Bytes = ({ bytes }: { bytes: number }) => (
  <span className="amount" title={exactBytes(bytes)}>
    {formatBytes(bytes)}
  </span>
)

/** A bar from 0 to 1; what it says stands beside it as text. */
export const Bar = ({ share, tone = 'plain' }: { share: number; tone?: 'plain' | 'full' | 'victim' }) => (
  <span className={`bar bar-${tone}`} aria-hidden>
    <span style={{ inlineSize: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
  </span>
)
