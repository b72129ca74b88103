// C on the page where Monaco is not: one regular expression finds comments, strings, directives, numbers and words, the rest is plain.

import { Fragment } from 'react'

const TOKENS =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S])))|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?<directive>^[ \t]*#[ \t]*\w+)|(?<number>\b(?:0[xX][\da-fA-F]+|\d+)[uUlL]*\b)|(?<word>\b[A-Za-z_]\w*\b)/gm

const KEYWORDS = new Set(
  'auto break case char const continue default do else enum extern for goto if inline int long return short signed sizeof static struct switch typedef union unsigned void volatile while bool _Bool s8 u8 s16 u16 s32 u32 s64 u64 __s8 __u8 __s16 __u16 __s32 __u32 __s64 __u64'.split(
    ' ',
  ),
)

export interface CodeToken {
  kind: 'comment' | 'string' | 'directive' | 'number' | 'keyword' | 'constant' | 'plain'
  text: string
}

function kindOf(groups: Record<string, string | undefined>): CodeToken['kind'] {
  for (const kind of ['comment', 'string', 'directive', 'number'] as const) if (groups[kind] !== undefined) return kind
  const word = groups['word'] ?? ''
  if (KEYWORDS.has(word)) return 'keyword'
  return /^[A-Z][A-Z0-9_]{2,}$/.test(word) ? 'constant' : 'plain'
}

/** The text in pieces; joined they are the text again. */
export function tokenizeC(text: string): CodeToken[] {
  const tokens: CodeToken[] = []
  let end = 0
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) })
    tokens.push({ kind: kindOf(match.groups ?? {}), text: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) })
  return tokens
}

/** The pieces line by line; a comment over several lines has a piece on each. */
export function tokenizeLines(text: string): CodeToken[][] {
  const lines: CodeToken[][] = [[]]
  for (const { kind, text: piece } of tokenizeC(text)) {
    for (const [index, part] of piece.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ kind, text: part })
    }
  }
  if (lines.at(-1)?.length === 0) lines.pop()
  return lines
}

export const Code = ({ text }: { text: string }) => <Tokens tokens={tokenizeC(text)} />

export const Tokens = ({ tokens }: { tokens: readonly CodeToken[] }) =>
  tokens.map((token, index) =>
    token.kind === 'plain' ? (
      <Fragment key={index}>{token.text}</Fragment>
    ) : (
      <span key={index} className={`code-${token.kind}`}>
        {token.text}
      </span>
    ),
  )
