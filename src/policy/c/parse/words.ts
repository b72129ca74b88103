// The words of C that the parser tells apart, and whether a type begins at a place.

import { ATTRIBUTE_WORDS } from '../text/headers.ts'
import type { Parser } from './context.ts'

/** Words of a builtin type, with the spelling that the tree has. */
export const BUILTIN_WORDS: ReadonlyMap<string, string> = new Map([
  ...['void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '_Bool', '__int128'].map(
    (word) => [word, word] as const,
  ),
  ['__signed', 'signed'],
  ['__signed__', 'signed'],
])

export const TYPEOF_WORDS: ReadonlySet<string> = new Set(['typeof', '__typeof__', '__typeof', 'typeof_unqual'])
export const INLINE_WORDS: ReadonlySet<string> = new Set(['inline', '__inline', '__inline__'])
export const CONST_WORDS: ReadonlySet<string> = new Set(['const', '__const', '__const__'])
export const VOLATILE_WORDS: ReadonlySet<string> = new Set(['volatile', '__volatile', '__volatile__'])
export const ATTRIBUTE_KEYWORDS: ReadonlySet<string> = new Set(['__attribute__', '__attribute'])
export const ASM_WORDS: ReadonlySet<string> = new Set(['asm', '__asm__', '__asm'])
export const STATIC_ASSERT_WORDS: ReadonlySet<string> = new Set(['_Static_assert', 'static_assert'])
/** Words that say nothing to a BPF program. */
export const IGNORED_SPECIFIERS: ReadonlySet<string> = new Set([
  'register',
  'auto',
  'restrict',
  '__restrict',
  '__restrict__',
  '_Noreturn',
])
/** Words of types that BPF programs do not have. */
export const REFUSED_SPECIFIERS: ReadonlySet<string> = new Set([
  '_Complex',
  '_Atomic',
  '_Thread_local',
  '__thread',
  '_Alignas',
])

const SPECIFIER_WORDS: ReadonlySet<string> = new Set([
  ...BUILTIN_WORDS.keys(),
  ...TYPEOF_WORDS,
  ...INLINE_WORDS,
  ...CONST_WORDS,
  ...VOLATILE_WORDS,
  ...IGNORED_SPECIFIERS,
  ...REFUSED_SPECIFIERS,
  'struct',
  'union',
  'enum',
  'typedef',
  'static',
  'extern',
  '__auto_type',
])

const STATEMENT_WORDS = [
  'if',
  'else',
  'while',
  'do',
  'for',
  'switch',
  'case',
  'default',
  'break',
  'continue',
  'goto',
  'return',
]

/** Words that cannot be names. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  ...SPECIFIER_WORDS,
  ...STATEMENT_WORDS,
  ...ATTRIBUTE_KEYWORDS,
  ...ASM_WORDS,
  ...STATIC_ASSERT_WORDS,
  'sizeof',
])

/** True for attributes, SEC("...") and the words that libbpf defines for attributes. */
export const isAttributeStart = (p: Parser): boolean =>
  ATTRIBUTE_KEYWORDS.has(p.token.text) || ATTRIBUTE_WORDS.has(p.token.text) || (p.is('SEC') && p.peek(1).text === '(')

/** True when a type (or a declaration's specifiers) begins `ahead` tokens from here. */
export function startsType(p: Parser, ahead: number): boolean {
  const token = p.peek(ahead)
  if (token.kind !== 'identifier') return false
  return SPECIFIER_WORDS.has(token.text) || p.lookup(token.text) === 'type'
}
