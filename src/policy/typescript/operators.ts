// Operators: those that C has too, with C's meaning, and what to write in place of the others.

import type { AssignmentExpression, BinaryExpression, LogicalExpression, UnaryExpression } from '@babel/types'

import { promotedType } from '../c/lower/build.ts'
import type { Span } from '../span.ts'
import { INT } from '../types.ts'
import { at, type Code, joined, SOFT_BREAK } from './code.ts'
import { replaceFix, report, spanOf, type TsContext } from './context.ts'
import { isChar, isText } from './types.ts'
import {
  arithmeticType,
  broken,
  characterCode,
  condition,
  isTruth,
  parenthesised,
  plain,
  PRECEDENCE,
  tight,
  type Value,
} from './value.ts'
import { TS_OPERATOR } from './rules/constructs.ts'
import { TS_STRING, TS_TRUTH } from './rules/values.ts'

type Translate = (c: TsContext, node: BinaryExpression['right']) => Value

const PRECEDENCES: Readonly<Record<string, number>> = {
  '*': 13,
  '/': 13,
  '%': 13,
  '+': 12,
  '-': 12,
  '<<': 11,
  '>>': 11,
  '<': 10,
  '<=': 10,
  '>': 10,
  '>=': 10,
  '==': 9,
  '!=': 9,
  '&': 8,
  '^': 7,
  '|': 6,
  '&&': 5,
  '||': 4,
}

const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!='])

const INSTEAD: Readonly<Record<string, string>> = {
  '**': 'C has no power operator. Write x * x, or 1 << n for a power of two.',
  '>>>': 'Write >>: on an unsigned type (u32, u64) it shifts in zeros, on a signed one the sign.',
  in: 'Nothing can be asked for its members at run time. Test a map with get(key) !== undefined.',
  instanceof: 'Every variable has one type, known before it runs.',
  '|>': 'Call the function: f(x).',
}

export function translateBinary(c: TsContext, node: BinaryExpression, translate: Translate): Value {
  const span = spanOf(node)
  const { operator } = node
  const instead = INSTEAD[operator]
  if (instead !== undefined || node.left.type === 'PrivateName') {
    const gap: Span = { start: node.left.end ?? span.start, end: node.right.start ?? span.end }
    const fixes = operator === '>>>' ? replaceFix('Write >>', gap, ' >> ') : []
    report(c, TS_OPERATOR, span, instead ?? 'Private names belong to classes, which a policy does not have.', {
      fixes,
    })
    return broken(span)
  }
  const left = translate(c, node.left)
  const right = translate(c, node.right)
  const op = operator === '===' ? '==' : operator === '!==' ? '!=' : operator
  if (op === '==' || op === '!=') {
    const special = equality(c, op, left, right, span)
    if (special !== null) return special
  }
  return binary(op, plain(c, left), plain(c, right), span)
}

