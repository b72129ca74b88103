// Finds where each report of a log begins and ends. A report normally starts with "invoked oom-killer"; what was pasted without it is found
// by what remains (a table, an oom-kill line, a kill). Only places are kept, so that a large log costs no more than its text.

import { type Landmark, isBrokenKill, landmarkOf } from './landmark.ts'
import { type PlainLine, type PlainLog, plainLine } from './unwrap/unwrap.ts'

/** Where a report is in the plain text: from its first line to before `end`. */
export interface Segment {
  start: number
  end: number
  /** Whom the report says it killed. */
  victims: readonly number[]
  /** Whom the reaper says it reaped, wherever that line stands. */
  reaped: readonly number[]
}

/** The parts of a report in their order; a landmark of an earlier part starts the next report. */
const STAGES = {
  header: 0,
  kernel: 1,
  memory: 2,
  table: 3,
  row: 4,
  summary: 5,
  selected: 5,
  killed: 6,
  outcome: 6,
  group: 7,
} as const

type PartKind = keyof typeof STAGES

interface Open {
  start: number
  end: number
  victims: Set<number>
  reaped: number[]
  stage: number
  seen: Set<PartKind>
  /** Where its last landmark is. */
  last: number
}

/** Parts that do not show by themselves that there is a report: its first lines may be missing, or they belong to something else. */
interface Tentative {
  start: number
  last: number
  stage: number
  hasRows: boolean
}

/** A gap in characters that no report has between two of its landmarks: what follows belongs to another. */
const MAX_GAP = 400_000
/** A call trace and the modules after it are shorter than this. */
const MAX_TRACE = 30_000
/** Characters after the last landmark that may be the rest of a broken line. */
const TAIL = 600

/** Others who print the statistics of memory: warn_alloc() and the key of sysrq. */
const OTHER_STATISTICS = /page allocation failure|sysrq: Show Memory/

/** How many landmarks are looked at between two reports of progress. */
const LANDMARKS_PER_STEP = 8192

/** The reports of a log in their order. Yields now and then the offset that it has come to. */
export function* splitReports(log: PlainLog): Generator<number, Segment[]> {
  const splitter = new Splitter(log.text.length, !OTHER_STATISTICS.test(log.text))
  let next = 0
  for (const [index, offset] of log.candidates.entries()) {
    if (index % LANDMARKS_PER_STEP === LANDMARKS_PER_STEP - 1) yield offset
    if (offset < next) continue
    const { mark, end } = markAt(log, offset)
    if (mark === null) continue
    splitter.add(mark, offset)
    next = end
  }
  return splitter.end()
}

/** The landmark at a place, and where what it was told by ends: a broken line may take the next. */
function markAt(log: PlainLog, offset: number): { mark: Landmark | null; end: number } {
  const first = plainLine(log, offset)
  const end = endOf(first)
  const { text } = first.line
  const mark = landmarkOf(text)
  if (mark !== null || !isBrokenKill(text)) return { mark, end }
  const rest = plainLine(log, end)
  return { mark: landmarkOf(`${text.trimEnd()} ${rest.line.text.trimStart()}`), end: endOf(rest) }
}

/** The start of the next line, at least. */
const endOf = ({ offset, raw }: PlainLine): number => offset + raw.length + 1

class Splitter {
  readonly #segments: Open[] = []
  readonly #victims = new Map<number, Open>()
  readonly #total: number
  readonly #mayBeStatistics: boolean
  #current: Open | null = null
  #tentative: Tentative | null = null
  /** Statistics that no report took. */
  #alone: Tentative | null = null

  constructor(total: number, mayBeStatistics: boolean) {
    this.#total = total
    this.#mayBeStatistics = mayBeStatistics
  }

