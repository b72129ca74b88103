// Signs that stand before every line: quotes of a mail, comments, bullets, the bar behind the name of a container. What a report is in,
// such as pretty-printed JSON, shows only without them.

import { type Candidates, lineAt } from './candidates.ts'

const MARGIN = /^(?:[^\p{L}\p{N}\s"'{}[\]<(]+ ?|[\w.-]{1,60} +\| )/u
/** Fewer lines may begin alike by chance. */
const MIN_LINES = 3
/** A quote of a quote of a quote. */
const MAX_MARGINS = 4

/** The text without the signs that all its landmarks have before them. */
export function withoutMargin(text: string, candidates: Candidates): string {
  const samples = candidates.map((start) => lineAt(text, start))
  const margins: string[] = []
  for (let depth = 0; depth < MAX_MARGINS; depth++) {
    const before = margins.join('')
    const margin = MARGIN.exec(samples[0]?.slice(before.length) ?? '')?.[0]
    if (margin === undefined || samples.length < MIN_LINES) break
    if (!samples.every((line) => line.startsWith(before + margin))) break
    margins.push(margin)
  }
  const margin = margins.join('')
  if (margin === '') return text
  const bare = margin.trimEnd()
  return text
    .split('\n')
    .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line.trimEnd() === bare ? '' : line))
    .join('\n')
}
