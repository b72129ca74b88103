// C's expressions by precedence climbing, with GNU's statement expressions and `a ?: b`, and the macros of the BPF headers that take
// types and field paths. An expression that cannot be read becomes an `error` node, once reported.

import type { Span } from '../../span.ts'
import type { CAssignOp, CBinaryOp, CExpr, CoreArgument, Designator } from './ast.ts'
import { fix } from '../../diagnostics.ts'
import { problem } from '../../catalogue/rule.ts'
import { CORE_MACROS, REFUSED_MACROS } from '../text/headers.ts'
import type { Token } from '../text/lexer.ts'
import { characterLiteral, literalBytes, numberLiteral } from '../text/literals.ts'
import type { Parser } from './context.ts'
import { KEYWORDS, startsType } from './words.ts'
import { UNSUPPORTED_MACRO } from '../text/rules/macros.ts'
import { ASSIGNMENT_AS_CONDITION, EXPECTED_EXPRESSION, EXPECTED_TOKEN, UNSUPPORTED_SYNTAX } from './rules/syntax.ts'

const BINARY: ReadonlyMap<string, { op: CBinaryOp; precedence: number }> = new Map(
  (
    [
      [['||'], 1],
      [['&&'], 2],
      [['|'], 3],
      [['^'], 4],
      [['&'], 5],
      [['==', '!='], 6],
      [['<', '<=', '>', '>='], 7],
      [['<<', '>>'], 8],
      [['+', '-'], 9],
      [['*', '/', '%'], 10],
    ] as const
  ).flatMap(([ops, precedence]) => ops.map((op) => [op, { op, precedence }] as const)),
)

const ASSIGN: ReadonlyMap<string, CAssignOp> = new Map(
  (['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>='] as const).map((op) => [op, op]),
)

const UNARY = new Map((['+', '-', '~', '!', '*', '&'] as const).map((op) => [op as string, op]))

/** An expression with commas. */
export function parseExpression(p: Parser): CExpr {
  return p.fullExpression(() => {
    const start = p.token.span
    const first = parseAssignment(p)
    if (!p.is(',')) return first
    const items = [first]
    while (p.accept(',')) items.push(parseAssignment(p))
    return { kind: 'comma', items, span: p.spanFrom(start) }
  })
}

/** An expression without commas: an argument, an initialiser. */
export function parseAssignment(p: Parser): CExpr {
  return p.fullExpression(() => {
    const start = p.token.span
    const target = parseConditional(p)
    const op = ASSIGN.get(p.token.text)
    if (op === undefined) return target
    const opSpan = p.advance().span
    const value = p.nested(
      () => parseAssignment(p),
      () => errorAt(start),
    )
    return { kind: 'assign', op, target, value, span: p.spanFrom(start), opSpan }
  })
}

/** An expression without commas and assignments: an array length, a case, a bit-field width. */
export function parseConditional(p: Parser): CExpr {
  return p.fullExpression(() => {
    const start = p.token.span
    const condition = parseBinary(p, 1)
    if (!p.accept('?')) return condition
    const error = (): CExpr => errorAt(start)
    const then = p.is(':') ? null : p.nested(() => parseExpression(p), error)
    p.expect(':', "and the value for 'no' after the '?'")
    const otherwise = p.nested(() => parseConditional(p), error)
    return { kind: 'conditional', condition, then, otherwise, span: p.spanFrom(start) }
  })
}

const errorAt = (span: Span): CExpr => ({ kind: 'error', span })

function parseBinary(p: Parser, least: number): CExpr {
  const start = p.token.span
  let left = parseUnary(p)
  for (;;) {
    const operator = BINARY.get(p.token.text)
    if (operator === undefined || operator.precedence < least) return left
    if (!p.countOperator()) {
      p.skipExpression()
      return errorAt(start)
    }
    const opSpan = p.advance().span
    const right = parseBinary(p, operator.precedence + 1)
    left = { kind: 'binary', op: operator.op, left, right, span: p.spanFrom(start), opSpan }
  }
}

function parseUnary(p: Parser): CExpr {
  const { span } = p.token
  return p.nested(
    () => parseUnaryHere(p),
    () => errorAt(span),
  )
}

