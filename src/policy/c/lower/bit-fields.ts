// Bit fields of the author's structs: where each lies in its word, as clang lays them out for x86-64 and BPF alike, and how it is
// written through that word. The IR knows words only.

import type { Expr, Place, Stmt } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { INT, type IntType, U8 } from '../../types.ts'
import {
  addressOf,
  binary,
  type BitPlace,
  compare,
  constant,
  convert,
  derefOf,
  localPlace,
  read,
  readBits,
} from './build.ts'
import { addLocal, type LowerContext, type ScalarExpr } from './context.ts'

/** The type of the word that bits of a type lie in: of bool it is a byte. */
export const wordOf = (type: IntType): IntType => (type.bool ? U8 : type)

/** The word with the value in the place of the bits. */
function insert(at: BitPlace, word: ScalarExpr, value: ScalarExpr, span: Span): ScalarExpr {
  const { offset, width } = at.bits
  const wide: IntType =
    at.word.bits <= 32 ? { ...INT, signed: false, name: 'unsigned int' } : { ...at.word, signed: false }
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(offset)
  const all = (1n << BigInt(wide.bits)) - 1n
  const kept = binary('and', convert(word, wide), constant(all & ~mask, wide, span), wide, span)
  const shifted = binary('shl', convert(value, wide), constant(BigInt(offset), INT, span), wide, span)
  const placed = binary('and', shifted, constant(mask, wide, span), wide, span)
  return convert(binary('or', kept, placed, wide, span), at.word)
}

/** Stores what `make` gives for the old value; the result is the new value of the bits, or the old one. */
export function writeBits(
  c: LowerContext,
  at: BitPlace,
  make: (old: ScalarExpr) => ScalarExpr,
  result: 'old' | 'new',
  span: Span,
): ScalarExpr {
  const body: Stmt[] = []
  const keep = (name: string, init: ScalarExpr): ScalarExpr => {
    const local = addLocal(c, name, init.type, span, true)
    body.push({ kind: 'declare', local: local.id, init, span })
    return read(localPlace(local, span))
  }
  // The struct is found once, whatever finding it does.
  const struct = keep('struct', addressOf(c, at.place.base, false, span))
  const place: Place = { ...at.place, base: derefOf(struct, span) }
  const here: BitPlace = { ...at, place }
  const old = result === 'old' ? keep('old', readBits(here, span)) : readBits(here, span)
  const made = make(old)
  const truth = at.bits.bool ? compare('ne', made, constant(0n, made.type, span), span) : made
  const word = insert(here, read(place, span), truth, span)
  const store: Expr = { kind: 'assign', place, value: word, type: at.word, span }
  body.push({ kind: 'expr', expr: store, span })
  const value = result === 'old' ? old : readBits(here, span)
  return { kind: 'statements', body, value, type: value.type, span }
}
