// What the parts of the parser share: the tokens with a position, the scopes that tell type names from other names, the reporting of
// errors with their recovery, and the limits that keep every text from overflowing the stack. It knows brackets, but no grammar.

import { SCALARS } from '../../../kernel/layout.ts'
import { STRUCTS } from '../../../kernel/structs.ts'
import { fix, type Diagnostic, type Fix } from '../../diagnostics.ts'
import { problem, type Rule } from '../../catalogue/rule.ts'
import type { Span } from '../../span.ts'
import { lineColumnAt, lineStarts } from '../../span.ts'
import type { CompoundStmt, Initializer, TypeName } from './ast.ts'
import { MAX_ERRORS } from './error-limit.ts'
import { KNOWN_TYPEDEFS } from '../text/headers.ts'
import type { Token } from '../text/lexer.ts'
import { endToken } from '../text/lexer.ts'
import { EXPECTED_TOKEN, TOO_DEEP, UNCLOSED_BRACKET } from './rules/syntax.ts'

/** The parts of the grammar that expressions need but that themselves need expressions. */
export interface Grammar {
  typeName: (p: Parser) => TypeName
  initializer: (p: Parser) => Initializer
  compound: (p: Parser) => CompoundStmt
}

/** As deep as clang allows brackets to be nested. */
export const MAX_DEPTH = 256
/** Operators, calls and member accesses in one full expression; a chain of them is as deep in the tree as it is long. */
export const MAX_OPERATORS = 500

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

export class Parser {
  readonly grammar: Grammar
  readonly diagnostics: Diagnostic[] = []
  /** Index of the next token. */
  next = 0
  /** The function that is being read, for __func__. */
  functionName = ''
  private readonly tokens: readonly Token[]
  private readonly end: Token
  private readonly starts: readonly number[]
  private readonly matches: Int32Array
  private readonly scopes: Map<string, 'type' | 'other'>[]
  private depth = 0
  private operators = 0
  private insideExpression = false
  private lastErrorAt = -1

  constructor(tokens: readonly Token[], text: string, grammar: Grammar) {
    this.tokens = tokens
    const last = tokens.at(-1)
    this.end = last?.kind === 'end' ? last : endToken(last?.span.end ?? text.length)
    this.starts = lineStarts(text)
    this.matches = matchBrackets(tokens)
    this.grammar = grammar
    this.scopes = [new Map([...KNOWN_TYPEDEFS, ...TABLE_TYPEDEFS, 'bool'].map((name) => [name, 'type' as const]))]
  }

  // --- tokens

  get token(): Token {
    return this.tokens[this.next] ?? this.end
  }

  get previous(): Token {
    return this.tokens[Math.max(0, this.next - 1)] ?? this.end
  }

  peek(ahead: number): Token {
    return this.tokens[this.next + ahead] ?? this.end
  }

  get atEnd(): boolean {
    return this.token.kind === 'end'
  }

  /** True when the next token has this spelling. Literals have their quotes, so a word is never mistaken for a string. */
  is(text: string): boolean {
    return this.token.text === text && !this.atEnd
  }

  advance(): Token {
    const { token } = this
    if (!this.atEnd) this.next++
    return token
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false
    this.next++
    return true
  }

