// Declarations: specifiers, structs, enums, declarators with all their layers, initialisers and type names. Nothing here knows what a
// type means; sizes and compatibility are the lowering's.

import { NO_SPAN } from '../../span.ts'
import type {
  Attribute,
  CExpr,
  Declaration,
  Declarator,
  DeclaratorLayer,
  Designator,
  Enumerator,
  Initializer,
  MemberDeclaration,
  ParamDeclaration,
  Specifiers,
  TypeName,
  TypeSpecifier,
} from './ast.ts'
import { fix } from '../../diagnostics.ts'
import { REFUSED_MACROS } from '../text/headers.ts'
import type { Token } from '../text/lexer.ts'
import { isAsm, isSection, parseAttributes, skipAsm } from './attributes.ts'
import type { Parser } from './context.ts'
import { MAX_DEPTH } from './context.ts'
import { parseAssignment, parseConditional, parseExpression } from './expressions.ts'
import {
  BUILTIN_WORDS,
  CONST_WORDS,
  IGNORED_SPECIFIERS,
  INLINE_WORDS,
  isAttributeStart,
  KEYWORDS,
  REFUSED_SPECIFIERS,
  startsType,
  TYPEOF_WORDS,
  VOLATILE_WORDS,
} from './words.ts'
import { CONFLICTING_TYPES, MISSING_TYPE, UNKNOWN_TYPE_NAME } from './rules/declarators.ts'
import { EXPECTED_TOKEN, TOO_DEEP, UNSUPPORTED_SYNTAX } from './rules/syntax.ts'

// --- specifiers

interface SpecifierState {
  storage: Specifiers['storage']
  inline: boolean
  constant: boolean
  volatile: boolean
  type: TypeSpecifier | null
  /** True after `__auto_type`: the type is the initialiser's. */
  auto: boolean
  words: string[]
  wordsSpan: Specifiers['span']
  attributes: Attribute[]
}

interface ParsedSpecifiers extends Specifiers {
  auto: boolean
}

/** The words before the declarators: storage, qualifiers, the type, attributes. */
export function parseSpecifiers(p: Parser): ParsedSpecifiers {
  const start = p.token.span
  const state: SpecifierState = {
    storage: 'none',
    inline: false,
    constant: false,
    volatile: false,
    type: null,
    auto: false,
    words: [],
    wordsSpan: start,
    attributes: [],
  }
  const first = p.next
  while (parseSpecifier(p, state)) continue
  if (state.words.length > 0) {
    state.type = { kind: 'builtin', words: [...new Set(state.words)].sort(), span: state.wordsSpan }
  }
  if (state.type === null && !state.auto) missingType(p, first)
  const { storage, inline, constant, volatile, type, auto, attributes } = state
  const span = p.next > first ? p.spanFrom(start) : { start: start.start, end: start.start }
  return { storage, inline, constant, volatile, type, auto, attributes, span }
}

/** Takes one specifier; false when none stands here. */
function parseSpecifier(p: Parser, state: SpecifierState): boolean {
  const { token } = p
  if (token.kind !== 'identifier') return false
  const { text } = token
  if (text === 'typedef' || text === 'static' || text === 'extern') {
    p.advance()
    if (state.storage !== 'none') {
      p.report(
        CONFLICTING_TYPES,
        token.span,
        `A declaration has one of static, extern and typedef, not ${state.storage} and ${text}.`,
      )
    } else state.storage = text
    return true
  }
  if (INLINE_WORDS.has(text)) state.inline = true
  else if (CONST_WORDS.has(text)) state.constant = true
  else if (VOLATILE_WORDS.has(text)) state.volatile = true
  else if (REFUSED_SPECIFIERS.has(text)) {
    p.report(UNSUPPORTED_SYNTAX, token.span, `${text} is not supported in BPF programs here. Leave it out.`)
  } else if (!IGNORED_SPECIFIERS.has(text)) return parseTypeOrAttribute(p, state)
  p.advance()
  if (text === '_Alignas' && p.is('(')) p.skipGroup()
  return true
}

