// Text -> tokens of C's preprocessor, with comments on the side. Line continuations are taken out first; spans still point at the text
// as it was written. It does not read the values of numbers and strings (see literals.ts) and knows no keywords.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import { lineColumnAt, lineStarts } from '../../span.ts'
import { fix } from '../../diagnostics.ts'
import { problem } from '../../catalogue/rule.ts'
import { LITERAL_PREFIX, UNEXPECTED_CHARACTER, UNTERMINATED_COMMENT, UNTERMINATED_STRING } from './rules/literals.ts'

export interface Token {
  /** `number` is any preprocessing number; */
  kind: 'identifier' | 'number' | 'character' | 'string' | 'punctuator' | 'end'
  /** The spelling without line continuations; literals with their quotes, also where the closing one was missing. */
  text: string
  span: Span
  /** True for the first token of a line. */
  startsLine: boolean
  spaceBefore: boolean
  /** The macro whose definition made the token; null when the author wrote it at `span`. */
  macro: string | null
}

export interface Comment {
  span: Span
  /** Without the comment marks. */
  text: string
}

export interface Lexed {
  /** Without an end token. */
  tokens: readonly Token[]
  comments: readonly Comment[]
  diagnostics: readonly Diagnostic[]
}

/** What stands after the last token, at the end of the text. */
export const endToken = (offset: number): Token => ({
  kind: 'end',
  text: '',
  span: { start: offset, end: offset },
  startsLine: true,
  spaceBefore: true,
  macro: null,
})

/** Reads the whole text. Any text gives tokens; what is wrong with it comes back as diagnostics. */
export function lex(source: string): Lexed {
  const { text, offsetAt } = joinContinuedLines(source)
  const tokens: Token[] = []
  const comments: Comment[] = []
  const diagnostics: Diagnostic[] = []
  const spanOf = (start: number, end: number): Span => ({
    start: offsetAt(start),
    end: end > start ? offsetAt(end - 1) + 1 : offsetAt(start),
  })
  let startsLine = true
  let spaceBefore = false
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0

  while (at < text.length) {
    const space = match(SPACE, text, at)
    if (space !== null) {
      at += space.length
      spaceBefore = true
      startsLine ||= /[\n\r]/.test(space)
      continue
    }
    const comment = match(LINE_COMMENT, text, at) ?? match(BLOCK_COMMENT, text, at)
    if (comment !== null) {
      const span = spanOf(at, at + comment.length)
      comments.push({ span, text: commentText(comment) })
      if (comment.startsWith('/*') && (comment.length < 4 || !comment.endsWith('*/'))) {
        const { line } = lineColumnAt(lineStarts(source), span.start)
        diagnostics.push(
          problem(
            UNTERMINATED_COMMENT,
            { start: span.start, end: span.start + 2 },
            `The comment that begins on line ${line} has no closing */, so it takes in the rest of the policy.`,
            { fixes: [fix('End the comment here', source.length, source.length, ' */')] },
          ),
        )
      }
      at += comment.length
      spaceBefore = true
      continue
    }
    const prefix = match(PREFIX_OF_LITERAL, text, at)
    if (prefix !== null) {
      const span = spanOf(at, at + prefix.length)
      diagnostics.push(
        problem(
          LITERAL_PREFIX,
          span,
          `${prefix} in front of a literal is not supported in BPF programs. Leave it out.`,
          {
            fixes: [fix(`Remove ${prefix}`, span.start, span.end, '')],
          },
        ),
      )
      at += prefix.length
      continue
    }
    const found = nextToken(text, at)
    if (found === null) {
      const strange = match(STRANGE, text, at) ?? text.charAt(at)
      diagnostics.push(unexpected(strange, spanOf(at, at + strange.length)))
      at += strange.length
      spaceBefore = true
      continue
    }
    const span = spanOf(at, at + found.text.length)
    at += found.text.length
    const quote = found.text.charAt(0)
    let spelling = found.text
    if ((found.kind === 'string' || found.kind === 'character') && !isClosed(found.text)) {
      diagnostics.push(unterminated(quote, span))
      spelling = found.text.endsWith('\\') ? `${found.text}\\${quote}` : found.text + quote
    }
    tokens.push({ kind: found.kind, text: spelling, span, startsLine, spaceBefore, macro: null })
    startsLine = false
    spaceBefore = false
  }
  return { tokens, comments, diagnostics }
}

