// Makes the WebAssembly module of a kernel unit and a policy: the entry of this folder. The module imports env.memory, the functions
// that kernel code calls but does not define, and, in the probed build, env.probe; it exports its globals (context.ts) and the asked
// functions. It writes no data: the simulator puts `layout.initial` into fresh memory.
//
// Before the first call `memory_limit` must be set to the first address that policies may not read; the memory must be a page longer, as
// a checked load adds its offset (less than a page) after the check.

import type { Unit } from '../../policy/ir.ts'
import type { ModuleContext, Site } from './context.ts'
import type { DebugExpression, Probe } from './debug-info.ts'
import { GLOBALS } from './context.ts'
import { DEBUG_SIGNATURE, emitDebugExpression, planReads } from './emit-debug.ts'
import { emitFunction } from './emit-function.ts'
import { emitAdapter, emitHook } from './emit-hook.ts'
import { INDIRECT_SIGNATURE, localType } from './emit-expressions.ts'
import type { FunctionBody, FunctionSignature, ModuleParts } from './encode.ts'
import { encodeModule } from './encode.ts'
import type { DataLayout } from './layout.ts'
import { layoutData, WASM_PAGE } from './layout.ts'
import type { LinkedFunction, LinkedProgram } from './link.ts'
import { link } from './link.ts'
import { signatureOf } from './value-types.ts'

export interface EmitOptions {
  /** True for the build that calls env.probe(i32 index into `probes`, i32 frame) before every statement. */
  probed: boolean
  /** Names of kernel functions that JavaScript calls. */
  exports: readonly string[]
  /** What the probed build has beside its probes; without it every probe reports. */
  debug?: DebugOptions
}

export interface DebugOptions {
  /** Kernel functions whose probes always report; those of all others report while the global `probing` is not 0. */
  landmarks: readonly string[]
  /** Expressions to export: `(frame: i32) -> i64`. */
  expressions: readonly DebugExpression[]
  /** True to give every statement what it reads, as expressions of their own. */
  reads: boolean
}

export interface EmittedModule {
  bytes: Uint8Array<ArrayBuffer>
  layout: DataLayout
  /** What the first argument of env.probe names; empty in the plain build. */
  probes: readonly Probe[]
  /** What the global `fault_site` names. */
  sites: readonly Site[]
  /** Names of the functions that env must have beside `memory`. */
  imports: readonly string[]
}

const PROBE_SIGNATURE: FunctionSignature = { params: ['i32', 'i32'], results: [] }

/** Emits both units as one module. Throws only on IR that the front end should not have made. */
export function emitModule(kernel: Unit, policy: Unit | null, options: EmitOptions): EmittedModule {
  const layout = layoutData(kernel, policy)
  const { debug } = options
  const program = link(kernel, policy, options.exports, debug?.expressions)
  const reads = debug?.reads === true ? planReads(program.functions) : { ofStatement: new Map(), expressions: [] }
  const expressions = [...(debug?.expressions ?? []), ...reads.expressions]
  const types = new TypeTable()

  const imports = options.probed
    ? [...program.imports, { name: 'probe', signature: PROBE_SIGNATURE }]
    : [...program.imports]
  const importIndices = new Map(imports.map(({ name }, index) => [name, index]))
  const planned = planFunctions(program, imports.length, expressions)

  const module: ModuleContext = {
    layout,
    program,
    probed: options.probed,
    typeIndex: (signature) => types.indexOf(signature),
    functionIndex: (target) =>
      target.kind === 'import'
        ? known(importIndices.get(target.name), target.name)
        : known(planned.entries.get(target.callee), target.callee.ir.name),
    bodyIndex: (linked) => known(planned.bodies.get(linked), linked.ir.name),
    tableIndex: (linked) => known(planned.tableIndices.get(linked), linked.ir.name),
    probeIndex: () => known(importIndices.get('probe'), 'probe'),
    landmarks: new Set(debug?.landmarks),
    reads: reads.ofStatement,
    sites: [],
    probes: [],
  }

  const functions = planned.functions.map(({ name, signature, emit }) => ({
    name,
    typeIndex: types.indexOf(signature),
    body: emit(module),
  }))
  const parts: ModuleParts = {
    imports: imports.map(({ name, signature }) => ({ module: 'env', name, typeIndex: types.indexOf(signature) })),
    types: types.signatures,
    memoryPages: layout.imageBase / WASM_PAGE,
    functions,
    globals: GLOBALS.map((name) => ({
      name,
      type: name === 'memory_limit' ? 'i64' : 'i32',
      initial:
        name === 'policy_stack_pointer'
          ? layout.stackBase
          : name === 'kernel_stack_pointer'
            ? layout.kernelStackBase
            : name === 'probing'
              ? 1
              : 0,
    })),
    exports: [
      ...options.exports.map((name) => ({
        name,
        functionIndex: module.functionIndex({ kind: 'function', callee: program.functionNamed('kernel', name) }),
      })),
      ...planned.expressions,
    ],
    table: planned.table,
  }
  return {
    bytes: encodeModule(parts),
    layout,
    probes: module.probes,
    sites: module.sites,
    imports: imports.map(({ name }) => name),
  }
}