function parseTypeOrAttribute(p: Parser, state: SpecifierState): boolean {
  const { token } = p
  if (isAttributeStart(p)) {
    const attributes = parseAttributes(p)
    if (attributes.some(({ name }) => name === 'always_inline')) state.inline = true
    state.attributes.push(...attributes)
    return true
  }
  const hasType = state.type !== null || state.auto
  const word = BUILTIN_WORDS.get(token.text)
  if (word !== undefined) {
    if (hasType) return conflictingType(p)
    p.advance()
    state.words.push(word)
    state.wordsSpan = state.words.length === 1 ? token.span : p.spanFrom(state.wordsSpan)
    if (word === '__int128') p.report(UNSUPPORTED_SYNTAX, token.span, 'BPF has no 128-bit integers. Write u64 or s64.')
    return true
  }
  const isTag = token.text === 'struct' || token.text === 'union' || token.text === 'enum'
  if (isTag || TYPEOF_WORDS.has(token.text) || token.text === '__auto_type') {
    if (hasType || state.words.length > 0) return conflictingType(p)
    if (token.text === '__auto_type') {
      p.advance()
      state.auto = true
    } else if (token.text === 'enum') state.type = parseEnum(p)
    else if (isTag) state.type = parseStruct(p, state.attributes)
    else {
      state.type = p.nested(
        () => parseTypeof(p),
        () => ({ kind: 'builtin', words: ['int'], span: token.span }),
      )
    }
    return true
  }
  if (hasType || state.words.length > 0 || p.lookup(token.text) !== 'type') return false
  p.advance()
  if (token.text === 'bool') {
    state.words.push('bool')
    state.wordsSpan = token.span
  } else state.type = { kind: 'typedefName', name: token.text, span: token.span }
  return true
}

/** A second type. On a new line it is the next declaration, whose `;` is missing before it; else it is skipped. */
function conflictingType(p: Parser): boolean {
  if (p.token.startsLine) return false
  p.report(CONFLICTING_TYPES, p.token.span, `There is already a type before '${p.token.text}'. A declaration has one.`)
  p.advance()
  if (p.token.kind === 'identifier' && !p.token.startsLine && /^(?:struct|union|enum)$/u.test(p.previous.text))
    p.advance()
  return true
}

/** Reports that no type was found; takes a name that was meant as one. */
function missingType(p: Parser, first: number): void {
  const { token } = p
  const next = p.peek(1)
  const looksLikeType =
    token.kind === 'identifier' && !KEYWORDS.has(token.text) && (next.kind === 'identifier' || next.text === '*')
  if (looksLikeType && !REFUSED_MACROS.has(token.text)) {
    const { start } = token.span
    p.report(
      UNKNOWN_TYPE_NAME,
      token.span,
      `'${token.text}' is not a type that is known here. If it is a struct, write 'struct ${token.text}'.`,
      token.macro === null ? [fix(`Write 'struct ${token.text}'`, start, start, 'struct ')] : [],
    )
    p.advance()
    return
  }
  const message =
    p.next > first || token.kind === 'identifier'
      ? `The type is missing before ${p.found}. Write it, for example int.`
      : `Expected a type here, but found ${p.found}.`
  p.report(MISSING_TYPE, p.missingSpan, message)
}

function parseTypeof(p: Parser): TypeSpecifier {
  const start = p.advance().span
  const open = p.token
  if (!p.expect('(', 'after typeof')) return { kind: 'builtin', words: ['int'], span: start }
  if (startsType(p, 0)) {
    const type = parseTypeName(p)
    p.expectClose(open)
    return { kind: 'typeofType', type, span: p.spanFrom(start) }
  }
  const expr = parseExpression(p)
  p.expectClose(open)
  return { kind: 'typeofExpr', expr, span: p.spanFrom(start) }
}

// --- struct, union, enum

