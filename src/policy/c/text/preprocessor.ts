// Tokens of a text -> tokens for the parser: directives are carried out, macros are replaced, left-out branches of #if are gone. Headers
// are not read: what they declare is in `src/kernel/`, what they define is in `headers.ts`.

import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import { lineColumnAt, lineStarts } from '../../span.ts'
import { fix } from '../../diagnostics.ts'
import { problem } from '../../catalogue/rule.ts'
import {
  headerMacros,
  CLANG_ATTRIBUTES,
  CLANG_BUILTINS,
  isKnownHeader,
  isParserMacro,
  KNOWN_HEADER_FOLDERS,
  KNOWN_HEADERS,
  LIBBPF_MACROS,
  versionMacro,
} from './headers.ts'
import type { Comment, Token } from './lexer.ts'
import { endToken, lex } from './lexer.ts'
import type { Expansion, Macro } from './macros.ts'
import { expandMacros, readDefinition, sameDefinition } from './macros.ts'
import { evaluateCondition } from './preprocessor-condition.ts'
import { MACRO_REDEFINED } from './rules/macros.ts'
import {
  BAD_CONDITION,
  BAD_DIRECTIVE,
  LINE_DIRECTIVE,
  OWN_HEADER,
  PREPROCESSOR_ERROR,
  PREPROCESSOR_WARNING,
  UNBALANCED_CONDITIONAL,
  UNKNOWN_DIRECTIVE,
  UNKNOWN_HEADER,
} from './rules/preprocessor.ts'

export interface Preprocessed {
  /** Ends with an `end` token. */
  tokens: readonly Token[]
  comments: readonly Comment[]
  includes: readonly { name: string; span: Span }[]
  /** All macros that are defined at the end, predefined ones too. */
  macros: ReadonlyMap<string, Macro>
  diagnostics: readonly Diagnostic[]
}

/** One #if that is open. */
interface Conditional {
  /** True while the branch's text counts. */
  active: boolean
  /** True when a branch has counted, so that no later one does. */
  taken: boolean
  elseSeen: boolean
  /** False inside of a branch that does not count. */
  outerActive: boolean
  span: Span
}

interface State {
  text: string
  expansion: Expansion
  macros: Map<string, Macro>
  conditionals: Conditional[]
  includes: { name: string; span: Span }[]
  diagnostics: Diagnostic[]
}

/** Preprocesses a whole policy for a kernel (which decides LINUX_VERSION_CODE). */
export function preprocess(text: string, kernel: KernelVersion): Preprocessed {
  const lexed = lex(text)
  const starts = lineStarts(text)
  const macros = new Map(PREDEFINED)
  defineAll(versionMacro(kernel), macros)
  const diagnostics: Diagnostic[] = []
  const lineOf = (offset: number): number => lineColumnAt(starts, offset).line
  const expansion: Expansion = { macros, diagnostics, produced: 0, stopped: false, lineOf }
  const state: State = { text, expansion, macros, conditionals: [], includes: [], diagnostics }

  const output: Token[] = []
  const skipped: Span[] = []
  let run: Token[] = []
  const finishRun = (): void => {
    for (const token of expandMacros(run, expansion)) output.push(token)
    run = []
  }
  for (const line of logicalLines(lexed.tokens)) {
    const [first] = line
    if (first?.text === '#' && first.kind === 'punctuator') {
      finishRun()
      directive(line, first, state)
    } else if (isActive(state)) for (const token of line) run.push(token)
    else skipped.push({ start: first?.span.start ?? 0, end: line.at(-1)?.span.end ?? 0 })
  }
  finishRun()
  for (const open of state.conditionals) {
    const message = `The #if on line ${lineOf(open.span.start)} has no #endif.`
    diagnostics.push(
      problem(UNBALANCED_CONDITIONAL, open.span, message, {
        fixes: [fix('Add #endif at the end', text.length, text.length, '\n#endif\n')],
      }),
    )
  }
  output.push(endToken(text.length))
  const skippedStarts = skipped.map(({ start }) => start)
  return {
    tokens: withoutNoise(output),
    comments: lexed.comments,
    includes: state.includes,
    macros,
    diagnostics: [...lexed.diagnostics.filter((d) => !isInside(d.span, skipped, skippedStarts)), ...diagnostics],
  }
}

const isActive = (state: State): boolean => state.conditionals.at(-1)?.active ?? true

/** True when the span begins in one of the spans, which are in the order of the text. */
function isInside(span: Span, spans: readonly Span[], starts: readonly number[]): boolean {
  const nearest = spans[lineColumnAt(starts, span.start).line - 1]
  return nearest !== undefined && nearest.start <= span.start && span.start < nearest.end
}

function* logicalLines(tokens: readonly Token[]): Generator<readonly Token[]> {
  let start = 0
  for (let i = 1; i <= tokens.length; i++) {
    if (i === tokens.length || tokens[i]?.startsLine === true) {
      yield tokens.slice(start, i)
      start = i
    }
  }
}

