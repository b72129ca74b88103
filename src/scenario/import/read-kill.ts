// Reads the lines about the victim: the summary (`oom-kill:`), whom the rule chose, who was killed, and what was left of a line that was
// cut off.

import { FORMATS } from './formats.ts'
import type { Kill, ReportSummaryLine, Selected } from './oom-report.ts'
import { type Fields, matchFirst } from './template.ts'

const numberOrNull = (fields: Fields, name: string): number | null => {
  const text = fields.get(name)
  return text === undefined ? null : Number(text)
}

/** The summary, or as much of it as the line still has; null where it is another line. */
export function readSummary(text: string): ReportSummaryLine | null {
  if (!text.startsWith('oom-kill:')) return null
  const fields = matchFirst(FORMATS.summary, text) ?? cutSummary(text)
  return {
    constraint: fields.get('constraint') ?? '',
    nodemask: fields.get('nodemask') ?? null,
    cpuset: fields.get('cpuset') ?? null,
    memsAllowed: fields.get('mems_allowed') ?? null,
    isGlobal: fields.get('scope') === 'global_oom',
    oomMemcg: fields.get('oom_memcg') ?? null,
    taskMemcg: fields.get('task_memcg') ?? null,
    comm: fields.get('comm') ?? null,
    pid: numberOrNull(fields, 'pid'),
    uid: numberOrNull(fields, 'uid'),
  }
}

const SUMMARY_KEYS = [
  'constraint',
  'nodemask',
  'cpuset',
  'mems_allowed',
  'oom_memcg',
  'task_memcg',
  'task',
  'pid',
  'uid',
]

/** Of a summary that was cut off: every key with what stands before the next one. The last value may be incomplete and is left out. */
function cutSummary(text: string): Fields {
  const places: { key: string; start: number; end: number }[] = []
  let from = 0
  for (const key of SUMMARY_KEYS) {
    const sign = `${places.length === 0 ? ':' : ','}${key}=`
    const at = text.indexOf(sign, from)
    if (at < 0) continue
    places.push({ key, start: at, end: at + sign.length })
    from = at + sign.length
  }
  const fields = new Map<string, string>()
  for (const [index, { key, end }] of places.entries()) {
    const next = places[index + 1]
    const value = text.slice(end, next?.start ?? text.length).trimEnd()
    if (value.includes(',global_oom') && next === undefined) fields.set('scope', 'global_oom')
    const isWhole = next !== undefined || key === 'constraint' || key === 'mems_allowed'
    if (isWhole) fields.set(key === 'task' ? 'comm' : key, value.replace(/,global_oom$/, ''))
    if (isWhole && value.endsWith(',global_oom')) fields.set('scope', 'global_oom')
  }
  return fields
}

/** `Kill process ...`: whom the rule chose, until 5.0. */
export function readSelected(text: string): Selected | null {
  const fields = /[Kk]ill process \d/.test(text) ? matchFirst(FORMATS.selected, text) : null
  return fields === null
    ? null
    : {
        message: fields.get('message') ?? '',
        pid: Number(fields.get('pid')),
        comm: fields.get('comm') ?? '',
        score: Number(fields.get('score')),
      }
}

const KILLED = /^(?:(.*): )?Killed process (\d+)(?:, UID (\d+),)? \(/

/** `Killed process ...`, or as much of it as the line still has; null where it is another line. */
export function readKill(text: string): Kill | null {
  const at = text.indexOf('Killed process ')
  if (at < 0) return null
  const fields = matchFirst(FORMATS.killed, text)
  if (fields !== null)
    return {
      message: fields.get('message') ?? null,
      pid: Number(fields.get('pid')),
      comm: fields.get('comm') ?? '',
      uid: numberOrNull(fields, 'uid'),
      totalVmKb: numberOrNull(fields, 'total_vm'),
      anonRssKb: numberOrNull(fields, 'anon_rss'),
      fileRssKb: numberOrNull(fields, 'file_rss'),
      shmemRssKb: numberOrNull(fields, 'shmem_rss'),
      pgtablesKb: numberOrNull(fields, 'pgtables'),
      oomScoreAdj: numberOrNull(fields, 'oom_score_adj'),
    }
  const start = KILLED.exec(text)
  if (start === null) return null
  const rest = text.slice(start[0].length)
  const named = /\)(?:, UID \d+)?,? (?:total-vm|vsz|anon-rss):/.exec(rest)
  const end = named?.index ?? rest.lastIndexOf(')')
  const sizes = rest.slice(Math.max(end, 0))
  const kb = (key: string): number | null => {
    const found = sizes.indexOf(`${key}:`)
    const digits = found < 0 ? undefined : /^\d+(?=kB)/.exec(sizes.slice(found + key.length + 1))?.[0]
    return digits === undefined ? null : Number(digits)
  }
  const number = (key: RegExp): number | null => {
    const digits = key.exec(sizes)?.[1]
    return digits === undefined ? null : Number(digits)
  }
  return {
    message: start[1] ?? null,
    pid: Number(start[2]),
    comm: end < 0 ? rest.trim() : rest.slice(0, end),
    uid: start[3] === undefined ? number(/\bUID[: ](\d+)\b/) : Number(start[3]),
    totalVmKb: kb('total-vm') ?? kb('vsz'),
    anonRssKb: kb('anon-rss'),
    fileRssKb: kb('file-rss'),
    shmemRssKb: kb('shmem-rss'),
    pgtablesKb: kb('pgtables'),
    oomScoreAdj: number(/\boom_score_adj:(-?\d+)$/),
  }
}
