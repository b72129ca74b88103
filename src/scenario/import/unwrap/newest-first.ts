// Logs whose newest line stands first, as web consoles show them. The order of a report's parts tells, and where there is only one part, the
// stamps do.

import { type Candidates, lineAt } from './candidates.ts'
import { Envelope } from './envelope.ts'
import { type Landmark, landmarkOf } from '../landmark.ts'

/** The parts of a report that always follow each other in this order. */
const ORDER: Readonly<Partial<Record<Landmark['kind'], number>>> = {
  header: 0,
  kernel: 1,
  memory: 2,
  table: 3,
  row: 4,
  summary: 5,
  selected: 6,
  killed: 7,
}
/** Lines that are looked at: a text does not change its direction. */
const MAX_SAMPLES = 10_000
/** No report has more characters between two of its landmarks. */
const NEAR = 100_000

/** The text with its oldest line first. */
export function turnRound(text: string, candidates: Candidates): string {
  const envelope = new Envelope(text, candidates)
  return isNewestFirst(text, candidates, envelope) ? reversed(text, envelope) : text
}

function isNewestFirst(text: string, candidates: Candidates, envelope: Envelope): boolean {
  let parts = 0
  let stamps = 0
  let before: { place: number; at: number; seconds: number | null } | null = null
  for (const at of candidates.slice(0, MAX_SAMPLES)) {
    const { text: line, uptime, stamp } = envelope.strip(lineAt(text, at), at)
    const place = ORDER[landmarkOf(line)?.kind ?? 'outcome']
    if (place === undefined) continue
    const seconds = uptime ?? secondsOfDay(stamp)
    if (before !== null && at - before.at < NEAR) {
      parts += followsIn(before.place, place) - followsIn(place, before.place)
      if (seconds !== null && before.seconds !== null) stamps += Math.sign(seconds - before.seconds)
    }
    before = { place, at, seconds }
  }
  return parts === 0 ? stamps < 0 : parts < 0
}

/** 1 where the second part comes after the first; from the end of a report to the beginning of the next says nothing. */
const followsIn = (first: number, second: number): number => (second > first && second - first < 5 ? 1 : 0)

function secondsOfDay(stamp: string | null): number | null {
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d(?:[.,]\d{1,9})?)/.exec(stamp ?? '') ?? []
  if (hours === undefined || minutes === undefined || seconds === undefined) return null
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'))
}

/** The records of a text in the opposite order; lines that go on with a record stay behind it. */
function reversed(text: string, envelope: Envelope): string {
  const records: string[][] = []
  let offset = 0
  let anyMarked = false
  for (const line of text.split('\n')) {
    const { marked } = envelope.strip(line, offset)
    const last = records.at(-1)
    if (marked || !anyMarked || last === undefined) records.push([line])
    else last.push(line)
    anyMarked ||= marked
    offset += line.length + 1
  }
  return records.reverse().flat().join('\n')
}
