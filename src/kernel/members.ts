// Follows a path as C writes it, such as `task->mm->rss_stat[MM_ANONPAGES].count`, through the table of structs: which rows it goes
// through, and what the last one means. A path that the kernel does not have is a bug of ours and throws.

import { CONSTANTS } from './constants.ts'
import { layoutKernelStructs, parseCType, type CType } from './layout.ts'
import type { FieldRow } from './schema.ts'
import type { KernelVersion } from './versions.ts'

/** The names at which paths begin, and the structs that they point to. `thread`: a live thread of a process whose leader has exited. */
const ROOTS: ReadonlyMap<string, string> = new Map([
  ['task', 'task_struct'],
  ['thread', 'task_struct'],
  ['oc', 'oom_control'],
  ['memcg', 'mem_cgroup'],
])

/** The unit of a field that takes that of the field which holds it, as `atomic_t.counter` does. */
const OWNERS_UNIT = 'of its owner'

/** One step of a path. */
export interface PathStep {
  /** The struct that holds the field. */
  struct: string
  row: FieldRow
  /** The index behind the field, as written: `MM_ANONPAGES`; null without one. */
  index: string | null
}

const STEP = /(->|\.)([A-Za-z_]\w*)(?:\[(\w+)\])?/g

function pointee(type: CType): CType {
  if (type.kind === 'array') return pointee(type.of)
  return type.kind === 'pointer' ? type.to : type
}

/**
 * The rows that a path goes through in this kernel, the first one first.
 *
 * Errors: throws on a path that is not spelled so, or that this kernel does not have.
 */
export function followPath(path: string, kernel: KernelVersion): readonly PathStep[] {
  const structs = layoutKernelStructs(kernel)
  let struct = ROOTS.get(/^\w+/.exec(path)?.[0] ?? '') ?? null
  const steps: PathStep[] = []
  for (const [, , name = '', index = null] of path.matchAll(STEP)) {
    const field = struct === null ? undefined : structs.get(struct)?.fields.find((one) => one.name === name)
    if (struct === null || field === undefined) throw new Error(`${kernel} has no ${name} in the path ${path}`)
    steps.push({ struct, row: field.row, index })
    const next = pointee(parseCType(field.type))
    struct = next.kind === 'struct' ? next.name : null
  }
  if (steps.length === 0) throw new Error(`not a path of a struct: ${path}`)
  return steps
}

/** What the field at the end of a path is. */
export interface MemberFacts {
  /** The C type of the last field. */
  type: string
  unit: string
  doc: string
  source: string
}

/**
 * The facts about the field at the end of a path. A field that only wraps a number (`counter`) means what its holder means; an index that
 * is a named constant says which of many values it is.
 *
 * `meaning` names another field on the path, as `task_struct.real_parent`, where that one says what the value is.
 */
export function memberFacts(path: string, kernel: KernelVersion, meaning?: string): MemberFacts {
  const steps = followPath(path, kernel)
  const says = steps.findLast(({ struct, row }) =>
    meaning === undefined ? row.unit !== OWNERS_UNIT : `${struct}.${row.name}` === meaning,
  )
  const last = steps.at(-1)
  if (says === undefined || last === undefined) throw new Error(`nothing in ${path} says what it means`)
  const which = says.index === null ? undefined : CONSTANTS.find(({ name }) => name === says.index)
  return {
    type:
      parseCType(last.row.type).kind === 'array' && last.index !== null ? elementType(last.row.type) : last.row.type,
    unit: meaning === undefined ? says.row.unit : last.row.unit,
    doc: which?.doc ?? says.row.doc,
    source: which?.source ?? says.row.source,
  }
}

/** Where a counter of resident memory lies in an mm_struct, by its index or the name of it. */
export const rssCounterPath = (kernel: KernelVersion, index: string | number): string =>
  layoutKernelStructs(kernel).has('mm_rss_stat') ? `rss_stat.count[${index}].counter` : `rss_stat[${index}].count`

/** Where the first 64 flags of an mm_struct lie. */
export const mmFlagsPath = (kernel: KernelVersion): string =>
  layoutKernelStructs(kernel).has('mm_flags_t') ? 'flags.__mm_flags[0]' : 'flags'

const elementType = (type: string): string => type.replace(/\[\d*\]/, '')
