// The entry of the C front end: a policy's text -> its syntax tree, with all that is wrong with the text.

import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Checked } from '../../diagnostics.ts'
import { sortDiagnostics } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import type { TranslationUnit } from './ast.ts'
import { limitErrors } from './error-limit.ts'
import { parseTokens } from './parser.ts'
import type { Preprocessed } from '../text/preprocessor.ts'
import { preprocess } from '../text/preprocessor.ts'

/**
 * Reads a C policy for a kernel. Any text gives a tree; errors are diagnostics with the codes of `codes.ts`, in the order of the text,
 * and what could not be read is left out of the tree or is an `error` node.
 */
export function parseC(text: string, options: { kernel: KernelVersion }): Checked<TranslationUnit> {
  return parsePreprocessed(preprocess(text, options.kernel), text)
}

/**
 * Reads C that was made from a text of another language. `place` says which place of that text a place of the C stands for: the tree and
 * the diagnostics speak of the author's text alone.
 */
export function parseMadeC(
  made: string,
  author: { text: string; place: (span: Span) => Span },
  options: { kernel: KernelVersion },
): Checked<TranslationUnit> {
  const { place } = author
  const placed = <T extends { span: Span }>(item: T): T => ({ ...item, span: place(item.span) })
  const { tokens, comments, includes, macros, diagnostics } = preprocess(made, options.kernel)
  return parsePreprocessed(
    {
      tokens: tokens.map(placed),
      // What the author did not write explains nothing: it would stand before the first declaration.
      comments: comments.map(placed).filter(({ span }) => span.end > span.start),
      includes: includes.map(placed),
      macros: new Map([...macros].map(([name, macro]) => [name, placed(macro)])),
      diagnostics: diagnostics.map(placed),
    },
    author.text,
  )
}

function parsePreprocessed(read: Preprocessed, text: string): Checked<TranslationUnit> {
  const { tokens, comments, includes, macros, diagnostics } = read
  const parsed = parseTokens(tokens, text)
  const own = [...macros.values()].filter((macro) => !macro.predefined)
  return {
    value: { items: parsed.items, comments, includes, macros: own.map(({ name, span }) => ({ name, span })) },
    diagnostics: limitErrors(sortDiagnostics([...diagnostics, ...parsed.diagnostics])),
  }
}
