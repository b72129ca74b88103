// Calls: functions of the file, helpers and kfuncs of the kernel with their prototypes checked, builtins, and in the kernel's own part
// calls through pointers. What cannot be called is refused with the reason and the nearest names.

import { has } from '../../../kernel/differences.ts'
import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Expr } from '../../ir.ts'
import type { KernelFunction } from '../../kernel-types.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import { type FunctionType, INT, isScalar, sizeOf, type Type, VOID } from '../../types.ts'
import type { CExpr } from '../parse/ast.ts'
import {
  coerce,
  convert,
  derefOf,
  isPoison,
  localPlace,
  operandType,
  pointerTo,
  poison,
  poisonOperand,
  rvalue,
  sameType,
  sequence,
} from './build.ts'
import { findBuiltin } from './builtins.ts'
import {
  addLocal,
  type Entity,
  type FunctionEntity,
  type LowerContext,
  lookup,
  type Operand,
  report,
  type ScalarExpr,
  visibleNames,
} from './context.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { TYPE_MISMATCH } from './rules/conversions.ts'
import {
  ARGUMENT_COUNT,
  BUILTIN_USE,
  CALLBACK_SIGNATURE,
  FUNCTION_POINTER,
  HELPER_REFUSED,
  HELPER_TOO_NEW,
  LIBC_FUNCTION,
  TOO_MANY_ARGUMENTS,
  UNKNOWN_HELPER,
} from './rules/calls.ts'
import { UNDECLARED } from './rules/names.ts'
import { NOT_CONSTANT } from './rules/storage.ts'

type Call = CExpr & { kind: 'call' }

/** BPF passes arguments in R1 to R5. */
export const MAX_ARGUMENTS = 5

/** Builtins whose value the compiler knows when their arguments are constant. */
const CONSTANT_BUILTINS = /^__builtin_(bswap\d+|constant_p|expect)$/

export function lowerCall(c: LowerContext, call: Call): Operand {
  const constantName = call.callee.kind === 'name' && CONSTANT_BUILTINS.test(call.callee.name)
  if (c.fn === null && !constantName) {
    report(
      c,
      NOT_CONSTANT,
      call.span,
      'A function cannot be called here: outside of functions everything is known at compile time.',
    )
    return poisonOperand(call.span)
  }
  if (call.callee.kind === 'name') {
    const { name, span } = call.callee
    const entity = lookup(c, name)
    if (entity?.kind === 'function' && !entity.external) return callFunction(c, call, entity)
    const builtin = entity === null || entity.kind === 'function' ? findBuiltin(name) : null
    if (builtin !== null) return builtin(c, call, name)
    if (entity === null || entity.kind === 'function') return callKernel(c, call, name, entity, span)
  }
  const callee = c.passes.operand(c, call.callee)
  if (callee.kind === 'function') return callFunction(c, call, callee.entity)
  return callThroughPointer(c, call, callee)
}

function noteUse(c: LowerContext, name: string, span: Span): void {
  if (!c.used.has(name)) c.used.set(name, span)
}

/** A function of this file. */
function callFunction(c: LowerContext, call: Call, entity: FunctionEntity): Operand {
  const { type, name } = entity
  noteUse(c, name, call.callee.span)
  const args = lowerArguments(c, call, name, type, entity.params, null)
  if (args === null) return resultOf(type.returns, call.span)
  const { span } = call
  const external = isExternal(c, name)
  if (type.returns.kind !== 'struct') {
    return { kind: 'value', expr: { kind: 'call', callee: name, args, external, type: type.returns, span } }
  }
  const result = temporary(c, type.returns, span)
  const made: Expr = { kind: 'call', callee: name, args: [result, ...args], external, type: VOID, span }
  return { kind: 'place', place: derefOf(sequence([made], result, span), span), constant: false }
}

/** The address of a struct on the stack that nobody has named. */
function temporary(c: LowerContext, type: Type, span: Span): ScalarExpr {
  const place = localPlace(addLocal(c, 'struct', type, span, true), span)
  return { kind: 'address', place, type: pointerTo(type), span }
}