function parseStruct(p: Parser, outerAttributes: Attribute[]): TypeSpecifier {
  const keyword = p.advance()
  const attributes = parseAttributes(p)
  const tag = p.token.kind === 'identifier' && !KEYWORDS.has(p.token.text) ? p.advance().text : null
  let members: MemberDeclaration[] | null = null
  if (p.is('{')) members = parseMembers(p)
  else if (tag === null) {
    p.report(
      EXPECTED_TOKEN,
      p.missingSpan,
      `After '${keyword.text}' stands its name or its members in braces, but found ${p.found}.`,
    )
  }
  if (members !== null) {
    // What follows the brace directly belongs to the struct, but a section belongs to the variable.
    for (const attribute of parseAttributes(p)) (isSection(attribute) ? outerAttributes : attributes).push(attribute)
  }
  return { kind: 'struct', union: keyword.text === 'union', tag, members, attributes, span: p.spanFrom(keyword.span) }
}

function parseMembers(p: Parser): MemberDeclaration[] {
  const open = p.advance()
  const members: MemberDeclaration[] = []
  while (!p.atEnd && !p.is('}')) {
    const before = p.next
    if (!p.accept(';')) {
      const member = p.nested(
        () => parseMember(p),
        () => null,
      )
      if (member !== null) members.push(member)
    }
    if (p.next === before) p.skipGroup()
  }
  p.expectClose(open)
  return members
}

function parseMember(p: Parser): MemberDeclaration {
  const start = p.token.span
  const specifiers = parseSpecifiers(p)
  const declarators: { declarator: Declarator; bits: CExpr | null }[] = []
  if (!p.is(';') && !p.is('}') && !lacksSemicolonAfterBody(p, specifiers)) {
    do {
      const declarator = p.is(':') ? unnamed(p) : parseDeclarator(p, 'named')
      const bits = p.accept(':') ? parseConditional(p) : null
      const attributes = [...declarator.attributes, ...parseAttributes(p)]
      declarators.push({ declarator: { ...declarator, attributes }, bits })
    } while (p.accept(','))
  }
  endDeclaration(p)
  return { specifiers, declarators, span: p.spanFrom(start) }
}

function parseEnum(p: Parser): TypeSpecifier {
  const keyword = p.advance()
  parseAttributes(p)
  const tag = p.token.kind === 'identifier' && !KEYWORDS.has(p.token.text) ? p.advance().text : null
  if (!p.is('{')) {
    if (tag === null)
      p.report(
        EXPECTED_TOKEN,
        p.missingSpan,
        `After 'enum' stands its name or its values in braces, but found ${p.found}.`,
      )
    return { kind: 'enum', tag, enumerators: null, span: p.spanFrom(keyword.span) }
  }
  const open = p.advance()
  const enumerators: Enumerator[] = []
  while (!p.atEnd && !p.is('}')) {
    const { token } = p
    if (token.kind !== 'identifier' || KEYWORDS.has(token.text)) {
      p.report(EXPECTED_TOKEN, p.missingSpan, `Expected the name of an enum value, but found ${p.found}.`)
      p.skipExpression()
    } else {
      p.advance()
      p.declare(token.text, 'other')
      parseAttributes(p)
      const value = p.accept('=') ? parseConditional(p) : null
      enumerators.push({ name: token.text, value, span: p.spanFrom(token.span) })
    }
    if (!p.accept(',') && !p.is('}')) {
      p.expect(',', 'between the values of the enum')
      if (p.token.kind !== 'identifier') break
    }
  }
  p.expectClose(open)
  parseAttributes(p)
  return { kind: 'enum', tag, enumerators, span: p.spanFrom(keyword.span) }
}

// --- declarators

/** Whether a declarator must have a name, must not have one, or may (a parameter). */
type NameRule = 'named' | 'abstract' | 'either'

