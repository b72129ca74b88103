// Speaks the step on show to screen readers, once the cursor rests. It says nothing before the cursor has moved: what a run came to is the
// status's to say.

import { useEffect, useState } from 'react'

import { usePlayground } from '../playground.ts'
import { selectFinished, selectPosition, selectRound } from '../../state/selectors.ts'
import type { Store } from '../../state/shape/store.ts'
import { formatNarration } from '../words/narration.ts'

/** Shorter than a listener notices, longer than a key takes to repeat. */
const REST_MS = 150

function narrationOf(state: Store): string {
  const finished = selectFinished(state)
  const round = selectRound(state)
  return finished === null || round === null
    ? ''
    : formatNarration(round, selectPosition(state), finished.input.scenario)
}

export function Narration() {
  const { store } = usePlayground()
  const [text, setText] = useState('')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = store.subscribe((state, previous) => {
      if (state.cursor === previous.cursor || state.run !== previous.run) return
      clearTimeout(timer)
      timer = setTimeout(() => setText(narrationOf(store.getState())), REST_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [store])
  return (
    <div className="visually-hidden" role="log" aria-label="Narration" aria-live="polite" aria-atomic>
      {text}
    </div>
  )
}
