// What oom-snapshot.sh prints: sections (`== name`) of files (`-- path`), whose lines are indented by one blank.

/** The lines of each file of a section, by the path that stood before them; lines before any path have the path ''. */
export type Section = ReadonlyMap<string, readonly string[]>

export function readSections(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string[]>>()
  let section: Map<string, string[]> | null = null
  let lines: string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('== ')) {
      lines = []
      section = new Map([['', lines]])
      sections.set(line.slice(3).trimEnd(), section)
    } else if (line.startsWith('-- ') && section !== null) {
      lines = []
      section.set(line.slice(3), lines)
    } else if (line.startsWith(' ')) lines.push(line.slice(1))
  }
  return sections
}

/** The number after a word at the start of a line: `SwapTotal:  1024 kB`, `vm.swappiness 60`. */
export function numberAfter(lines: readonly string[], word: string): number | undefined {
  const text = textAfter(lines, word)
  const number = Number.parseFloat(text ?? '')
  return Number.isFinite(number) ? number : undefined
}

/** The text after such a word. */
export function textAfter(lines: readonly string[], word: string): string | undefined {
  const line = lines.find((one) => one.startsWith(word) && /^[:\s]/.test(one.slice(word.length)))
  return line?.slice(word.length).replace(/^:?[ \t]*/, '')
}
