// Finds the few lines of a large text that may be a landmark of a report, without looking at each of the others.

/** What landmarks look like, whatever stands before and around them. */
const CANDIDATE = new RegExp(
  [
    // journalctl writes a message that is not UTF-8 as numbers: what it says shows only when it is taken apart.
    String.raw`"MESSAGE" ?: ?\[`,
    'oom',
    '[Oo]ut of [Mm]emory',
    String.raw`ill(?:ed)? process \d`,
    'Mem-[Ii]nfo',
    'memory: usage',
    'cgroup',
    'Tasks? in /',
    String.raw`(?:Free|Total) swap +=`,
    String.raw`\d pages (?:of )?RAM`,
    String.raw`PID: \d+ Comm: `,
    String.raw`Pid: \d+, comm: `,
    String.raw`\[\s{0,8}pid\s{0,8}\]`,
    String.raw`\[ {0,8}\d{1,8}\] {1,8}-?\d{1,10} {1,8}\d`,
    // UTF-16 that was read as UTF-8.
    String.raw`o\0o\0m\0`,
  ].join('|'),
  'g',
)

/** The lines that may be landmarks: where each starts, in the order of the text. */
export type Candidates = readonly number[]

const CHARACTERS_PER_STEP = 1 << 20

/** Yields about every million characters how far it is. */
export function* findCandidates(text: string): Generator<number, Candidates> {
  const starts: number[] = []
  for (let from = 0; from < text.length;) {
    const next = from + CHARACTERS_PER_STEP
    const feed = next < text.length ? text.indexOf('\n', next) : -1
    const end = feed < 0 ? text.length : feed + 1
    addCandidates(text.slice(from, end), from, starts)
    from = end
    yield from
  }
  return starts
}

function addCandidates(part: string, offset: number, starts: number[]): void {
  CANDIDATE.lastIndex = 0
  for (let found = CANDIDATE.exec(part); found !== null; found = CANDIDATE.exec(part)) {
    starts.push(offset + part.lastIndexOf('\n', found.index) + 1)
    const feed = part.indexOf('\n', CANDIDATE.lastIndex)
    if (feed < 0) return
    CANDIDATE.lastIndex = feed + 1
  }
}

/** Whether a text may hold a landmark. */
export function maybeLandmark(text: string): boolean {
  CANDIDATE.lastIndex = 0
  return CANDIDATE.test(text)
}

/** The line of a text that starts there, without its line feed. */
export function lineAt(text: string, start: number): string {
  const feed = text.indexOf('\n', start)
  const end = feed < 0 ? text.length : feed
  return text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end)
}
