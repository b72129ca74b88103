// Words a trap as a fault for the person: which limit was reached, at which line, in which loop.

import { BUDGET } from '../../backend/wasm/emit-function.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { assertNever } from '../../policy/types.ts'
import type { Trap } from './instance.ts'
import type { Fault } from '../trace/trace.ts'

const count = (n: number): string => n.toLocaleString('en-US')

function messageOf(trap: Trap, line: number | null): string {
  const at = line === null ? '' : ` at line ${line}`
  switch (trap.reason) {
    case 'budget':
      return trap.site?.kind === 'loop'
        ? `Stopped after ${count(BUDGET)} instructions in the loop${at} (it ran ${count(trap.count)} times).`
        : `Stopped after ${count(BUDGET)} instructions in ${trap.site?.function ?? 'the policy'}${at}.`
    case 'bad-write':
      return `Stopped at a write${at} to memory that the policy does not own. The verifier would refuse it.`
    case 'stack':
      return `Stopped in ${trap.site?.function ?? 'a function'}${at}: the calls are nested too deep for the stack.`
    case 'crash':
      return `Stopped by a fault of the machine: ${trap.message}.`
    default:
      return assertNever(trap.reason)
  }
}

/** The fault of a trap in a policy of this text, at an iteration of a round. */
export function faultOf(trap: Trap, text: string, round: number, iteration: number): Fault {
  const span = trap.site?.span ?? null
  const line = span === null ? null : lineColumnAt(lineStarts(text), span.start).line
  return { code: trap.reason, message: messageOf(trap, line), span, round, iteration }
}