/** A struct that is passed by value: the address of a copy of its own. */
function structArgument(c: LowerContext, operand: Operand, type: Type, goal: string, span: Span): ScalarExpr {
  if (operand.kind === 'place' && sameType(operand.place.type, type)) {
    const copy = temporary(c, type, span)
    const size = sizeOf(type, c.structs)
    const target = derefOf(copy, span)
    return sequence([{ kind: 'copy', target, source: operand.place, size, type: VOID, span }], copy, span)
  }
  if (!(operand.kind === 'value' && isPoison(operand.expr))) {
    const given = spellType(operandType(operand), c.structs)
    report(c, TYPE_MISMATCH, span, `${goal} is a ${spellType(type, c.structs)}, but this is ${given}.`)
  }
  return poison(span)
}

/** What has no body in the text is a function of another unit. A policy's prototype without a body is an error by itself. */
const isExternal = (c: LowerContext, name: string): boolean => !c.definedFunctions.has(name)

/** A helper or kfunc by name, whether declared in the file or not. */
function callKernel(c: LowerContext, call: Call, name: string, declared: Entity | null, nameSpan: Span): Operand {
  const known = c.options.kernel.functions.get(name)
  if (known === undefined) {
    if (declared?.kind === 'function' && c.options.origin === 'kernel') return callFunction(c, call, declared)
    reportUnknownFunction(c, name, nameSpan)
    for (const arg of call.args) c.passes.operand(c, arg)
    return poisonOperand(call.span)
  }
  checkAvailable(c, known, nameSpan)
  const args = lowerArguments(c, call, name, known.type, known.params, known)
  if (args === null) return resultOf(known.type.returns, call.span)
  return {
    kind: 'value',
    expr: {
      kind: 'call',
      callee: name,
      args,
      external: isExternal(c, name),
      type: known.type.returns,
      span: call.span,
    },
  }
}

/** Stands for the result of a call that could not be made, with its type, so that what follows is still checked. */
function resultOf(type: Type, span: Span): Operand {
  return isScalar(type)
    ? { kind: 'value', expr: { kind: 'const', value: 0n, type, span } }
    : { kind: 'value', expr: poison(span) }
}

/** How a kernel refuses a helper that this kind of program does not have. */
const refusalOf = (kernel: KernelVersion, name: string): string =>
  has(kernel, 'verifier-names-program-type') ? `program of this type cannot use helper ${name}` : `unknown func ${name}`

/** Reports a helper that this kind of program, or this kernel, does not have. */
export function checkAvailable(c: LowerContext, known: KernelFunction, span: Span): void {
  const { row } = known
  const { kernel } = c.options.kernel
  if (c.options.origin === 'kernel') return
  if (row.refused !== undefined) {
    report(c, HELPER_REFUSED, span, `${row.name}() cannot be called here: ${row.refused}`, {
      verifier:
        row.kind === 'kfunc' ? `calling kernel function ${row.name} is not allowed` : refusalOf(kernel, row.name),
    })
  } else if (!known.exists) {
    const when =
      row.until === undefined ? `came with Linux ${row.since}` : `exists from Linux ${row.since} until ${row.until}`
    report(
      c,
      HELPER_TOO_NEW,
      span,
      `${row.name}() ${when}, and this machine runs ${kernel}. Choose a newer kernel, or do without it.`,
      {
        verifier:
          row.kind === 'kfunc'
            ? `extern (func ksym) '${row.name}': not found in kernel or module BTFs (libbpf)`
            : `invalid func unknown`,
      },
    )
  }
}