const SPACE = /[ \t\n\r\v\f]+/y
const LINE_COMMENT = /\/\/[^\n\r]*/y
const BLOCK_COMMENT = /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/y
const PREFIX_OF_LITERAL = /(?:L|u8|u|U)(?=["'])/y
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*/y
const STRING = /"(?:[^"\\\n\r]|\\[^\n\r])*(?:"|\\?)/y
const CHARACTER = /'(?:[^'\\\n\r]|\\[^\n\r])*(?:'|\\?)/y
const PUNCTUATOR = /\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|[[\](){}.&*+\-~!/%<>^|?:;=,#]/y
const STRANGE = /[^\t\n\v\f\r -~]+|[$@`\\]/uy

/** The text that a sticky pattern matches at `at`, or null. */
function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

const RULES = [
  ['identifier', IDENTIFIER],
  ['number', NUMBER],
  ['string', STRING],
  ['character', CHARACTER],
  ['punctuator', PUNCTUATOR],
] as const

function nextToken(text: string, at: number): { kind: Exclude<Token['kind'], 'end'>; text: string } | null {
  for (const [kind, pattern] of RULES) {
    const found = match(pattern, text, at)
    if (found !== null) return { kind, text: found }
  }
  return null
}

/** True when a literal's spelling ends with its own, unescaped quote. */
const isClosed = (literal: string): boolean => /^(["'])(?:[^\\]|\\.)*\1$/su.test(literal) && literal.length > 1

function unterminated(quote: string, span: Span): Diagnostic {
  const what = quote === '"' ? 'string' : 'character constant'
  return problem(UNTERMINATED_STRING, span, `This ${what} has no closing ${quote} before the end of its line.`, {
    fixes: [fix(`Add the closing ${quote}`, span.end, span.end, quote)],
  })
}

const LOOKALIKES: Readonly<Record<string, { plain: string; what: string }>> = {
  '“': { plain: '"', what: 'a typographic quote' },
  '”': { plain: '"', what: 'a typographic quote' },
  '‘': { plain: "'", what: 'a typographic quote' },
  '’': { plain: "'", what: 'a typographic quote' },
  '–': { plain: '-', what: 'a dash' },
  '−': { plain: '-', what: 'a typographic minus' },
  '\u00a0': { plain: ' ', what: 'a no-break space' },
  '\u200b': { plain: '', what: 'an invisible space' },
  '\ufeff': { plain: '', what: 'an invisible byte order mark' },
}

function unexpected(characters: string, span: Span): Diagnostic {
  const known = LOOKALIKES[characters]
  if (known) {
    const instead = known.plain.trim() === '' ? 'Replace or remove it.' : `C has ${known.plain} here.`
    return problem(UNEXPECTED_CHARACTER, span, `This is ${known.what}, which C does not know. ${instead}`, {
      fixes: [fix('Replace it with the plain character', span.start, span.end, known.plain)],
    })
  }
  return problem(
    UNEXPECTED_CHARACTER,
    span,
    `C does not know the character ${characters} outside of strings and comments.`,
  )
}

/** A comment's text: without marks, and without the column of stars that block comments often have. */
function commentText(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/\/+!?/u, '').trim()
  return comment
    .replace(/^\/\*+!?/u, '')
    .replace(/\*+\/$/u, '')
    .split(/\r\n|\n|\r/u)
    .map((line, index) => (index === 0 ? line.trim() : line.trim().replace(/^\*+ ?/u, '')))
    .join('\n')
    .trim()
}

interface JoinedText {
  text: string
  /** The offset in the author's text of an offset in `text`. */
  offsetAt: (offset: number) => number
}

/** Takes out each backslash at the end of a line together with the line's end. */
function joinContinuedLines(source: string): JoinedText {
  const continuations = [...source.matchAll(/\\[ \t]*(?:\r\n|\n|\r)/gu)]
  if (continuations.length === 0) return { text: source, offsetAt: (offset) => offset }
  let text = ''
  let from = 0
  const starts: number[] = []
  const sources: number[] = []
  const copy = (to: number): void => {
    starts.push(text.length)
    sources.push(from)
    text += source.slice(from, to)
  }
  for (const found of continuations) {
    copy(found.index)
    from = found.index + found[0].length
  }
  copy(source.length)
  return {
    text,
    offsetAt(offset) {
      const piece = lineColumnAt(starts, offset).line - 1
      return offset - (starts[piece] ?? 0) + (sources[piece] ?? 0)
    },
  }
}
