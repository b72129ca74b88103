// Maps in the SEC(".maps") form. libbpf's macros leave a struct whose members carry the facts in their types: `int (*type)[1]` is the
// number 1, `u64 *key` is the type u64.

import { spellType } from '../../spell-type.ts'
import { isChannel } from '../../../kernel/map-layout.ts'
import type { MapKind } from '../../../kernel/schema.ts'
import type { Span } from '../../span.ts'
import { type ArrayType, type Field, INT, type IntType, sizeOf, type Type, U8, UINT } from '../../types.ts'
import type { Declaration } from '../parse/ast.ts'
import { declare, ERROR_TYPE, type LowerContext, report } from './context.ts'
import { docFor } from './globals.ts'
import { isComplete, reportIncomplete } from './types.ts'
import { MAP_DEFINITION, MAP_KIND, PERCPU_MAP } from './rules/maps.ts'
import { TOO_LARGE } from './rules/storage.ts'

const KINDS: ReadonlyMap<string, MapKind> = new Map([
  ['BPF_MAP_TYPE_HASH', 'HASH'],
  ['BPF_MAP_TYPE_ARRAY', 'ARRAY'],
  ['BPF_MAP_TYPE_PERCPU_HASH', 'PERCPU_HASH'],
  ['BPF_MAP_TYPE_PERCPU_ARRAY', 'PERCPU_ARRAY'],
  ['BPF_MAP_TYPE_LRU_HASH', 'LRU_HASH'],
  ['BPF_MAP_TYPE_LRU_PERCPU_HASH', 'LRU_PERCPU_HASH'],
  ['BPF_MAP_TYPE_TASK_STORAGE', 'TASK_STORAGE'],
  ['BPF_MAP_TYPE_CGRP_STORAGE', 'CGRP_STORAGE'],
  ['BPF_MAP_TYPE_RINGBUF', 'RINGBUF'],
  ['BPF_MAP_TYPE_PERF_EVENT_ARRAY', 'PERF_EVENT_ARRAY'],
  ['BPF_MAP_TYPE_STACK_TRACE', 'STACK_TRACE'],
  ['BPF_MAP_TYPE_PROG_ARRAY', 'PROG_ARRAY'],
])

/** Numbers of enum bpf_map_type, for maps whose type is written as a number or a constant that the tables do not have. */
const KIND_NUMBERS: ReadonlyMap<number, string> = new Map([
  [1, 'BPF_MAP_TYPE_HASH'],
  [2, 'BPF_MAP_TYPE_ARRAY'],
  [3, 'BPF_MAP_TYPE_PROG_ARRAY'],
  [4, 'BPF_MAP_TYPE_PERF_EVENT_ARRAY'],
  [5, 'BPF_MAP_TYPE_PERCPU_HASH'],
  [6, 'BPF_MAP_TYPE_PERCPU_ARRAY'],
  [7, 'BPF_MAP_TYPE_STACK_TRACE'],
  [8, 'BPF_MAP_TYPE_CGROUP_ARRAY'],
  [9, 'BPF_MAP_TYPE_LRU_HASH'],
  [10, 'BPF_MAP_TYPE_LRU_PERCPU_HASH'],
  [11, 'BPF_MAP_TYPE_LPM_TRIE'],
  [12, 'BPF_MAP_TYPE_ARRAY_OF_MAPS'],
  [13, 'BPF_MAP_TYPE_HASH_OF_MAPS'],
  [19, 'BPF_MAP_TYPE_CGROUP_STORAGE'],
  [22, 'BPF_MAP_TYPE_QUEUE'],
  [23, 'BPF_MAP_TYPE_STACK'],
  [24, 'BPF_MAP_TYPE_SK_STORAGE'],
  [27, 'BPF_MAP_TYPE_RINGBUF'],
  [28, 'BPF_MAP_TYPE_INODE_STORAGE'],
  [29, 'BPF_MAP_TYPE_TASK_STORAGE'],
  [30, 'BPF_MAP_TYPE_BLOOM_FILTER'],
  [31, 'BPF_MAP_TYPE_USER_RINGBUF'],
  [32, 'BPF_MAP_TYPE_CGRP_STORAGE'],
])

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['BPF_MAP_TYPE_QUEUE', 'Use an array map with an index of your own.'],
  ['BPF_MAP_TYPE_STACK', 'Use an array map with an index of your own.'],
  ['BPF_MAP_TYPE_ARRAY_OF_MAPS', 'Use one hash map whose key is a struct.'],
  ['BPF_MAP_TYPE_HASH_OF_MAPS', 'Use one hash map whose key is a struct.'],
  ['BPF_MAP_TYPE_LPM_TRIE', 'Use a hash map.'],
  ['BPF_MAP_TYPE_BLOOM_FILTER', 'Use a hash map.'],
  ['BPF_MAP_TYPE_CGROUP_STORAGE', 'It is for programs attached to a cgroup. Use BPF_MAP_TYPE_CGRP_STORAGE.'],
])

