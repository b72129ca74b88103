// The two sources that run: the policy, which is edited, and the kernel's own code, which is read. Both stay where they are while the other
// is on show.

import { lazy, Suspense, useId } from 'react'

import type { StatementSite } from '../../simulator/trace/recording.ts'
import { usePlaygroundState } from '../playground.ts'
import './Sources.css'

const KernelSource = lazy(() => import('../stepper/KernelSource.tsx'))

const SOURCES: readonly { id: StatementSite['origin']; title: string; hint: string }[] = [
  { id: 'policy', title: 'Policy', hint: 'The program that you write' },
  { id: 'kernel', title: 'Kernel', hint: 'oom_kill.c: the kernel’s code that asks the policy' },
]

export function Sources({ policy }: { policy: React.ReactNode }) {
  const base = useId()
  const open = usePlaygroundState((state) => state.openSource)
  const showSource = usePlaygroundState((state) => state.showSource)

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    const other = open === 'policy' ? 'kernel' : 'policy'
    showSource(other)
    document.getElementById(`${base}-${other}`)?.focus()
  }

  return (
    <div className="source-tabs tabs">
      <div className="tabs-row">
        <div role="tablist" tabIndex={-1} aria-label="Sources" onKeyDown={onKeyDown}>
          {SOURCES.map(({ id, title, hint }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`${base}-${id}`}
              title={hint}
              aria-selected={open === id}
              aria-controls={`${base}-${id}-panel`}
              tabIndex={open === id ? 0 : -1}
              onClick={() => showSource(id)}
            >
              {title}
            </button>
          ))}
        </div>
      </div>
      <div role="tabpanel" id={`${base}-policy-panel`} aria-labelledby={`${base}-policy`} hidden={open !== 'policy'}>
        {policy}
      </div>
      <div role="tabpanel" id={`${base}-kernel-panel`} aria-labelledby={`${base}-kernel`} hidden={open !== 'kernel'}>
        {open === 'kernel' ? (
          <Suspense fallback={null}>
            <KernelSource />
          </Suspense>
        ) : null}
      </div>
    </div>
  )
}
