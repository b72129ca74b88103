// Hand-built IR for the tests of this folder, and a way to run what is emitted from it. Tests only.

import type { AttachKind } from '../../../kernel/interfaces.ts'
import type {
  BinaryOp,
  CompareOp,
  Expr,
  FunctionIr,
  Global,
  Local,
  LoopStmt,
  MapDefinition,
  Place,
  Program,
  Stmt,
  SwitchSection,
  Unit,
} from '../../../policy/ir.ts'
import type { Span } from '../../../policy/span.ts'
import { NO_SPAN } from '../../../policy/span.ts'
import type { IntType, PointerType, Type } from '../../../policy/types.ts'
import { INT, LONG, VOID } from '../../../policy/types.ts'
import type { DebugOptions, EmittedModule } from '../emit.ts'
import { emitModule } from '../emit.ts'

export type Scalar = IntType | PointerType

export const pointerTo = (to: Type): PointerType => ({ kind: 'pointer', to, constant: false })
export const VOID_POINTER = pointerTo(VOID)

export const constant = (type: Scalar, value: bigint | number): Expr => ({
  kind: 'const',
  value: BigInt(value),
  type,
  span: NO_SPAN,
})

export const localPlace = (local: number, type: Type): Place => ({ kind: 'local', local, type, span: NO_SPAN })
export const globalPlace = (name: string, type: Type): Place => ({ kind: 'global', name, type, span: NO_SPAN })
export const deref = (pointer: Expr, type: Type): Place => ({ kind: 'deref', pointer, type, span: NO_SPAN })
export const member = (base: Place, offset: number, type: Type): Place => ({
  kind: 'member',
  base,
  field: { name: `at_${offset}`, type, offset },
  type,
  span: NO_SPAN,
})
export const element = (base: Place, index: Expr, type: Type): Place => ({
  kind: 'index',
  base,
  index,
  type,
  span: NO_SPAN,
})
export const read = (place: Place, type: Scalar): Expr => ({ kind: 'read', place, type, span: NO_SPAN })
export const local = (id: number, type: Scalar): Expr => read(localPlace(id, type), type)
export const addressOf = (place: Place): Expr => ({
  kind: 'address',
  place,
  type: pointerTo(place.type),
  span: NO_SPAN,
})
export const binary = (op: BinaryOp, left: Expr, right: Expr, type: IntType): Expr => ({
  kind: 'binary',
  op,
  left,
  right,
  type,
  span: NO_SPAN,
})
export const compare = (op: CompareOp, left: Expr, right: Expr): Expr => ({
  kind: 'compare',
  op,
  left,
  right,
  type: INT,
  span: NO_SPAN,
})
export const logical = (op: 'and' | 'or', left: Expr, right: Expr): Expr => ({
  kind: 'logical',
  op,
  left,
  right,
  type: INT,
  span: NO_SPAN,
})
export const not = (operand: Expr): Expr => ({ kind: 'not', operand, type: INT, span: NO_SPAN })
export const convert = (operand: Expr, type: Scalar): Expr => ({ kind: 'convert', operand, type, span: NO_SPAN })
export const assign = (place: Place, value: Expr, type: Scalar, span: Span = NO_SPAN): Expr => ({
  kind: 'assign',
  place,
  value,
  type,
  span,
})
export const update = (
  op: BinaryOp,
  place: Place,
  value: Expr,
  type: Scalar,
  computeType: Scalar = type,
  result: 'old' | 'new' = 'new',
): Expr => ({ kind: 'update', op, place, value, computeType, result, type, span: NO_SPAN })
export const call = (callee: string, args: readonly Expr[], type: Type, external = false): Expr => ({
  kind: 'call',
  callee,
  args,
  external,
  type,
  span: NO_SPAN,
})

export const effect = (expr: Expr, span: Span = NO_SPAN): Stmt => ({ kind: 'expr', expr, span })
export const returns = (value: Expr | null, span: Span = NO_SPAN): Stmt => ({ kind: 'return', value, span })
export const when = (condition: Expr, then: readonly Stmt[], otherwise: readonly Stmt[] = []): Stmt => ({
  kind: 'if',
  condition,
  then,
  otherwise,
  span: NO_SPAN,
})
export const loop = (
  form: LoopStmt['form'],
  condition: Expr | null,
  step: Expr | null,
  body: readonly Stmt[],
  headSpan: Span = NO_SPAN,
): Stmt => ({ kind: 'loop', form, condition, step, body, span: NO_SPAN, headSpan })
export const switchOn = (value: Expr, sections: readonly Omit<SwitchSection, 'span'>[]): Stmt => ({
  kind: 'switch',
  value,
  sections: sections.map((section) => ({ ...section, span: NO_SPAN })),
  span: NO_SPAN,
})
export const goto = (label: string): Stmt => ({ kind: 'goto', label, span: NO_SPAN })
export const label = (name: string): Stmt => ({ kind: 'label', label: name, span: NO_SPAN })
export const BREAK: Stmt = { kind: 'break', span: NO_SPAN }
export const CONTINUE: Stmt = { kind: 'continue', span: NO_SPAN }

