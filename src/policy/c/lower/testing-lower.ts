// Help for the tests of the lowering: a text in, the printed IR of its functions or the list of its diagnostics out.

import type { KernelVersion } from '../../../kernel/versions.ts'
import { type Diagnostic, sortDiagnostics } from '../../diagnostics.ts'
import type { Unit } from '../../ir.ts'
import { printFunction, printUnit } from '../../print-ir.ts'
import { lineColumnAt, lineStarts } from '../../span.ts'
import { lowerC } from './lower.ts'
import { parseC } from '../parse/parse.ts'

export interface LowerTestOptions {
  kernel?: KernelVersion
  origin?: 'policy' | 'kernel'
}

/** Parses and lowers, with the diagnostics of both passes. */
export function lowerText(
  text: string,
  { kernel = '6.12', origin = 'policy' }: LowerTestOptions = {},
): { unit: Unit; diagnostics: Diagnostic[] } {
  const parsed = parseC(text, { kernel })
  const lowered = lowerC(parsed.value, { kernel, origin, text })
  return { unit: lowered.value, diagnostics: sortDiagnostics([...parsed.diagnostics, ...lowered.diagnostics]) }
}

/** `line:column severity code`, one a line, without what every fragment gives (no licence, no program). */
export function codesOf(text: string, options: LowerTestOptions = {}): string[] {
  const starts = lineStarts(text)
  return reported(text, options).map(({ span, severity, code }) => {
    const { line, column } = lineColumnAt(starts, span.start)
    return `${line}:${column} ${severity} ${code}`
  })
}

/** The messages in the order of the text. */
export const messagesOf = (text: string, options: LowerTestOptions = {}): string[] =>
  reported(text, options).map((diagnostic) => diagnostic.message)

export const reported = (text: string, options: LowerTestOptions = {}): Diagnostic[] =>
  lowerText(text, options).diagnostics.filter(({ code }) => code !== 'missing-license' && code !== 'no-program')

/** The whole unit as printed. Throws where the text has errors, so that a golden is never of a broken unit. */
export function irOf(text: string, options: LowerTestOptions = {}): string {
  const { unit, diagnostics } = lowerText(text, options)
  const error = diagnostics.find((diagnostic) => diagnostic.severity === 'error')
  if (error !== undefined) throw new Error(error.message)
  return printUnit(unit)
}

/** The body of the last function, without its head and the closing brace. */
export function bodyOf(text: string, options: LowerTestOptions = {}): string {
  irOf(text, options)
  const { unit } = lowerText(text, options)
  const last = unit.functions.at(-1)
  if (last === undefined) throw new Error('there is no function in the text')
  return printFunction(last, unit.structs)
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
}

/** The body of a function around statements, with a variable of every kind. */
export const statementsOf = (statements: string, options: LowerTestOptions = {}): string =>
  bodyOf(
    `long c; short s; u8 u; bool t;\nvoid f(int a, unsigned b, u64 d, char *p, int *q) {\n${statements}\n}`,
    options,
  )

/** The printed form of one expression of those variables. */
export const expressionOf = (expression: string, options: LowerTestOptions = {}): string =>
  statementsOf(`${expression};`, options)
