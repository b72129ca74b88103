// Reads the first lines of a report: who allocated what, and the line of the call trace that names the kernel.

import { FORMATS } from './formats.ts'
import type { ReportCpu, ReportHeader } from './oom-report.ts'
import { type Fields, matchFirst } from './template.ts'

const INVOKED = 'invoked oom-killer'

const numberOrNull = (fields: Fields, name: string): number | null => {
  const text = fields.get(name)
  return text === undefined ? null : Number(text)
}

/** The header, or as much of it as the line still has; null where it is another line. */
export function readHeader(text: string): ReportHeader | null {
  const fields = matchFirst(FORMATS.header, text)
  if (fields !== null)
    return {
      comm: fields.get('comm') ?? null,
      gfpMask: numberOrNull(fields, 'gfp_mask'),
      gfpNames: namesOf(fields.get('gfp_names')),
      order: numberOrNull(fields, 'order'),
      oomAdj: numberOrNull(fields, 'oom_adj') ?? numberOrNull(fields, 'old_adj'),
      oomScoreAdj: numberOrNull(fields, 'oom_score_adj'),
      policyName: fields.get('policy_name') ?? null,
      nodemask: fields.get('nodemask') ?? null,
    }
  const end = text.indexOf(INVOKED)
  if (end < 0 || (end > 0 && text[end - 1] !== ' ')) return null
  const rest = text.slice(end)
  const value = (key: RegExp): number | null => {
    const found = key.exec(rest)?.[1]
    return found === undefined ? null : Number(found)
  }
  return {
    comm: end === 0 ? null : text.slice(0, end - 1),
    gfpMask: value(/gfp_mask=(0x[\da-f]+)/),
    gfpNames: namesOf(/gfp_mask=0x[\da-f]+\(([^)]*)\)/.exec(rest)?.[1]),
    order: value(/order=(-?\d+)/),
    oomAdj: null,
    oomScoreAdj: value(/oom_score_adj=(-?\d+)/),
    policyName: null,
    nodemask: null,
  }
}

/** TASK_COMM_LEN less its NUL. */
const COMM_BYTES = 15

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** What loggers end their prefixes with. */
const DELIMITER = /(?:[:\]>|)-]|\s) /g

/**
 * The name in a header before which something may stand that was not taken off. The call trace names the same task, tables and kill lines
 * name others of the machine, and no name has more than 15 bytes. Null where nothing tells where the name begins.
 */
export function nameOfInvoker(written: string | null, cpu: ReportCpu | null, known: readonly string[]): string | null {
  if (written === null || written === '') return null
  if (cpu !== null && cpu.comm !== '' && written.endsWith(cpu.comm)) return cpu.comm
  if (bytesOf(written) <= COMM_BYTES) return written
  const named = known.filter(
    (comm) => comm !== '' && /\W$/.test(written.slice(0, -comm.length)) && written.endsWith(comm),
  )
  const [longest] = named.toSorted((a, b) => b.length - a.length)
  if (longest !== undefined) return longest
  for (const { index, 0: delimiter } of written.matchAll(DELIMITER)) {
    const name = written.slice(index + delimiter.length)
    if (name !== '' && bytesOf(name) <= COMM_BYTES) return name
  }
  return null
}

const namesOf = (names: string | undefined): readonly string[] | null =>
  names === undefined ? null : names.split('|').filter((name) => name !== '')

const NOT_TAINTED = ' Not tainted '
const TAINTED = ' Tainted: '
const KDUMP = ' Kdump: loaded'

/** The line `CPU: 1 PID: 2 Comm: c Not tainted 6.1.0 #1`, or null where it is another line. */
export function readCpu(text: string): ReportCpu | null {
  const fields = /^(?:CPU|Pid): /.test(text) ? matchFirst(FORMATS.cpu, text) : null
  if (fields === null) return null
  const rest = fields.get('rest') ?? ''
  const notTainted = rest.lastIndexOf(NOT_TAINTED)
  const end = notTainted >= 0 ? notTainted : rest.lastIndexOf(TAINTED)
  const name = end < 0 ? rest : rest.slice(0, end)
  return {
    pid: Number(fields.get('pid')),
    uid: numberOrNull(fields, 'uid'),
    comm: name.endsWith(KDUMP) ? name.slice(0, -KDUMP.length) : name,
    // The letters of the taint have no dot and no digit before it.
    release: end < 0 ? null : (/\s(\d+\.\d+\S*)/.exec(rest.slice(end))?.[1] ?? null),
  }
}
