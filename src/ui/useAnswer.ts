// Asks the engine what a view shows: the newest question wins, and an answer is shown only for its own question.

import { useEffect, useState } from 'react'

import { createAsker } from '../state/asking.ts'
import type { Playground } from '../state/playground.ts'
import type { Answered, Asking } from '../worker/client.ts'
import { usePlayground } from './playground.ts'

export type Asked<T> =
  /** `share` is how far the engine says it is, from 0 to 1; `before` is the answer to an earlier question. */
  { state: 'asking'; share: number; before: T | null } | { state: 'answered'; answer: T } | { state: 'failed' }

/** Asks the playground's engine or its lab a question of a view. */
export type AskPlayground<Q, T> = (
  playground: Playground,
  question: Q,
  asking: Required<Asking>,
) => Promise<Answered<T>>

const NOT_ASKED = { state: 'asking', share: 0, before: null } as const

/**
 * The answer to a question, which is told apart from others by being another object; null where there is nothing to ask yet. `ask` and
 * `pauseMs` are those of the first rendering.
 */
export function useAnswer<Q extends object, T>(question: Q | null, ask: AskPlayground<Q, T>, pauseMs = 0): Asked<T> {
  const playground = usePlayground()
  const [known, setKnown] = useState<{ question: Q; asked: Asked<T> } | null>(null)
  const [asker] = useState(() =>
    createAsker(
      (about: Q, signal: AbortSignal) =>
        ask(playground, about, {
          signal,
          onProgress: (done, total) =>
            setKnown((last) => ({ question: about, asked: asking(last?.asked, done / total) })),
        }),
      (about, answer) =>
        setKnown({
          question: about,
          asked: answer.status === 'done' ? { state: 'answered', answer: answer.output } : { state: 'failed' },
        }),
      { pauseMs },
    ),
  )
  useEffect(() => asker.want(question), [asker, question])
  useEffect(() => () => asker.want(null), [asker])
  return known === null || known.question === question ? (known?.asked ?? NOT_ASKED) : asking(known.asked, 0)
}

function asking<T>(last: Asked<T> | undefined, share: number): Asked<T> {
  const before =
    last === undefined || last.state === 'failed' ? null : last.state === 'asking' ? last.before : last.answer
  return { state: 'asking', share: Number.isFinite(share) ? share : 0, before }
}
