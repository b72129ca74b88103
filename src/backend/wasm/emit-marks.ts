// Writes what the run is watched by: charges of the budget, probes for the stepper, and the end of a run at a fault.

import type { Stmt } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import type { CodeWriter } from './code-writer.ts'
import type { FaultName, FunctionContext } from './context.ts'
import { FAULT_CODES, globalIndex } from './context.ts'
import type { Probe } from './debug-info.ts'

/** Stops the run with the reason in the fault globals; `countLocal` holds how often a loop has run. */
export function emitFault(code: CodeWriter, fault: FaultName, site: number, countLocal: number | null): void {
  code.i32(FAULT_CODES[fault])
  code.globalSet(globalIndex('fault_code'))
  code.i32(site)
  code.globalSet(globalIndex('fault_site'))
  if (countLocal !== null) {
    code.get(countLocal)
    code.globalSet(globalIndex('fault_count'))
  }
  code.op('unreachable')
}

/** Takes `cost` off the budget; nothing in kernel code. */
export function emitCharge(fx: FunctionContext, cost: number): void {
  if (fx.fuel === null || cost === 0) return
  fx.code.get(fx.fuel)
  fx.code.i32(cost)
  fx.code.op('i32.sub')
  fx.code.set(fx.fuel)
}

/** Calls env.probe where the build is probed; `stmt` is the statement that comes next. */
export function emitProbe(fx: FunctionContext, kind: Probe['kind'], span: Span, stmt: Stmt | null): void {
  const { code, module, frame, linked } = fx
  if (!module.probed || frame === null) return
  const { origin, ir } = linked
  const reads = stmt === null ? [] : (module.reads.get(stmt) ?? [])
  const result = kind === 'leave' ? fx.resultSlot : null
  const index = module.probes.push({ kind, origin, function: ir.name, span, locals: fx.debugLocals, result, reads }) - 1
  const always = origin === 'kernel' && module.landmarks.has(ir.name)
  if (!always) {
    code.globalGet(globalIndex('probing'))
    code.if()
  }
  code.i32(index)
  code.get(frame)
  code.call(module.probeIndex())
  if (!always) code.end()
}