interface DeclaratorCore {
  name: string | null
  nameSpan: Declarator['nameSpan']
  layers: DeclaratorLayer[]
  attributes: Attribute[]
  bpfProg: boolean
  otherMacro: string | null
}

const NAMELESS: DeclaratorCore = {
  name: null,
  nameSpan: NO_SPAN,
  layers: [],
  attributes: [],
  bpfProg: false,
  otherMacro: null,
}

function unnamed(p: Parser): Declarator {
  const { start } = p.token.span
  const span = { start, end: start }
  return { ...NAMELESS, nameSpan: span, span }
}

export function parseDeclarator(p: Parser, rule: NameRule): Declarator {
  const start = p.token
  const first = p.next
  const core = p.nested(
    () => parseDeclaratorCore(p, rule),
    () => ({ ...NAMELESS }),
  )
  const attributes = parseAttributes(p)
  if (isAsm(p) && rule === 'named') skipAsm(p)
  attributes.push(...parseAttributes(p))
  const empty = { start: start.span.start, end: start.span.start }
  const span = p.next > first ? p.spanFrom(start.span) : empty
  const nameSpan = core.name === null ? empty : core.nameSpan
  return { ...core, nameSpan, attributes: [...core.attributes, ...attributes], span }
}

/** More than anybody writes, and few enough for whatever walks a type. */
const MAX_POINTERS = 64

function parseDeclaratorCore(p: Parser, rule: NameRule): DeclaratorCore {
  const pointers: DeclaratorLayer[] = []
  const attributes: Attribute[] = []
  while (p.is('*')) {
    if (pointers.length >= MAX_POINTERS) {
      p.report(TOO_DEEP, p.token.span, `A pointer has at most ${MAX_POINTERS} levels. Put structs in between.`)
      while (p.accept('*')) parseQualifiers(p, attributes)
      break
    }
    p.advance()
    pointers.unshift({ kind: 'pointer', constant: parseQualifiers(p, attributes) })
  }
  attributes.push(...parseAttributes(p))
  const inner = parseDirectDeclarator(p, rule)
  const layers = [...inner.layers, ...parseSuffixes(p), ...pointers]
  return { ...inner, layers, attributes: [...attributes, ...inner.attributes] }
}

/** Qualifiers and attributes after a `*`; true when `const` is among them. */
function parseQualifiers(p: Parser, attributes: Attribute[]): boolean {
  let constant = false
  for (;;) {
    if (CONST_WORDS.has(p.token.text)) constant = true
    else if (isAttributeStart(p)) {
      attributes.push(...parseAttributes(p))
      continue
    } else if (!VOLATILE_WORDS.has(p.token.text) && !IGNORED_SPECIFIERS.has(p.token.text)) return constant
    p.advance()
  }
}

function parseDirectDeclarator(p: Parser, rule: NameRule): DeclaratorCore {
  const { token } = p
  if (token.kind === 'identifier' && rule !== 'abstract' && !KEYWORDS.has(token.text)) {
    const refusal = REFUSED_MACROS.get(token.text)
    const isMacro = p.peek(1).text === '(' && (token.text === 'BPF_PROG' || refusal !== undefined)
    // The other kinds of programs are read like BPF_PROG; whether they are refused depends on their section.
    if (isMacro) return { ...parseBpfProg(p), otherMacro: refusal === undefined ? null : token.text }
    p.advance()
    return { ...NAMELESS, name: token.text, nameSpan: token.span }
  }
  if (token.text === '(' && isNestedDeclarator(p, rule)) {
    p.advance()
    const inner = p.nested(
      () => parseDeclaratorCore(p, rule),
      () => ({ ...NAMELESS }),
    )
    p.expectClose(token)
    return inner
  }
  if (rule === 'named') p.report(EXPECTED_TOKEN, p.missingSpan, `Expected a name here, but found ${p.found}.`)
  return { ...NAMELESS }
}

