// The editor of the policy: Monaco where there is room, as soon as the first run has been painted; the light one until then. Both write to
// the store with every key, so nothing typed is lost when one follows the other.

import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'

import { Fallback } from '../parts/Fallback.tsx'
import { usePageWidth } from '../parts/useMedia.ts'
import { usePlaygroundState } from '../playground.ts'
import { LanguageBar } from './LanguageBar.tsx'
import { LightEditor, type Caret } from './LightEditor.tsx'
import './PolicyEditor.css'

const EDITORS = {
  c: lazy(() => import('../editor/MonacoEditor.tsx')),
  typescript: lazy(() => import('../editor/TypeScriptEditor.tsx')),
}

/** True from the moment at which the first run's result has been painted. */
function useAfterFirstPaint(): boolean {
  const answered = usePlaygroundState((state) => state.run.phase === 'done' || state.run.phase === 'failed')
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    if (!answered) return
    let second = 0
    const first = requestAnimationFrame(() => {
      second = requestAnimationFrame(() => setPainted(true))
    })
    return () => {
      cancelAnimationFrame(first)
      cancelAnimationFrame(second)
    }
  }, [answered])
  return painted
}

export function PolicyEditor() {
  /** Where the caret is, for the editor that takes over. */
  const caret = useRef<Caret>({ offset: 0, focused: false })
  const painted = useAfterFirstPaint()
  const narrow = usePageWidth() === 'narrow'
  const onCaret = useCallback((now: Caret) => {
    caret.current = now
  }, [])
  const readCaret = useCallback(() => caret.current, [])
  const language = usePlaygroundState((state) => state.document.policy.language)
  const Editor = EDITORS[language]
  const light = <LightEditor onCaret={onCaret} />
  return (
    <div className="policy-editor">
      <LanguageBar />
      <div className="policy-text">
        {painted && !narrow ? (
          <Fallback fallback={light}>
            <Suspense fallback={light}>
              <Editor key={language} readCaret={readCaret} onCaret={onCaret} />
            </Suspense>
          </Fallback>
        ) : (
          light
        )}
      </div>
      {narrow ? null : (
        <p className="policy-hint">
          <kbd>Ctrl</kbd>+<kbd>M</kbd>: Tab leaves the editor. <kbd>Ctrl</kbd>+<kbd>Space</kbd>: completions.
        </p>
      )}
    </div>
  )
}
