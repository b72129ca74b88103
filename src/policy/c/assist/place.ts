// What stands at an offset of a policy that is being typed: a member after `->`, a tag after `struct`, a section name, a plain name. It
// works on the author's own tokens, so the text may be as unfinished as it likes. It knows no types.

import type { Span } from '../../span.ts'
import { CORE_MACROS } from '../text/headers.ts'
import type { Token } from '../text/lexer.ts'
import { lex } from '../text/lexer.ts'
import { KEYWORDS } from '../parse/words.ts'

export type Place =
  /** In a comment, a number, an ordinary string: nothing to say. */
  | { kind: 'nothing' }
  /** Between the quotes of SEC("..."); `word` is all between the quotes. */
  | { kind: 'section'; word: Span }
  /** Between the brackets or quotes of #include. */
  | { kind: 'header'; word: Span }
  /** The name of a member of what `object` (an expression's tokens) is; `isPointer` as the author wrote it. */
  | { kind: 'member'; object: readonly Token[]; word: Span }
  | { kind: 'tag'; keyword: 'struct' | 'union' | 'enum'; word: Span }
  | { kind: 'name'; word: Span }

/** The place at an offset. `word` is the whole word there, which may reach beyond the offset; it is empty between words. */
export function placeAt(text: string, offset: number): Place {
  const { tokens, comments } = lex(text)
  if (comments.some((comment) => isInComment(text, comment.span, offset))) return { kind: 'nothing' }
  const touched = tokens.findLastIndex(({ span }) => span.start < offset)
  const token = tokens[touched]
  const inside =
    token !== undefined && offset <= token.span.end ? token : tokens.find(({ span }) => span.start === offset)
  const include = includeAt(text, tokens, offset)
  if (include !== null) return include
  if (inside?.kind === 'string' || inside?.kind === 'character') {
    return stringPlace(text, tokens, inside, offset)
  }
  if (inside?.kind === 'number' && offset > inside.span.start) return { kind: 'nothing' }
  const isWord = inside?.kind === 'identifier'
  const word = isWord ? inside.span : { start: offset, end: offset }
  const before = isWord ? tokens.indexOf(inside) - 1 : touched
  return wordPlace(tokens, before, word)
}

function isInComment(text: string, span: Span, offset: number): boolean {
  const isLine = text.startsWith('//', span.start)
  return span.start < offset && (isLine ? offset <= span.end : offset < span.end)
}

function includeAt(text: string, tokens: readonly Token[], offset: number): Place | null {
  const hash = tokens.findLastIndex((token) => token.startsLine && token.span.start < offset)
  if (tokens[hash]?.text !== '#' || tokens[hash + 1]?.text !== 'include') return null
  const line = /^\s*#\s*include\s*[<"]([^>"\n\r]*)/u.exec(text.slice(tokens[hash]?.span.start))
  const start = tokens[hash + 2]?.span.start
  if (line === null || start === undefined) return null
  const word = { start: start + 1, end: start + 1 + (line[1]?.length ?? 0) }
  return offset >= word.start && offset <= word.end ? { kind: 'header', word } : null
}

function stringPlace(text: string, tokens: readonly Token[], string: Token, offset: number): Place {
  const at = tokens.indexOf(string)
  const isClosed = string.span.end - string.span.start > 1 && text.charAt(string.span.end - 1) === '"'
  const word = { start: string.span.start + 1, end: string.span.end - (isClosed ? 1 : 0) }
  const isSection = tokens[at - 1]?.text === '(' && tokens[at - 2]?.text === 'SEC'
  return isSection && offset >= word.start && offset <= word.end ? { kind: 'section', word } : { kind: 'nothing' }
}

