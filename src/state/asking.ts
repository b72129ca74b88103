// The one way to ask for what takes a while, and to keep the answer in step with what it is about. One question is in flight; of those that
// come meanwhile only the newest is asked next, and an answer is put only where its question still stands.

import type { StoreApi } from 'zustand'

/** Asks; ends early when the signal says that the question does not stand any more. It never rejects. */
export type Ask<Q, A> = (question: Q, signal: AbortSignal) => Promise<A>

export interface AskerOptions<Q> {
  /** Whether two questions have the same answer. Where it is left out: whether they are the same object. */
  isSame?: (one: Q, other: Q) => boolean
  /** Milliseconds without a newer question before one is asked; 0 asks at once. */
  pauseMs?: number
  /** What becomes of an answer whose question was replaced by a newer one while it was worked out. */
  late?: 'drop' | 'put'
}

export interface Asker<Q> {
  /**
   * Says what is to be known now. What is being asked, or was answered since nothing else was wanted, is not asked again, whatever its answer
   * was. Nothing is to be known with null: then everything may be asked anew.
   */
  want(question: Q | null): void
  /** Asks what is wanted once more, unless it is being asked. */
  again(): void
}

export function createAsker<Q, A>(
  ask: Ask<Q, A>,
  put: (question: Q, answer: A) => void,
  { isSame = Object.is, pauseMs = 0, late = 'drop' }: AskerOptions<Q> = {},
): Asker<Q> {
  let wanted: { question: Q } | null = null
  /** What was asked last, answered or not. */
  let asked: { question: Q } | null = null
  let inFlight: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  const isAsked = (question: Q): boolean => asked !== null && isSame(asked.question, question)

  function goOn(): void {
    if (wanted === null || inFlight !== null || timer !== null || isAsked(wanted.question)) return
    void askFor(wanted.question)
  }

  async function askFor(question: Q): Promise<void> {
    const mine = new AbortController()
    inFlight = mine
    asked = { question }
    const answer = await ask(question, mine.signal)
    inFlight = null
    if (!mine.signal.aborted || late === 'put') put(question, answer)
    goOn()
  }

  function wait(): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      goOn()
    }, pauseMs)
  }

  return {
    want(question) {
      if (question === null ? wanted === null : wanted !== null && isSame(wanted.question, question)) return
      wanted = question === null ? null : { question }
      const isStanding = question !== null && isAsked(question)
      if (!isStanding) {
        inFlight?.abort()
        asked = null
      }
      if (pauseMs === 0) goOn()
      else if (question !== null && !isStanding) wait()
    },
    again() {
      if (inFlight !== null) return
      asked = null
      goOn()
    },
  }
}

/** Keeps the answer to what a state asks in step with the store: `question` says what is to be known, null where nothing is. */
export function keepAnswered<S, Q, A>(
  store: Pick<StoreApi<S>, 'getState' | 'subscribe'>,
  question: (state: S) => Q | null,
  ask: Ask<Q, A>,
  put: (question: Q, answer: A) => void,
  options: AskerOptions<Q> = {},
): Asker<Q> {
  const asker = createAsker(ask, put, options)
  const look = (): void => asker.want(question(store.getState()))
  store.subscribe(look)
  look()
  return asker
}
