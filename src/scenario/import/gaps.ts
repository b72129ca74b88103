// What a log does not say about the machine, as a list: every value that the scenario has to have and that was not read but assumed.

export interface Gap {
  /** Short and stable, for programs: `parents`, `ram`. */
  what: string
  /** A plain sentence: what is unknown, and what stands in its place. */
  message: string
}

export class Gaps {
  readonly #gaps: Gap[] = []

  add(what: string, message: string): void {
    if (!this.#gaps.some((gap) => gap.what === what)) this.#gaps.push({ what, message })
  }

  get list(): readonly Gap[] {
    return this.#gaps
  }
}
