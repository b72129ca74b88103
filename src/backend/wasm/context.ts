// What the emitter knows while it writes: the module (indices, sites, probes) and the function it is in. Data and small questions about
// it; the code is made in emit-*.ts.

import type { DebugLocal, DebugRead, Probe } from './debug-info.ts'
import type { Stmt } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import type { AddressSpace } from './address.ts'
import type { CodeWriter, Label } from './code-writer.ts'
import type { FunctionSignature } from './encode.ts'
import type { DataLayout } from './layout.ts'
import type { CallTarget, LinkedFunction, LinkedProgram } from './link.ts'

/** The module's mutable globals, all exported under these names, in the order of their indices. */
export const GLOBALS = [
  // What is left for the program that runs.
  'budget',
  // What the programs have cost since kernel code last asked.
  'instructions',
  'fault_code',
  'fault_site',
  'fault_count',
  'memory_limit',
  'policy_stack_pointer',
  'kernel_stack_pointer',
  // In the probed build: whether functions other than landmarks call env.probe.
  'probing',
] as const
export type GlobalName = (typeof GLOBALS)[number]
export const globalIndex = (name: GlobalName): number => GLOBALS.indexOf(name)

/** Why a run stopped, in the global `fault_code`; anything else that traps is a crash. */
export const FAULT_CODES = { none: 0, budget: 1, 'bad-write': 2, stack: 3 } as const
export type FaultName = Exclude<keyof typeof FAULT_CODES, 'none'>

/** A place in the policy where a run can stop: an index into `EmittedModule.sites` is in the global `fault_site`. */
export interface Site {
  kind: 'loop' | 'function' | 'store'
  function: string
  span: Span
}

export interface ModuleContext {
  layout: DataLayout
  program: LinkedProgram
  probed: boolean
  typeIndex: (signature: FunctionSignature) => number
  /** What a call instruction names: the function with the programs that are attached to it, or an import. */
  functionIndex: (target: Exclude<CallTarget, { kind: 'intrinsic' }>) => number
  /** The function alone, without the programs attached to it. */
  bodyIndex: (linked: LinkedFunction) => number
  /** The value of a pointer to the function. */
  tableIndex: (linked: LinkedFunction) => number
  probeIndex: () => number
  /** Kernel functions whose probes report always; those of all others report while the global `probing` is not 0. */
  landmarks: ReadonlySet<string>
  /** What statements read, where it was asked for. */
  reads: ReadonlyMap<Stmt, readonly DebugRead[]>
  sites: Site[]
  probes: Probe[]
}

/** A place that a goto can reach: `jump` writes the jump. */
export interface JumpTarget {
  jump: () => void
}

export interface Scope {
  breakTo: Label | null
  continueTo: Label | null
  labels: ReadonlyMap<string, JumpTarget>
}

export interface FunctionContext extends AddressSpace {
  module: ModuleContext
  code: CodeWriter
  linked: LinkedFunction
  debugLocals: readonly DebugLocal[]
  /** The i32 local with the address of the frame, or null where the function has none. */
  frame: number | null
  /** Where the probed build leaves the result for the stepper, in the frame; null elsewhere. */
  resultSlot: DebugLocal | null
  /** The i32 local with the rest of the budget; null in kernel code. */
  fuel: number | null
  /** The i64 local with memory_limit, made when the first checked load needs it; shared with inlined functions. */
  limit: { local: number | null }
  /** Cost that may still be inlined into this function. */
  growth: { left: number }
  scope: Scope
  /** Where a return goes: out of the function, or to the end of the block that an inlined call became. */
  returnTo: Label | 'caller'
  /** Writes statements; here because expressions can contain them. */
  emitBody: (fx: FunctionContext, body: readonly Stmt[]) => void
}

export function addSite(fx: FunctionContext, kind: Site['kind'], span: Span): number {
  return fx.module.sites.push({ kind, function: fx.linked.ir.name, span }) - 1
}
