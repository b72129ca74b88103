// Finds what somebody probably meant to write: the known name nearest to a misspelt one.

/** The candidate with the fewest changed letters, or null where none is near (more than a third of the letters differ). */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let fewest = Math.floor(Math.max(name.length, 3) / 3) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < fewest) [best, fewest] = [candidate, distance]
  }
  return best
}

/** Levenshtein's distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
