// The entry of the C front end: a policy's text -> its syntax tree, with all that is wrong with the text.

import type { KernelVersion } from '../../kernel/versions.ts'
import type { Checked } from '../diagnostics.ts'
import { sortDiagnostics } from '../diagnostics.ts'
import type { TranslationUnit } from './ast.ts'
import { limitErrors } from './codes.ts'
import { parseTokens } from './parser.ts'
import { preprocess } from './preprocessor.ts'

/**
 * Reads a C policy for a kernel. Any text gives a tree; errors are diagnostics with the codes of `codes.ts`, in the order of the text,
 * and what could not be read is left out of the tree or is an `error` node.
 */
export function parseC(text: string, options: { kernel: KernelVersion }): Checked<TranslationUnit> {
  const { tokens, comments, includes, macros, diagnostics } = preprocess(text, options.kernel)
  const parsed = parseTokens(tokens, text)
  const own = [...macros.values()].filter((macro) => !macro.predefined)
  return {
    value: { items: parsed.items, comments, includes, macros: own.map(({ name, span }) => ({ name, span })) },
    diagnostics: limitErrors(sortDiagnostics([...diagnostics, ...parsed.diagnostics])),
  }
}