function parseUnaryHere(p: Parser): CExpr {
  const { text, span: start } = p.token
  const op = UNARY.get(text)
  if (op !== undefined) {
    p.advance()
    const operand = parseUnary(p)
    return { kind: 'unary', op, operand, span: p.spanFrom(start) }
  }
  if (text === '++' || text === '--') {
    p.advance()
    const operand = parseUnary(p)
    return { kind: 'prefix', op: text, operand, span: p.spanFrom(start) }
  }
  if (text === 'sizeof') return parseSizeof(p)
  if (text === '(' && startsType(p, 1)) return parseCast(p)
  return parsePostfix(p, parsePrimary(p), start)
}

function parseSizeof(p: Parser): CExpr {
  const start = p.advance().span
  if (p.is('(') && startsType(p, 1)) {
    const open = p.advance()
    const type = p.grammar.typeName(p)
    p.expectClose(open)
    if (!p.is('{')) return { kind: 'sizeofType', type, span: p.spanFrom(start) }
    const init = p.grammar.initializer(p)
    const literal: CExpr = { kind: 'compoundLiteral', type, init, span: p.spanFrom(open.span) }
    return { kind: 'sizeofExpr', operand: parsePostfix(p, literal, open.span), span: p.spanFrom(start) }
  }
  const operand = parseUnary(p)
  return { kind: 'sizeofExpr', operand, span: p.spanFrom(start) }
}

/** `(type) operand`, or the compound literal `(type){...}`. */
function parseCast(p: Parser): CExpr {
  const open = p.advance()
  const type = p.grammar.typeName(p)
  p.expectClose(open)
  if (p.is('{')) {
    const init = p.grammar.initializer(p)
    return parsePostfix(p, { kind: 'compoundLiteral', type, init, span: p.spanFrom(open.span) }, open.span)
  }
  const operand = parseUnary(p)
  return { kind: 'cast', type, operand, span: p.spanFrom(open.span) }
}

function parsePostfix(p: Parser, first: CExpr, start: Span): CExpr {
  let expr = first
  for (;;) {
    const { token } = p
    switch (token.text) {
      case '(':
      case '[':
      case '.':
      case '->':
      case '++':
      case '--':
        break
      default:
        return expr
    }
    if (!p.countOperator()) {
      p.skipExpression()
      return errorAt(start)
    }
    expr = parseSuffix(p, expr, start)
  }
}

function parseSuffix(p: Parser, object: CExpr, start: Span): CExpr {
  const token = p.advance()
  switch (token.text) {
    case '(': {
      const args = parseList(p, token, parseAssignment)
      return { kind: 'call', callee: object, args, span: p.spanFrom(start) }
    }
    case '[': {
      const index = parseExpression(p)
      p.expectClose(token)
      return { kind: 'index', object, index, span: p.spanFrom(start) }
    }
    case '.':
    case '->': {
      const nameSpan = p.token.span
      if (p.token.kind !== 'identifier') {
        p.report(
          EXPECTED_TOKEN,
          p.missingSpan,
          `After '${token.text}' stands the name of a member, but found ${p.found}.`,
        )
        return errorAt(p.spanFrom(start))
      }
      const name = p.advance().text
      return { kind: 'member', object, arrow: token.text === '->', name, nameSpan, span: p.spanFrom(start) }
    }
    default:
      return { kind: 'postfix', op: token.text === '++' ? '++' : '--', operand: object, span: p.spanFrom(start) }
  }
}

/** What stands between `open`, already taken, and its closing parenthesis, separated by commas. */
function parseList<T>(p: Parser, open: Token, item: (p: Parser) => T): T[] {
  const items: T[] = []
  if (p.accept(')')) return items
  do items.push(item(p))
  while (p.accept(','))
  p.expectClose(open)
  return items
}

function parsePrimary(p: Parser): CExpr {
  const { token } = p
  switch (token.kind) {
    case 'number': {
      p.advance()
      return take(p, numberLiteral(token.text, token.span))
    }
    case 'character': {
      p.advance()
      return take(p, characterLiteral(token.text, token.span))
    }
    case 'string':
      return parseString(p)
    case 'identifier':
      return parseName(p)
    case 'punctuator':
      return token.text === '(' ? parseParenthesised(p) : missingExpression(p)
    case 'end':
      return missingExpression(p)
  }
}

function take(p: Parser, literal: ReturnType<typeof numberLiteral>): CExpr {
  p.diagnostics.push(...literal.diagnostics)
  return literal.expr
}

function missingExpression(p: Parser): CExpr {
  const span = p.missingSpan
  p.report(EXPECTED_EXPRESSION, span, `Expected a value here, but found ${p.found}.`)
  return errorAt(span)
}

