// The integer expressions after #if and #elif, computed in 64 bits with C's signedness. Names that are left after macro expansion are 0.

import { foldBinary, foldCompare, wrapConstant } from '../../constant.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { BinaryOp, CompareOp } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { LONG, ULONG } from '../../types.ts'
import { problem } from '../../catalogue/rule.ts'
import type { Token } from './lexer.ts'
import { characterLiteral, numberLiteral } from './literals.ts'
import { BAD_CONDITION } from './rules/preprocessor.ts'

interface Value {
  value: bigint
  unsigned: boolean
}

const MAX_DEPTH = 100

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
}

/** True when the condition holds. What cannot be computed is reported and does not hold. */
export function evaluateCondition(tokens: readonly Token[], at: Span, diagnostics: Diagnostic[]): boolean {
  const reader = { tokens, next: 0, at, wrong: null }
  const result = conditional(reader, 0)
  const left = tokens[reader.next]
  const wrong =
    failure(reader) ?? (left ? { span: left.span, message: `The condition should end before ${left.text}.` } : null)
  if (wrong === null) return result.value !== 0n
  diagnostics.push(problem(BAD_CONDITION, wrong.span, wrong.message))
  return false
}

interface Reader {
  tokens: readonly Token[]
  next: number
  at: Span
  /** The first thing that was wrong. */
  wrong: { span: Span; message: string } | null
}

const failure = (reader: Reader): Reader['wrong'] => reader.wrong

const ZERO: Value = { value: 0n, unsigned: false }

function fail(reader: Reader, message: string, span?: Span): Value {
  reader.wrong ??= {
    span: span ?? reader.tokens[reader.next]?.span ?? reader.tokens.at(-1)?.span ?? reader.at,
    message,
  }
  reader.next = reader.tokens.length
  return ZERO
}

const bool = (truth: boolean): Value => ({ value: truth ? 1n : 0n, unsigned: false })
const wrap = (value: bigint, unsigned: boolean): Value => ({
  value: wrapConstant(value, unsigned ? ULONG : LONG),
  unsigned,
})

function accept(reader: Reader, text: string): boolean {
  if (reader.tokens[reader.next]?.text !== text) return false
  reader.next++
  return true
}

function conditional(reader: Reader, depth: number): Value {
  if (depth > MAX_DEPTH) return fail(reader, `The condition is nested more than ${MAX_DEPTH} deep.`)
  const condition = binary(reader, 1, depth)
  if (!accept(reader, '?')) return condition
  const then = conditional(reader, depth + 1)
  if (!accept(reader, ':')) return fail(reader, 'After ? and a value there has to be a : with the other value.')
  const otherwise = conditional(reader, depth + 1)
  const unsigned = then.unsigned || otherwise.unsigned
  return wrap(condition.value === 0n ? otherwise.value : then.value, unsigned)
}

function binary(reader: Reader, least: number, depth: number): Value {
  let left = unary(reader, depth)
  for (;;) {
    const operator = reader.tokens[reader.next]
    const precedence = operator?.kind === 'punctuator' ? PRECEDENCE[operator.text] : undefined
    if (operator === undefined || precedence === undefined || precedence < least) return left
    reader.next++
    const before = reader.wrong
    const right = binary(reader, precedence + 1, depth + 1)
    // A part that does not count may divide by zero: `defined(X) && 1 / X`.
    if (skipsRight(operator.text, left) && reader.wrong !== before && reader.wrong?.message === DIVISION_BY_ZERO) {
      reader.wrong = before
    }
    left = combine(reader, operator, left, right)
  }
}

const skipsRight = (operator: string, left: Value): boolean =>
  (operator === '&&' && left.value === 0n) || (operator === '||' && left.value !== 0n)

const DIVISION_BY_ZERO = 'This divides by zero.'

const ARITHMETIC: Readonly<Record<string, BinaryOp>> = {
  '|': 'or',
  '^': 'xor',
  '&': 'and',
  '<<': 'shl',
  '>>': 'shr',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
}

const COMPARISON: Readonly<Record<string, CompareOp>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

function combine(reader: Reader, operator: Token, left: Value, right: Value): Value {
  const { text } = operator
  const isShift = text === '<<' || text === '>>'
  const unsigned = left.unsigned || (right.unsigned && !isShift)
  const a = wrap(left.value, unsigned).value
  const b = wrap(right.value, unsigned).value
  if (text === '||') return bool(a !== 0n || b !== 0n)
  if (text === '&&') return bool(a !== 0n && b !== 0n)
  const comparison = COMPARISON[text]
  if (comparison !== undefined) return bool(foldCompare(comparison, a, b))
  const arithmetic = ARITHMETIC[text]
  if (arithmetic === undefined || (b === 0n && (text === '/' || text === '%'))) {
    reader.wrong ??= { span: operator.span, message: DIVISION_BY_ZERO }
    return ZERO
  }
  return { value: foldBinary(arithmetic, a, b, unsigned ? ULONG : LONG), unsigned }
}

function unary(reader: Reader, depth: number): Value {
  if (depth > MAX_DEPTH) return fail(reader, `The condition is nested more than ${MAX_DEPTH} deep.`)
  const token = reader.tokens[reader.next]
  if (token === undefined) return fail(reader, 'A value is missing in this condition.')
  reader.next++
  if (token.kind === 'identifier') return ZERO
  if (token.kind === 'number') return integer(reader, token)
  if (token.kind === 'character') return constant(characterLiteral(token.text, token.span), reader, token)
  switch (token.text) {
    case '(': {
      const inner = conditional(reader, depth + 1)
      return accept(reader, ')') ? inner : fail(reader, 'A closing parenthesis is missing in this condition.')
    }
    case '!':
      return bool(unary(reader, depth + 1).value === 0n)
    case '-': {
      const operand = unary(reader, depth + 1)
      return wrap(-operand.value, operand.unsigned)
    }
    case '+':
      return unary(reader, depth + 1)
    case '~': {
      const operand = unary(reader, depth + 1)
      return wrap(~operand.value, operand.unsigned)
    }
    default:
      return fail(reader, `${token.text} cannot stand in a condition of the preprocessor.`, token.span)
  }
}

const integer = (reader: Reader, token: Token): Value => constant(numberLiteral(token.text, token.span), reader, token)

function constant(literal: ReturnType<typeof numberLiteral>, reader: Reader, token: Token): Value {
  const [wrong] = literal.diagnostics
  if (wrong) return fail(reader, wrong.message, token.span)
  if (literal.expr.kind !== 'integer')
    return fail(reader, 'Conditions of the preprocessor have integers only.', token.span)
  const { value, signed, bits } = literal.expr
  // All numbers have 64 bits here, so that only a suffix or a value beyond them makes one unsigned.
  return wrap(value, !signed && (bits === 64 || /u/iu.test(token.text)))
}
