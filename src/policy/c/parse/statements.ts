// C's statements, with bpf_for and bpf_repeat. Errors are repaired at the next `;`, line or brace, so that one mistake gives one message.

import type { AsmOperand, BlockItem, CExpr, CompoundStmt, CStmt, Declaration } from './ast.ts'
import type { Token } from '../text/lexer.ts'
import { isAsm, parseText } from './attributes.ts'
import type { Parser } from './context.ts'
import {
  endDeclaration,
  lacksSemicolonAfterBody,
  parseDeclarator,
  parseInitDeclarators,
  parseSpecifiers,
} from './declarations.ts'
import { parseAssignment, parseConditional, parseExpression, warnOfAssignment } from './expressions.ts'
import { isAttributeStart, KEYWORDS, startsType, STATIC_ASSERT_WORDS } from './words.ts'
import { EXPECTED_STATEMENT, EXPECTED_TOKEN, NESTED_FUNCTION, UNSUPPORTED_SYNTAX } from './rules/syntax.ts'

/** A block in a scope of its own. `prepare` may declare names in it first: a function's parameters. */
export function parseCompound(p: Parser, prepare?: () => void): CompoundStmt {
  const open = p.token
  return p.inScope(() => {
    prepare?.()
    const items: BlockItem[] = []
    if (!p.expect('{', 'at the start of a block')) return { kind: 'compound', items, span: open.span }
    while (!p.atEnd && !p.is('}') && !startsProgram(p)) {
      const before = p.next
      const item = parseBlockItem(p)
      if (item !== null) items.push(item)
      if (p.next > before) continue
      p.report(EXPECTED_STATEMENT, p.token.span, `Expected a statement here, but found ${p.found}.`)
      p.skipGroup()
    }
    p.expectClose(open)
    return { kind: 'compound', items, span: p.spanFrom(open.span) }
  })
}

/** SEC("...") at the start of a line never stands inside of a function: a closing brace is missing before it. */
const startsProgram = (p: Parser): boolean => p.is('SEC') && p.peek(1).text === '(' && p.token.startsLine

function parseBlockItem(p: Parser): BlockItem | null {
  if (STATIC_ASSERT_WORDS.has(p.token.text)) {
    skipStaticAssert(p)
    return null
  }
  if (startsDeclaration(p)) return parseLocalDeclaration(p)
  return parseStatement(p)
}

/** `_Static_assert(condition, "message");`. Returns the condition. */
export function skipStaticAssert(p: Parser): CExpr | null {
  p.advance()
  const open = p.token
  if (!p.expect('(', 'after _Static_assert')) {
    endDeclaration(p)
    return null
  }
  const condition = parseConditional(p)
  if (p.accept(',')) parseAssignment(p)
  p.expectClose(open)
  endDeclaration(p)
  return condition
}

function startsDeclaration(p: Parser): boolean {
  if (p.token.kind !== 'identifier' || isLabel(p)) return false
  return startsType(p, 0) || isAttributeStart(p) || looksLikeUnknownType(p)
}

/** `foo_t x` or `foo_t *x = ...` with a `foo_t` that nothing has declared. */
function looksLikeUnknownType(p: Parser): boolean {
  const { token } = p
  const isName = (ahead: number): boolean => p.peek(ahead).kind === 'identifier' && !KEYWORDS.has(p.peek(ahead).text)
  if (KEYWORDS.has(token.text) || p.lookup(token.text) !== undefined) return false
  if (isName(1)) return !p.peek(1).startsLine && ['=', ';', ',', '['].includes(p.peek(2).text)
  let ahead = 1
  while (p.peek(ahead).text === '*' && ahead < 4) ahead++
  return ahead > 1 && isName(ahead) && ['=', ';', ','].includes(p.peek(ahead + 1).text)
}

const isLabel = (p: Parser): boolean =>
  p.token.kind === 'identifier' && !KEYWORDS.has(p.token.text) && p.peek(1).text === ':'

function parseLocalDeclaration(p: Parser): Declaration | null {
  const specifiers = parseSpecifiers(p)
  if (p.is(';') || lacksSemicolonAfterBody(p, specifiers)) return parseInitDeclarators(p, specifiers, null)
  const declarator = parseDeclarator(p, 'named')
  if (declarator.layers[0]?.kind === 'function' && p.is('{')) {
    const name = declarator.name ?? 'this function'
    p.report(
      NESTED_FUNCTION,
      declarator.span,
      `${name} stands inside of another function. Perhaps a '}' is missing before it.`,
    )
    parseCompound(p)
    return null
  }
  return parseInitDeclarators(p, specifiers, declarator)
}

/** One statement. */
export function parseStatement(p: Parser): CStmt {
  const { span } = p.token
  return p.nested(
    () => parseStatementHere(p),
    () => {
      p.skipStatement()
      return { kind: 'error', span }
    },
  )
}

