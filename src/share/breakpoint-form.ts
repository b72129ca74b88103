// What a document asks of its runs: breakpoints and watches, as files and links have them. Whether a condition compiles is for the policy to say.

import { VERDICTS, type Verdict } from '../kernel/interfaces.ts'
import { isCount, isList, isObject } from '../scenario/values.ts'
import type { Breakpoint } from '../document/breakpoints.ts'

/** More of either no page can show; the rest of a longer list is left out. */
export const MAX_ASKED = 200

const isVerdict = (value: unknown): value is Verdict => VERDICTS.some((verdict) => verdict === value)

/** A breakpoint with what is set alone: `{ "line": 84, "if": "task->pid == 951" }`. */
export const breakpointToForm = ({ line, condition, task, verdict, change }: Breakpoint): Record<string, unknown> => ({
  ...(line === null ? {} : { line }),
  ...(condition === '' ? {} : { if: condition }),
  ...(task === '' ? {} : { task }),
  ...(verdict === null ? {} : { verdict }),
  ...(change ? { change } : {}),
})

/** The breakpoint of a form, or a sentence about what is wrong with it. */
export function readBreakpoint(form: unknown): Breakpoint | string {
  if (!isObject(form)) return 'A breakpoint is an object such as {"line": 12, "if": "task->pid == 903"}.'
  const { line = null, if: condition = '', task = '', verdict = null, change = false } = form
  if (line !== null && !(isCount(line) && line >= 1)) return '"line" is the number of a line of the policy, from 1 on.'
  if (typeof condition !== 'string') return '"if" is an expression as text.'
  if (typeof task !== 'string') return '"task" is a pid or a name as text.'
  if (verdict !== null && !isVerdict(verdict)) return `"verdict" is one of ${VERDICTS.join(', ')}.`
  if (typeof change !== 'boolean') return '"change" is true or false.'
  return { line, condition, task, verdict, change }
}

/** The watch of a form, or a sentence about what is wrong with it. */
export const readWatch = (form: unknown): { text: string } | string =>
  typeof form === 'string' && form.trim() !== '' ? { text: form } : 'A watch is an expression as text.'

/** What could be read of a list, and what was wrong with the rest; null where it is no list. */
export function readAsked<T extends object>(
  value: unknown,
  reader: (form: unknown) => T | string,
): { asked: readonly T[]; wrong: readonly { index: number; message: string }[] } | null {
  if (!isList(value)) return null
  const read = value.slice(0, MAX_ASKED).map(reader)
  const wrong = read.flatMap((message, index) => (typeof message === 'string' ? [{ index, message }] : []))
  return {
    asked: read.filter((one) => typeof one !== 'string'),
    wrong:
      value.length > MAX_ASKED
        ? [...wrong, { index: MAX_ASKED, message: `Only the first ${MAX_ASKED} were read.` }]
        : wrong,
  }
}
