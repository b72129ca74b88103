// Finds where each report of a log begins and ends. A report normally starts with "invoked oom-killer"; what was pasted without it is found
// by what remains (a table, an oom-kill line, a kill). Only places are kept, so that a large log costs no more than its text.

import { type Landmark, landmarkOf, maybeLandmark } from './landmark.ts'
import { type LogText, type Place } from './log-lines.ts'
import { stripPrefix } from './strip-prefix.ts'

/** Where a report is: from its first line to before `end`. */
export interface Segment {
  start: Place
  /** The offset after the last line that belongs to it. */
  end: Place
  /** Whom the report says it killed. */
  victims: readonly number[]
  /** Whom the reaper says it reaped, wherever that line stands. */
  reaped: readonly number[]
}

/** The parts of a report in their order; a landmark of an earlier part starts the next report. */
const STAGES = {
  header: 0,
  memory: 1,
  table: 2,
  row: 3,
  summary: 4,
  selected: 4,
  killed: 5,
  outcome: 5,
  group: 6,
} as const

interface Open extends Omit<Segment, 'victims'> {
  victims: Set<number>
  reaped: number[]
  stage: number
  seen: Set<Landmark['kind']>
  lastOffset: number
}

/** A gap in characters that no report has between two of its landmarks: what follows belongs to another. */
const LONGEST_GAP = 400_000
/** Characters after the last landmark that may be the rest of a broken line. */
const TAIL = 600

/** Progress, in characters of the text. */
export interface SplitProgress {
  done: number
  total: number
}

const CHARACTERS_PER_STEP = 1 << 20

/** The reports of a text in their order. Yields after about every million characters, so that the caller can stop or breathe. */
export function* splitReports(log: LogText): Generator<SplitProgress, Segment[]> {
  const splitter = new Splitter(log.text.length)
  let nextStep = CHARACTERS_PER_STEP
  // In a log about other things no line may be worth a look for many megabytes: one is taken all the same, to tell how far it is.
  const isWanted = (line: string, offset: number): boolean => offset >= nextStep || maybeLandmark(line)
  for (const line of log.lines(undefined, isWanted)) {
    if (line.offset >= nextStep) {
      yield { done: line.offset, total: log.text.length }
      nextStep = line.offset + CHARACTERS_PER_STEP
    }
    const mark = landmarkOf(stripPrefix(line.text).text)
    if (mark !== null) splitter.add(mark, line)
  }
  return splitter.end()
}

class Splitter {
  readonly #segments: Open[] = []
  readonly #victims = new Map<number, Open>()
  readonly #total: number
  #current: Open | null = null
  /** A part that may belong to a report whose first lines are missing, or to no report at all. */
  #tentative: { place: Place; stage: number } | null = null

  constructor(total: number) {
    this.#total = total
  }

  add(mark: Landmark, place: Place): void {
    if (mark.kind === 'reaped') {
      this.#victims.get(mark.pid)?.reaped.push(mark.pid)
      if (this.#current?.victims.has(mark.pid) === true) this.#extend(this.#current, place)
      return
    }
    let report = this.#current
    if (report !== null && this.#belongs(report, mark, place)) this.#extend(report, place)
    else {
      const isTentative = mark.kind === 'memory' || mark.kind === 'row'
      if (report !== null) this.#close(report, this.#tentative?.place ?? place)
      report = this.#current = null
      if (isTentative) {
        this.#tentative ??= { place, stage: STAGES[mark.kind] }
        return
      }
      report = this.#open(mark.kind === 'header' ? place : (this.#tentative?.place ?? place))
    }
    this.#tentative = null
    report.stage = Math.max(report.stage, STAGES[mark.kind])
    report.seen.add(mark.kind)
    if (mark.kind === 'killed') {
      report.victims.add(mark.pid)
      this.#victims.set(mark.pid, report)
    }
  }

  end(): Segment[] {
    if (this.#current !== null) this.#close(this.#current, { offset: this.#total, part: 0 })
    return this.#segments.map(({ start, end, victims, reaped }) => ({ start, end, victims: [...victims], reaped }))
  }

  #belongs(report: Open, mark: Exclude<Landmark, { kind: 'reaped' }>, place: Place): boolean {
    if (place.offset - report.lastOffset > LONGEST_GAP) return false
    switch (mark.kind) {
      case 'header':
        return false
      case 'memory':
        return report.stage <= STAGES.memory
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

  #open(start: Place): Open {
    const report: Open = {
      start,
      end: start,
      victims: new Set(),
      reaped: [],
      stage: 0,
      seen: new Set(),
      lastOffset: start.offset,
    }
    this.#segments.push(report)
    this.#current = report
    return report
  }

  #extend(report: Open, place: Place): void {
    report.lastOffset = place.offset
  }

  #close(report: Open, next: Place): void {
    const rest = report.lastOffset + TAIL
    report.end = next.offset <= rest || next.offset === report.start.offset ? next : { offset: rest, part: 0 }
  }
}
