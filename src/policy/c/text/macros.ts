// Macros: what a #define says, and how a use of it is replaced. The replacement follows C's rules (arguments are expanded first, # and ##
// see them unexpanded, a macro is not expanded inside of itself) and is limited in amount and depth, so that every text ends.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import { problem } from '../../catalogue/rule.ts'
import type { Token } from './lexer.ts'
import { lex } from './lexer.ts'
import { TOO_DEEP } from '../parse/rules/syntax.ts'
import { BAD_PASTE, MACRO_ARGUMENTS, MACRO_TOO_LARGE } from './rules/macros.ts'
import { BAD_DIRECTIVE } from './rules/preprocessor.ts'

export interface Macro {
  name: string
  /** Null for a macro without parentheses. */
  params: readonly string[] | null
  /** True when the last of `params` takes all further arguments. */
  variadic: boolean
  body: readonly Token[]
  span: Span
  /** True when a header defines it, not the author. */
  predefined: boolean
}

export const MAX_EXPANDED_TOKENS = 200_000
const MAX_NESTING = 200

/** What one text's expansions share. */
export interface Expansion {
  macros: ReadonlyMap<string, Macro>
  diagnostics: Diagnostic[]
  /** Tokens made so far. */
  produced: number
  /** True after one of the limits was reported: nothing is expanded any more. */
  stopped: boolean
  /** The line of an offset in the author's text, for __LINE__. */
  lineOf: (offset: number) => number
}

/** Reads what stands after `#define`. Null when it was so wrong that no macro came of it. */
export function readDefinition(
  tokens: readonly Token[],
  at: Span,
  diagnostics: Diagnostic[],
  predefined: boolean,
): Macro | null {
  const [name, open] = tokens
  if (name?.kind !== 'identifier') {
    diagnostics.push(problem(BAD_DIRECTIVE, name?.span ?? at, 'After #define stands the name of the macro.'))
    return null
  }
  if (name.text === 'defined') {
    diagnostics.push(problem(BAD_DIRECTIVE, name.span, 'defined cannot be the name of a macro.'))
    return null
  }
  const found = { name: name.text, span: name.span, predefined }
  if (open?.text !== '(' || open.spaceBefore) return { ...found, params: null, variadic: false, body: tokens.slice(1) }
  const params: string[] = []
  let variadic = false
  let index = 2
  for (; index < tokens.length && tokens[index]?.text !== ')'; index++) {
    const token = tokens[index]
    if (token?.text === ',' || token === undefined) continue
    if (token.text === '...') {
      variadic = true
      const previous = tokens[index - 1]
      if (previous?.kind !== 'identifier') params.push('__VA_ARGS__')
    } else if (token.kind === 'identifier' && !variadic) params.push(token.text)
    else {
      diagnostics.push(problem(BAD_DIRECTIVE, token.span, 'Between the parentheses stand the names of the parameters.'))
      return null
    }
  }
  if (index >= tokens.length) {
    diagnostics.push(problem(BAD_DIRECTIVE, open.span, `The parameters of the macro ${name.text} have no closing ).`))
    return null
  }
  return { ...found, params, variadic, body: tokens.slice(index + 1) }
}

/** True when two definitions say the same, so that the second one changes nothing. */
export const sameDefinition = (a: Macro, b: Macro): boolean => spelling(a) === spelling(b)

const spelling = (macro: Macro): string =>
  `${macro.params?.join() ?? 'none'} ${macro.variadic} ${macro.body.map((token) => token.text).join(' ')}`

/** Names that must not be expanded any more in a token that came out of them. */
type HideSet = ReadonlySet<string>

interface Pending {
  token: Token
  hide: HideSet
}

const NOTHING_HIDDEN: HideSet = new Set()

/** Replaces all macros in a run of tokens. */
export function expandMacros(tokens: readonly Token[], expansion: Expansion): Token[] {
  const pending = tokens.map((token) => ({ token, hide: NOTHING_HIDDEN }))
  return expand(pending, expansion, 0).map(({ token }) => token)
}

function expand(input: readonly Pending[], expansion: Expansion, depth: number): Pending[] {
  // The input as a stack: replacements go back on top of it, to be looked at again.
  const rest = [...input].reverse()
  const output: Pending[] = []
  let next: Pending | undefined
  while ((next = rest.pop()) !== undefined) {
    const replacement = expansion.stopped ? null : replaceOne(next, rest, expansion, depth)
    if (replacement === null) output.push(next)
    else for (let i = replacement.length - 1; i >= 0; i--) pushDefined(rest, replacement[i])
  }
  return output
}

