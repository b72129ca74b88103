// Work that takes many runs: a generator that says between runs how far it is. The command line does it in one go; the worker in slices, so
// that it hears meanwhile when the work is not wanted any more.

export interface Progress {
  done: number
  total: number
}

export type Work<T> = Generator<Progress, T, void>

/** Does all of it at once. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { value, done } = work.next()
    if (done === true) return value
  }
}

/** How long one slice may take: short enough for the worker to hear messages between two frames. */
const SLICE_MS = 12

/** Does it in slices; null when it was not wanted any more. `rest` lets others have their turn. */
export async function finishInSlices<T>(
  work: Work<T>,
  tell: (progress: Progress) => void,
  isWanted: () => boolean,
  rest: () => Promise<void> = nextTurn,
): Promise<T | null> {
  let started = performance.now()
  for (;;) {
    const { value, done } = work.next()
    if (done === true) return value
    if (performance.now() - started < SLICE_MS) continue
    tell(value)
    await rest()
    if (!isWanted()) return null
    started = performance.now()
  }
}

/** The next turn of the event loop: messages that have arrived are heard before. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