/** The place of a word, or of the gap, after the token at index `before`. */
function wordPlace(tokens: readonly Token[], before: number, word: Span): Place {
  const previous = tokens[before]
  if (previous?.text === '->' || previous?.text === '.') {
    const path = corePath(tokens, before)
    if (path !== null) return { kind: 'member', object: path, word }
    const start = chainStart(tokens, before - 1)
    return start === null ? { kind: 'nothing' } : { kind: 'member', object: tokens.slice(start, before), word }
  }
  const keyword = previous?.text
  if (keyword === 'struct' || keyword === 'union' || keyword === 'enum') return { kind: 'tag', keyword, word }
  const path = previous?.text === ',' ? corePath(tokens, before + 1) : null
  return path === null ? { kind: 'name', word } : { kind: 'member', object: path, word }
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** Index of the bracket that the one at `close` closes, or -1. */
function openingOf(tokens: readonly Token[], close: number): number {
  const wanted: string[] = []
  for (let i = close; i >= 0; i--) {
    const text = tokens[i]?.text ?? ''
    const opening = OPENING[text]
    if (opening !== undefined) wanted.push(opening)
    else if (text === '(' || text === '[' || text === '{') {
      if (wanted.pop() !== text) return -1
      if (wanted.length === 0) return i
    }
  }
  return -1
}

/** Index of the first token of the chain of members, calls and indices that ends at index `end`; null when there is none. */
function chainStart(tokens: readonly Token[], end: number): number | null {
  let at = end
  for (;;) {
    const token = tokens[at]
    const isClosing = token?.text === ')' || token?.text === ']'
    if (isClosing) {
      const open = openingOf(tokens, at)
      if (open === -1) return null
      const callee = tokens[open - 1]
      const hasCallee =
        callee !== undefined &&
        ((callee.kind === 'identifier' && !KEYWORDS.has(callee.text)) || callee.text === ')' || callee.text === ']')
      if (!hasCallee) return token.text === ')' ? open : null
      at = open - 1
      continue
    }
    if (token?.kind !== 'identifier' || KEYWORDS.has(token.text)) return null
    const before = tokens[at - 1]?.text
    if (before !== '.' && before !== '->') return at
    at -= 2
  }
}

/**
 * In `BPF_CORE_READ(task, mm, rss_stat[0].` and its like, what comes before the member as an ordinary expression:
 * `(task)->mm->rss_stat[0]`. `end` is the index after the last token that counts. Null where no such macro is open.
 */
function corePath(tokens: readonly Token[], end: number): readonly Token[] | null {
  const open = enclosingParenthesis(tokens, end - 1)
  const macro = tokens[open - 1]
  if (macro === undefined || !(CORE_MACROS.has(macro.text) || macro.text === 'offsetof')) return null
  const args = splitArguments(tokens.slice(open + 1, end))
  // The INTO forms have the destination first.
  if (macro.text.endsWith('_INTO')) args.shift()
  const current = args.pop()
  const [source, ...members] = args
  if (source === undefined || source.length === 0 || current === undefined) return null
  const sign = (text: string): Token => ({ ...macro, kind: text === '0' ? 'number' : 'punctuator', text })
  const isType = /^(?:struct|union)$/u.test(source[0]?.text ?? '')
  const object = isType ? [sign('('), ...source, sign('*'), sign(')'), sign('0')] : source
  const steps = current.length > 0 ? [...members, current] : members
  return [sign('('), ...object, sign(')'), ...steps.flatMap((member) => [sign('->'), ...member])]
}

/** Index of the nearest parenthesis that is open before index `from`, within the statement; -1 when there is none. */
function enclosingParenthesis(tokens: readonly Token[], from: number): number {
  for (let i = from; i >= 0; i--) {
    const text = tokens[i]?.text ?? ''
    if (text === '(') return i
    if (text === ';' || text === '{' || text === '}') return -1
    if (text === ')' || text === ']') {
      i = openingOf(tokens, i)
      if (i === -1) return -1
    }
  }
  return -1
}

function splitArguments(tokens: readonly Token[]): Token[][] {
  const args: Token[][] = [[]]
  let nesting = 0
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') nesting++
    if (token.text === ')' || token.text === ']') nesting--
    if (token.text === ',' && nesting === 0) args.push([])
    else args.at(-1)?.push(token)
  }
  return args
}
