// Places: how each is spelled as a path from the arguments, and what a load of it gives.

import { readConstant } from '../constant.ts'
import type { Place } from '../ir.ts'
import type { Path } from './path.ts'
import { constantOf, FROM, unknownFrom, type Value } from './values.ts'
import type { Walk } from './walk.ts'

export interface Resolved {
  path: Path
  /** Null where it is not known what the place is. */
  key: string | null
  from: number
}

/** Fields by which a policy can tell a task that is dying. */
const DYING = /^task\.(?:signal\.(?:oom_mm|flags)|flags|exit_state|mm\.flags.*)$/

/** The arguments of the verdict hook. */
export const TASK: Value = { from: FROM.task, key: 'task', consts: null }
export const CONTROL: Value = { from: FROM.nothing, key: 'oc', consts: null }

export const isVariable = (key: string): boolean => key.startsWith('%') || key.startsWith('$')

/** Follows a place, once for every path that its expressions split into. */
export function resolve(walk: Walk, place: Place, path: Path): Resolved[] {
  switch (place.kind) {
    case 'local':
      return [{ path, key: `%${walk.frames.length}.${place.local}`, from: FROM.nothing }]
    case 'global':
      return [{ path, key: `$${place.name}`, from: FROM.nothing }]
    case 'map':
      return [{ path, key: `@${place.name}`, from: FROM.nothing }]
    case 'deref':
      return walk
        .evaluate(place.pointer, path)
        .map(({ path: after, value }) => ({ path: after, key: target(value), from: value.from }))
    case 'member': {
      const inside = resolve(walk, place.base, path)
      if (place.field.name === 'sched_task_group') walk.cpuCgroups.set(place.span.start, place.span)
      return inside.map(({ path: after, key, from }) => ({
        path: after,
        key: key === null ? null : `${key}.${place.field.name}`,
        from,
      }))
    }
    case 'index':
      return resolve(walk, place.base, path).flatMap((base) =>
        walk.evaluate(place.index, base.path).map(({ path: after, value }) => ({
          path: after,
          key: elementKey(base.key, value),
          from: base.from | value.from,
        })),
      )
  }
}

const target = ({ key }: Value): string | null =>
  key === null || key.startsWith('@') ? null : key.startsWith('&') ? key.slice(1) : key

/** Elements of the policy's own arrays are not told apart. */
function elementKey(base: string | null, index: Value): string | null {
  if (base === null) return null
  if (isVariable(base)) return `${base}[?]`
  const [only, ...more] = index.consts ?? []
  return only === undefined || more.length > 0 ? null : `${base}[${only}]`
}

/** The value at a place. */
export function load(walk: Walk, { path, key, from }: Resolved): Value {
  if (key === null) return unknownFrom(from)
  if (key.startsWith('%')) return path.load(key)
  if (key.startsWith('$')) return loadGlobal(walk, key)
  if (key === 'context') return TASK
  if (key.startsWith('context[')) return key === 'context[1]' ? CONTROL : unknownFrom(FROM.varies)
  return path.checked(key, { from: from | originOf(key), key, consts: knownConstants(path, key) })
}

function loadGlobal(walk: Walk, key: string): Value {
  const [name = ''] = key.slice(1).split(/[.[]/, 1)
  if (walk.written.has(name)) return unknownFrom(FROM.kept)
  const global = walk.globals.get(name)
  if (global === undefined || global.parameter || global.section !== 'rodata' || global.type.kind !== 'int')
    return { from: FROM.nothing, key, consts: null }
  return constantOf(readConstant(global.initial, global.type))
}

function originOf(key: string): number {
  if (key.startsWith('oc.chosen')) return FROM.chosen
  if (key === 'task.signal.oom_score_adj') return FROM.adj
  if (DYING.test(key)) return FROM.dying
  return /\.rss_stat(?:\.count)?\[\d\]/.test(key) ? FROM.counter : FROM.nothing
}

function knownConstants({ facts }: Path, key: string): readonly bigint[] | null {
  if (key === 'task.signal.oom_score_adj') return facts.adj === 'only -1000' ? [-1000n] : null
  if (key === 'task.signal.oom_mm') return facts.dying === 'no' ? [0n] : null
  if (key === 'oc.chosen') return facts.chosen === 'null' ? [0n] : null
  return null
}

/** Stores a value; what is behind an unknown pointer is not followed. */
export function store({ path, key }: Resolved, value: Value): void {
  if (key !== null && key.startsWith('%')) path.store(key, value)
}
