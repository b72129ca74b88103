// One path through a policy: what every variable, global and already read kernel field holds on it, and which acquired objects are
// still to be released. A state is owned by the path that runs; a branch takes a `fork`.

import type { Expr, FunctionIr, Program } from '../ir.ts'
import type { Span } from '../span.ts'
import {
  contains,
  intersect,
  mergeValues,
  sameValue,
  unites,
  UNKNOWN,
  type Nullness,
  type Range,
  type Region,
  type Value,
} from './values.ts'

/** A call in progress. */
export interface Frame {
  id: number
  function: FunctionIr
  program: Program
  depth: number
  caller: Frame | null
}

/** An object that a kfunc gave, or something that it began, and that must be given back or ended. */
export interface Reference {
  span: Span
  kfunc: string
  /** It ends by itself where its block is left. */
  endsWithScope?: true
}

/** Some bytes of a region. `fill` means that every part of them has the value: zeroed, uninitialised or unknown memory. */
interface Cell {
  offset: number
  size: number
  value: Value | 'any'
  fill: boolean
}

type Known = { kind: 'range'; range: Range } | { kind: 'nullness'; nullness: Nullness }

export const regionKey = (region: Region, id: number): string => {
  switch (region.kind) {
    case 'stack':
      return `s${region.frame}.${region.local}`
    case 'global':
      return `g${region.name}`
    case 'mapValue':
    case 'map':
    case 'kernel':
    case 'number':
    case 'context':
    case 'function':
      return `p${id}`
  }
}

const overlaps = (cell: Cell, offset: number, size: number): boolean =>
  cell.offset < offset + size && offset < cell.offset + cell.size

export class State {
  frame: Frame
  /** The expression of the last `return`, to point at. */
  returned: Expr | null
  private readonly memory: Map<string, readonly Cell[]>
  private readonly known: Map<number, Known>
  readonly references: Map<number, Reference>
  /** Identities of pointers to objects that were given back. */
  readonly released: Set<number>

  constructor(frame: Frame, from?: State) {
    this.frame = frame
    this.returned = from?.returned ?? null
    this.memory = new Map(from?.memory)
    this.known = new Map(from?.known)
    this.references = new Map(from?.references)
    this.released = new Set(from?.released)
  }

  fork(): State {
    return new State(this.frame, this)
  }

  /** The value with all that tests on this path have shown about it. */
  refined(value: Value): Value {
    if (value.kind !== 'scalar' && value.kind !== 'pointer') return value
    const known = this.known.get(value.id)
    if (known?.kind === 'range' && value.kind === 'scalar') {
      const range = intersect(value.range, known.range)
      return range === null || contains(range, value.range) ? value : { ...value, range, blurred: false }
    }
    if (known?.kind === 'nullness' && value.kind === 'pointer') return { ...value, nullness: known.nullness }
    return value
  }

  learnRange(id: number, range: Range): void {
    if (id === 0) return
    const before = this.known.get(id)
    const both = before?.kind === 'range' ? intersect(before.range, range) : range
    if (both !== null) this.known.set(id, { kind: 'range', range: both })
  }

  learnNullness(id: number, nullness: Nullness): void {
    if (id !== 0) this.known.set(id, { kind: 'nullness', nullness })
  }

  /** What the bytes hold; null when nothing is recorded, `any` when something unknown was written. */
  load(key: string, offset: number, size: number): Value | 'any' | null {
    const cells = this.memory.get(key)?.filter((cell) => overlaps(cell, offset, size))
    if (cells === undefined || cells.length === 0) return null
    const [cell] = cells
    if (cells.length > 1 || cell === undefined) return 'any'
    if (cell.offset === offset && cell.size === size && !cell.fill)
      return cell.value === 'any' ? 'any' : this.refined(cell.value)
    if (!cell.fill || cell.offset > offset || cell.offset + cell.size < offset + size) return 'any'
    return cell.value
  }

  store(key: string, offset: number, size: number, value: Value | 'any', fill = false): void {
    const kept: Cell[] = []
    for (const cell of this.memory.get(key) ?? []) {
      if (!overlaps(cell, offset, size)) {
        kept.push(cell)
        continue
      }
      const rest: Cell = cell.fill ? cell : { ...cell, value: 'any', fill: true }
      if (cell.offset < offset) kept.push({ ...rest, size: offset - cell.offset })
      const end = cell.offset + cell.size
      if (end > offset + size) kept.push({ ...rest, offset: offset + size, size: end - offset - size })
    }
    kept.push({ offset, size, value, fill })
    kept.sort((a, b) => a.offset - b.offset)
    this.memory.set(key, kept)
  }

  /** Forgets all that is recorded about the region, whose bytes now are the given fill. */
  overwrite(key: string, size: number, value: Value | 'any'): void {
    this.memory.set(key, [{ offset: 0, size, value, fill: true }])
  }

  /** Forgets the numbers that are recorded about the region: its bytes may hold anything now. */
  overwriteNumbers(key: string): void {
    const cells = this.memory.get(key)
    if (cells === undefined) return
    this.memory.set(
      key,
      cells.map((cell): Cell =>
        cell.value !== 'any' && cell.value.kind === 'uninitialised' ? cell : { ...cell, value: 'any', fill: true },
      ),
    )
  }

  dropFrame(frame: number): void {
    const prefix = `s${frame}.`
    for (const key of this.memory.keys()) if (key.startsWith(prefix)) this.memory.delete(key)
  }

