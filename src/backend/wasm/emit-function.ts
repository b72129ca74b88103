// Writes whole functions: homes of the locals, the frame, what runs before the body and after it.

import { sizeOf } from '../../policy/types.ts'
import type { Home } from './address.ts'
import { CodeWriter } from './code-writer.ts'
import type { FunctionContext, ModuleContext } from './context.ts'
import type { DebugLocal } from './debug-info.ts'
import { addSite, globalIndex } from './context.ts'
import { emitFault, emitProbe } from './emit-marks.ts'
import { emitEpilogue, emitStatements } from './emit-statements.ts'
import { localType } from './emit-expressions.ts'
import type { FunctionBody } from './encode.ts'
import { INLINE_GROWTH } from './inline.ts'
import { roundUp } from './layout.ts'
import type { LinkedFunction } from './link.ts'
import { resultTypeOf, scalar, storeOpcode, valueTypeOf } from './value-types.ts'

/** Instructions that the programs of one hook call may spend, as many as the verifier would follow. */
export const BUDGET = 1_000_000

/** A recursive policy function has at least this frame, so that endless recursion ends as a stack fault. */
const RECURSIVE_FRAME = 64

/** Writes the function itself, without the programs attached to it. */
export function emitFunction(module: ModuleContext, linked: LinkedFunction): FunctionBody {
  const { ir, origin } = linked
  const code = new CodeWriter(ir.params.length)
  const { homes, frameSize, resultSlot } = placeLocals(module, linked, code)
  const hasFrame = frameSize > 0 || module.probed
  const fx = contextOf(module, linked, code, homes, {
    frame: hasFrame ? code.addLocal('i32') : null,
    fuel: origin === 'policy' ? code.addLocal('i32') : null,
    resultSlot,
  })
  emitStatements(fx, ir.body)
  if (ir.body.at(-1)?.kind === 'return') {
    code.op('unreachable')
  } else {
    const result = resultTypeOf(ir.returns)
    if (result !== null) code.const(result, 0n)
    emitEpilogue(fx, { start: Math.max(ir.span.end - 1, ir.span.start), end: ir.span.end })
  }
  return code.finish((prologue) => emitPrologue({ ...fx, code: prologue }, frameSize))
}

/** What is known at the start of a function; `frame` and `fuel` are locals, or null where it has none. */
export const contextOf = (
  module: ModuleContext,
  linked: LinkedFunction,
  code: CodeWriter,
  homes: readonly Home[],
  { frame, fuel, resultSlot }: Pick<FunctionContext, 'frame' | 'fuel' | 'resultSlot'>,
): FunctionContext => ({
  module,
  layout: module.layout,
  code,
  linked,
  origin: linked.origin,
  structs: linked.unit.structs,
  locals: linked.ir.locals,
  homes,
  debugLocals: module.probed ? debugLocalsOf(linked, homes) : [],
  frame,
  resultSlot,
  fuel,
  limit: { local: null },
  growth: { left: INLINE_GROWTH },
  scope: { breakTo: null, continueTo: null, labels: new Map() },
  returnTo: 'caller',
  emitBody: emitStatements,
})

/** Gives every local a register, or bytes of the frame when its address is taken or the stepper must see it. */
export function placeLocals(
  module: ModuleContext,
  { ir, unit, origin, recursive }: LinkedFunction,
  code: CodeWriter,
): { homes: Home[]; frameSize: number; resultSlot: DebugLocal | null } {
  let frameSize = 0
  const homes = ir.locals.map((local): Home => {
    if (local.inMemory || module.probed) {
      // Eight bytes of alignment are enough for every type.
      const offset = roundUp(frameSize, 8)
      frameSize = offset + sizeOf(local.type, unit.structs)
      return { kind: 'frame', offset }
    }
    const param = ir.params.indexOf(local.id)
    const index = param === -1 ? code.addLocal(valueTypeOf(scalar(local.type))) : param
    return { kind: 'register', index }
  })
  const least = recursive && origin === 'policy' ? RECURSIVE_FRAME : 0
  frameSize = roundUp(frameSize, 8)
  if (!module.probed || ir.returns.kind === 'void')
    return { homes, frameSize: Math.max(frameSize, least), resultSlot: null }
  const resultSlot = { name: 'result', type: ir.returns, offset: frameSize, synthetic: true }
  return { homes, frameSize: Math.max(frameSize + 8, least), resultSlot }
}

const debugLocalsOf = ({ ir }: LinkedFunction, homes: readonly Home[]): DebugLocal[] =>
  ir.locals.flatMap(({ name, type, synthetic }, id) => {
    const home = homes[id]
    return home?.kind === 'frame' ? [{ name, type, synthetic, offset: home.offset }] : []
  })

/** Written last, when it is known what the body needs. */
function emitPrologue(fx: FunctionContext, frameSize: number): void {
  const { code, module, linked, layout } = fx
  if (fx.frame !== null) {
    const policy = fx.origin === 'policy'
    const pointer = globalIndex(policy ? 'policy_stack_pointer' : 'kernel_stack_pointer')
    const base = policy ? layout.stackBase : layout.kernelStackBase
    code.globalGet(pointer)
    code.tee(fx.frame)
    code.i32(base + layout.stackSize - frameSize)
    code.op('i32.gt_s')
    code.if()
    emitFault(code, 'stack', addSite(fx, 'function', linked.ir.nameSpan), null)
    code.end()
    code.get(fx.frame)
    code.i32(frameSize)
    code.op('i32.add')
    code.globalSet(pointer)
    if (module.probed) {
      // The stepper shows locals before they are declared: as 0, never as what another call left there.
      code.get(fx.frame)
      code.i32(0)
      code.i32(frameSize)
      code.memoryFill()
    }
    emitParamsToFrame(fx, fx.frame)
  }
  if (fx.limit.local !== null) {
    code.globalGet(globalIndex('memory_limit'))
    code.set(fx.limit.local)
  }
  if (fx.fuel !== null) {
    code.globalGet(globalIndex('budget'))
    code.set(fx.fuel)
    // Other functions cannot run without end: their loops have their own checks.
    if (linked.addressTaken || linked.recursive) {
      code.get(fx.fuel)
      code.i32(0)
      code.op('i32.lt_s')
      code.if()
      emitFault(code, 'budget', addSite(fx, 'function', linked.ir.nameSpan), null)
      code.end()
    }
  }
  emitProbe(fx, 'enter', linked.ir.nameSpan, null)
}

function emitParamsToFrame(fx: FunctionContext, frame: number): void {
  const { code, linked } = fx
  linked.ir.params.forEach((id, index) => {
    const home = fx.homes[id]
    if (home?.kind !== 'frame') return
    const type = localType(linked, id)
    code.get(frame)
    code.get(index)
    code.memory(storeOpcode(type, valueTypeOf(type)), home.offset)
  })
}
