// Writes statements: lists with their costs and probes, loops, switches and gotos as WebAssembly's nested blocks.

import type { Expr, LoopStmt, Stmt } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import { assertNever, isScalar, sizeOf } from '../../policy/types.ts'
import type { Label } from './code-writer.ts'
import type { FunctionContext, JumpTarget, Scope } from './context.ts'
import { addSite, globalIndex } from './context.ts'
import { emitCharge, emitFault, emitProbe } from './emit-marks.ts'
import { planLabels, planSwitch, segments } from './control.ts'
import { costOfExpr, costOfHead } from './cost.ts'
import { emitAs, emitBranch, emitEffect, emitExpr, emitZero } from './emit-expressions.ts'
import { scalar, storeOpcode, valueTypeOf } from './value-types.ts'

/** Writes a statement list with its labels. */
export function emitStatements(fx: FunctionContext, list: readonly Stmt[]): void {
  const plan = planLabels(list)
  switch (plan.kind) {
    case 'none':
      emitList(fx, list)
      return
    case 'forward':
      emitForwardLabels(fx, list, plan.labels)
      return
    case 'dispatch':
      emitDispatch(fx, list, plan.labels)
      return
    default:
      assertNever(plan)
  }
}

function emitList(fx: FunctionContext, list: readonly Stmt[]): void {
  let runStart = true
  list.forEach((stmt, index) => {
    if (runStart) emitCharge(fx, costOfRun(list, index))
    if (isStep(stmt)) emitProbe(fx, 'statement', stmt.span, stmt)
    emitStatement(fx, stmt, list[index + 1])
    runStart = endsRun(stmt)
  })
}

/** The cost of the statements that are sure to run once the one at `start` does: up to the next one that may go elsewhere. */
function costOfRun(list: readonly Stmt[], start: number): number {
  let cost = 0
  for (const stmt of list.slice(start)) {
    cost += costOfHead(stmt)
    if (endsRun(stmt)) break
  }
  return cost
}

/** Labels and blocks do nothing, and a loop has its head for a step. */
const isStep = ({ kind }: Stmt): boolean => kind !== 'label' && kind !== 'block' && kind !== 'loop'

const endsRun = (stmt: Stmt): boolean => stmt.kind !== 'expr' && stmt.kind !== 'declare'

function emitStatement(fx: FunctionContext, stmt: Stmt, next: Stmt | undefined): void {
  const { code } = fx
  switch (stmt.kind) {
    case 'expr':
      emitEffect(fx, stmt.expr)
      return
    case 'declare':
      emitDeclaration(fx, stmt, next)
      return
    case 'if':
      emitIf(fx, stmt)
      return
    case 'loop':
      emitLoop(fx, stmt)
      return
    case 'switch':
      emitSwitch(fx, stmt)
      return
    case 'block':
      emitStatements(fx, stmt.body)
      return
    case 'break':
      code.br(present(fx.scope.breakTo, 'break outside a loop or switch'))
      return
    case 'continue':
      code.br(present(fx.scope.continueTo, 'continue outside a loop'))
      return
    case 'goto':
      present(fx.scope.labels.get(stmt.label), `no label ${stmt.label} in reach`).jump()
      return
    case 'label':
      return
    case 'return':
      emitReturn(fx, stmt.value, stmt.span)
      return
    default:
      assertNever(stmt)
  }
}

/** A variable without initialiser reads 0, as kernels built with INIT_STACK_ALL_ZERO have it. */
function emitDeclaration(fx: FunctionContext, stmt: Stmt & { kind: 'declare' }, next: Stmt | undefined): void {
  const local = fx.locals[stmt.local]
  const home = fx.homes[stmt.local]
  if (local === undefined || home === undefined) throw new Error(`no local ${stmt.local}`)
  const place = { kind: 'local', local: stmt.local, type: local.type, span: stmt.span } as const
  if (stmt.init !== null && isScalar(local.type)) {
    emitEffect(fx, { kind: 'assign', place, value: stmt.init, type: local.type, span: stmt.span })
  } else if (home.kind === 'register') {
    fx.code.const(valueTypeOf(scalar(local.type)), 0n)
    fx.code.set(home.index)
  } else if (stmt.init !== null) {
    emitEffect(fx, stmt.init)
  } else if (!fillsLocal(next, stmt.local, sizeOf(local.type, fx.structs))) {
    emitZero(fx, place, sizeOf(local.type, fx.structs), stmt.span)
  }
}

