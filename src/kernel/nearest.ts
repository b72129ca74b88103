// "Did you mean": the known names nearest to a misspelled one, for policies and for scenario files.

/** Longer ones, such as paths of cgroups may be, are not names that somebody mistypes. */
const LONGEST = 256

/** The candidates with the fewest edits (insert, delete, replace, swap), at most a third of the name's length, and at most `limit`. */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): string[] {
  const most = Math.max(1, Math.floor(name.length / 3))
  const found: { candidate: string; distance: number }[] = []
  if (name.length > LONGEST) return []
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > most) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= most && candidate !== name) found.push({ candidate, distance })
  }
  const least = Math.min(...found.map((f) => f.distance))
  const nearest = found.filter((f) => f.distance === least).map((f) => f.candidate)
  const begun = (candidate: string): number => sharedStart(name, candidate)
  return [...new Set(nearest)].sort((a, b) => begun(b) - begun(a) || (a < b ? -1 : 1)).slice(0, limit)
}

/** How many letters two words begin with alike: slips are rarer there. */
function sharedStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/** Edits between two words, a swap of neighbours counting as one. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replaced)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] ?? 0
}

/** `, did you mean 'x' or 'y'` or nothing, to stand before the end of a sentence. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return ''
  return ` Did you mean ${names.map((n) => `'${n}'`).join(' or ')}?`
}