/** Defines the macros of a text that has only #defines. */
function defineAll(text: string, macros: Map<string, Macro>): void {
  for (const line of logicalLines(lex(text).tokens)) {
    const macro = readDefinition(line.slice(2), { start: 0, end: 0 }, [], true)
    if (macro) macros.set(macro.name, macro)
  }
}

/** Read once; each text begins with a copy. */
const PREDEFINED: ReadonlyMap<string, Macro> = readDefinitions(LIBBPF_MACROS)

function readDefinitions(text: string): Map<string, Macro> {
  const macros = new Map<string, Macro>()
  defineAll(text, macros)
  return macros
}

function directive(line: readonly Token[], hash: Token, state: State): void {
  const [, name] = line
  if (name === undefined) return
  const rest = line.slice(2)
  const span = { start: hash.span.start, end: name.span.end }
  if (conditionalDirective(name, rest, span, state) || !isActive(state)) return
  const { diagnostics } = state
  switch (name.text) {
    case 'include':
    case 'include_next':
    case 'import':
      include(rest, span, state)
      return
    case 'define':
      define(rest, span, state)
      return
    case 'undef': {
      const [macro] = rest
      if (macro?.kind === 'identifier') state.macros.delete(macro.text)
      else diagnostics.push(problem(BAD_DIRECTIVE, span, 'After #undef stands the name of a macro.'))
      return
    }
    case 'error':
    case 'warning': {
      const said = textOf(rest, state)
      const rule = name.text === 'error' ? PREPROCESSOR_ERROR : PREPROCESSOR_WARNING
      const whole = { start: span.start, end: rest.at(-1)?.span.end ?? span.end }
      diagnostics.push(problem(rule, whole, `The policy says: ${said || `#${name.text}`}`))
      return
    }
    case 'pragma':
    case 'ident':
      return
    case 'line':
      diagnostics.push(
        problem(LINE_DIRECTIVE, span, '#line is not supported: messages here always name the lines of your own text.'),
      )
      return
    default:
      diagnostics.push(problem(UNKNOWN_DIRECTIVE, span, `C has no directive #${name.text}.`))
  }
}

/** Carries out #if and its family; false when the directive is another one. */
function conditionalDirective(name: Token, rest: readonly Token[], span: Span, state: State): boolean {
  const { conditionals, diagnostics } = state
  const outerActive = isActive(state)
  const open = (holds: boolean): void => {
    conditionals.push({ active: outerActive && holds, taken: holds, elseSeen: false, outerActive, span })
  }
  switch (name.text) {
    case 'if':
      open(outerActive && condition(rest, span, state))
      return true
    case 'ifdef':
    case 'ifndef': {
      const [macro] = rest
      if (macro?.kind !== 'identifier' && outerActive) {
        diagnostics.push(problem(BAD_DIRECTIVE, span, `After #${name.text} stands the name of a macro.`))
      }
      open(isDefined(macro?.text ?? '', state) === (name.text === 'ifdef'))
      return true
    }
    case 'elif':
    case 'elifdef':
    case 'elifndef':
    case 'else': {
      const current = conditionals.at(-1)
      if (current === undefined || current.elseSeen) {
        const why = current ? 'follows the #else of the same #if' : 'has no #if before it'
        diagnostics.push(problem(UNBALANCED_CONDITIONAL, span, `This #${name.text} ${why}.`))
        return true
      }
      const mayCount = current.outerActive && !current.taken
      current.active = mayCount && branchHolds(name.text, rest, span, state)
      current.taken ||= current.active
      current.elseSeen = name.text === 'else'
      return true
    }
    case 'endif':
      if (conditionals.pop() === undefined) {
        diagnostics.push(problem(UNBALANCED_CONDITIONAL, span, 'This #endif has no #if before it.'))
      }
      return true
    default:
      return false
  }
}

function branchHolds(name: string, rest: readonly Token[], span: Span, state: State): boolean {
  if (name === 'else') return true
  if (name === 'elif') return condition(rest, span, state)
  return isDefined(rest[0]?.text ?? '', state) === (name === 'elifdef')
}

const isDefined = (name: string, state: State): boolean =>
  state.macros.has(name) ||
  isParserMacro(name) ||
  /^__(?:has_\w+|LINE|FILE|COUNTER|BASE_FILE|INCLUDE_LEVEL|DATE|TIME)/u.test(name)

/** Computes a condition: `defined` first, then macros, then the expression. */
function condition(tokens: readonly Token[], span: Span, state: State): boolean {
  if (tokens.length === 0) {
    state.diagnostics.push(problem(BAD_CONDITION, span, 'After #if and #elif stands a condition.'))
    return false
  }
  return evaluateCondition(expandMacros(withQueriesAnswered(tokens, state), state.expansion), span, state.diagnostics)
}

/** Replaces `defined X`, `__has_include(...)` and the like by 1 or 0, before macros in them would be expanded. */
function withQueriesAnswered(tokens: readonly Token[], state: State): Token[] {
  const answered: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined) break
    const answer = (holds: boolean): void => {
      answered.push({ ...token, kind: 'number', text: holds ? '1' : '0' })
    }
    const hasParenthesis = tokens[i + 1]?.text === '('
    if (token.text === 'defined') {
      const name = tokens[i + (hasParenthesis ? 2 : 1)]
      if (name?.kind === 'identifier' && (!hasParenthesis || tokens[i + 3]?.text === ')')) {
        answer(isDefined(name.text, state))
        i += hasParenthesis ? 3 : 1
        continue
      }
      state.diagnostics.push(problem(BAD_CONDITION, token.span, 'Write defined(NAME) with the name of a macro.'))
      answer(false)
      return answered
    }
    if (
      hasParenthesis &&
      /^__has_(?:include|include_next|attribute|c_attribute|builtin|feature|extension|declspec_attribute|warning)$/u.test(
        token.text,
      )
    ) {
      const end = tokens.findIndex((other, index) => index > i && other.text === ')')
      const inside = tokens.slice(i + 2, end === -1 ? tokens.length : end)
      answer(hasFeature(token.text, inside, state))
      i = end === -1 ? tokens.length : end
      continue
    }
    answered.push(token)
  }
  return answered
}