/** Functions of the C library, and macros of libbpf, that programs of other kinds use; and what to do here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['printf', 'Use bpf_printk("...", ...).'],
  ['fprintf', 'Use bpf_printk("...", ...).'],
  ['puts', 'Use bpf_printk("...").'],
  ['printk', 'Use bpf_printk("...", ...).'],
  ['malloc', 'Keep data in a map or a global.'],
  ['calloc', 'Keep data in a map or a global.'],
  ['free', 'Keep data in a map or a global.'],
  ['strlen', 'Loop over the bytes up to the known size of the array.'],
  ['strcmp', 'Use bpf_strncmp(text, size, "literal").'],
  ['strncmp', 'Use bpf_strncmp(text, size, "literal").'],
  ['strstr', 'Compare with bpf_strncmp() at each position in a bounded loop.'],
  ['strcpy', 'Use bpf_probe_read_kernel_str(buffer, sizeof(buffer), text).'],
  ['strncpy', 'Use bpf_probe_read_kernel_str(buffer, sizeof(buffer), text).'],
  ['memcmp', 'Use bpf_strncmp() for a name, or compare byte by byte in a bounded loop.'],
  ['abs', 'Write x < 0 ? -x : x.'],
  ['rand', 'Use bpf_get_prandom_u32().'],
  ['time', 'Use bpf_ktime_get_ns().'],
  ['getpid', 'Read task->tgid.'],
  ['exit', 'Return from the program.'],
  ['BPF_SEQ_PRINTF', 'It is for iterator programs. Use bpf_printk("...", ...).'],
  ['qsort', 'Keep only the best candidate so far instead of sorting.'],
])

/** False for helpers that would be refused, which are no good suggestions. */
function canBeCalled(c: LowerContext, entity: FunctionEntity): boolean {
  const helper = entity.external ? c.options.kernel.functions.get(entity.name) : undefined
  return helper === undefined || (helper.exists && helper.row.refused === undefined)
}

/** Builtins that do not become BPF: which, why and what instead, and what clang says. */
const UNBUILT: readonly (readonly [RegExp, string, string])[] = [
  [
    /^__builtin_(?:(?:clz|ctz|ffs)l{1,2}|clrsbl{0,2})$/,
    'clang 14 has no BPF code for 64 bits of it. Look at one bit after the other in a for loop of 64 turns.',
    'fatal error: error in backend: Cannot select (clang)',
  ],
  [
    /^__builtin_str|^__builtin_mem/,
    'clang makes a call of it that no loader finds. Use bpf_strncmp() or a for loop.',
    'failed to find BTF for extern (libbpf)',
  ],
  [
    /^__builtin_(?:sqrt|fabs|floor|ceil|round)/,
    'BPF has no floating point. Count in whole numbers.',
    'A call to built-in function is not supported (clang)',
  ],
]

function reportUnknownFunction(c: LowerContext, name: string, span: Span): void {
  if (c.definedFunctions.has(name)) {
    report(
      c,
      UNDECLARED,
      span,
      `'${name}' is defined further down. Move it above this function, or write its prototype above.`,
      {
        verifier: `call to undeclared function '${name}' (clang)`,
      },
    )
    return
  }
  const advice = ELSEWHERE.get(name)
  if (advice !== undefined) {
    const libbpf = name.startsWith('BPF_')
    report(
      c,
      libbpf ? HELPER_REFUSED : LIBC_FUNCTION,
      span,
      libbpf
        ? `${name} cannot be used here. ${advice}`
        : `'${name}' is a function of the C library, which the kernel does not have. ${advice}`,
      libbpf ? {} : { verifier: `failed to find BTF for extern '${name}' (libbpf)` },
    )
    return
  }
  if (name.startsWith('__builtin_')) {
    const known = UNBUILT.find(([pattern]) => pattern.test(name))
    report(
      c,
      BUILTIN_USE,
      span,
      known === undefined
        ? `The playground does not have the compiler's builtin ${name}. Write out what it computes.`
        : `${name} cannot be used here: ${known[1]}`,
      known === undefined ? {} : { verifier: known[2] },
    )
    return
  }
  const candidates = visibleNames(c, (entity) => entity.kind === 'function' && canBeCalled(c, entity))
  const near = nearestNames(name, candidates)
  const fixes = near.map((candidate) => ({ title: `Write ${candidate}`, edits: [{ span, text: candidate }] }))
  report(
    c,
    UNKNOWN_HELPER,
    span,
    `'${name}' is neither a function of this file nor a helper or kfunc that the playground knows.${didYouMean(near)}`,
    {
      verifier: refusalOf(c.options.kernel.kernel, name),
      fixes,
    },
  )
}