/** Tells `(*name)` from a parameter list of a declarator without a name. */
function isNestedDeclarator(p: Parser, rule: NameRule): boolean {
  if (rule === 'named') return true
  const next = p.peek(1)
  if (next.text === '*' || next.text === '(' || next.text === '[') return true
  return rule === 'either' && next.kind === 'identifier' && !startsType(p, 1)
}

/** `BPF_PROG(name, type argument, ...)`: a name with the function layer of its parameters. */
function parseBpfProg(p: Parser): DeclaratorCore {
  p.advance()
  const open = p.advance()
  const { token } = p
  if (token.kind !== 'identifier' || KEYWORDS.has(token.text)) {
    p.report(EXPECTED_TOKEN, p.missingSpan, `BPF_PROG takes the name of the program first, but found ${p.found}.`)
  } else p.advance()
  const hasName = p.previous === token
  const layer: DeclaratorLayer =
    !p.is(')') && p.accept(',')
      ? parseParams(p, open)
      : { kind: 'function', params: [], variadic: false, span: closed(p, open) }
  return {
    ...NAMELESS,
    name: hasName ? token.text : null,
    nameSpan: hasName ? token.span : open.span,
    layers: [layer],
    bpfProg: true,
  }
}

function closed(p: Parser, open: Token): Declarator['span'] {
  p.expectClose(open)
  return p.spanFrom(open.span)
}

function parseSuffixes(p: Parser): DeclaratorLayer[] {
  const layers: DeclaratorLayer[] = []
  while (p.is('[') || p.is('(')) {
    if (layers.length >= MAX_DEPTH) {
      p.report(TOO_DEEP, p.token.span, `A declaration has at most ${MAX_DEPTH} of these brackets.`)
      break
    }
    const open = p.advance()
    if (open.text === '(') {
      layers.push(parseParams(p, open))
      continue
    }
    while (p.is('static') || CONST_WORDS.has(p.token.text) || IGNORED_SPECIFIERS.has(p.token.text)) p.advance()
    const length = p.is(']') ? null : parseAssignment(p)
    layers.push({ kind: 'array', length, span: closed(p, open) })
  }
  return layers
}

/** The parameters after `open`, which is already taken, with the closing parenthesis. */
function parseParams(p: Parser, open: Token): DeclaratorLayer {
  const params: ParamDeclaration[] = []
  let variadic = false
  const isVoid = p.is('void') && p.peek(1).text === ')'
  if (isVoid) p.advance()
  else if (!p.is(')')) {
    do {
      if (p.accept('...')) {
        variadic = true
        break
      }
      params.push(parseParam(p))
    } while (p.accept(','))
  }
  return { kind: 'function', params, variadic, span: closed(p, open) }
}

function parseParam(p: Parser): ParamDeclaration {
  const start = p.token.span
  const specifiers = parseSpecifiers(p)
  const declarator = parseDeclarator(p, 'either')
  return { specifiers, declarator, span: p.spanFrom(start) }
}

/** A type without a name, as in casts and sizeof. */
export function parseTypeName(p: Parser): TypeName {
  const start = p.token.span
  const specifiers = parseSpecifiers(p)
  const declarator = parseDeclarator(p, 'abstract')
  return { specifiers, declarator, span: p.spanFrom(start) }
}

// --- declarations with initialisers

/** What follows the specifiers of a declaration, with the `;`. `first` is the first declarator where it is already read. */
export function parseInitDeclarators(p: Parser, specifiers: ParsedSpecifiers, first: Declarator | null): Declaration {
  const declarators: { declarator: Declarator; init: Initializer | null; span: Declarator['span'] }[] = []
  let type = specifiers.type
  const isEmpty = first === null && (p.is(';') || lacksSemicolonAfterBody(p, specifiers))
  if (!isEmpty) {
    let declarator = first ?? parseDeclarator(p, 'named')
    for (;;) {
      p.declare(declarator.name, specifiers.storage === 'typedef' ? 'type' : 'other')
      const init = p.accept('=') ? parseInitializer(p) : null
      if (specifiers.auto && type === null) type = typeOfInitializer(p, declarator, init)
      declarators.push({ declarator, init, span: p.spanFrom(declarator.span) })
      if (!p.accept(',')) break
      declarator = parseDeclarator(p, 'named')
    }
  }
  if (!isEmpty || p.is(';')) endDeclaration(p)
  const { storage, inline, constant, volatile, attributes, span } = specifiers
  return {
    kind: 'declaration',
    specifiers: { storage, inline, constant, volatile, type, attributes, span },
    declarators,
    span: p.spanFrom(specifiers.span),
  }
}