  /** Forgets variables whose block has ended: what they held tells no two paths apart any more. */
  dropLocals(locals: readonly number[]): void {
    for (const local of locals) this.memory.delete(`s${this.frame.id}.${local}`)
  }

  /** Makes what the matching cells hold unknown. */
  forget(matches: (cell: { key: string; value: Value }) => boolean): void {
    for (const [key, cells] of this.memory) {
      const rest = cells.map((cell): Cell => {
        const value = cell.value === 'any' ? UNKNOWN : cell.value
        return matches({ key, value }) ? { ...cell, value: UNKNOWN, fill: true } : cell
      })
      this.memory.set(key, rest)
    }
  }

  /** The cells of the variables and globals, which are what tells two states apart. */
  *variables(): Generator<{ key: string; offset: number; size: number; value: Value }> {
    for (const [key, cells] of this.memory) {
      if (key.startsWith('p')) continue
      for (const cell of cells) {
        const value = cell.value === 'any' ? UNKNOWN : this.refined(cell.value)
        yield { key, offset: cell.offset, size: cell.size, value }
      }
    }
  }

  /** True when the verifier could not tell the two states apart. */
  sameAs(other: State): boolean {
    return this.compare(other) === 'same'
  }

  /** How two states differ: not at all, in one variable whose two values unite, or in more than that. */
  compare(other: State): 'same' | 'unites' | 'differs' {
    if (this.references.size !== other.references.size) return 'differs'
    let result: 'same' | 'unites' = 'same'
    let mine = 0
    for (const [key, cells] of this.memory) {
      if (key.startsWith('p')) continue
      mine++
      const theirs = other.memory.get(key)
      if (theirs === undefined || theirs.length !== cells.length) return 'differs'
      if (theirs === cells && this.known === other.known) continue
      for (const [at, cell] of cells.entries()) {
        const how = this.compareCell(cell, other, theirs[at])
        if (how === 'same') continue
        if (how === 'differs' || result === 'unites') return 'differs'
        result = 'unites'
      }
    }
    for (const key of other.memory.keys()) if (!key.startsWith('p')) mine--
    return mine === 0 ? result : 'differs'
  }

  private compareCell(cell: Cell, other: State, twin: Cell | undefined): 'same' | 'unites' | 'differs' {
    if (twin === undefined || twin.offset !== cell.offset || twin.size !== cell.size) return 'differs'
    if (cell.value === 'any' || twin.value === 'any') return cell.value === twin.value ? 'same' : 'differs'
    if (cell.value === twin.value && this.knows(cell.value) === other.knows(cell.value)) return 'same'
    const [a, b] = [this.refined(cell.value), other.refined(twin.value)]
    if (sameValue(a, b)) return 'same'
    return unites(a, b) ? 'unites' : 'differs'
  }

  private knows(value: Value): Known | undefined {
    return 'id' in value ? this.known.get(value.id) : undefined
  }

  /** Takes in another path that reached the same place: what differs becomes blurred. */
  merge(other: State, nextId: () => number): void {
    for (const key of new Set([...this.memory.keys(), ...other.memory.keys()])) {
      const mine = this.memory.get(key)
      const theirs = other.memory.get(key)
      if (mine === theirs) continue
      if (mine === undefined || theirs === undefined) {
        this.memory.delete(key)
        continue
      }
      const merged: Cell[] = []
      for (const cell of mine) {
        const twin = theirs.find((c) => c.offset === cell.offset && c.size === cell.size && c.fill === cell.fill)
        if (twin === undefined) merged.push({ ...cell, value: UNKNOWN, fill: true })
        else if (cell.value === 'any' || twin.value === 'any') {
          merged.push({ ...cell, value: cell.value === twin.value ? 'any' : UNKNOWN, fill: true })
        } else merged.push({ ...cell, value: mergeValues(this.refined(cell.value), other.refined(twin.value), nextId) })
      }
      for (const cell of theirs) {
        if (!mine.some((c) => overlaps(c, cell.offset, cell.size))) merged.push({ ...cell, value: UNKNOWN, fill: true })
      }
      this.memory.set(key, merged)
    }
    for (const [id, known] of this.known) {
      const theirs = other.known.get(id)
      if (theirs === undefined || !sameKnown(known, theirs)) this.known.delete(id)
    }
    for (const [id] of this.references) if (!other.references.has(id)) this.references.delete(id)
    for (const id of this.released) if (!other.released.has(id)) this.released.delete(id)
  }
}

const sameKnown = (a: Known, b: Known): boolean =>
  a === b ||
  (a.kind === 'range' && b.kind === 'range' && a.range.min === b.range.min && a.range.max === b.range.max) ||
  (a.kind === 'nullness' && b.kind === 'nullness' && a.nullness === b.nullness)

/** Paths that may be followed side by side before the last ones are merged. */
export const MAX_STATES = 12

/** Drops paths that look like an earlier one, unites those that can be, and merges those beyond the limit. */
export function settle(states: readonly State[], nextId: () => number): State[] {
  if (states.length < 2) return [...states]
  const kept: State[] = []
  for (const state of states) {
    if (absorbed(kept, state, nextId)) continue
    const last = kept.at(-1)
    if (kept.length >= MAX_STATES && last !== undefined) last.merge(state, nextId)
    else kept.push(state)
  }
  return kept
}

function absorbed(kept: readonly State[], state: State, nextId: () => number): boolean {
  for (const other of kept) {
    const how = other.compare(state)
    if (how === 'unites') other.merge(state, nextId)
    if (how !== 'differs') return true
  }
  return false
}