type Declared = Declaration['declarators'][number]

/** Declares a map from the type of its variable. */
export function declareMap(c: LowerContext, declaration: Declaration, declared: Declared, type: Type): void {
  const name = declared.declarator.name ?? ''
  const span = declared.declarator.nameSpan
  const layout = type.kind === 'struct' ? c.structs.get(type.key) : undefined
  if (layout === undefined || type.kind !== 'struct') {
    if (type !== ERROR_TYPE)
      report(
        c,
        MAP_DEFINITION,
        span,
        'A map in SEC(".maps") is a struct: struct { __uint(type, BPF_MAP_TYPE_HASH); ... } name SEC(".maps");',
      )
    declare(c, name, { kind: 'unusable', reason: '', span })
    return
  }
  if (!declare(c, name, { kind: 'map', name, type, span })) return
  const facts = new Map(layout.fields.map((field) => [field.name, field]))
  const mapKind = readKind(c, facts, span)
  if (mapKind === null) return
  if (isChannel(mapKind)) {
    declareChannel(c, declaration, declared, mapKind, facts)
    return
  }
  const storage = mapKind === 'TASK_STORAGE' || mapKind === 'CGRP_STORAGE'
  const array = mapKind === 'ARRAY' || mapKind === 'PERCPU_ARRAY'
  const key = readType(c, facts, 'key', span)
  const value = readType(c, facts, 'value', span)
  if (key === null || value === null) return
  const keySize = sizeOf(key, c.structs)
  const maxEntries = readNumber(facts, 'max_entries') ?? 0
  const mapFlags = readNumber(facts, 'map_flags') ?? 0
  if ((array || storage) && keySize !== 4) {
    report(
      c,
      MAP_DEFINITION,
      span,
      `The key of this kind of map is an index of 4 bytes: __type(key, ${array ? 'u32' : 'int'}).`,
      {
        verifier: 'failed to create map: -EINVAL (libbpf)',
      },
    )
  }
  checkEntries(c, storage, maxEntries, sizeOf(value, c.structs), span)
  if (storage && (mapFlags & 1) === 0) {
    report(
      c,
      MAP_DEFINITION,
      span,
      'A storage map does not allocate in advance: add __uint(map_flags, BPF_F_NO_PREALLOC);',
      {
        verifier: 'failed to create map: -EINVAL (libbpf)',
      },
    )
  }
  if (mapKind.includes('PERCPU')) {
    report(c, PERCPU_MAP, span, 'The machine of the playground has one CPU, so this map has one value a key.')
  }
  c.maps.push({
    name,
    mapKind,
    key,
    value,
    keySize,
    valueSize: sizeOf(value, c.structs),
    maxEntries,
    mapFlags,
    doc: docFor(c, declaration.span, declared.span),
    span,
  })
}