/** The answer of clang to `__has_include(...)` and its like. */
function hasFeature(query: string, inside: readonly Token[], state: State): boolean {
  const name = inside.map(({ text }) => text).join('')
  switch (query) {
    case '__has_include':
    case '__has_include_next':
      return isKnownHeader(headerName(inside, state) ?? '')
    case '__has_builtin':
      return CLANG_BUILTINS.test(name)
    case '__has_attribute':
    case '__has_c_attribute':
      return CLANG_ATTRIBUTES.has(name.replace(/^__(.+)__$/u, '$1'))
    default:
      return false
  }
}

function define(rest: readonly Token[], span: Span, state: State): void {
  const macro = readDefinition(rest, span, state.diagnostics, false)
  if (macro === null) return
  const before = state.macros.get(macro.name)
  if (before && !before.predefined && !sameDefinition(before, macro)) {
    const line = state.expansion.lineOf(before.span.start)
    state.diagnostics.push(
      problem(MACRO_REDEFINED, macro.span, `${macro.name} is already defined differently on line ${line}.`, {}),
    )
  }
  state.macros.set(macro.name, macro)
}

function include(rest: readonly Token[], span: Span, state: State): void {
  const name = headerName(rest, state) ?? headerName(expandMacros(rest, state.expansion), state)
  const whole = { start: span.start, end: rest.at(-1)?.span.end ?? span.end }
  if (name === null) {
    state.diagnostics.push(problem(BAD_DIRECTIVE, whole, 'Write #include <name.h> or #include "name.h".'))
    return
  }
  state.includes.push({ name, span: whole })
  if (isKnownHeader(name)) {
    defineAll(headerMacros(name), state.macros)
    return
  }
  const known = [
    ...KNOWN_HEADERS.filter((header) => !header.startsWith('bpf_')),
    ...KNOWN_HEADER_FOLDERS.map((folder) => `${folder}*.h`),
  ]
  const fixes = [fix('Remove the line', whole.start, whole.end, '')]
  const isOwn = rest[0]?.kind === 'string'
  const message = isOwn
    ? `"${name}" is a file of yours, which the playground does not have: a policy is one text. Put what it declares in here.`
    : `The playground does not have <${name}>. It has ${known.join(', ')}.`
  state.diagnostics.push(problem(isOwn ? OWN_HEADER : UNKNOWN_HEADER, whole, message, { fixes }))
}

/** The name between the quotes or brackets, or null. */
function headerName(rest: readonly Token[], state: State): string | null {
  const [first] = rest
  if (first?.kind === 'string') return first.text.slice(1, -1)
  const close = rest.findIndex(({ text }) => text === '>')
  const last = rest[close]
  if (first?.text !== '<' || last === undefined) return null
  return state.text.slice(first.span.end, last.span.start).trim()
}

/** The author's own text of some tokens of one line. */
const textOf = (tokens: readonly Token[], state: State): string =>
  state.text.slice(tokens[0]?.span.start ?? 0, tokens.at(-1)?.span.end ?? 0).trim()

/** Leaves out `_Pragma("...")` and `__extension__`, which say nothing here. */
function withoutNoise(tokens: readonly Token[]): readonly Token[] {
  if (!tokens.some(({ text }) => text === '_Pragma' || text === '__extension__')) return tokens
  const kept: Token[] = []
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined) break
    if (token.text === '_Pragma' && tokens[i + 1]?.text === '(' && tokens[i + 3]?.text === ')') i += 3
    else if (token.text !== '__extension__') kept.push(token)
  }
  return kept
}