/** A string literal with those that follow it directly. */
function parseString(p: Parser): CExpr {
  const start = p.token.span
  const parts: Uint8Array[] = []
  while (p.token.kind === 'string') {
    const token = p.advance()
    const { bytes, diagnostics } = literalBytes(token.text, token.span)
    p.diagnostics.push(...diagnostics)
    parts.push(bytes)
  }
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { kind: 'string', bytes, span: p.spanFrom(start) }
}

function parseParenthesised(p: Parser): CExpr {
  const open = p.advance()
  if (p.is('{')) {
    const body = p.grammar.compound(p)
    p.expectClose(open)
    return { kind: 'statements', body, span: p.spanFrom(open.span) }
  }
  const inner = parseExpression(p)
  p.expectClose(open)
  return inner
}

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['_Generic', '_Generic is not supported. Write the function for the type directly.'],
  ['_Alignof', '_Alignof is not supported. Write the number of bytes.'],
  ['__alignof__', '__alignof__ is not supported. Write the number of bytes.'],
  ['__builtin_types_compatible_p', 'Comparing types is not supported. Write the branch for the type directly.'],
])

function parseName(p: Parser): CExpr {
  const { text: name, span } = p.token
  const isCall = p.peek(1).text === '('
  const refusal = UNSUPPORTED.get(name) ?? (p.lookup(name) === undefined ? REFUSED_MACROS.get(name) : undefined)
  if (refusal !== undefined && isCall) {
    p.report(UNSUPPORTED.has(name) ? UNSUPPORTED_SYNTAX : UNSUPPORTED_MACRO, span, refusal)
    p.advance()
    p.skipGroup()
    return errorAt(p.spanFrom(span))
  }
  if (KEYWORDS.has(name)) return missingExpression(p)
  if (isCall && CORE_MACROS.has(name)) {
    p.advance()
    const open = p.advance()
    const args = parseList(p, open, parseCoreArgument)
    return { kind: 'coreMacro', name, args, span: p.spanFrom(span), nameSpan: span }
  }
  if (isCall && (name === 'offsetof' || name === '__builtin_offsetof')) return parseOffsetof(p)
  p.advance()
  if (name === '__func__' || name === '__FUNCTION__' || name === '__PRETTY_FUNCTION__') {
    return { kind: 'string', bytes: new TextEncoder().encode(p.functionName), span }
  }
  return { kind: 'name', name, span }
}

/** A type or an expression; a single type name is both, since a member may have its name. */
function parseCoreArgument(p: Parser): CoreArgument {
  const { token } = p
  if (!startsType(p, 0)) {
    const expr = parseAssignment(p)
    return { expr, type: null, span: expr.span }
  }
  const type = p.grammar.typeName(p)
  const isSingle = p.previous === token && !KEYWORDS.has(token.text)
  return { expr: isSingle ? { kind: 'name', name: token.text, span: token.span } : null, type, span: type.span }
}

function parseOffsetof(p: Parser): CExpr {
  const start = p.advance().span
  const open = p.advance()
  const type = p.grammar.typeName(p)
  p.expect(',', 'and a member after the type')
  const path: Designator[] = []
  do {
    const { span } = p.token
    if (p.token.kind !== 'identifier') {
      p.report(EXPECTED_TOKEN, p.missingSpan, `Expected the name of a member, but found ${p.found}.`)
      break
    }
    path.push({ kind: 'field', name: p.advance().text, span })
    while (p.is('[')) {
      const bracket = p.advance()
      const index = parseExpression(p)
      p.expectClose(bracket)
      path.push({ kind: 'index', index, span: p.spanFrom(bracket.span) })
    }
  } while (p.accept('.'))
  p.expectClose(open)
  return { kind: 'offsetof', type, path, span: p.spanFrom(start) }
}

/** Warns of `if (a = b)`: most of the time a comparison is meant. */
export function warnOfAssignment(p: Parser, condition: CExpr, isParenthesisedTwice: boolean): void {
  if (condition.kind !== 'assign' || condition.op !== '=' || isParenthesisedTwice) return
  const { opSpan } = condition
  const message =
    "This '=' assigns. To compare, write '=='; if you mean to assign, put a second pair of parentheses around it."
  const fixes = [fix("Compare with '=='", opSpan.start, opSpan.end, '==')]
  p.diagnostics.push(problem(ASSIGNMENT_AS_CONDITION, opSpan, message, { fixes }))
}
