// The catalogue of everything that the passes can say about a policy: one row a code, with the verifier's words, an explanation, and two
// programs that a test compiles: one that has the problem and one that has not.

import { ADVICE_CODES } from './advice/codes.ts'
import { C_CODES } from './c/codes.ts'
import { LOWER_CODES } from './c/lower/codes.ts'
import { EXAMPLES } from './catalogue-examples.ts'
import type { PolicyLanguage } from '../document/policy.ts'
import { TS_CODES } from './typescript/codes.ts'
import { TS_EXAMPLES } from './typescript/examples.ts'
import { VERIFIER_CODES } from './verifier/codes.ts'

export interface CatalogueRow {
  code: string
  title: string
  explanation: string
  /** The kernel verifier's words with %d and %s for what varies, or null where it is not the verifier that objects. */
  verifier: string | null
  /** The language of its examples. */
  language: PolicyLanguage
  /** A whole policy without the problem. */
  accepted: string
  /** A whole policy with the problem and no other, but for those in `besides`. */
  refused: string
  /** The kernel on which the example shows it, where that is not 6.12. */
  kernel?: '6.1' | '7.3'
  /** Codes that cannot be avoided where this one is. */
  besides?: readonly string[]
}

interface Titled {
  title: string
  explanation: string
  verifier?: string | null
}

const tables: readonly Readonly<Record<string, Titled>>[] = [
  C_CODES,
  LOWER_CODES,
  VERIFIER_CODES,
  ADVICE_CODES,
  TS_CODES,
]

/** Every code that a pass can report, in the order of the passes. */
export const CATALOGUE: readonly CatalogueRow[] = tables.flatMap((table, at) =>
  Object.entries(table).flatMap(([code, { title, explanation, verifier = null }]): CatalogueRow[] => {
    const language = table === TS_CODES ? 'typescript' : 'c'
    const example = table === TS_CODES ? TS_EXAMPLES[code] : EXAMPLES[code]
    const earlier = tables.slice(0, at).some((other) => Object.hasOwn(other, code))
    return example === undefined || earlier ? [] : [{ code, title, explanation, verifier, language, ...example }]
  }),
)

/** The row of a code, or null. */
export const findCatalogueRow = (code: string): CatalogueRow | null =>
  CATALOGUE.find((row) => row.code === code) ?? null