function parseStatementHere(p: Parser): CStmt {
  const { token } = p
  const start = token.span
  if (isLabel(p)) {
    p.advance()
    p.advance()
    return { kind: 'label', name: token.text, body: parseLabelled(p), span: p.spanFrom(start) }
  }
  if (isAsm(p)) return parseAsm(p)
  switch (token.text) {
    case '{':
      return parseCompound(p)
    case ';':
      p.advance()
      return { kind: 'expr', expr: null, span: start }
    case 'if':
      return parseIf(p)
    case 'while': {
      p.advance()
      const condition = parseCondition(p, 'while')
      const headSpan = p.spanFrom(start)
      return { kind: 'while', condition, body: parseStatement(p), span: p.spanFrom(start), headSpan }
    }
    case 'do':
      return parseDo(p)
    case 'for':
      return p.inScope(() => parseFor(p))
    case 'switch': {
      p.advance()
      const value = parseCondition(p, 'switch')
      return { kind: 'switch', value, body: parseStatement(p), span: p.spanFrom(start) }
    }
    case 'case': {
      p.advance()
      const low = parseConditional(p)
      const high = p.accept('...') ? parseConditional(p) : null
      p.expect(':', 'after the value of the case')
      return { kind: 'case', low, high, body: parseLabelled(p), span: p.spanFrom(start) }
    }
    case 'default':
      p.advance()
      p.expect(':', "after 'default'")
      return { kind: 'default', body: parseLabelled(p), span: p.spanFrom(start) }
    case 'goto':
      return parseGoto(p)
    case 'break':
    case 'continue':
      p.advance()
      endStatement(p)
      return { kind: token.text, span: p.spanFrom(start) }
    case 'return': {
      p.advance()
      const value = p.is(';') || (p.token.startsLine && !startsValue(p)) ? null : parseExpression(p)
      endStatement(p)
      return { kind: 'return', value, span: p.spanFrom(start) }
    }
    case 'else':
      p.report(
        EXPECTED_STATEMENT,
        start,
        "This 'else' has no 'if' before it. Perhaps the if has more than one statement without braces.",
      )
      p.advance()
      return parseStatement(p)
    case 'bpf_for':
    case 'bpf_repeat':
      if (p.peek(1).text === '(') return parseBpfLoop(p)
      break
    case 'bpf_for_each':
      if (p.lookup('bpf_for_each') === undefined && p.peek(1).text === '(') return parseForEach(p)
  }
  if (startsDeclaration(p)) return parseMisplacedDeclaration(p)
  return parseExpressionStatement(p)
}

/** What a label, case or default stands before: nothing when a declaration or the block's end follows, which C23 allows. */
function parseLabelled(p: Parser): CStmt {
  const { end } = p.previous.span
  if (p.is('}') || (startsDeclaration(p) && !isAttributeStart(p))) {
    return { kind: 'expr', expr: null, span: { start: end, end } }
  }
  return parseStatement(p)
}

/** True when the next token can begin a value; used where a `;` may have been forgotten before it. */
const startsValue = (p: Parser): boolean => !p.atEnd && !p.is('}') && !(KEYWORDS.has(p.token.text) && !p.is('sizeof'))

/** A declaration as the body of an if or a loop: it would go out of scope at once. */
function parseMisplacedDeclaration(p: Parser): CStmt {
  const { span } = p.token
  p.report(EXPECTED_STATEMENT, span, 'A declaration cannot stand here on its own. Put braces around it.')
  parseLocalDeclaration(p)
  return { kind: 'error', span: p.spanFrom(span) }
}

function parseExpressionStatement(p: Parser): CStmt {
  const start = p.token.span
  const before = p.next
  const expr = parseExpression(p)
  if (p.next === before) {
    // Nothing could be read. A closing brace is left to the block; anything else is skipped.
    if (!p.is('}')) p.skipStatement()
    return { kind: 'error', span: p.spanFrom(start) }
  }
  endStatement(p)
  return { kind: 'expr', expr, span: p.spanFrom(start) }
}

/** Takes the `;` of a statement. When it is missing, the next line is taken for the next statement. */
function endStatement(p: Parser): void {
  endDeclaration(p)
}

function parseIf(p: Parser): CStmt {
  const start = p.advance().span
  const condition = parseCondition(p, 'if')
  const then = parseStatement(p)
  const otherwise = p.accept('else') ? parseStatement(p) : null
  return { kind: 'if', condition, then, otherwise, span: p.spanFrom(start) }
}

/** The condition in parentheses after `word`. */
function parseCondition(p: Parser, word: string): CExpr {
  const open = p.token
  const isTwice = p.peek(1).text === '('
  const isOpen = p.expect('(', `after '${word}'`)
  const condition = parseExpression(p)
  if (isOpen) p.expectClose(open)
  else p.accept(')')
  if (word !== 'switch') warnOfAssignment(p, condition, isTwice)
  return condition
}

function parseDo(p: Parser): CStmt {
  const headSpan = p.advance().span
  const body = parseStatement(p)
  if (!p.expect('while', "after the block of 'do'")) {
    return { kind: 'error', span: p.spanFrom(headSpan) }
  }
  const condition = parseCondition(p, 'while')
  endStatement(p)
  return { kind: 'do', body, condition, span: p.spanFrom(headSpan), headSpan }
}

