// Maps of an interpreted program: keys in a JavaScript map, values in memory, because programs hold pointers to them. For tests alone.
// Left out: which entry a full LRU map lets go; it throws, since the kernel's choice is approximate.

import type { Memory } from './memory.ts'
import type { ObjectMap } from './object.ts'

const ENOENT = 2n
const E2BIG = 7n
const EEXIST = 17n
const EINVAL = 22n

const ARRAYS: ReadonlySet<number> = new Set([2, 6])
const LRU: ReadonlySet<number> = new Set([9, 10])
/** TASK_STORAGE and CGRP_STORAGE: as many entries as there are owners. */
const STORAGE: ReadonlySet<number> = new Set([29, 32])

const BPF_NOEXIST = 1n
const BPF_EXIST = 2n
const F_CREATE = 1n

interface Entry {
  key: Uint8Array
  /** Address of the value. */
  value: number
}

export class InterpretedMap {
  /** In the order in which they came in. */
  private readonly entriesByKey = new Map<string, Entry>()
  private readonly freeValues: number[] = []
  private array: number | null = null

  constructor(
    readonly definition: ObjectMap,
    private readonly memory: Memory,
  ) {}

  get isArray(): boolean {
    return ARRAYS.has(this.definition.type)
  }

  entries(): Entry[] {
    if (!this.isArray) return [...this.entriesByKey.values()]
    return Array.from({ length: this.definition.maxEntries }, (_, index) => {
      const key = new Uint8Array(4)
      new DataView(key.buffer).setUint32(0, index, true)
      return { key, value: this.valueOfIndex(index) }
    })
  }

  /** The address of the value, or 0. */
  lookup(key: Uint8Array): bigint {
    if (this.isArray) {
      const index = indexOf(key)
      return index < this.definition.maxEntries ? BigInt(this.valueOfIndex(index)) : 0n
    }
    return BigInt(this.entriesByKey.get(nameOf(key))?.value ?? 0)
  }

  /** 0, or the error number below 0. */
  update(key: Uint8Array, value: Uint8Array, flags: bigint): bigint {
    if (flags > BPF_EXIST) return -EINVAL
    if (this.isArray) {
      if (indexOf(key) >= this.definition.maxEntries) return -E2BIG
      if (flags === BPF_NOEXIST) return -EEXIST
      this.memory.write(this.lookup(key), value)
      return 0n
    }
    const known = this.lookup(key)
    if (known !== 0n && flags === BPF_NOEXIST) return -EEXIST
    if (known === 0n && flags === BPF_EXIST) return -ENOENT
    const place = known === 0n ? this.add(key) : known
    if (place === null) return -E2BIG
    this.memory.write(place, value)
    return 0n
  }

  delete(key: Uint8Array): bigint {
    if (this.isArray) return -EINVAL
    const name = nameOf(key)
    const entry = this.entriesByKey.get(name)
    if (entry === undefined) return -ENOENT
    this.entriesByKey.delete(name)
    this.freeValues.push(entry.value)
    return 0n
  }

  /** The value that is kept for a task or cgroup, or 0; made with the flag, from `initial` where there is one. */
  storageGet(owner: bigint, initial: Uint8Array | null, flags: bigint): bigint {
    if (owner === 0n || (flags & ~F_CREATE) !== 0n) return 0n
    const key = ownerKey(owner)
    const known = this.lookup(key)
    if (known !== 0n || flags === 0n) return known
    const made = this.add(key)
    if (made === null) return 0n
    if (initial !== null) this.memory.write(made, initial)
    return made
  }

  storageDelete(owner: bigint): bigint {
    return owner === 0n ? -EINVAL : this.delete(ownerKey(owner))
  }

  private add(key: Uint8Array): bigint | null {
    const { type, maxEntries, valueSize } = this.definition
    if (!STORAGE.has(type) && this.entriesByKey.size >= maxEntries) {
      if (LRU.has(type)) throw new Error(`the LRU map ${this.definition.name} is full: who leaves is not determined`)
      return null
    }
    const value = this.freeValues.pop() ?? this.memory.allocate(valueSize)
    this.memory.write(BigInt(value), new Uint8Array(valueSize))
    this.entriesByKey.set(nameOf(key), { key: key.slice(), value })
    return BigInt(value)
  }

  private valueOfIndex(index: number): number {
    const stride = Math.ceil(this.definition.valueSize / 8) * 8
    this.array ??= this.memory.allocate(stride * this.definition.maxEntries)
    return this.array + stride * index
  }
}

const nameOf = (key: Uint8Array): string => key.join(' ')

const indexOf = (key: Uint8Array): number => new DataView(key.buffer, key.byteOffset).getUint32(0, true)

function ownerKey(owner: bigint): Uint8Array {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setBigUint64(0, owner, true)
  return key
}