/** The arguments converted to the parameters' types; null when their number is wrong. */
function lowerArguments(
  c: LowerContext,
  call: Call,
  name: string,
  type: FunctionType,
  params: readonly string[],
  helper: KernelFunction | null,
): Expr[] | null {
  const wanted = type.params.length
  const given = call.args.length
  const operands = call.args.map((arg) => c.passes.operand(c, arg))
  // A function of the policy has been judged where it is defined.
  if (given > MAX_ARGUMENTS && helper !== null && c.options.origin === 'policy') {
    report(
      c,
      TOO_MANY_ARGUMENTS,
      call.span,
      `A BPF call passes at most ${MAX_ARGUMENTS} arguments, and ${given} are given. Put several values into a struct and pass its address.`,
      {
        verifier: `too many args to ${name} (clang)`,
      },
    )
    return null
  }
  if (given < wanted || (given > wanted && !type.variadic)) {
    const list = params.filter((param) => param !== '').join(', ')
    report(
      c,
      ARGUMENT_COUNT,
      call.span,
      `${name}() takes ${wanted} argument${wanted === 1 ? '' : 's'}${list === '' ? '' : ` (${list})`}, and ${given} ${given === 1 ? 'is' : 'are'} given.`,
    )
    return null
  }
  return operands.map((operand, i) => {
    const span = call.args[i]?.span ?? call.span
    const paramName = params[i] ?? ''
    const isCallback = helper?.row.args?.[paramName] === 'callback'
    if (isCallback && operand.kind === 'function') return callback(c, operand, name, span)
    if (isCallback) report(c, FUNCTION_POINTER, span, `${name}() needs the name of a function here.`)
    const to = type.params[i]
    const goal = paramName === '' ? `Argument ${i + 1} of ${name}()` : `The argument '${paramName}' of ${name}()`
    if (to?.kind === 'struct') return structArgument(c, operand, to, goal, span)
    const value = rvalue(c, operand, span)
    if (to === undefined)
      return value.type.kind === 'int' ? convert(value, value.type.bits < 32 ? INT : value.type) : value
    return coerce(c, value, to, goal)
  })
}

/** How many arguments each helper calls its callback with. */
const CALLBACK_PARAMS: ReadonlyMap<string, { count: number; form: string }> = new Map([
  ['bpf_loop', { count: 2, form: 'long callback(u64 index, void *ctx)' }],
  [
    'bpf_for_each_map_elem',
    { count: 4, form: 'long callback(struct bpf_map *map, const void *key, void *value, void *ctx)' },
  ],
  ['bpf_timer_set_callback', { count: 3, form: 'int callback(void *map, int *key, struct value *value)' }],
])

function callback(c: LowerContext, operand: Operand & { kind: 'function' }, helper: string, span: Span): Expr {
  const { entity } = operand
  noteUse(c, entity.name, span)
  const wanted = CALLBACK_PARAMS.get(helper)
  if (wanted !== undefined && entity.type.params.length !== wanted.count) {
    report(
      c,
      CALLBACK_SIGNATURE,
      span,
      `${helper}() calls '${entity.name}' with ${wanted.count} arguments: declare it as static ${wanted.form}.`,
    )
  }
  if (entity.type.returns.kind !== 'int') {
    report(c, CALLBACK_SIGNATURE, span, `The callback '${entity.name}' must return an integer: 0 to go on, 1 to stop.`)
  }
  return { kind: 'functionAddress', function: entity.name, type: pointerTo(entity.type), span }
}

/** A call of what is not a function's name. */
function callThroughPointer(c: LowerContext, call: Call, callee: Operand): Operand {
  const type = operandType(callee)
  const pointer = rvalue(c, callee, call.callee.span)
  const signature = pointer.type.kind === 'pointer' && pointer.type.to.kind === 'function' ? pointer.type.to : null
  if (signature === null) {
    if (type.kind !== 'int' || type.name !== '(error)') {
      report(c, FUNCTION_POINTER, call.callee.span, 'This is not a function and cannot be called.')
    }
    return poisonOperand(call.span)
  }
  if (c.options.origin === 'policy') {
    report(
      c,
      FUNCTION_POINTER,
      call.callee.span,
      'BPF programs cannot call through a pointer. Call the function by its name, for example in the branches of an if.',
      { verifier: 'unknown opcode 8d' },
    )
    return poisonOperand(call.span)
  }
  const args = lowerArguments(c, call, 'the function', signature, [], null)
  if (args === null) return poisonOperand(call.span)
  return {
    kind: 'value',
    expr: { kind: 'callIndirect', pointer, signature, args, type: signature.returns, span: call.span },
  }
}
