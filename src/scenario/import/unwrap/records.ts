// Several records on one line: line feeds that were lost, or became blanks.

import { type Candidates, lineAt } from './candidates.ts'
import { startsOfRecords } from './record-starts.ts'
import { shapeKey, shapeOf } from './shape.ts'
import { stripPrefix } from './strip-prefix.ts'

const STAMP = /\[ {0,12}\d{1,12}\.\d{3,9}\] ?/g
/** No prefix of a logger is longer. */
const MAX_PREFIX = 200

/** The text with every record on a line of its own. */
export function splitRecords(text: string, candidates: Candidates): string {
  const between = betweenStamps(candidates.map((start) => lineAt(text, start)))
  if (!candidates.some((start) => cutsOf(lineAt(text, start), between).length > 0)) return text
  return text
    .split('\n')
    .map((line) => splitLine(line, between))
    .join('\n')
}

/** The shapes of what stands between two stamps in most lines: it belongs to what was written before each. */
function betweenStamps(samples: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const sample of samples) {
    const [first, second] = [...sample.matchAll(STAMP)]
    if (first === undefined || second === undefined) continue
    const key = shapeKey(sample.slice(first.index + first[0].length, second.index))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return new Set([...counts].filter(([, count]) => count > samples.length / 2).map(([key]) => key))
}

function splitLine(line: string, between: ReadonlySet<string>): string {
  if (line.length < MIN_LENGTH) return line
  const cuts = cutsOf(line, between)
  return [0, ...cuts].map((start, index) => line.slice(start, cuts[index] ?? line.length).trimEnd()).join('\n')
}

/** No record and the beginning of another are shorter. */
const MIN_LENGTH = 40

/** Where the second record of a line begins, and all that follow. */
function cutsOf(line: string, between: ReadonlySet<string>): number[] {
  const starts = startsOfRecords(line)
  const start = starts[0] ?? line.length
  const prefix = line.slice(0, starts[0] ?? 0)
  const isPrefix = prefix.trim() !== '' && prefix.length <= MAX_PREFIX && !prefix.includes(' invoked oom-killer')
  const shape = isPrefix ? shapeOf(prefix) : null
  const cuts = starts.slice(1).map((at) => withPrefix(line, at, shape))
  const all: number[] = []
  let last = 0
  for (const cut of [...cuts, ...stampsOf(line, start, between)].toSorted((a, b) => a - b)) {
    if (cut <= last || (!cuts.includes(cut) && isPrefixOnly(line.slice(last, cut)))) continue
    all.push(cut)
    last = cut
  }
  return all
}

/** Where stamps of records stand that do not begin in a known way. */
function stampsOf(line: string, start: number, between: ReadonlySet<string>): number[] {
  const stamps = [...line.matchAll(STAMP)]
  return stamps.flatMap(({ index }, place) => {
    const before = stamps[place - 1]
    if (before === undefined) return index > start ? [index] : []
    return between.has(shapeKey(line.slice(before.index + before[0].length, index))) ? [] : [index]
  })
}

/** Whether this is only what loggers put before a record, one after the other. */
const isPrefixOnly = (text: string): boolean => stripPrefix(text).text.trim() === ''

/** Where the record that starts there begins with what its logger wrote before it. */
function withPrefix(line: string, start: number, shape: RegExp | null): number {
  const before = line.slice(Math.max(0, start - MAX_PREFIX), start)
  const found = shape?.exec(before) ?? /\[ {0,12}\d{1,12}\.\d{3,9}\] *$/.exec(before)
  return found === null ? start : start - (before.length - found.index)
}