/** Comparisons that are not those of two numbers: with null, with a text. Null where it is such a comparison. */
function equality(c: TsContext, op: '==' | '!=', left: Value, right: Value, span: Span): Value | null {
  for (const [value, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (other.isNull === true) {
      return binary(op, value.lookup ? value : plain(c, value), other, span)
    }
    if (other.text !== undefined) return compareText(c, op, value, other.text, span)
  }
  if (isText(left.type) && isText(right.type)) {
    report(
      c,
      TS_STRING,
      span,
      'Two names cannot be compared as a whole. Compare them byte by byte: for (let i = 0; i < 16; i++) a[i] === b[i].',
    )
    return broken(span)
  }
  return null
}

/** A name against a literal, one byte after the other, as every verifier takes it. */
function compareText(c: TsContext, op: '==' | '!=', value: Value, text: string, span: Span): Value {
  const bytes = new TextEncoder().encode(text)
  if (isChar(value.type)) {
    const [byte = 0] = bytes
    if (bytes.length === 1) {
      const literal: Value = { code: characterCode(byte), type: INT, precedence: PRECEDENCE.primary, span }
      return binary(op, plain(c, value), literal, span)
    }
    report(c, TS_STRING, span, 'This is one byte of a name. Compare it with a text of one letter.')
    return broken(span)
  }
  if (!isText(value.type)) {
    if (value.type !== null || value.text !== undefined) {
      report(c, TS_STRING, span, 'Only a name such as task.comm can be compared with a text.')
    }
    return broken(span)
  }
  if (bytes.length > 15) {
    report(
      c,
      TS_STRING,
      span,
      `The name of a task has at most 15 bytes, and this text has ${bytes.length}: it is never equal.`,
    )
    return broken(span)
  }
  return bytewise(value, [...bytes, 0], op, span)
}

/** The bytes of a name against these: all equal (`==`), or one of them not (`!=`). */
export function bytewise(value: Value, bytes: readonly number[], op: '==' | '!=', span: Span): Value {
  const name = tight(value, PRECEDENCE.primary)
  const tests = bytes.map((byte, i): Code => [name, `[${i}] ${op} ${byte === 0 ? "'\\0'" : characterCode(byte)}`])
  const word = op === '==' ? '&&' : '||'
  const code = at(span, ...joined(tests, [` ${word}`, SOFT_BREAK]))
  return { code, type: INT, precedence: PRECEDENCES[word] ?? 0, span, operator: word, truth: true }
}

/** `left op right` in C, with parentheses where C binds otherwise or clang would ask for them. */
export function binary(op: string, left: Value, right: Value, span: Span): Value {
  const precedence = PRECEDENCES[op] ?? PRECEDENCE.primary
  const code = at(span, side(left, op, precedence), ` ${op}`, SOFT_BREAK, side(right, op, precedence + 1))
  const compares = COMPARISONS.has(op)
  const shifts = op === '<<' || op === '>>'
  const type = compares
    ? INT
    : shifts
      ? left.type?.kind === 'int'
        ? promotedType(left.type)
        : null
      : (arithmeticType(left.type, right.type) ?? (left.type?.kind === 'pointer' ? left.type : null))
  return { code, type, precedence, span, operator: op, ...(compares ? { truth: true } : {}) }
}

const BITS = new Set(['&', '|', '^'])

function side(value: Value, op: string, least: number): Code {
  const inner = value.operator
  const confusing =
    inner !== undefined &&
    ((op === '||' && inner === '&&') ||
      (BITS.has(op) && inner !== op && (COMPARISONS.has(inner) || BITS.has(inner) || inner === '+' || inner === '-')) ||
      ((op === '<<' || op === '>>') && (inner === '+' || inner === '-')) ||
      (COMPARISONS.has(op) && (COMPARISONS.has(inner) || inner === '!')) ||
      (BITS.has(op) && inner === '!'))
  return confusing ? parenthesised(value) : tight(value, least)
}

export function translateLogical(
  c: TsContext,
  node: LogicalExpression,
  translate: Translate,
  asCondition: boolean,
): Value {
  const span = spanOf(node)
  const { operator } = node
  const left = condition(c, translateSide(c, node.left, translate))
  const right = condition(c, translateSide(c, node.right, translate))
  if (!asCondition && !(isTruth(left) && isTruth(right)) && left.type !== null && right.type !== null) {
    const instead = operator === '||' ? 'Write a ? a : b.' : 'Write a ? b : 0.'
    report(
      c,
      TS_TRUTH,
      span,
      `In TypeScript ${operator} gives one of its sides, in C 0 or 1. ${instead} For true or false compare both sides: a !== 0 ${operator} b !== 0.`,
    )
    return broken(span)
  }
  return { ...binary(operator, left, right, span), type: INT, truth: true }
}

/** The sides of a condition are conditions themselves. */
const translateSide = (c: TsContext, node: LogicalExpression['left'], translate: Translate): Value =>
  isLogical(node) ? translateLogical(c, node, translate, true) : translate(c, node)

const isLogical = (node: LogicalExpression['left']): node is LogicalExpression =>
  node.type === 'LogicalExpression' && node.operator !== '??'

const UNARY_INSTEAD: Readonly<Record<string, string>> = {
  typeof: 'Every variable has one type, known before it runs: there is nothing to ask.',
  void: 'Leave void out.',
  delete: 'Nothing can be deleted but an entry of a map: m.delete(key).',
  throw: 'Nothing is thrown in the kernel. Return a value.',
}

export function translateUnary(c: TsContext, node: UnaryExpression, translate: Translate): Value {
  const span = spanOf(node)
  const { operator } = node
  const instead = UNARY_INSTEAD[operator]
  if (instead !== undefined) {
    report(c, TS_OPERATOR, span, instead)
    return broken(span)
  }
  if (operator === '!') {
    const { argument } = node
    const operand = condition(
      c,
      isLogical(argument) ? translateLogical(c, argument, translate, true) : translate(c, argument),
    )
    const code = at(span, '!', tight(operand, PRECEDENCE.unary))
    return { code, type: INT, precedence: PRECEDENCE.unary, span, operator: '!', truth: true }
  }
  const operand = plain(c, translate(c, node.argument))
  // `- -x` must not become `--x`.
  const inner = operand.precedence <= PRECEDENCE.unary && operand.precedence !== PRECEDENCE.primary
  const code = at(span, operator, inner ? parenthesised(operand) : operand.code)
  const type = operand.type?.kind === 'int' ? promotedType(operand.type) : null
  const literal =
    operand.literal === undefined || operator === '~'
      ? undefined
      : operator === '-'
        ? -operand.literal
        : operand.literal
  return { code, type, precedence: PRECEDENCE.unary, span, ...(literal === undefined ? {} : { literal }) }
}

const ASSIGN = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>='])

/** The operator of an assignment in C; null once reported. */
export function assignOperator(c: TsContext, node: AssignmentExpression): string | null {
  const { operator } = node
  if (ASSIGN.has(operator)) return operator
  const instead: Readonly<Record<string, string>> = {
    '**=': 'C has no power operator. Write x *= x.',
    '>>>=': 'Write >>=: on an unsigned type (u32, u64) it shifts in zeros.',
    '&&=': 'Write if (x) x = y.',
    '||=': 'Write if (!x) x = y.',
    '??=': 'Write if (x === null) x = y.',
  }
  report(c, TS_OPERATOR, spanOf(node), instead[operator] ?? `C has no operator ${operator}.`)
  return null
}