function pushDefined<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

/** What the macro use that begins with `use` stands for; takes its arguments from `rest`. Null when it is not a use of a macro. */
function replaceOne(use: Pending, rest: Pending[], expansion: Expansion, depth: number): Pending[] | null {
  const { token, hide } = use
  if (token.kind !== 'identifier' || hide.has(token.text)) return null
  const dynamic = dynamicMacro(token, expansion)
  if (dynamic !== null) return [{ token: dynamic, hide }]
  const macro = expansion.macros.get(token.text)
  if (macro === undefined) return null
  if (hide.size >= MAX_NESTING || depth >= MAX_NESTING) {
    stop(expansion, problem(TOO_DEEP, token.span, `The uses of macros are nested more than ${MAX_NESTING} deep here.`))
    return null
  }
  if (macro.params === null)
    return substitute(macro, [], use, token.span, new Set([...hide, macro.name]), expansion, depth)

  if (rest.at(-1)?.token.text !== '(') return null
  const call = takeArguments(rest, macro)
  if (call === null) {
    const message = `The use of the macro ${macro.name} has no closing parenthesis.`
    stop(expansion, problem(MACRO_ARGUMENTS, token.span, message))
    return null
  }
  const wrong = wrongCount(macro, call.args.length)
  if (wrong !== null) {
    expansion.diagnostics.push(problem(MACRO_ARGUMENTS, token.span, wrong))
    return [{ token: { ...token, kind: 'number', text: '0', macro: macro.name }, hide }]
  }
  const shared = [...hide].filter((name) => call.close.hide.has(name))
  const span = token.macro === null ? joinSpans(token.span, call.close.token.span) : token.span
  return substitute(macro, call.args, use, span, new Set([...shared, macro.name]), expansion, depth)
}

const joinSpans = (a: Span, b: Span): Span => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) })

function stop(expansion: Expansion, why: Diagnostic): void {
  if (!expansion.stopped) expansion.diagnostics.push(why)
  expansion.stopped = true
}

function dynamicMacro(token: Token, expansion: Expansion): Token | null {
  switch (token.text) {
    case '__LINE__':
      return { ...token, kind: 'number', text: String(expansion.lineOf(token.span.start)), macro: token.text }
    case '__COUNTER__':
      return { ...token, kind: 'number', text: String(expansion.produced++), macro: token.text }
    case '__FILE__':
      return { ...token, kind: 'string', text: '"policy.bpf.c"', macro: token.text }
    default:
      return null
  }
}

interface Call {
  args: Pending[][]
  close: Pending
}

/** Takes `( ... )` off the stack. Null, with the stack as it was, when there is no closing parenthesis. */
function takeArguments(rest: Pending[], macro: Macro): Call | null {
  const args: Pending[][] = [[]]
  const limit = macro.variadic ? (macro.params?.length ?? 0) : Infinity
  let nesting = 0
  for (let i = rest.length - 1; i >= 0; i--) {
    const item = rest[i]
    if (item === undefined) break
    const { text, kind } = item.token
    const sign = kind === 'punctuator' ? text : ''
    if (sign === '(') {
      nesting++
      if (nesting === 1) continue
    } else if (sign === ')') {
      nesting--
      if (nesting === 0) {
        rest.length = i
        return { args, close: item }
      }
    } else if (sign === ',' && nesting === 1 && args.length < limit) {
      args.push([])
      continue
    }
    args.at(-1)?.push(item)
  }
  return null
}

/** What is wrong with the number of arguments, or null. `()` is no argument for a macro without parameters, else one empty one. */
function wrongCount(macro: Macro, given: number): string | null {
  const wanted = macro.params?.length ?? 0
  if (given === wanted || (wanted === 0 && given === 1)) return null
  if (macro.variadic && given >= wanted - 1) return null
  const least = macro.variadic ? `at least ${wanted - 1}` : String(wanted)
  return `The macro ${macro.name} takes ${least} argument${least === '1' ? '' : 's'}, but ${given} ${given === 1 ? 'is' : 'are'} given.`
}