  /** From the start of `first` to the end of the last token read. */
  spanFrom(first: Span): Span {
    const last = this.previous.span
    return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) }
  }

  // --- errors and recovery

  /** Reports an error; a second one at the same token is a consequence of the first and is dropped. */
  report(rule: Rule, span: Span, message: string, fixes?: readonly Fix[]): void {
    if (this.lastErrorAt === this.next || this.diagnostics.length > MAX_ERRORS) return
    this.lastErrorAt = this.next
    this.diagnostics.push(problem(rule, span, message, fixes ? { fixes } : {}))
  }

  lineOf(span: Span): number {
    return lineColumnAt(this.starts, span.start).line
  }

  /** Where something is missing: on the next token, or on the one before when the next is on another line. */
  get missingSpan(): Span {
    return (this.token.startsLine || this.atEnd) && this.next > 0 ? this.previous.span : this.token.span
  }

  /** How a message names the next token. */
  get found(): string {
    return this.atEnd ? 'the end of the policy' : `'${this.token.text}'`
  }

  /** Takes `text`, or reports that it is missing and goes on as if it were there. */
  expect(text: string, where: string): boolean {
    if (this.accept(text)) return true
    const at = this.previous.span.end
    this.report(EXPECTED_TOKEN, this.missingSpan, `Expected '${text}' ${where}, but found ${this.found}.`, [
      fix(`Insert '${text}'`, at, at, text),
    ])
    return false
  }

  /** Takes the bracket that closes `open`. When it is missing, skips to it if it follows within the same statement. */
  expectClose(open: Token): boolean {
    const text = CLOSING[open.text] ?? ')'
    if (this.accept(text)) return true
    const at = this.previous.span.end
    const closesLater = this.distanceTo(text) !== null
    const message = closesLater
      ? `Expected '${text}' here, for the '${open.text}' on line ${this.lineOf(open.span)}, but found ${this.found}.`
      : `The '${open.text}' on line ${this.lineOf(open.span)} is never closed.`
    const fixes = this.previous.macro === null ? [fix(`Insert '${text}'`, at, at, text)] : []
    const span = text === '}' ? open.span : this.missingSpan
    this.report(closesLater ? EXPECTED_TOKEN : UNCLOSED_BRACKET, span, message, fixes)
    const distance = this.distanceTo(text)
    if (distance !== null) this.next += distance + 1
    return distance !== null
  }

  /** How many tokens before a closing bracket at this level, or null when the statement ends before. */
  private distanceTo(text: string): number | null {
    let at = this.next
    while (at < this.tokens.length) {
      const token = this.tokens[at]
      if (token === undefined || token.kind === 'end') return null
      if (token.text === text) return at - this.next
      if (token.text === ';' || token.text === '{' || CLOSERS.has(token.text)) return null
      at = Math.max(at, this.matches[at] ?? at) + 1
    }
    return null
  }

  /** Takes the next token, with all that stands between when it is an opening bracket. */
  skipGroup(): void {
    const to = this.matches[this.next] ?? -1
    if (to > this.next) this.next = to
    this.advance()
  }

  /** Skips what is left of an expression: up to a `,` `;` or closing bracket at this level. */
  skipExpression(): void {
    while (!this.atEnd && !this.is(',') && !this.is(';') && !CLOSERS.has(this.token.text)) this.skipGroup()
  }

  /** Skips what is left of a statement or declaration: over its `;` or `{...}`, or up to a `}`. */
  skipStatement(): void {
    while (!this.atEnd && !this.is('}')) {
      const endsHere = this.is(';') || this.is('{')
      this.skipGroup()
      if (endsHere) return
    }
  }

  // --- limits

  /** Parses one level deeper, or reports that this is too deep, skips the expression and gives `otherwise()`. */
  nested<T>(parse: () => T, otherwise: () => T): T {
    if (this.depth >= MAX_DEPTH) {
      this.report(TOO_DEEP, this.token.span, `This is nested more than ${MAX_DEPTH} deep. Split it into parts.`)
      this.skipExpression()
      return otherwise()
    }
    this.depth++
    const result = parse()
    this.depth--
    return result
  }

  /** Parses an expression with a count of operators of its own, unless it is part of a larger one. */
  fullExpression<T>(parse: () => T): T {
    if (this.insideExpression) return parse()
    this.insideExpression = true
    this.operators = 0
    const result = parse()
    this.insideExpression = false
    return result
  }

  /** Counts an operator; false, and reported, when the expression has too many. */
  countOperator(): boolean {
    this.operators++
    if (this.operators <= MAX_OPERATORS) return true
    this.report(
      TOO_DEEP,
      this.token.span,
      `This expression has more than ${MAX_OPERATORS} operators. Split it into parts.`,
    )
    return false
  }

  // --- scopes

  /** Runs `body` in a scope of its own. */
  inScope<T>(body: () => T): T {
    this.scopes.push(new Map())
    const result = body()
    this.scopes.pop()
    return result
  }

  declare(name: string | null, kind: 'type' | 'other'): void {
    if (name !== null) this.scopes.at(-1)?.set(name, kind)
  }

  /** What a name is where the parser stands; undefined for one that the text has not declared. */
  lookup(name: string): 'type' | 'other' | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const kind = this.scopes[i]?.get(name)
      if (kind !== undefined) return kind
    }
    return undefined
  }
}

/** The typedefs of the kernel's tables: `kuid_t`, `atomic_long_t`. */
const TABLE_TYPEDEFS: readonly string[] = [
  ...SCALARS.keys(),
  ...STRUCTS.filter(({ typedef }) => typedef === true).map(({ name }) => name),
]

const CLOSERS: ReadonlySet<string> = new Set([')', ']', '}'])

/**
 * For each opening bracket the index of its closing one, else -1. A brace closes what is open inside of it, so that one forgotten
 * parenthesis does not swallow the rest of the policy.
 */
function matchBrackets(tokens: readonly Token[]): Int32Array {
  const matches = new Int32Array(tokens.length).fill(-1)
  const open: { index: number; closing: string }[] = []
  tokens.forEach(({ text }, index) => {
    const closing = CLOSING[text]
    if (closing !== undefined) open.push({ index, closing })
    if (!CLOSERS.has(text)) return
    const at = open.findLastIndex((bracket) => bracket.closing === text || (text !== '}' && bracket.closing === '}'))
    const opener = open[at]
    if (opener?.closing !== text) return
    matches[opener.index] = index
    open.length = at
  })
  return matches
}