  add(mark: Landmark, place: number): void {
    if (mark.kind === 'reaped') {
      this.#victims.get(mark.pid)?.reaped.push(mark.pid)
      if (this.#current?.victims.has(mark.pid) === true) this.#current.last = place
      return
    }
    const report = this.#current
    if (report !== null && this.#belongs(report, mark, place)) {
      this.#tentative = null
      this.#take(report, mark, place)
    } else if (mark.kind === 'kernel' || mark.kind === 'memory' || mark.kind === 'row') this.#maybe(mark.kind, place)
    else this.#take(this.#open(mark.kind, place), mark, place)
  }

  end(): Segment[] {
    if (this.#current !== null) this.#close(this.#current, this.#tentative?.start ?? this.#total)
    this.#giveUp()
    if (this.#segments.length === 0 && this.#alone !== null && this.#mayBeStatistics) this.#openAt(this.#alone)
    return this.#segments
      .toSorted((a, b) => a.start - b.start)
      .map(({ start, end, victims, reaped }) => ({ start, end, victims: [...victims], reaped }))
  }

  #belongs(report: Open, mark: Exclude<Landmark, { kind: 'reaped' }>, place: number): boolean {
    if (place - report.last > MAX_GAP) return false
    switch (mark.kind) {
      case 'header':
        return false
      case 'kernel':
      case 'memory':
        return report.stage <= STAGES[mark.kind]
      case 'table':
        return report.stage < STAGES.table
      case 'row':
        return report.stage <= STAGES.row
      case 'summary':
      case 'selected':
        return report.stage < STAGES.summary
      case 'killed':
        return !report.seen.has('killed') || report.seen.has('group') || report.victims.has(mark.pid)
      case 'group':
      case 'outcome':
        return true
    }
  }

  #take(report: Open, mark: Exclude<Landmark, { kind: 'reaped' }>, place: number): void {
    report.last = place
    report.stage = Math.max(report.stage, STAGES[mark.kind])
    report.seen.add(mark.kind)
    if (mark.kind === 'killed') {
      report.victims.add(mark.pid)
      this.#victims.set(mark.pid, report)
    }
  }

  /** A part that may be the beginning of a report. A call trace alone ends none that is open: others print traces too. */
  #maybe(kind: 'kernel' | 'memory' | 'row', place: number): void {
    if (this.#current !== null && kind !== 'kernel') {
      this.#close(this.#current, this.#tentative?.start ?? place)
      this.#current = null
    }
    const begun = this.#tentative
    if (begun === null || !goesOn(begun, STAGES[kind], place)) {
      this.#giveUp()
      this.#tentative = { start: place, last: place, stage: STAGES[kind], hasRows: kind === 'row' }
      return
    }
    begun.last = place
    begun.stage = STAGES[kind]
    begun.hasRows ||= kind === 'row'
  }

  #open(kind: PartKind, place: number): Open {
    const begun = this.#tentative
    const isBegun = begun !== null && kind !== 'header' && goesOn(begun, STAGES[kind], place)
    if (this.#current !== null) this.#close(this.#current, begun?.start ?? place)
    if (!isBegun) this.#giveUp()
    this.#tentative = null
    return this.#openAt(isBegun ? begun : { start: place, last: place, stage: STAGES[kind], hasRows: false })
  }

  #openAt({ start, last, stage }: Tentative): Open {
    const report: Open = { start, end: this.#total, victims: new Set(), reaped: [], stage, seen: new Set(), last }
    this.#segments.push(report)
    this.#current = report
    return report
  }

  /** Nothing follows the parts that were found: rows are a report by themselves, statistics only where there is nothing else. */
  #giveUp(): void {
    const begun = this.#tentative
    this.#tentative = null
    if (begun === null) return
    if (!begun.hasRows) {
      if (begun.stage > STAGES.kernel) this.#alone ??= begun
      return
    }
    const open = this.#current
    this.#close(this.#openAt(begun), this.#total)
    this.#current = open
  }

  #close(report: Open, next: number): void {
    const rest = report.last + TAIL
    report.end = next <= rest || next === report.start ? next : rest
  }
}

/** Whether the next part can be of the same report. */
const goesOn = ({ stage, last }: Tentative, next: number, place: number): boolean =>
  next >= stage &&
  (stage === STAGES.kernel ? next > stage : true) &&
  place - last <= (stage === STAGES.kernel ? MAX_TRACE : MAX_GAP)