/** `__auto_type x = e` declares x as `typeof(e)`. */
function typeOfInitializer(p: Parser, declarator: Declarator, init: Initializer | null): TypeSpecifier | null {
  if (init?.kind === 'expr') return { kind: 'typeofExpr', expr: init.expr, span: init.expr.span }
  p.report(
    MISSING_TYPE,
    declarator.span,
    '__auto_type takes its type from a value: write = and the value after the name.',
  )
  return null
}

/**
 * True where `struct name { ... }` ends without its `;`: the next line begins something new. That is then reported, with the fix.
 */
export function lacksSemicolonAfterBody(p: Parser, { type }: Specifiers): boolean {
  const hasBody =
    (type?.kind === 'struct' && type.members !== null) || (type?.kind === 'enum' && type.enumerators !== null)
  const isNext = p.token.startsLine && (startsType(p, 0) || isAttributeStart(p) || p.is('}') || p.atEnd)
  if (!hasBody || !isNext || p.previous.text !== '}') return false
  p.expect(';', `after the '}' of this ${type.kind}`)
  return true
}

/** Takes the `;`. When it is missing, goes on at the next line or skips what does not belong to the declaration. */
export function endDeclaration(p: Parser): void {
  if (p.accept(';')) return
  p.expect(';', `after '${p.previous.text}'`)
  if (!p.token.startsLine && !p.is('}')) p.skipStatement()
}

/** An expression, or a list in braces with designators. */
export function parseInitializer(p: Parser): Initializer {
  const start = p.token
  if (start.text !== '{') {
    const expr = parseAssignment(p)
    return { kind: 'expr', expr, span: expr.span }
  }
  return p.nested(
    () => parseInitializerList(p),
    () => ({ kind: 'list', items: [], span: start.span }),
  )
}

function parseInitializerList(p: Parser): Initializer {
  const open = p.advance()
  const items: { designators: readonly Designator[]; init: Initializer }[] = []
  while (!p.atEnd && !p.is('}')) {
    const designators = parseDesignators(p)
    items.push({ designators, init: parseInitializer(p) })
    if (!p.accept(',')) break
  }
  p.expectClose(open)
  return { kind: 'list', items, span: p.spanFrom(open.span) }
}

/** `.field[3] =`, or GNU's old `field:`. */
function parseDesignators(p: Parser): Designator[] {
  const designators: Designator[] = []
  if (p.token.kind === 'identifier' && p.peek(1).text === ':') {
    const { text, span } = p.advance()
    p.advance()
    return [{ kind: 'field', name: text, span }]
  }
  while (p.is('.') || p.is('[')) {
    const open = p.advance()
    if (open.text === '[') {
      const index = parseConditional(p)
      if (p.is('...')) {
        p.report(
          UNSUPPORTED_SYNTAX,
          p.token.span,
          'A range of elements is not supported here. Write one line for each element.',
        )
        p.advance()
        parseConditional(p)
      }
      designators.push({ kind: 'index', index, span: closed(p, open) })
    } else if (p.token.kind === 'identifier') {
      const { text, span } = p.advance()
      designators.push({ kind: 'field', name: text, span })
    } else p.report(EXPECTED_TOKEN, p.missingSpan, `After '.' stands the name of a member, but found ${p.found}.`)
  }
  if (designators.length > 0) p.expect('=', 'and a value after the member')
  return designators
}
