// Logs as JSON: a record a line, pretty-printed, or one list of them, from journalctl, dmesg, containers and the clouds. Where a logger
// keeps the message is learned from the values that tell of a kill; the names below decide where there are several.

import { type Candidates, lineAt, maybeLandmark } from './candidates.ts'
import type { Container } from './container.ts'
import { type JsonObject, type JsonRegion, type Leaf, jsonRegions } from './json-scan.ts'
import { startOfRecord } from './record-starts.ts'
import { bootStamp, stampOf, stamped } from './stamps.ts'

/** Where loggers put the text of a record: Docker and Kubernetes, journald, dmesg, fluentd, Elastic, and the clouds; the surest first. */
const MESSAGE_KEYS = ['MESSAGE', 'message', '@message', 'msg', 'log', 'textPayload', 'line', 'body', 'text', '_raw']
const TIME_KEYS = /^(?:@?timestamp|_?time|ts|@t|date|datetime|eventTime|__REALTIME_TIMESTAMP)$/i
const MICROSECONDS_SINCE_BOOT = /^_{1,2}(?:SOURCE_)?MONOTONIC_TIMESTAMP$/

export const JSON_RECORDS: Container = {
  name: 'JSON',
  holds: (line) =>
    /["'][\w@.$-]{1,60}["']\s*:\s*(?:["'{]|\[\s*\d)|^\s*\[*\s*["'].*["']\s*\]*,?\s*$|\[\s*["']\d+["'],\s*["']/.test(
      line,
    ),
  open: openJson,
}

function openJson(text: string, candidates: Candidates): string {
  const keys = new Set<string>()
  for (const start of candidates.slice(0, MAX_SAMPLES))
    for (const region of jsonRegions(lineAt(text, start))) learnKeys(region, keys)
  const parts: string[] = []
  let from = 0
  for (const region of jsonRegions(text)) {
    const lines = linesOf(region, keys)
    if (lines.length === 0) continue
    const before = text.slice(from, region.start)
    const feed = before.lastIndexOf('\n')
    // What stands on the line of an object belongs to the one record in it; between two objects there is only a comma.
    const isSecond = feed < 0 && from > 0
    const isPrefix = lines.length === 1 && !isSecond
    parts.push(isPrefix ? before : isSecond ? '\n' : before.slice(0, feed + 1), lines.join('\n'))
    from = region.end
    if (lines.length > 1 && text[from] !== '\n') parts.push('\n')
  }
  parts.push(text.slice(from))
  return parts.join('')
}

/** Lines that keys are learned from before the text is gone through. */
const MAX_SAMPLES = 200

function linesOf(region: JsonRegion, keys: Set<string>): string[] {
  const lines = messagesOf(region, keys)
  return lines.length > 0 || !learnKeys(region, keys) ? lines : messagesOf(region, keys)
}

/** The messages of all objects. Where a record has it twice, once as it came and once taken apart, the one of the outer object counts. */
function messagesOf({ objects }: JsonRegion, keys: ReadonlySet<string>): string[] {
  const messages = new Map(objects.map((object) => [object, messageOf(object, keys)]))
  return objects.flatMap((object) => {
    const own = messages.get(object) ?? []
    for (let above = object.above; above !== null; above = above.above)
      if ((messages.get(above)?.length ?? 0) > 0) return []
    return own
  })
}

/** Adds the keys whose values tell of a kill; false where there are none. */
function learnKeys({ objects }: JsonRegion, keys: Set<string>): boolean {
  const before = keys.size
  for (const object of objects)
    for (const { key, value } of fieldsOf(object)) if (!keys.has(key) && tellsOfKill(value)) keys.add(key)
  return keys.size > before
}

const tellsOfKill = (value: string): boolean =>
  value.length > 8 &&
  maybeLandmark(value) &&
  (startOfRecord(value) >= 0 || /invoked oom-killer|ill(?:ed)? process \d/.test(value))

/** The values of an object; `{"field": "@message", "value": "..."}` is one under the name of its field. */
function fieldsOf({ leaves }: JsonObject): readonly Leaf[] {
  const name = leaves.find(({ key }) => key === 'field' || key === 'name' || key === 'key')
  const value = leaves.find(({ key }) => key === 'value')
  return name === undefined || value === undefined || leaves.length > 3 ? leaves : [{ ...value, key: name.value }]
}

const rankOf = (key: string): number => {
  const place = MESSAGE_KEYS.indexOf(key)
  return place < 0 ? MESSAGE_KEYS.length : place
}

/** The lines of an object: its message with its stamp, or all strings of its list. */
function messageOf(object: JsonObject, keys: ReadonlySet<string>): string[] {
  const fields = fieldsOf(object)
  const bytes = object.bytes.find(({ key }) => rankOf(key) < MESSAGE_KEYS.length)
  if (bytes !== undefined) return [stamped(textOfBytes(bytes.values), timeOf(fields))]
  let best: string | null = null
  for (const { key } of fields) if (keys.has(key) && (best === null || rankOf(key) < rankOf(best))) best = key
  if (best === null) return []
  const time = timeOf(fields)
  return fields
    .filter(({ key, value }) => key === best && !isNumberOrTime(value))
    .map(({ value }) => stamped(value.replace(/\r?\n$/, ''), time))
}

const isNumberOrTime = (value: string): boolean => /^[\d.:TZ+-]*$/.test(value) && value.length > 9

function timeOf(fields: readonly Leaf[]): string | null {
  for (const { key, value } of fields) {
    if (MICROSECONDS_SINCE_BOOT.test(key) && /^\d{1,16}$/.test(value)) return bootStamp(Number(value) / 1e6)
    const stamp = TIME_KEYS.test(key) ? stampOf(value) : null
    if (stamp !== null) return stamp
  }
  const list = fields.find(({ value }) => /^\d{19}$/.test(value))
  return list === undefined ? null : stampOf(list.value)
}

/** journalctl writes a message that is not UTF-8 as a list of its bytes. */
const textOfBytes = (values: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(values))