export interface LocalSpec {
  name: string
  type: Type
  inMemory?: boolean
}

/** A function whose first locals are its parameters. */
export function fn(
  name: string,
  params: readonly LocalSpec[],
  result: Type,
  body: readonly Stmt[],
  locals: readonly LocalSpec[] = [],
): FunctionIr {
  const all = [...params, ...locals].map((spec, id): Local => ({
    inMemory: false,
    ...spec,
    id,
    synthetic: false,
    span: NO_SPAN,
  }))
  return {
    name,
    params: params.map((_, id) => id),
    locals: all,
    returns: result,
    body,
    weak: false,
    span: NO_SPAN,
    nameSpan: NO_SPAN,
  }
}

export const global = (name: string, type: Type, size: number, initial: readonly number[] = []): Global => ({
  name,
  type,
  size,
  align: 8,
  section: 'data',
  parameter: false,
  initial: Uint8Array.from({ length: size }, (_, index) => initial[index] ?? 0),
  doc: null,
  synthetic: false,
  span: NO_SPAN,
})

export const program = (
  attach: AttachKind,
  target: string,
  functionName: string,
  abi: Program['abi'] = 'args',
): Program => ({ section: `${attach}/${target}`, attach, target, function: functionName, abi, span: NO_SPAN })

export function unit(
  origin: Unit['origin'],
  parts: {
    functions: readonly FunctionIr[]
    programs?: readonly Program[]
    globals?: readonly Global[]
    maps?: readonly MapDefinition[]
  },
): Unit {
  return {
    origin,
    kernel: '6.12',
    structs: new Map(),
    globals: parts.globals ?? [],
    maps: parts.maps ?? [],
    functions: parts.functions,
    programs: parts.programs ?? [],
    license: null,
  }
}

/** An instance of an emitted module, with its memory. */
export interface Running {
  module: EmittedModule
  memory: WebAssembly.Memory
  view: DataView
  call: (name: string, ...args: readonly (number | bigint)[]) => unknown
  global: (name: string) => number
  setGlobal: (name: string, value: number) => void
}

export type Imports = Readonly<Record<string, (...args: readonly (number | bigint)[]) => number | bigint | void>>

/** Emits, validates and instantiates; the memory has a page beyond what the module needs. */
export function start(
  kernel: Unit,
  policy: Unit | null,
  exports: readonly string[],
  options: { probed?: boolean; imports?: Imports; debug?: DebugOptions } = {},
): Running {
  const { probed = false, debug } = options
  const module = emitModule(kernel, policy, { probed, exports, ...(debug === undefined ? {} : { debug }) })
  const memory = new WebAssembly.Memory({ initial: module.layout.imageBase / 65536 + 1 })
  for (const { address, bytes } of module.layout.initial) new Uint8Array(memory.buffer).set(bytes, address)
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.bytes), {
    env: { memory, ...options.imports },
  })
  const limit = instance.exports['memory_limit']
  if (limit instanceof WebAssembly.Global) limit.value = BigInt(memory.buffer.byteLength - 65536)
  return {
    module,
    memory,
    view: new DataView(memory.buffer),
    call: (name, ...args) => {
      const exported: unknown = instance.exports[name]
      if (typeof exported !== 'function') throw new Error(`no export ${name}`)
      const result: unknown = Reflect.apply(exported, undefined, args)
      return result
    },
    global: (name) => {
      const exported: unknown = instance.exports[name]
      if (!(exported instanceof WebAssembly.Global)) throw new Error(`no global ${name}`)
      return Number(exported.value)
    },
    setGlobal: (name, value) => {
      const exported: unknown = instance.exports[name]
      if (!(exported instanceof WebAssembly.Global)) throw new Error(`no global ${name}`)
      exported.value = value
    },
  }
}

/** Runs the body of one function of the policy as an fmod_ret program on `hook(long, long)`, and gives what the hook returns. */
export function startPolicy(
  functions: readonly FunctionIr[],
  options: {
    globals?: readonly Global[]
    probed?: boolean
    imports?: Imports
    kernel?: readonly FunctionIr[]
    debug?: DebugOptions
  } = {},
): Running {
  const params = [
    { name: 'a', type: LONG },
    { name: 'b', type: LONG },
  ]
  const kernel = unit('kernel', {
    functions: [fn('hook', params, LONG, [returns(constant(LONG, 0))]), ...(options.kernel ?? [])],
  })
  const main = functions.at(-1)
  if (main === undefined) throw new Error('no function')
  const policy = unit('policy', {
    functions,
    globals: options.globals ?? [],
    programs: [program('fmod_ret', 'hook', main.name)],
  })
  return start(kernel, policy, ['hook'], options)
}
