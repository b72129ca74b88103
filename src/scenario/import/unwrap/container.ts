// What holds lines of a log inside something else: a container is recognised by one line of a report in it, and opened for the whole text.

import type { Candidates } from './candidates.ts'

export interface Container {
  /** For people: `JSON`. */
  readonly name: string
  /** Whether this line, which may be a landmark, stands in such a container. */
  holds(line: string): boolean
  /** The text with everything of this kind taken apart into lines; what is none of it stays as it is. `candidates` are the lines that may be landmarks. */
  open(text: string, candidates: Candidates): string
}
