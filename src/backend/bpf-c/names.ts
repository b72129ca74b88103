// What a C policy names: identifiers, members, and what it defines itself. Collected from the tokens as written, macros included, so that
// the result covers every branch of #if.

import type { KernelVersion } from '../../kernel/versions.ts'
import type { Attribute, ExternalItem, TypeSpecifier } from '../../policy/c/parse/ast.ts'
import { CORE_MACROS } from '../../policy/c/text/headers.ts'
import { lex, type Token } from '../../policy/c/text/lexer.ts'
import { parseC } from '../../policy/c/parse/parse.ts'

export interface Names {
  tokens: readonly Token[]
  items: readonly ExternalItem[]
  identifiers: ReadonlySet<string>
  /** Names that may be members: after `.` and `->`, and in the arguments of macros that take members. */
  members: ReadonlySet<string>
  /** Tags after struct and union. */
  tags: ReadonlySet<string>
  enumTags: ReadonlySet<string>
  macros: ReadonlySet<string>
  /** Tags of structs, unions and enums that the text defines with a body. */
  ownTags: ReadonlySet<string>
  /** Variables, functions, typedefs and enumerators declared at the top level. */
  declared: ReadonlySet<string>
}

export function namesOf(text: string, kernel: KernelVersion): Names {
  const { tokens } = lex(text)
  const { items } = parseC(text, { kernel }).value
  const macros = definedMacros(tokens)
  const words = (keywords: readonly string[]): Set<string> =>
    new Set(
      tokens.flatMap((token, at) =>
        isWord(token) && keywords.includes(tokens[at - 1]?.text ?? '') ? [token.text] : [],
      ),
    )
  const own = ownNames(items)
  return {
    tokens,
    items,
    identifiers: new Set(tokens.filter(isWord).map((token) => token.text)),
    members: memberNames(tokens, macros),
    tags: words(['struct', 'union']),
    enumTags: words(['enum']),
    macros,
    ownTags: own.tags,
    declared: own.declared,
  }
}

export const isWord = (token: Token): boolean => token.kind === 'identifier'

function definedMacros(tokens: readonly Token[]): Set<string> {
  const macros = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    if (token.text !== '#' || !token.startsLine || tokens[at + 1]?.text !== 'define') continue
    const name = tokens[at + 2]
    if (name !== undefined) macros.add(name.text)
  }
  return macros
}

/** Macros of the compiler's and libbpf's headers that name a member. */
const TAKE_MEMBERS: ReadonlySet<string> = new Set(['offsetof', '__builtin_offsetof', 'container_of'])

function memberNames(tokens: readonly Token[], macros: ReadonlySet<string>): Set<string> {
  const members = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    if (!isWord(token)) continue
    const before = tokens[at - 1]?.text
    if (before === '.' || before === '->') members.add(token.text)
    const takesMembers = CORE_MACROS.has(token.text) || macros.has(token.text) || TAKE_MEMBERS.has(token.text)
    if (takesMembers && tokens[at + 1]?.text === '(')
      for (const name of wordsInBrackets(tokens, at + 1)) members.add(name)
  }
  return members
}

function* wordsInBrackets(tokens: readonly Token[], open: number): Generator<string> {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) return
    if (token.text === '(') depth++
    if (token.text === ')' && --depth === 0) return
    if (isWord(token)) yield token.text
  }
}

function ownNames(items: readonly ExternalItem[]): { tags: Set<string>; declared: Set<string> } {
  const tags = new Set<string>()
  const declared = new Set<string>()
  for (const item of items) {
    if (item.kind === 'staticAssert') continue
    noteType(item.specifiers.type, tags, declared)
    const declarators = item.kind === 'function' ? [item.declarator] : item.declarators.map((d) => d.declarator)
    for (const { name } of declarators) if (name !== null) declared.add(name)
  }
  return { tags, declared }
}

function noteType(type: TypeSpecifier | null, tags: Set<string>, declared: Set<string>): void {
  if (type?.kind === 'enum' && type.enumerators !== null) {
    if (type.tag !== null) tags.add(type.tag)
    for (const { name } of type.enumerators) declared.add(name)
  }
  if (type?.kind === 'struct' && type.members !== null) {
    if (type.tag !== null) tags.add(type.tag)
    for (const member of type.members) noteType(member.specifiers.type, tags, declared)
  }
}

/** True for a `SEC(...)` of that name. */
export const hasSection = (attributes: readonly Attribute[], section: string): boolean =>
  attributes.some((attribute) => attribute.name === 'section' && attribute.argument === section)