/** A map that programs hand things to user space through: it has a size, and no keys and values that a program could look up. */
function declareChannel(
  c: LowerContext,
  declaration: Declaration,
  declared: Declared,
  mapKind: MapKind,
  facts: ReadonlyMap<string, Field>,
): void {
  const name = declared.declarator.name ?? ''
  const span = declared.declarator.nameSpan
  const maxEntries = readNumber(facts, 'max_entries') ?? 0
  const einval = { verifier: `failed to create map '${name}': -EINVAL (libbpf)` }
  if (mapKind === 'RINGBUF' && (maxEntries < 4096 || (maxEntries & (maxEntries - 1)) !== 0)) {
    report(
      c,
      MAP_DEFINITION,
      span,
      `The size of a ring buffer is a power of two of at least 4096 bytes, and this one has ${maxEntries}: write __uint(max_entries, 256 * 1024).`,
      einval,
    )
  }
  if (mapKind === 'RINGBUF' && ['key', 'value', 'key_size', 'value_size'].some((fact) => facts.has(fact))) {
    report(c, MAP_DEFINITION, span, 'A ring buffer has neither keys nor values: leave both out.', einval)
  }
  if ((mapKind === 'STACK_TRACE' || mapKind === 'PROG_ARRAY') && maxEntries === 0) {
    report(c, MAP_DEFINITION, span, 'A map needs a size: add __uint(max_entries, 1024);', einval)
  }
  c.maps.push({
    name,
    mapKind,
    key: UINT,
    value: UINT,
    keySize: 4,
    valueSize: 4,
    maxEntries,
    mapFlags: readNumber(facts, 'map_flags') ?? 0,
    doc: docFor(c, declaration.span, declared.span),
    span,
  })
}

const MAX_MAP_BYTES = 1 << 26

function checkEntries(c: LowerContext, storage: boolean, maxEntries: number, valueSize: number, span: Span): void {
  if (storage && maxEntries !== 0) {
    report(c, MAP_DEFINITION, span, 'A storage map has one value an object and no max_entries: leave it out.', {
      verifier: 'failed to create map: -EINVAL (libbpf)',
    })
  }
  if (!storage && maxEntries === 0) {
    report(c, MAP_DEFINITION, span, 'A map needs a size: add __uint(max_entries, 1024);', {
      verifier: 'failed to create map: -EINVAL (libbpf)',
    })
  }
  if (maxEntries * Math.max(8, valueSize) > MAX_MAP_BYTES) {
    report(
      c,
      TOO_LARGE,
      span,
      `This map would take ${maxEntries} values of ${valueSize} bytes. The playground has room for ${MAX_MAP_BYTES} bytes a map.`,
    )
  }
}

function readKind(c: LowerContext, facts: ReadonlyMap<string, Field>, span: Span): MapKind | null {
  const number = readNumber(facts, 'type')
  if (number === null) {
    report(c, MAP_DEFINITION, span, 'The kind of the map is missing: add __uint(type, BPF_MAP_TYPE_HASH);')
    return null
  }
  const name = KIND_NUMBERS.get(number) ?? `number ${number}`
  const kind = KINDS.get(name)
  if (kind !== undefined) return kind
  report(
    c,
    MAP_KIND,
    span,
    `The playground has no maps of kind ${name}. ${REFUSED.get(name) ?? 'Use a hash or array map.'}`,
  )
  return null
}

/** `int (*name)[N]`: N. */
function readNumber(facts: ReadonlyMap<string, Field>, name: string): number | null {
  const type = facts.get(name)?.type
  if (type?.kind !== 'pointer' || type.to.kind !== 'array') return null
  return type.to.length
}

/** `T *name`, or bytes of the size that `name_size` gives. */
function readType(c: LowerContext, facts: ReadonlyMap<string, Field>, name: 'key' | 'value', span: Span): Type | null {
  const type = facts.get(name)?.type
  if (type?.kind === 'pointer') {
    if (isComplete(c, type.to)) return type.to
    if (type.to !== ERROR_TYPE) {
      if (type.to.kind === 'struct') reportIncomplete(c, type.to, span)
      else report(c, MAP_DEFINITION, span, `The ${name} of a map cannot be ${spellType(type.to, c.structs)}.`)
    }
    return null
  }
  const size = readNumber(facts, `${name}_size`)
  if (size !== null && size > 0) return opaque(size)
  report(c, MAP_DEFINITION, span, `The type of the ${name} is missing: add __type(${name}, u64);`)
  return null
}

/** A key or value that is known by its size alone. */
function opaque(size: number): IntType | ArrayType {
  if (size === 4) return INT
  if (size === 8) return { kind: 'int', bits: 64, signed: false, bool: false, name: 'unsigned long' }
  return { kind: 'array', of: U8, length: size }
}
