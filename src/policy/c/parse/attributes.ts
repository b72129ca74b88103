// Attributes: `__attribute__((...))`, SEC("...") and the words that libbpf's headers define for attributes. Attributes that mean nothing
// to a BPF program (`unused`, `packed` on scalars and so on) are kept by name; the lowering decides which of them count.

import type { Attribute } from './ast.ts'
import { ATTRIBUTE_WORDS } from '../text/headers.ts'
import { literalBytes } from '../text/literals.ts'
import type { Parser } from './context.ts'
import { ASM_WORDS, ATTRIBUTE_KEYWORDS, isAttributeStart } from './words.ts'
import { BAD_SECTION, UNKNOWN_ATTRIBUTE } from './rules/declarators.ts'
import { INLINE_ASSEMBLY } from './rules/syntax.ts'

/** All attributes that stand here, perhaps none. */
export function parseAttributes(p: Parser): Attribute[] {
  const attributes: Attribute[] = []
  while (isAttributeStart(p)) attributes.push(...parseAttribute(p))
  return attributes
}

/** True when the attribute names the section of a program, map or variable. */
export const isSection = (attribute: Attribute): boolean => attribute.name === 'section'

function parseAttribute(p: Parser): Attribute[] {
  const token = p.advance()
  const word = ATTRIBUTE_WORDS.get(token.text)
  if (word !== undefined) return [{ name: word, argument: null, span: token.span }]
  if (ATTRIBUTE_KEYWORDS.has(token.text)) return parseAttributeList(p)

  const open = p.advance()
  const argument = parseText(p)
  if (argument === null) {
    p.report(BAD_SECTION, p.missingSpan, `SEC takes the section's name in double quotes, but found ${p.found}.`)
    p.skipExpression()
  }
  p.expectClose(open)
  return [{ name: 'section', argument: argument ?? '', span: p.spanFrom(token.span) }]
}

/** What follows `__attribute__`: `((name, name("text"), name(1, 2)))`. */
function parseAttributeList(p: Parser): Attribute[] {
  const attributes: Attribute[] = []
  const outer = p.token
  if (!p.expect('(', "twice after '__attribute__'")) return attributes
  const inner = p.token
  if (!p.expect('(', "twice after '__attribute__'")) {
    p.skipExpression()
    p.expectClose(outer)
    return attributes
  }
  do {
    const { token } = p
    if (token.kind !== 'identifier') {
      if (!p.is(')') && !p.is(',')) {
        p.report(UNKNOWN_ATTRIBUTE, token.span, `Expected the name of an attribute, but found ${p.found}.`)
        p.skipExpression()
      }
      continue
    }
    p.advance()
    let argument: string | null = null
    if (p.is('(')) {
      const open = p.advance()
      argument = parseText(p) ?? (p.token.kind === 'identifier' || p.token.kind === 'number' ? p.advance().text : null)
      while (p.accept(',')) p.skipExpression()
      p.expectClose(open)
    }
    attributes.push({ name: plainName(token.text), argument, span: p.spanFrom(token.span) })
  } while (p.accept(','))
  p.expectClose(inner)
  p.expectClose(outer)
  return attributes
}

/** `__weak__` and `weak` are the same attribute. */
const plainName = (name: string): string => name.replace(/^__(.+)__$/u, '$1')

/** The text of adjacent string literals, or null when there is none. */
export function parseText(p: Parser): string | null {
  if (p.token.kind !== 'string') return null
  const decoder = new TextDecoder()
  let text = ''
  while (p.token.kind === 'string') {
    const token = p.advance()
    const { bytes, diagnostics } = literalBytes(token.text, token.span)
    p.diagnostics.push(...diagnostics)
    text += decoder.decode(bytes)
  }
  return text
}

/** `asm volatile("" : ... )`, from `asm` to the closing parenthesis. Only an empty template is accepted. */
export function skipAsm(p: Parser): void {
  const start = p.advance().span
  while (p.token.kind === 'identifier') p.advance()
  const open = p.token
  if (!p.expect('(', "after 'asm'")) return
  const template = parseText(p)
  if (template === null || template.trim() !== '') {
    p.report(
      INLINE_ASSEMBLY,
      start,
      'Inline assembly is not supported. Only an empty one, as in barrier(), is accepted; write the computation in C.',
    )
  }
  while (!p.atEnd && !p.is(')') && !p.is(';') && !p.is('}')) p.skipGroup()
  p.expectClose(open)
}

export const isAsm = (p: Parser): boolean => ASM_WORDS.has(p.token.text)