/** True when the statement writes all of the local before anything reads it. */
function fillsLocal(stmt: Stmt | undefined, local: number, size: number): boolean {
  if (stmt?.kind !== 'expr' || (stmt.expr.kind !== 'zero' && stmt.expr.kind !== 'copy')) return false
  const { target } = stmt.expr
  return target.kind === 'local' && target.local === local && stmt.expr.size >= size
}

function emitIf(fx: FunctionContext, stmt: Stmt & { kind: 'if' }): void {
  const { code } = fx
  const end = code.block()
  if (stmt.otherwise.length === 0) {
    emitBranch(fx, stmt.condition, false, end)
    emitStatements(fx, stmt.then)
  } else {
    const otherwise = code.block()
    emitBranch(fx, stmt.condition, false, otherwise)
    emitStatements(fx, stmt.then)
    code.br(end)
    code.end()
    emitStatements(fx, stmt.otherwise)
  }
  code.end()
}

function emitLoop(fx: FunctionContext, stmt: LoopStmt): void {
  const { code } = fx
  const meter = startMeter(fx)
  const end = code.block()
  const top = code.loop()
  meter.tick(costOfIteration(stmt), () => addSite(fx, 'loop', stmt.headSpan))
  if (stmt.form !== 'do') emitLoopCondition(fx, stmt, false, end)
  const next = code.block()
  within(fx, { breakTo: end, continueTo: next }, (inner) => emitStatements(inner, stmt.body))
  code.end()
  if (stmt.step !== null) emitEffect(fx, stmt.step)
  if (stmt.form === 'do') emitLoopCondition(fx, stmt, true, top)
  else code.br(top)
  code.end()
  code.end()
  meter.stop()
}

function emitLoopCondition(fx: FunctionContext, stmt: LoopStmt, sense: boolean, target: Label): void {
  emitProbe(fx, 'loop-head', stmt.headSpan, stmt)
  if (stmt.condition !== null) emitBranch(fx, stmt.condition, sense, target)
  else if (sense) fx.code.br(target)
}

const costOfIteration = (stmt: LoopStmt): number =>
  1 + (stmt.condition === null ? 0 : costOfExpr(stmt.condition)) + (stmt.step === null ? 0 : costOfExpr(stmt.step))

interface Meter {
  /** Charges one iteration; when the budget is used up the run stops here. */
  tick: (cost: number, site: () => number) => void
  stop: () => void
}

/** Counts and charges the iterations of a policy's loop. Kernel code runs unmetered. */
function startMeter(fx: FunctionContext): Meter {
  const { code, fuel } = fx
  if (fuel === null) return { tick: () => {}, stop: () => {} }
  const count = code.scratch('i32')
  code.i32(0)
  code.set(count)
  return {
    tick: (cost, site) => {
      emitCharge(fx, cost)
      code.get(fuel)
      code.i32(0)
      code.op('i32.lt_s')
      code.if()
      code.get(fuel)
      code.globalSet(globalIndex('budget'))
      emitFault(code, 'budget', site(), count)
      code.end()
      code.get(count)
      code.i32(1)
      code.op('i32.add')
      code.set(count)
    },
    stop: () => code.release('i32', count),
  }
}

function emitSwitch(fx: FunctionContext, stmt: Stmt & { kind: 'switch' }): void {
  const { code } = fx
  const plan = planSwitch(stmt.sections)
  const type = scalar(stmt.value.type)
  const valueType = valueTypeOf(type)
  const value = code.scratch(valueType)
  emitExpr(fx, stmt.value)
  code.set(value)

  const end = code.block()
  // The block of section 0 is the innermost one: each ends where the code of its section begins.
  const starts = stmt.sections.map(() => code.block()).reverse()
  const startOf = (section: number | null): Label => (section === null ? end : (starts[section] ?? end))
  if (plan.kind === 'table') {
    const index = (): void => {
      code.get(value)
      code.const(valueType, plan.low)
      code.op(`${valueType}.sub`)
    }
    if (valueType === 'i64') {
      index()
      code.i64(BigInt(plan.table.length))
      code.op('i64.ge_u')
      code.brIf(startOf(plan.otherwise))
    }
    index()
    if (valueType === 'i64') code.op('i32.wrap_i64')
    code.brTable(
      plan.table.map((section) => startOf(section ?? plan.otherwise)),
      startOf(plan.otherwise),
    )
  } else {
    for (const { low, high, section } of plan.tests) {
      code.get(value)
      code.const(valueType, low)
      if (low === high) {
        code.op(`${valueType}.eq`)
      } else {
        code.op(`${valueType}.sub`)
        code.const(valueType, high - low)
        code.op(`${valueType}.le_u`)
      }
      code.brIf(startOf(section))
    }
    code.br(startOf(plan.otherwise))
  }
  code.release(valueType, value)

  for (const section of stmt.sections) {
    code.end()
    within(fx, { breakTo: end }, (inner) => emitStatements(inner, section.body))
  }
  code.end()
}

