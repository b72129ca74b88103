// Tokens without macros -> the syntax tree: the top level of a policy. Expressions, declarations and statements have files of their own.

import type { Diagnostic } from '../../diagnostics.ts'
import type { CExpr, Declaration, Declarator, ExternalItem, FunctionDefinition, Specifiers } from './ast.ts'
import type { Token } from '../text/lexer.ts'
import { isAsm, skipAsm } from './attributes.ts'
import type { Grammar } from './context.ts'
import { Parser } from './context.ts'
import {
  endDeclaration,
  lacksSemicolonAfterBody,
  parseDeclarator,
  parseInitDeclarators,
  parseInitializer,
  parseSpecifiers,
  parseTypeName,
} from './declarations.ts'
import { parseExpression } from './expressions.ts'
import { parseCompound, skipStaticAssert } from './statements.ts'
import { isAttributeStart, startsType, STATIC_ASSERT_WORDS } from './words.ts'
import { EXPECTED_DECLARATION, STRAY_BRACKET } from './rules/syntax.ts'

const GRAMMAR: Grammar = { typeName: parseTypeName, initializer: parseInitializer, compound: parseCompound }

/** Reads a whole policy. What cannot be read is reported and left out; the rest is in the tree. */
export function parseTokens(
  tokens: readonly Token[],
  text: string,
): { items: ExternalItem[]; diagnostics: Diagnostic[] } {
  const p = new Parser(tokens, text, GRAMMAR)
  const items: ExternalItem[] = []
  while (!p.atEnd) {
    const before = p.next
    const item = parseExternal(p)
    if (item !== null) items.push(item)
    if (p.next === before) p.skipGroup()
  }
  return { items, diagnostics: p.diagnostics }
}

/** Reads one expression on its own, as the editor's help needs it. `typeNames` are the author's typedefs. */
export function parseLoneExpression(tokens: readonly Token[], typeNames: readonly string[]): CExpr {
  const p = new Parser(tokens, '', GRAMMAR)
  for (const name of typeNames) p.declare(name, 'type')
  return parseExpression(p)
}

function parseExternal(p: Parser): ExternalItem | null {
  const start = p.token.span
  if (p.accept(';')) return null
  if (p.is('}') || p.is(')') || p.is(']')) {
    p.report(STRAY_BRACKET, start, `This '${p.token.text}' closes nothing. Remove it, or add what it should close.`, [
      { title: `Remove '${p.token.text}'`, edits: [{ span: start, text: '' }] },
    ])
    p.advance()
    return null
  }
  if (STATIC_ASSERT_WORDS.has(p.token.text)) {
    skipStaticAssert(p)
    return { kind: 'staticAssert', span: p.spanFrom(start) }
  }
  if (isAsm(p)) {
    skipAsm(p)
    endDeclaration(p)
    return null
  }
  if (p.token.kind !== 'identifier') return skipNonDeclaration(p)
  return parseDeclarationOrFunction(p)
}

function skipNonDeclaration(p: Parser): null {
  p.report(EXPECTED_DECLARATION, p.token.span, `Expected a declaration or a function here, but found ${p.found}.`)
  do p.skipGroup()
  while (!p.atEnd && !(p.token.startsLine && (startsType(p, 0) || isAttributeStart(p))))
  return null
}

function parseDeclarationOrFunction(p: Parser): Declaration | FunctionDefinition | null {
  const before = p.next
  const specifiers = parseSpecifiers(p)
  if (p.is(';') || lacksSemicolonAfterBody(p, specifiers)) return parseInitDeclarators(p, specifiers, null)
  if (p.next === before && p.token.kind === 'identifier' && !looksLikeDeclarator(p)) return skipNonDeclaration(p)
  const declarator = parseDeclarator(p, 'named')
  if (declarator.layers[0]?.kind === 'function' && p.is('{')) return parseFunction(p, specifiers, declarator)
  if (declarator.name === null) {
    if (!p.token.startsLine) p.skipStatement()
    return null
  }
  return parseInitDeclarators(p, specifiers, declarator)
}

/** `name(` or `name =` without a type: the type was forgotten, which is already reported. */
const looksLikeDeclarator = (p: Parser): boolean => ['(', '=', ';', '[', ','].includes(p.peek(1).text)

function parseFunction(p: Parser, specifiers: Specifiers, declarator: Declarator): FunctionDefinition {
  const [layer] = declarator.layers
  p.declare(declarator.name, 'other')
  p.functionName = declarator.name ?? ''
  const body = parseCompound(p, () => {
    if (layer?.kind === 'function') for (const param of layer.params) p.declare(param.declarator.name, 'other')
  })
  const { storage, inline, constant, volatile, type, attributes, span } = specifiers
  return {
    kind: 'function',
    specifiers: { storage, inline, constant, volatile, type, attributes, span },
    declarator,
    body,
    span: p.spanFrom(span),
  }
}
