// Writes whole functions: homes of the locals, frames, prologues; the programs that run before a hooked function; the adapters that
// stand in the table for functions called through pointers.

import type { Program } from '../../policy/ir.ts'
import { sizeOf } from '../../policy/types.ts'
import type { Home } from './address.ts'
import { CodeWriter } from './code-writer.ts'
import type { DebugLocal, FunctionContext, ModuleContext } from './context.ts'
import { addSite, emitFault, globalIndex } from './context.ts'
import { emitEpilogue, emitStatements } from './emit-statements.ts'
import { INDIRECT_PARAMS, localType, wide } from './emit-expressions.ts'
import type { FunctionBody, ValueType } from './encode.ts'
import { roundUp } from './layout.ts'
import type { LinkedFunction } from './link.ts'
import { emitConvert, resultTypeOf, scalar, storeOpcode, valueTypeOf } from './value-types.ts'

/** Instructions that the programs of one hook call may spend, as many as the verifier would follow. */
export const BUDGET = 1_000_000

/** A recursive policy function has at least this frame, so that endless recursion ends as a stack fault. */
const RECURSIVE_FRAME = 64

/** Writes the function itself, without the programs attached to it. */
export function emitFunction(module: ModuleContext, linked: LinkedFunction): FunctionBody {
  const { ir, unit, origin } = linked
  const code = new CodeWriter(ir.params.length)
  const { homes, frameSize } = placeLocals(module, linked, code)
  const hasFrame = frameSize > 0 || module.probed
  const fx: FunctionContext = {
    module,
    layout: module.layout,
    code,
    linked,
    origin,
    structs: unit.structs,
    locals: ir.locals,
    homes,
    debugLocals: module.probed ? debugLocalsOf(linked, homes) : [],
    frame: hasFrame ? code.addLocal('i32') : null,
    fuel: origin === 'policy' ? code.addLocal('i32') : null,
    limit: { local: null },
    scope: { breakTo: null, continueTo: null, labels: new Map() },
    returnTo: 'caller',
    emitBody: emitStatements,
  }
  emitStatements(fx, ir.body)
  if (ir.body.at(-1)?.kind === 'return') {
    code.op('unreachable')
  } else {
    const result = resultTypeOf(ir.returns)
    if (result !== null) code.const(result, 0n)
    emitEpilogue(fx)
  }
  return code.finish((prologue) => emitPrologue({ ...fx, code: prologue }, frameSize))
}

/** Gives every local a register, or bytes of the frame when its address is taken or the stepper must see it. */
function placeLocals(
  module: ModuleContext,
  { ir, unit, origin, recursive }: LinkedFunction,
  code: CodeWriter,
): { homes: Home[]; frameSize: number } {
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
  return { homes, frameSize: Math.max(roundUp(frameSize, 8), least) }
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

/**
 * Writes what runs when a hooked kernel function is called: its programs, then its body. As the kernel's trampoline does, fentry programs
 * come before fmod_ret programs, and of each kind the one attached last comes first; the first fmod_ret result that is not 0 ends it
 * and is the result. Programs of a tracepoint run in the order in which they were attached.
 */
export function emitHook(module: ModuleContext, linked: LinkedFunction): FunctionBody {
  const { ir, programs } = linked
  const code = new CodeWriter(ir.params.length)
  const lastFirst = programs.toReversed()
  for (const program of lastFirst.filter((p) => p.attach === 'fentry')) emitProgram(module, code, linked, program)
  for (const program of lastFirst.filter((p) => p.attach === 'fmod_ret')) emitProgram(module, code, linked, program)
  for (const program of programs.filter((p) => p.attach === 'tp_btf')) emitProgram(module, code, linked, program)
  ir.params.forEach((_, index) => code.get(index))
  code.call(module.bodyIndex(linked))
  return code.finish()
}

/** Runs one program with a fresh budget and an empty stack, and adds what it spent to `instructions`. */
function emitProgram(module: ModuleContext, code: CodeWriter, target: LinkedFunction, program: Program): void {
  const callee = module.program.functionNamed('policy', program.function)
  const { layout } = module
  const values = target.ir.params.map((id) => localType(target, id))
  const pushWide = (index: number): void => {
    const type = values[index]
    if (type === undefined) {
      // What comes after the arguments is the value so far of an fmod_ret chain, which is 0 as long as the chain goes on.
      code.i64(0n)
    } else {
      code.get(index)
      emitConvert(code, type, wide(type))
    }
  }

  code.i32(BUDGET)
  code.globalSet(globalIndex('budget'))
  if (program.abi === 'context') {
    for (let index = 0; index <= values.length; index++) {
      code.i32(layout.stackBase)
      pushWide(index)
      code.memory('i64.store', 8 * index)
    }
    code.i32(layout.stackBase + roundUp(8 * (values.length + 1), 16))
  } else {
    code.i32(layout.stackBase)
  }
  code.globalSet(globalIndex('policy_stack_pointer'))

  callee.ir.params.forEach((id, index) => {
    const type = localType(callee, id)
    if (program.abi === 'context') code.i64(BigInt(layout.stackBase))
    else pushWide(index)
    emitConvert(code, wide(type), type)
  })
  code.call(module.functionIndex({ kind: 'function', callee }))
  const verdict = takeVerdict(code, target, callee, program)
  code.globalGet(globalIndex('instructions'))
  code.i32(BUDGET)
  code.op('i32.add')
  code.globalGet(globalIndex('budget'))
  code.op('i32.sub')
  code.globalSet(globalIndex('instructions'))
  if (verdict === null) return
  code.get(verdict.local)
  code.op(`${verdict.type}.eqz`)
  code.if()
  code.else()
  code.get(verdict.local)
  code.op('return')
  code.end()
}

/** Takes the program's result from the stack into a local; null where it does not matter. */
function takeVerdict(
  code: CodeWriter,
  target: LinkedFunction,
  callee: LinkedFunction,
  program: Program,
): { local: number; type: ValueType } | null {
  if (callee.ir.returns.kind === 'void') return null
  const type = resultTypeOf(target.ir.returns)
  if (program.attach !== 'fmod_ret' || type === null) {
    code.op('drop')
    return null
  }
  emitConvert(code, scalar(callee.ir.returns), scalar(target.ir.returns))
  const local = code.addLocal(type)
  code.set(local)
  return { local, type }
}

/** Writes the table's stand-in for a function: five 64-bit registers in, one out, whatever the function takes and gives. */
export function emitAdapter(module: ModuleContext, linked: LinkedFunction): FunctionBody {
  const { ir } = linked
  const code = new CodeWriter(INDIRECT_PARAMS)
  ir.params.forEach((id, index) => {
    const type = localType(linked, id)
    code.get(index)
    emitConvert(code, wide(type), type)
  })
  code.call(module.functionIndex({ kind: 'function', callee: linked }))
  if (ir.returns.kind === 'void') code.i64(0n)
  else emitConvert(code, scalar(ir.returns), wide(scalar(ir.returns)))
  return code.finish()
}