/** The macro's body with the arguments put in, `#` and `##` done, and `hide` added to every token. */
function substitute(
  macro: Macro,
  args: readonly Pending[][],
  use: Pending,
  span: Span,
  hide: HideSet,
  expansion: Expansion,
  depth: number,
): Pending[] {
  const { body } = macro
  const expanded = new Map<number, Pending[]>()
  const paramOf = (token: Token | undefined): number =>
    token?.kind === 'identifier' ? (macro.params?.indexOf(token.text) ?? -1) : -1
  const expandedArgument = (param: number): Pending[] => {
    const known = expanded.get(param)
    if (known) return known
    const made = expand(args[param] ?? [], expansion, depth + 1)
    expanded.set(param, made)
    return made
  }
  const made = (token: Token): Pending => ({
    token: { ...token, span, macro: macro.name, startsLine: false },
    hide: NOTHING_HIDDEN,
  })
  const result: Pending[] = []
  /** True when the operand just before stood for nothing, which ## has to know. */
  let emptyBefore = false

  for (let i = 0; i < body.length; i++) {
    const token = body[i]
    if (token === undefined) break
    if (token.text === '##' && i > 0 && i + 1 < body.length) {
      i++
      const right = body[i]
      const param = paramOf(right)
      const operand = param >= 0 ? (args[param] ?? []) : right ? [made(right)] : []
      const left = result.at(-1)
      if (left?.token.text === ',' && param >= 0 && macro.variadic && param === (macro.params?.length ?? 0) - 1) {
        // GNU's `, ## args`: the comma goes away with the arguments.
        if (operand.length === 0) result.pop()
        else result.push(...expandedArgument(param))
      } else if (left === undefined || emptyBefore || operand.length === 0) {
        result.push(...operand)
        emptyBefore &&= operand.length === 0
        continue
      } else {
        result.pop()
        result.push(...paste(left, operand[0], made, expansion), ...operand.slice(1))
      }
      emptyBefore = false
      continue
    }
    const stringified = token.text === '#' && macro.params !== null ? paramOf(body[i + 1]) : -1
    if (stringified >= 0) {
      i++
      result.push(made({ ...token, kind: 'string', text: stringOf(args[stringified] ?? []) }))
      emptyBefore = false
      continue
    }
    const param = paramOf(token)
    if (param < 0) {
      result.push(made(token))
      emptyBefore = false
      continue
    }
    const operand = body[i + 1]?.text === '##' ? (args[param] ?? []) : expandedArgument(param)
    for (const item of operand) result.push(item)
    emptyBefore = operand.length === 0
  }
  return finish(result, use, hide, expansion)
}

/** Adds the hide set, gives the first token the place of the macro's name on its line, and counts. */
function finish(result: Pending[], use: Pending, hide: HideSet, expansion: Expansion): Pending[] {
  expansion.produced += result.length + 1
  if (expansion.produced > MAX_EXPANDED_TOKENS) {
    const limit = MAX_EXPANDED_TOKENS.toLocaleString('en')
    stop(
      expansion,
      problem(MACRO_TOO_LARGE, use.token.span, `The macros of this policy make more than ${limit} tokens.`),
    )
    return []
  }
  const unions = new Map<HideSet, HideSet>()
  const unionWith = (own: HideSet): HideSet => {
    if (own.size === 0) return hide
    const known = unions.get(own)
    if (known) return known
    const union = new Set([...own, ...hide])
    unions.set(own, union)
    return union
  }
  return result.map(({ token, hide: own }, index) => ({
    token: index === 0 ? { ...token, startsLine: use.token.startsLine, spaceBefore: use.token.spaceBefore } : token,
    hide: unionWith(own),
  }))
}

function paste(
  left: Pending,
  right: Pending | undefined,
  made: (token: Token) => Pending,
  expansion: Expansion,
): Pending[] {
  if (right === undefined) return [left]
  const text = left.token.text + right.token.text
  const { tokens, diagnostics } = lex(text)
  const [only] = tokens
  if (only === undefined || tokens.length !== 1 || diagnostics.length > 0) {
    const { span } = made(left.token).token
    expansion.diagnostics.push(problem(BAD_PASTE, span, `## makes ${text} here, which is not one token.`))
    return [left, right]
  }
  return [made({ ...only, spaceBefore: left.token.spaceBefore })]
}

function stringOf(arg: readonly Pending[]): string {
  const text = arg
    .map(({ token }, index) => (index > 0 && (token.spaceBefore || token.startsLine) ? ' ' : '') + quoted(token))
    .join('')
  return `"${text}"`
}

const quoted = ({ kind, text }: Token): string =>
  kind === 'string' || kind === 'character' ? text.replaceAll(/["\\]/gu, '\\$&') : text