function parseFor(p: Parser): CStmt {
  const start = p.advance().span
  const open = p.token
  if (!p.expect('(', "after 'for'")) {
    p.skipStatement()
    return { kind: 'error', span: p.spanFrom(start) }
  }
  const init = parseForInit(p)
  const condition = p.is(';') ? null : parseExpression(p)
  const step = p.expect(';', 'after the condition of the for') && !p.is(')') ? parseExpression(p) : null
  p.expectClose(open)
  const headSpan = p.spanFrom(start)
  const body = parseStatement(p)
  return { kind: 'for', init, condition, step, body, span: p.spanFrom(start), headSpan }
}

/** The first part of a for, with its `;`. */
function parseForInit(p: Parser): Declaration | CExpr | null {
  if (p.accept(';')) return null
  if (startsDeclaration(p)) return parseInitDeclarators(p, parseSpecifiers(p), null)
  const init = parseExpression(p)
  p.expect(';', 'after the start of the for')
  return init
}

function parseBpfLoop(p: Parser): CStmt {
  const { text, span: start } = p.advance()
  const open = p.advance()
  if (text === 'bpf_repeat') {
    const count = parseAssignment(p)
    const headSpan = closeHead(p, open, start)
    return { kind: 'bpfRepeat', count, body: parseStatement(p), span: p.spanFrom(start), headSpan }
  }
  const variable = parseAssignment(p)
  p.expect(',', 'and the first number after the variable of bpf_for')
  const from = parseAssignment(p)
  p.expect(',', 'and the end of the range in bpf_for')
  const to = parseAssignment(p)
  const headSpan = closeHead(p, open, start)
  return { kind: 'bpfFor', variable, from, to, body: parseStatement(p), span: p.spanFrom(start), headSpan }
}

/** `bpf_for_each(task, pos, NULL, flags)`. */
function parseForEach(p: Parser): CStmt {
  const start = p.advance().span
  const open = p.advance()
  const { token } = p
  if (token.kind === 'identifier') p.advance()
  else
    p.report(
      EXPECTED_TOKEN,
      p.missingSpan,
      `bpf_for_each takes the kind of walk first, such as task, but found ${p.found}.`,
    )
  p.expect(',', 'and the variable of bpf_for_each')
  const variable = parseAssignment(p)
  const args: CExpr[] = []
  while (p.accept(',')) args.push(parseAssignment(p))
  const headSpan = closeHead(p, open, start)
  const body = parseStatement(p)
  return { kind: 'bpfForEach', iterator: token.text, variable, args, body, span: p.spanFrom(start), headSpan }
}

/** `asm volatile("..." : outputs : inputs : clobbers);` */
function parseAsm(p: Parser): CStmt {
  const start = p.advance().span
  while (p.token.kind === 'identifier') p.advance()
  const open = p.token
  const operands: AsmOperand[] = []
  let template = ''
  if (p.expect('(', "after 'asm'")) {
    template = parseText(p) ?? ''
    for (let part = 0; part < 2 && p.accept(':'); part++) parseAsmOperands(p, operands)
    while (!p.atEnd && !p.is(')') && !p.is(';') && !p.is('}')) p.skipGroup()
    p.expectClose(open)
  }
  endStatement(p)
  if (template.trim() === '' && operands.length === 0) return { kind: 'expr', expr: null, span: p.spanFrom(start) }
  return { kind: 'asm', template, operands, span: p.spanFrom(start) }
}

/** `[name] "constraint" (expression), ...` */
function parseAsmOperands(p: Parser, operands: AsmOperand[]): void {
  while (p.is('[') || p.token.kind === 'string') {
    const bracket = p.token
    let name: string | null = null
    if (p.accept('[')) {
      name = p.advance().text
      p.expectClose(bracket)
    }
    const constraint = parseText(p) ?? ''
    const open = p.token
    if (!p.expect('(', 'around the operand')) return
    operands.push({ name, constraint, expr: parseExpression(p) })
    p.expectClose(open)
    if (!p.accept(',')) return
  }
}

function closeHead(p: Parser, open: Token, start: CStmt['span']): CStmt['span'] {
  p.expectClose(open)
  return p.spanFrom(start)
}

function parseGoto(p: Parser): CStmt {
  const start = p.advance().span
  const { token } = p
  if (token.kind !== 'identifier' || KEYWORDS.has(token.text)) {
    const message =
      token.text === '*'
        ? 'A computed goto is not supported. Write a switch.'
        : `After 'goto' stands the name of a label.`
    p.report(token.text === '*' ? UNSUPPORTED_SYNTAX : EXPECTED_TOKEN, p.missingSpan, message)
    p.skipStatement()
    return { kind: 'error', span: p.spanFrom(start) }
  }
  p.advance()
  endStatement(p)
  return { kind: 'goto', name: token.text, span: p.spanFrom(start) }
}