interface PlannedFunction {
  name: string
  signature: FunctionSignature
  emit: (module: ModuleContext) => FunctionBody
}

interface Plan {
  functions: readonly PlannedFunction[]
  /** The index that calls use. */
  entries: ReadonlyMap<LinkedFunction, number>
  bodies: ReadonlyMap<LinkedFunction, number>
  tableIndices: ReadonlyMap<LinkedFunction, number>
  /** Function indices of the table's entries from 1 on. */
  table: readonly number[]
  expressions: readonly { name: string; functionIndex: number }[]
}

/** Gives every function its index: its body, the hook in front of it where programs attach, its adapter where it has an address. */
function planFunctions(program: LinkedProgram, firstIndex: number, debugExpressions: readonly DebugExpression[]): Plan {
  const functions: PlannedFunction[] = []
  const add = (planned: PlannedFunction): number => firstIndex + functions.push(planned) - 1
  const entries = new Map<LinkedFunction, number>()
  const bodies = new Map<LinkedFunction, number>()
  const tableIndices = new Map<LinkedFunction, number>()
  const table: number[] = []
  for (const linked of program.functions) {
    const { ir, origin } = linked
    const name = origin === 'policy' ? `policy:${ir.name}` : ir.name
    const signature = signatureOf(
      ir.params.map((id) => localType(linked, id)),
      ir.returns,
    )
    const body = add({ name, signature, emit: (module) => emitFunction(module, linked) })
    bodies.set(linked, body)
    const hooked = linked.programs.length > 0
    entries.set(
      linked,
      hooked ? add({ name: `${name}:hook`, signature, emit: (module) => emitHook(module, linked) }) : body,
    )
    if (linked.addressTaken) {
      table.push(
        add({ name: `${name}:pointer`, signature: INDIRECT_SIGNATURE, emit: (module) => emitAdapter(module, linked) }),
      )
      tableIndices.set(linked, table.length)
    }
  }
  const expressions = debugExpressions.map((expression) => {
    const { name, origin } = expression
    const linked = program.functionNamed(origin, expression.function)
    const emit = (module: ModuleContext): FunctionBody => emitDebugExpression(module, linked, expression.expr)
    return { name, functionIndex: add({ name, signature: DEBUG_SIGNATURE, emit }) }
  })
  return { functions, entries, bodies, tableIndices, table, expressions }
}

/** Function types without repetition. */
class TypeTable {
  readonly signatures: FunctionSignature[] = []
  readonly #indices = new Map<string, number>()

  indexOf(signature: FunctionSignature): number {
    const key = `${signature.params.join(' ')} -> ${signature.results.join(' ')}`
    const found = this.#indices.get(key)
    if (found !== undefined) return found
    const index = this.signatures.push(signature) - 1
    this.#indices.set(key, index)
    return index
  }
}

function known(index: number | undefined, name: string): number {
  if (index === undefined) throw new Error(`${name} was not linked`)
  return index
}
