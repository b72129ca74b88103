// One way through a policy, or several that agree in all that the advice asks about: what is known of the task, of oc->chosen and of the
// event, and what the variables hold.

import { joinValues, sameValue, unknownFrom, FROM, type Value } from './values.ts'

/** `tested`: some condition looked at it, in a way that is not followed. */
export interface Facts {
  adj: 'any' | 'tested' | 'only -1000' | 'not -1000'
  dying: 'any' | 'tested' | 'yes' | 'no'
  chosen: 'any' | 'null' | 'set'
  /** A condition looked at oc->chosen or at something that the policy keeps. */
  compared: boolean
  /** The task is one whose number the policy knows. */
  named: boolean
  /** A condition looked at something that is not the same for every task of a search. */
  perTask: boolean
}

export const NO_FACTS: Facts = {
  adj: 'any',
  dying: 'any',
  chosen: 'any',
  compared: false,
  named: false,
  perTask: false,
}

/** Conditions about the event itself that are kept; more would only multiply the paths. */
const MAX_EVENT_FACTS = 6

export class Path {
  facts: Facts
  /** Conditions that hold for the whole search, by their spelling. */
  event: ReadonlyMap<string, boolean>
  /** What variables hold, by place. */
  readonly memory: Map<string, Value>
  /** Places and paths whose value is no counter that may be negative. */
  readonly positive: Set<string>

  constructor(from?: Path) {
    this.facts = from?.facts ?? NO_FACTS
    this.event = from?.event ?? new Map()
    this.memory = new Map(from?.memory)
    this.positive = new Set(from?.positive)
  }

  fork(): Path {
    return new Path(this)
  }

  learn(facts: Partial<Facts>): void {
    this.facts = { ...this.facts, ...facts }
  }

  /** Records a condition about the event; false when the path contradicts itself. */
  learnEvent(key: string, holds: boolean): boolean {
    const known = this.event.get(key)
    if (known !== undefined) return known === holds
    if (this.event.size < MAX_EVENT_FACTS) this.event = new Map([...this.event, [key, holds]])
    return true
  }

  /** What tells it from others that advice keeps apart. */
  identity(): string {
    const { adj, dying, chosen, compared, named, perTask } = this.facts
    const event = [...this.event].map(([key, holds]) => `${holds ? '' : '!'}${key}`).toSorted()
    return [adj, dying, chosen, compared, named, perTask, ...event].join('|')
  }

  /** Takes in another path of the same identity. With `widen` what differs is no constant any more. */
  join(other: Path, widen: boolean): void {
    for (const [key, value] of other.memory) {
      const own = this.memory.get(key)
      if (own === undefined) this.memory.set(key, value)
      else if (!sameValue(own, value)) {
        const joined = joinValues(own, value)
        this.memory.set(key, widen ? { ...joined, consts: null } : joined)
      }
    }
    for (const key of this.positive) if (!other.positive.has(key)) this.positive.delete(key)
  }

  /** Forgets the variables of a call that has returned. */
  dropFrame(depth: number): void {
    const prefix = `%${depth}.`
    for (const key of this.memory.keys()) if (key.startsWith(prefix)) this.memory.delete(key)
    for (const key of this.positive) if (key.startsWith(prefix)) this.positive.delete(key)
  }

  /** The value of a variable or of a part of it; of a part that is not known by itself what is known of the whole. */
  load(key: string): Value {
    const own = this.memory.get(key)
    if (own !== undefined) return this.checked(key, own)
    const cut = Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))
    if (cut <= 0 || !key.includes('.', 1)) return unknownFrom(FROM.nothing)
    const whole = key.slice(0, cut)
    return whole.includes('.') ? unknownFrom(this.load(whole).from) : unknownFrom(FROM.nothing)
  }

  /** A counter that is known not to be negative is an ordinary number. */
  checked(key: string, value: Value): Value {
    if ((value.from & FROM.counter) === 0) return value
    const isPositive = this.positive.has(key) || (value.key !== null && this.positive.has(value.key))
    return isPositive ? { ...value, from: value.from & ~FROM.counter } : value
  }

  store(key: string, value: Value): void {
    const weak = key.endsWith('[?]') ? this.memory.get(key) : undefined
    this.memory.set(key, weak === undefined ? value : joinValues(weak, value))
    if ((value.from & FROM.counter) === 0) this.positive.add(key)
    else this.positive.delete(key)
  }

  /** Everything that is kept below a place, as one origin. */
  originBelow(place: string): number {
    let from: number = FROM.nothing
    for (const [key, value] of this.memory)
      if (key === place || key.startsWith(`${place}.`) || key.startsWith(`${place}[`)) from |= value.from
    return from
  }
}

/** One path for all of an identity. */
export function settle(paths: readonly Path[], widen = false): Path[] {
  if (paths.length < 2) return [...paths]
  const kept = new Map<string, Path>()
  for (const path of paths) {
    const identity = path.identity()
    const known = kept.get(identity)
    if (known === undefined) kept.set(identity, path)
    else if (known !== path) known.join(path, widen)
  }
  return [...kept.values()]
}
