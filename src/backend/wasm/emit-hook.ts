// Writes what stands in front of functions: the programs that run when a hooked kernel function is called, and the adapters in the table
// through which pointers call.

import type { Program } from '../../policy/ir.ts'
import { CodeWriter } from './code-writer.ts'
import type { FunctionContext, ModuleContext } from './context.ts'
import { globalIndex } from './context.ts'
import { INDIRECT_PARAMS, localType, wide } from './emit-expressions.ts'
import { BUDGET, contextOf } from './emit-function.ts'
import type { FunctionBody, ValueType } from './encode.ts'
import { canInline, emitInlined } from './inline.ts'
import { roundUp } from './layout.ts'
import type { LinkedFunction } from './link.ts'
import { emitConvert, resultTypeOf, scalar } from './value-types.ts'

/**
 * Writes what runs when a hooked kernel function is called: its programs, then its body. As the kernel's trampoline does, fentry programs
 * come before fmod_ret programs, and of each kind the one attached last comes first; the first fmod_ret result that is not 0 ends it
 * and is the result. Programs of a tracepoint run in the order in which they were attached.
 */
export function emitHook(module: ModuleContext, target: LinkedFunction): FunctionBody {
  const { ir, programs } = target
  const code = new CodeWriter(ir.params.length)
  const homes = ir.params.map((_, index) => ({ kind: 'register' as const, index }))
  const fx = contextOf(module, target, code, homes, {
    frame: null,
    fuel: code.addLocal('i32'),
    resultSlot: null,
  })
  const lastFirst = programs.toReversed()
  for (const program of lastFirst.filter((p) => p.attach === 'fentry')) emitProgram(fx, program)
  for (const program of lastFirst.filter((p) => p.attach === 'fmod_ret')) emitProgram(fx, program)
  for (const program of programs.filter((p) => p.attach === 'tp_btf')) emitProgram(fx, program)
  ir.params.forEach((_, index) => code.get(index))
  code.call(module.bodyIndex(target))
  return code.finish((prologue) => emitLimit(fx, prologue))
}

/** Loads memory_limit for the checks of inlined programs. */
export function emitLimit({ limit }: FunctionContext, prologue: CodeWriter): void {
  if (limit.local === null) return
  prologue.globalGet(globalIndex('memory_limit'))
  prologue.set(limit.local)
}

/** Runs one program with a fresh budget and an empty stack, and adds what it spent to `instructions`. */
function emitProgram(fx: FunctionContext, program: Program): void {
  const { code, module, fuel } = fx
  const callee = module.program.functionNamed('policy', program.function)
  emitArguments(fx, callee, program)
  let verdict: Verdict | null
  if (canInline(fx, callee) && fuel !== null) {
    code.i32(BUDGET)
    code.set(fuel)
    emitInlined(fx, callee)
    verdict = takeVerdict(fx, callee, program)
  } else {
    code.i32(BUDGET)
    code.globalSet(globalIndex('budget'))
    code.call(module.functionIndex({ kind: 'function', callee }))
    verdict = takeVerdict(fx, callee, program)
    if (fuel !== null) {
      code.globalGet(globalIndex('budget'))
      code.set(fuel)
    }
  }
  if (fuel !== null) {
    code.globalGet(globalIndex('instructions'))
    code.i32(BUDGET)
    code.op('i32.add')
    code.get(fuel)
    code.op('i32.sub')
    code.globalSet(globalIndex('instructions'))
  }
  if (verdict === null) return
  code.get(verdict.local)
  code.op(`${verdict.type}.eqz`)
  code.if()
  code.else()
  code.get(verdict.local)
  code.op('return')
  code.end()
}

/** Sets the program's stack up and pushes its arguments, which the target's are brought to as BPF does: through 64-bit registers. */
function emitArguments(fx: FunctionContext, callee: LinkedFunction, program: Program): void {
  const { code, layout, linked: target } = fx
  const pushWide = (index: number): void => {
    const id = target.ir.params[index]
    if (id === undefined) {
      // What comes after the arguments is the value so far of an fmod_ret chain, which is 0 as long as the chain goes on.
      code.i64(0n)
    } else {
      const type = localType(target, id)
      code.get(index)
      emitConvert(code, type, wide(type))
    }
  }
  let stackPointer = layout.stackBase
  if (program.abi === 'context') {
    const slots = target.ir.params.length + 1
    for (let index = 0; index < slots; index++) {
      code.i32(layout.stackBase)
      pushWide(index)
      code.memory('i64.store', 8 * index)
    }
    stackPointer += roundUp(8 * slots, 16)
  }
  code.i32(stackPointer)
  code.globalSet(globalIndex('policy_stack_pointer'))
  callee.ir.params.forEach((id, index) => {
    const type = localType(callee, id)
    if (program.abi === 'context') code.i64(BigInt(layout.stackBase))
    else pushWide(index)
    emitConvert(code, wide(type), type)
  })
}

interface Verdict {
  local: number
  type: ValueType
}

/** Takes the program's result from the stack into a local; null where it does not matter. */
function takeVerdict(
  { code, linked: target }: FunctionContext,
  callee: LinkedFunction,
  program: Program,
): Verdict | null {
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