function emitReturn(fx: FunctionContext, value: Expr | null, span: Span): void {
  const { returns } = fx.linked.ir
  if (returns.kind === 'void') {
    if (value !== null) emitEffect(fx, value)
  } else if (value === null) {
    fx.code.const(valueTypeOf(scalar(returns)), 0n)
  } else {
    emitAs(fx, value, scalar(returns))
  }
  emitLeave(fx, span)
}

/** Leaves the function; its result is on the stack. */
function emitLeave(fx: FunctionContext, span: Span): void {
  if (fx.returnTo !== 'caller') {
    fx.code.br(fx.returnTo)
    return
  }
  emitEpilogue(fx, span)
  fx.code.op('return')
}

/** Hands back the frame and what is left of the budget; the result is on the stack. `span` is where the function is left. */
export function emitEpilogue(fx: FunctionContext, span: Span): void {
  const { code } = fx
  if (fx.resultSlot !== null && fx.frame !== null) {
    const type = scalar(fx.resultSlot.type)
    const result = code.scratch(valueTypeOf(type))
    code.set(result)
    code.get(fx.frame)
    code.get(result)
    code.memory(storeOpcode(type, valueTypeOf(type)), fx.resultSlot.offset)
    code.get(result)
    code.release(valueTypeOf(type), result)
  }
  emitProbe(fx, 'leave', span, null)
  if (fx.frame !== null) {
    code.get(fx.frame)
    code.globalSet(globalIndex(fx.origin === 'policy' ? 'policy_stack_pointer' : 'kernel_stack_pointer'))
  }
  if (fx.fuel !== null) {
    code.get(fx.fuel)
    code.globalSet(globalIndex('budget'))
  }
}

function emitForwardLabels(fx: FunctionContext, list: readonly Stmt[], labels: readonly string[]): void {
  const { code } = fx
  const blocks = labels.map(() => code.block()).reverse()
  const targets = new Map<string, JumpTarget>()
  labels.forEach((label, index) => {
    const block = blocks[index]
    if (block !== undefined) targets.set(label, { jump: () => code.br(block) })
  })
  segments(list).forEach((segment, index) => {
    if (index > 0) code.end()
    withLabels(fx, targets, (inner) => emitList(inner, segment))
  })
}

function emitDispatch(fx: FunctionContext, list: readonly Stmt[], labels: readonly string[]): void {
  const { code } = fx
  const parts = segments(list)
  const next = code.scratch('i32')
  const meter = startMeter(fx)
  code.i32(0)
  code.set(next)
  const end = code.block()
  const top = code.loop()
  const span = list.find((stmt) => stmt.kind === 'label')?.span
  if (span !== undefined) meter.tick(1, () => addSite(fx, 'loop', span))
  const starts = parts.map(() => code.block()).reverse()
  code.get(next)
  code.brTable(starts, end)
  const targets = new Map<string, JumpTarget>()
  labels.forEach((label, index) => {
    const jump = (): void => {
      code.i32(index + 1)
      code.set(next)
      code.br(top)
    }
    targets.set(label, { jump })
  })
  for (const part of parts) {
    code.end()
    withLabels(fx, targets, (inner) => emitList(inner, part))
  }
  code.end()
  code.end()
  meter.stop()
  code.release('i32', next)
}

function within(fx: FunctionContext, scope: Partial<Scope>, write: (inner: FunctionContext) => void): void {
  write({ ...fx, scope: { ...fx.scope, ...scope } })
}

function withLabels(
  fx: FunctionContext,
  labels: ReadonlyMap<string, JumpTarget>,
  write: (inner: FunctionContext) => void,
): void {
  within(fx, { labels: new Map([...fx.scope.labels, ...labels]) }, write)
}

/** What the front end promises to be there. */
function present<T>(value: T | null | undefined, message: string): T {
  if (value === null || value === undefined) throw new Error(message)
  return value
}
