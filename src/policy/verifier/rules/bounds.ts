// Arrays: an index must be inside, and the verifier must be able to see that it is. What it sees are constants, masks and comparisons
// with constants.

import { has } from '../../../kernel/differences.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Place, Unit } from '../../ir.ts'
import { sizeOf } from '../../types.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import { isSingle, type PointerValue, type Range, type Region } from '../values.ts'
import type { Access } from '../access.ts'

export const FLEXIBLE_ARRAY = rule({
  code: 'flexible-array',
  title: 'An element of a flexible array at the end of a kernel struct',
  explanation:
    'Such an array has no length, so a direct read of an element lies past the end of the struct. BPF_CORE_READ() and the helpers can read it.',
  verifier: ['access beyond struct %s at off %d size %d', "struct %s doesn't have field at offset %d"],
  example: bodies(
    'if (BPF_CORE_READ(task, cgroups, dfl_cgrp, ancestors[0], level))\n\treturn 3;',
    'if (task->cgroups->dfl_cgrp->ancestors[0]->level)\n\treturn 3;',
  ),
})

export const ARRAY_INDEX = rule({
  code: 'array-index',
  title: 'An index that may be outside the array',
  explanation:
    'The verifier must see that the index is in bounds: a constant, a mask (i & 7) or a comparison before the access.',
  verifier: [
    'R%d unbounded memory access, make sure to bounds check any such access',
    'R%d min value is negative, either use unsigned index or do a if (index >=0) check.',
    'math between map_value pointer and register with unbounded min value is not allowed',
    'invalid access to map value, value_size=%d off=%d size=%d',
    'invalid %s stack R%d off=%d size=%d',
    'invalid unbounded variable-offset %s stack R%d',
    'invalid variable-offset %s stack R%d var_off=%s off=%d size=%d',
    'access beyond struct %s at off %d size %d',
  ],
  example: bodies(
    'unsigned int i = task->pid;\nif (i < 8 && table[i])\n\treturn 3;',
    'unsigned int i = task->pid;\nif (table[i])\n\treturn 3;',
    'long table[8];',
  ),
})

/** Offsets at and above this are "unbounded" to the verifier (BPF_MAX_VAR_OFF). */
const UNBOUNDED = 1n << 29n

interface IndexUse {
  place: Extract<Place, { kind: 'index' }>
  /** The array. */
  pointer: PointerValue
  index: { range: Range; blurred: boolean }
  unit: Unit
}

/** An index into an array of known length. */
export function indexProblem({ place, pointer, index, unit }: IndexUse): Diagnostic | null {
  const { type } = place.base
  if (type.kind !== 'array' || index.blurred || pointer.blurred) return null
  if (pointer.region.kind === 'kernel' && type.length === 0 && type.of.kind !== 'struct') {
    return problem(
      FLEXIBLE_ARRAY,
      place.span,
      'An array at the end of a kernel struct cannot be indexed directly. Read the element with BPF_CORE_READ(), or use a helper.',
      { verifier: flexibleWords(pointer, unit) },
    )
  }
  const length = BigInt(type.length)
  if (length === 0n || (index.range.min >= 0n && index.range.max < length)) return null
  // Of a kernel struct a variable index is refused at any bound, which the access itself reports.
  if (pointer.region.kind === 'kernel' && !isSingle(index.range)) return null
  const elementSize = BigInt(sizeOf(place.type, unit.structs))
  const shifted = (at: bigint): bigint => pointer.offset.min + at * elementSize
  return outOfBounds({
    span: place.span,
    what: arrayName(place.base),
    length,
    index: index.range,
    region: pointer.region,
    offset: { min: shifted(index.range.min), max: shifted(index.range.max) },
    size: Number(elementSize),
    write: false,
  })
}

function flexibleWords({ region, offset }: PointerValue, unit: Unit): string {
  const struct = region.kind === 'kernel' ? (region.struct ?? '') : ''
  return has(unit.kernel, 'verifier-names-missing-field')
    ? `struct ${struct} doesn't have field at offset ${offset.min}`
    : `access beyond struct ${struct} at off ${offset.min} size 8`
}

const arrayName = (base: Place): string => {
  if (base.kind === 'global') return `'${base.name}'`
  if (base.kind === 'member') return `'${base.field.name}'`
  return 'the array'
}

/** A load or store outside of what the pointer points into. */
export function boundsProblem({ pointer, place, size, write, unit }: Access): Diagnostic | null {
  const { region, offset } = pointer
  if (region.kind !== 'stack' && region.kind !== 'global' && region.kind !== 'mapValue') return null
  if (offset.min >= 0n && offset.max + BigInt(size) <= BigInt(region.size)) return null
  const step = BigInt(Math.max(1, sizeOf(place.type, unit.structs)))
  return outOfBounds({
    span: place.span,
    what: region.kind === 'mapValue' ? `the value of map '${region.name}'` : `'${region.name}'`,
    length: BigInt(region.size) / step,
    index: { min: offset.min / step, max: offset.max / step },
    region,
    offset,
    size,
    write,
  })
}

interface Excess {
  span: { start: number; end: number }
  what: string
  length: bigint
  index: Range
  region: Region
  offset: Range
  size: number
  write: boolean
}

function outOfBounds(excess: Excess): Diagnostic {
  const { span, what, length, index } = excess
  const last = length - 1n
  if (isSingle(index)) {
    return problem(
      ARRAY_INDEX,
      span,
      `Index ${index.min} is outside of ${what}, which has the elements 0 to ${last}.`,
      { verifier: verifierWords(excess) },
    )
  }
  const masked = (length & (length - 1n)) === 0n ? ` or mask it (i & ${last})` : ''
  const range =
    index.max - index.min > UNBOUNDED ? 'can be any number here' : `can be ${index.min} to ${index.max} here`
  const message =
    index.min < 0n && index.max < length
      ? `The index may be negative here. Use an unsigned index, or test that it is at least 0.`
      : `The index ${range}, but ${what} has the elements 0 to ${last}. Test it first (if (i < ${length}))${masked}; the verifier does not see what % leaves.`
  return problem(ARRAY_INDEX, span, message, { verifier: verifierWords(excess) })
}

function verifierWords({ region, offset, index, size, write }: Excess): string {
  if (region.kind === 'kernel') return `access beyond struct ${region.struct ?? ''} at off ${offset.min} size ${size}`
  if (region.kind === 'stack') {
    const access = write ? 'write to' : 'read from'
    if (isSingle(index)) return `invalid ${access} stack R1 off=${offset.min} size=${size}`
    return offset.max - offset.min >= UNBOUNDED
      ? `invalid unbounded variable-offset ${access} stack R1`
      : `invalid variable-offset ${access} stack R1 var_off=(0x0; 0x${offset.max.toString(16)}) off=0 size=${size}`
  }
  const total = 'size' in region ? region.size : 0
  const outside = (at: bigint): string => `invalid access to map value, value_size=${total} off=${at} size=${size}`
  if (isSingle(index)) return outside(offset.min)
  if (offset.min <= -UNBOUNDED) {
    return 'math between map_value pointer and register with unbounded min value is not allowed'
  }
  if (offset.min < 0n) return 'R1 min value is negative, either use unsigned index or do a if (index >=0) check.'
  if (offset.min + BigInt(size) > BigInt(total)) return outside(offset.min)
  if (offset.max >= UNBOUNDED) return 'R1 unbounded memory access, make sure to bounds check any such access'
  return outside(offset.max)
}
