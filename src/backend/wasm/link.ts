// Joins a kernel unit and a policy into one program: what each call means, which functions are needed, where programs hook in, what is
// imported from JavaScript. It makes no code.
//
// Names of the two units do not clash: a policy's function may be called as the kernel function it attaches to.

import type { Expr, FunctionIr, Program, Stmt, Unit } from '../../policy/ir.ts'
import { costOfHead } from './cost.ts'
import type { DebugExpression } from './debug-info.ts'
import type { FunctionSignature } from './encode.ts'
import { signatureOf } from './value-types.ts'
import { walkExpression, walkStatements } from '../../policy/ir-walk.ts'

/** What kernel code calls to read what the policy's programs have cost since it last did (u32); the count then starts again at 0. */
export const INSTRUCTIONS_INTRINSIC = 'playground_instructions'

export interface LinkedFunction {
  origin: Unit['origin']
  unit: Unit
  ir: FunctionIr
  /** Programs that run before its body, in the order of the source. */
  programs: readonly Program[]
  /** True when policy code may run inside it, so that the budget must be up to date when it is called. */
  runsPolicy: boolean
  /** True when it may call itself, directly or not. */
  recursive: boolean
  addressTaken: boolean
  /** True when some local of it must be in memory. */
  needsFrame: boolean
  /** The cost of all its statements, each run once: a measure of size. */
  cost: number
}

export type CallTarget =
  | { kind: 'function'; callee: LinkedFunction }
  | { kind: 'import'; name: string; signature: FunctionSignature }
  | { kind: 'intrinsic' }

export interface LinkedProgram {
  /** Everything reachable from the exports and the programs. */
  functions: readonly LinkedFunction[]
  imports: readonly { name: string; signature: FunctionSignature }[]
  /** What a call in a function of that origin means. */
  resolve: (origin: Unit['origin'], call: Expr & { kind: 'call' }) => CallTarget
  functionNamed: (origin: Unit['origin'], name: string) => LinkedFunction
}

/**
 * Links the units. `exports` are names of kernel functions; functions of debug expressions, and those that they call, are kept too.
 * A call of a name that is nowhere throws: the front end should have refused it.
 */
export function link(
  kernel: Unit,
  policy: Unit | null,
  exports: readonly string[],
  expressions: readonly DebugExpression[] = [],
): LinkedProgram {
  const all = new Map<string, LinkedFunction>()
  const key = (origin: Unit['origin'], name: string): string => `${origin}:${name}`
  for (const unit of policy === null ? [kernel] : [kernel, policy]) {
    for (const ir of unit.functions) {
      all.set(key(unit.origin, ir.name), {
        origin: unit.origin,
        unit,
        ir,
        programs: unit.origin === 'kernel' ? programsOn(ir.name, policy) : [],
        runsPolicy: unit.origin === 'policy',
        recursive: false,
        addressTaken: false,
        needsFrame: ir.locals.some((local) => local.inMemory),
        cost: costOfAll(ir.body),
      })
    }
  }

  const functionNamed = (origin: Unit['origin'], name: string): LinkedFunction => {
    const found = all.get(key(origin, name))
    if (found === undefined) throw new Error(`no function ${name} in the ${origin} unit`)
    return found
  }
  const resolve: LinkedProgram['resolve'] = (origin, call) => {
    const where = origin === 'policy' && !call.external ? 'policy' : 'kernel'
    const callee = all.get(key(where, call.callee))
    if (callee !== undefined) return { kind: 'function', callee }
    if (origin === 'policy') throw new Error(`no function ${call.callee} in the ${where} unit`)
    if (call.callee === INSTRUCTIONS_INTRINSIC) return { kind: 'intrinsic' }
    const params = call.args.map((arg) => arg.type)
    return { kind: 'import', name: call.callee, signature: signatureOf(params, call.type) }
  }

  const imports = new Map<string, FunctionSignature>()
  const edges = new Map<LinkedFunction, Set<LinkedFunction>>()
  const visit = (linked: LinkedFunction): void => {
    if (edges.has(linked)) return
    const callees = new Set<LinkedFunction>()
    edges.set(linked, callees)
    for (const program of linked.programs) callees.add(functionNamed('policy', program.function))
    if (callees.size > 0) linked.runsPolicy = true
    walkStatements(linked.ir.body, {
      expr: (expr) => {
        if (expr.kind === 'callIndirect') linked.runsPolicy = true
        if (expr.kind === 'functionAddress') {
          const target = functionNamed(linked.origin, expr.function)
          target.addressTaken = true
          visit(target)
        }
        if (expr.kind !== 'call') return
        const target = resolve(linked.origin, expr)
        if (target.kind === 'function') callees.add(target.callee)
        if (target.kind === 'import') imports.set(target.name, target.signature)
      },
    })
    for (const callee of callees) visit(callee)
  }
  for (const name of exports) visit(functionNamed('kernel', name))
  for (const { origin, function: name, expr } of expressions) {
    visit(functionNamed(origin, name))
    walkExpression(expr, {
      expr: (inner) => {
        const target = inner.kind === 'call' ? resolve(origin, inner) : null
        if (target?.kind === 'function') visit(target.callee)
      },
    })
  }
  markCycles(edges)
  markRunsPolicy(edges)

  return {
    functions: [...edges.keys()],
    imports: [...imports].map(([name, signature]) => ({ name, signature })),
    resolve,
    functionNamed,
  }
}

/** The programs attached to a kernel function: a tracepoint `x` is hit by calling `trace_x()`. */
function programsOn(kernelFunction: string, policy: Unit | null): readonly Program[] {
  const programs = policy?.programs ?? []
  return programs.filter((p) => (p.attach === 'tp_btf' ? `trace_${p.target}` : p.target) === kernelFunction)
}

function costOfAll(body: readonly Stmt[]): number {
  let cost = 0
  walkStatements(body, { stmt: (stmt) => void (cost += costOfHead(stmt)) })
  return cost
}

type Edges = ReadonlyMap<LinkedFunction, ReadonlySet<LinkedFunction>>

/** Marks the functions that can reach themselves. */
function markCycles(edges: Edges): void {
  for (const start of edges.keys()) {
    const reached = new Set<LinkedFunction>()
    const todo = [...(edges.get(start) ?? [])]
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (reached.has(next)) continue
      reached.add(next)
      todo.push(...(edges.get(next) ?? []))
    }
    start.recursive = reached.has(start)
  }
}

/** Whatever calls a function that runs policy code runs it too. */
function markRunsPolicy(edges: Edges): void {
  for (let changed = true; changed;) {
    changed = false
    for (const [caller, callees] of edges) {
      if (caller.runsPolicy || ![...callees].some((callee) => callee.runsPolicy)) continue
      caller.runsPolicy = true
      changed = true
    }
  }
}
