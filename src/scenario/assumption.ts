// What a log or a snapshot may leave unsaid about the processes of its machine, by the names that the gaps of an import have.

/** By the names that the gaps of an import have. */
export const ASSUMPTIONS = [
  'parents',
  'threads',
  'nice',
  'start-times',
  'task-cgroups',
  'rss-split',
  'task-swap',
  'page-tables',
  'rss-counters',
] as const

export type Assumption = (typeof ASSUMPTIONS)[number]

export const isAssumption = (text: string): text is Assumption => (ASSUMPTIONS as readonly string[]).includes(text)
