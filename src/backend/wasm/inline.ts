// Puts the body of a small function in place of a call: V8 does not do this for us, and a selection pass is made of such calls.
// Only the plain build inlines; in the probed build every call has a frame that the stepper shows.

import type { Home } from './address.ts'
import type { FunctionContext } from './context.ts'
import type { LinkedFunction } from './link.ts'
import { resultTypeOf, scalar, valueTypeOf } from './value-types.ts'

/** Cost up to which a function is small. */
const INLINE_COST = 100

/** Cost of all that may be inlined into one function, so that nested calls cannot multiply. */
export const INLINE_GROWTH = 1000

/**
 * True when the call should be inlined. A policy's function that checks the budget when it is entered stays a call, so that the plain and
 * the probed build stop at the same place; so does what needs a frame, and what runs programs that take the budget from the global.
 */
export function canInline(fx: FunctionContext, callee: LinkedFunction): boolean {
  if (fx.module.probed || callee.recursive || callee.needsFrame || callee.programs.length > 0) return false
  if (callee.cost > Math.min(INLINE_COST, fx.growth.left)) return false
  if (callee.origin === 'policy') return !callee.addressTaken
  return !(callee.runsPolicy && fx.fuel !== null)
}

/** Writes the function's body as a block; the arguments are on the stack, already of the types of its parameters. */
export function emitInlined(fx: FunctionContext, callee: LinkedFunction): void {
  const { code } = fx
  const { ir } = callee
  fx.growth.left -= callee.cost
  const registers = ir.locals.map((local) => {
    const type = valueTypeOf(scalar(local.type))
    return { type, index: code.scratch(type) }
  })
  for (const id of ir.params.toReversed()) {
    const register = registers[id]
    if (register !== undefined) code.set(register.index)
  }
  const result = resultTypeOf(ir.returns)
  const inner: FunctionContext = {
    ...fx,
    linked: callee,
    origin: callee.origin,
    structs: callee.unit.structs,
    locals: ir.locals,
    homes: registers.map(({ index }): Home => ({ kind: 'register', index })),
    fuel: callee.origin === 'policy' ? fx.fuel : null,
    scope: { breakTo: null, continueTo: null, labels: new Map() },
    returnTo: code.block(result),
  }
  fx.emitBody(inner, ir.body)
  if (ir.body.at(-1)?.kind === 'return') code.op('unreachable')
  else if (result !== null) code.const(result, 0n)
  code.end()
  for (const { type, index } of registers) code.release(type, index)
}
