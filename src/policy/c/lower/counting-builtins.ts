// Compiler builtins that count bits or tell of an overflow. Each is written out in operations that BPF has, as clang does it.

import type { BinaryOp, Expr, Stmt } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { BOOL, INT, type IntType, LONG, UINT, ULONG } from '../../types.ts'
import type { CExpr } from '../parse/ast.ts'
import {
  asInteger,
  binary,
  commonType,
  compare,
  constant,
  convert,
  derefOf,
  isIntExpr,
  isPoison,
  localPlace,
  poisonOperand,
  read,
  scalar,
} from './build.ts'
import { addLocal, type LowerContext, type Operand, report, type ScalarExpr } from './context.ts'
import { BUILTIN_USE } from './rules/calls.ts'

type Call = CExpr & { kind: 'call' }

const value = (expr: Expr): Operand => ({ kind: 'value', expr })

/** A local that holds a value for the length of a statement expression. */
function keep(c: LowerContext, name: string, init: ScalarExpr, body: Stmt[]): ScalarExpr {
  const local = addLocal(c, name, init.type, init.span, true)
  body.push({ kind: 'declare', local: local.id, init, span: init.span })
  return read(localPlace(local, init.span))
}

/** Bits that are set in 64: pairs, then fours, then bytes are added up in place, and a product sums the bytes. */
function countBits(c: LowerContext, word: ScalarExpr, body: Stmt[], span: Span): ScalarExpr {
  const op = (kind: BinaryOp, a: ScalarExpr, b: ScalarExpr): ScalarExpr => binary(kind, a, b, ULONG, span)
  const number = (n: bigint): ScalarExpr => constant(n, ULONG, span)
  const by = (n: bigint): ScalarExpr => constant(n, INT, span)
  const all = keep(c, 'word', convert(word, ULONG), body)
  const pairs = keep(
    c,
    'pairs',
    op('sub', all, op('and', op('shr', all, by(1n)), number(0x5555_5555_5555_5555n))),
    body,
  )
  const low = op('and', pairs, number(0x3333_3333_3333_3333n))
  const high = op('and', op('shr', pairs, by(2n)), number(0x3333_3333_3333_3333n))
  const fours = keep(c, 'fours', op('add', low, high), body)
  const bytes = op('and', op('add', fours, op('shr', fours, by(4n))), number(0x0f0f_0f0f_0f0f_0f0fn))
  return op('shr', op('mul', bytes, number(0x0101_0101_0101_0101n)), by(56n))
}

/** The one argument of a builtin in its type, or null after reporting what is wrong. */
function only(c: LowerContext, call: Call, name: string, type: IntType): ScalarExpr | null {
  const [arg] = call.args
  if (arg === undefined || call.args.length !== 1) {
    report(c, BUILTIN_USE, call.span, `${name}() takes 1 argument, and ${call.args.length} are given.`)
    return null
  }
  const given = convert(asInteger(c, scalar(c, arg), 'The argument'), type)
  return c.fn === null || isPoison(given) ? null : given
}

const statements = (body: Stmt[], result: ScalarExpr, span: Span): Operand =>
  value({ kind: 'statements', body, value: convert(result, INT), type: INT, span })

/** `__builtin_popcount` and `__builtin_parity`; of a parity only the lowest bit counts. */
export const popcount =
  (bits: 32 | 64, mask: bigint) =>
  (c: LowerContext, call: Call, name: string): Operand => {
    const { span } = call
    const given = only(c, call, name, bits === 64 ? ULONG : UINT)
    if (given === null) return poisonOperand(span)
    const body: Stmt[] = []
    const total = countBits(c, given, body, span)
    return statements(body, binary('and', total, constant(mask, ULONG, span), ULONG, span), span)
  }

/** `__builtin_ctz` and `__builtin_ffs` of 32 bits: the zeros below the lowest bit that is set; of 0 the first gives 32. */
export const trailingZeros =
  (from: 'ctz' | 'ffs') =>
  (c: LowerContext, call: Call, name: string): Operand => {
    const { span } = call
    const given = only(c, call, name, UINT)
    if (given === null) return poisonOperand(span)
    const body: Stmt[] = []
    const word = keep(c, 'word', given, body)
    const one = constant(1n, UINT, span)
    const inverted: ScalarExpr = { kind: 'unary', op: 'bitnot', operand: word, type: UINT, span }
    const below = binary('and', inverted, binary('sub', word, one, UINT, span), UINT, span)
    const zeros = convert(countBits(c, below, body, span), INT)
    if (from === 'ctz') return statements(body, zeros, span)
    const condition = compare('eq', word, constant(0n, UINT, span), span)
    const first = binary('add', zeros, constant(1n, INT, span), INT, span)
    const otherwise: ScalarExpr = {
      kind: 'conditional',
      condition,
      then: constant(0n, INT, span),
      otherwise: first,
      type: INT,
      span,
    }
    return statements(body, otherwise, span)
  }

