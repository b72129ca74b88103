// The statement on show in the light editor: its line, and the values that it reads beside it.

import { useEffect, useMemo, useRef } from 'react'

import { selectMoment, selectShownSpan, selectStepped } from '../../state/slices/stepper.ts'
import type { Store } from '../../state/shape/store.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { usePlaygroundState } from '../playground.ts'
import { inlineValues } from '../stepper/inline.ts'
import './LightStep.css'

/** Where the statement on show begins in the policy; null where it is the kernel's, and where the text is not the one that ran. */
function selectStepStart(state: Store): number | null {
  const span = selectShownSpan(state)
  const isOwn = span?.origin === 'policy' && selectStepped(state)?.run.input.policy.text === state.document.policy.text
  return isOwn ? span.start : null
}

/** Lies under the text, in which it takes no room. */
export function LightStep({ text }: { text: string }) {
  const start = usePlaygroundState(selectStepStart)
  const moment = usePlaygroundState((state) => (state.frame === 0 ? selectMoment(state) : null))
  const element = useRef<HTMLDivElement>(null)
  const starts = useMemo(() => lineStarts(text), [text])
  const line = start === null ? null : lineColumnAt(starts, start).line
  // An effect: what is in sight is the frame's.
  useEffect(() => {
    if (line !== null) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [line])
  if (line === null) return null
  const values = moment === null ? '' : inlineValues(moment, text)
  return (
    <div
      ref={element}
      className="light-editor-step step-line"
      aria-hidden
      style={{ insetBlockStart: `calc(var(--space-4) + ${line - 1} * var(--line))` }}
    >
      <span>{text.slice(starts[line - 1], starts[line]).trimEnd()}</span>
      {values === '' ? null : <span className="inline-values"> {values}</span>}
    </div>
  )
}
