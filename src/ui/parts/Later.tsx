// A part of the page whose code comes later: what stands there meanwhile, and what stands there when it cannot be loaded.

import { Suspense } from 'react'
import { Fallback } from './Fallback.tsx'

export const Later = ({ children }: { children: React.ReactNode }) => (
  <Fallback fallback={<p className="empty">This part of the page could not be loaded. Reload the page.</p>}>
    <Suspense fallback={<p className="empty">Loading…</p>}>{children}</Suspense>
  </Fallback>
)