/** `__builtin_clz` of 32 bits: the zeros above the highest bit that is set; of 0 it gives 32. */
export function leadingZeros(c: LowerContext, call: Call, name: string): Operand {
  const { span } = call
  const given = only(c, call, name, UINT)
  if (given === null) return poisonOperand(span)
  const body: Stmt[] = []
  let word = keep(c, 'word', given, body)
  for (const by of [1n, 2n, 4n, 8n, 16n]) {
    word = keep(
      c,
      'word',
      binary('or', word, binary('shr', word, constant(by, INT, span), UINT, span), UINT, span),
      body,
    )
  }
  const set = countBits(c, word, body, span)
  return statements(body, binary('sub', constant(32n, ULONG, span), set, ULONG, span), span)
}

/** `__builtin_add_overflow(a, b, &result)` and its like: stores what fits, and is true where something was lost. */
export const overflow =
  (op: 'add' | 'sub' | 'mul') =>
  (c: LowerContext, call: Call, name: string): Operand => {
    const { span } = call
    const [first, second, third] = call.args
    if (first === undefined || second === undefined || third === undefined || call.args.length !== 3) {
      report(c, BUILTIN_USE, span, `${name}() takes 2 numbers and the address of the result.`)
      return poisonOperand(span)
    }
    const left = asInteger(c, scalar(c, first), 'The first argument')
    const right = asInteger(c, scalar(c, second), 'The second argument')
    const target = scalar(c, third)
    if (c.fn === null || isPoison(left) || isPoison(right) || isPoison(target)) return poisonOperand(span)
    const type = target.type.kind === 'pointer' ? target.type.to : null
    if (type?.kind !== 'int' || !isIntExpr(left) || !isIntExpr(right)) {
      report(c, BUILTIN_USE, third.span, `The third argument of ${name}() is the address of an integer.`)
      return poisonOperand(span)
    }
    const body: Stmt[] = []
    const place = derefOf(keep(c, 'result', target, body), span)
    const isWide = left.type.bits === 64 || right.type.bits === 64 || type.bits === 64
    const made = isWide
      ? inWords(c, op, left, right, type, body, span)
      : inDoubleWords(c, op, left, right, type, body, span)
    if (made === null) {
      report(
        c,
        BUILTIN_USE,
        span,
        op === 'mul'
          ? `clang makes a call of a 64-bit ${name}() that BPF lacks. Compare before you multiply: b && a > ~0ULL / b.`
          : `The three numbers of ${name}() must have one type here when one of them has 64 bits.`,
        op === 'mul' ? { verifier: "A call to built-in function '__multi3' is not supported (clang)" } : {},
      )
      return poisonOperand(span)
    }
    const store: Expr = { kind: 'assign', place, value: made.stored, type, span }
    body.push({ kind: 'expr', expr: store, span })
    return value({ kind: 'statements', body, value: convert(made.lost, BOOL), type: BOOL, span })
  }

interface Made {
  stored: ScalarExpr
  lost: ScalarExpr
}

/** Of numbers with 32 bits and less the exact result fits 64. */
function inDoubleWords(
  c: LowerContext,
  op: BinaryOp,
  left: ScalarExpr,
  right: ScalarExpr,
  type: IntType,
  body: Stmt[],
  span: Span,
): Made {
  const isUnsigned =
    op === 'mul' && left.type.kind === 'int' && right.type.kind === 'int' && !left.type.signed && !right.type.signed
  const wide = isUnsigned ? ULONG : LONG
  const exact = keep(c, 'exact', binary(op, convert(left, wide), convert(right, wide), wide, span), body)
  const stored = keep(c, 'stored', convert(exact, type), body)
  return { stored, lost: compare('ne', convert(stored, wide), exact, span) }
}

/** Of numbers with 64 bits the signs or an order tell; null where they do not have one type, and for products. */
function inWords(
  c: LowerContext,
  op: BinaryOp,
  left: ScalarExpr,
  right: ScalarExpr,
  type: IntType,
  body: Stmt[],
  span: Span,
): Made | null {
  if (op === 'mul' || type.bits !== 64 || left.type.kind !== 'int' || right.type.kind !== 'int') return null
  const agrees = ({ type: from }: ScalarExpr): boolean =>
    from.kind === 'int' && (from.signed === type.signed || (!from.signed && from.bits < 64))
  if (!agrees(left) || !agrees(right) || commonType(type, type).bits !== 64) return null
  const a = keep(c, 'a', convert(left, type), body)
  const b = keep(c, 'b', convert(right, type), body)
  const stored = keep(c, 'stored', binary(op, a, b, type, span), body)
  if (!type.signed) return { stored, lost: op === 'add' ? compare('lt', stored, a, span) : compare('lt', a, b, span) }
  const differs = (x: ScalarExpr, y: ScalarExpr): ScalarExpr => binary('xor', x, y, type, span)
  const signs = binary(
    'and',
    op === 'add' ? differs(a, stored) : differs(a, b),
    op === 'add' ? differs(b, stored) : differs(a, stored),
    type,
    span,
  )
  return { stored, lost: compare('lt', signs, constant(0n, type, span), span) }
}
