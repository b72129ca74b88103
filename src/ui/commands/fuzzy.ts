// Finds by the letters that a person remembers: all of them in their order, at the beginnings of words if possible.

export interface FuzzyMatch {
  /** The higher the better; comparable between texts for one query. */
  score: number
  /** The places of the letters found, ascending. */
  positions: readonly number[]
}

const AT_WORD = 8
const IN_A_ROW = 5
const IS_START = /[\s:,.(/-]/

const startsWord = (text: string, at: number): boolean => at === 0 || IS_START.test(text[at - 1] ?? '')

/** The place of the next letter: at the beginning of a word where that leaves the rest findable, else the first there is. */
function nextPlace(text: string, letters: string, from: number): number {
  const letter = letters[0] ?? ''
  const first = text.indexOf(letter, from)
  if (first === -1 || first === from) return first
  for (let at = first; at !== -1; at = text.indexOf(letter, at + 1))
    if (startsWord(text, at) && isWithin(letters.slice(1), text, at + 1)) return at
  return first
}

/** True when the letters stand in the text in their order. */
function isWithin(letters: string, text: string, from: number): boolean {
  let at = from
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

/** How well a text answers a query; null where it does not. Blanks in the query do not count. */
export function matchFuzzy(query: string, text: string): FuzzyMatch | null {
  const letters = query.toLowerCase().replaceAll(/\s+/g, '')
  const low = text.toLowerCase()
  const positions: number[] = []
  let score = 0
  let from = 0
  for (let i = 0; i < letters.length; i++) {
    const at = nextPlace(low, letters.slice(i), from)
    if (at === -1) return null
    if (startsWord(low, at)) score += AT_WORD
    if (at === from && i > 0) score += IN_A_ROW
    score -= Math.min(4, at - from)
    positions.push(at)
    from = at + 1
  }
  // Of two that match alike the shorter one says it better.
  return { score: score - text.length / 50, positions }
}

/** The items that answer the query, best first; all of them in their order where nothing is asked. */
export function rankFuzzy<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
): { item: T; match: FuzzyMatch }[] {
  const found = items.flatMap((item) => {
    const match = matchFuzzy(query, textOf(item))
    return match === null ? [] : [{ item, match }]
  })
  return query.trim() === '' ? found : found.sort((a, b) => b.match.score - a.match.score)
}
