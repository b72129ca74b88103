// Statements. Blocks open scopes, loops and switches say what break and continue may end, and a branch that a CO-RE check has ruled out for
// this kernel is checked but not kept.

import type { Expr, LoopStmt, Stmt, SwitchSection } from '../../ir.ts'
import type { Span } from '../../span.ts'
import type { KernelFunction } from '../../kernel-types.ts'
import { INT, type IntType, isScalar, LONG, sizeOf, type Type, VOID } from '../../types.ts'
import type { BlockItem, CExpr, CompoundStmt, CStmt } from '../parse/ast.ts'
import { wrapConstant } from '../../constant.ts'
import {
  addressOf,
  asInteger,
  coerce,
  compare,
  constant,
  constantTruth,
  derefOf,
  isIntExpr,
  isPoison,
  isScalarExpr,
  localPlace,
  operandType,
  poison,
  promotedType,
  promote,
  read,
  rvalue,
  sameType,
  scalar,
  truth,
} from './build.ts'
import { lowerAsm } from './assembly.ts'
import { checkAvailable } from './calls.ts'
import {
  addLocal,
  currentFunction,
  inDeadCode,
  inNewScope,
  type LocalDraft,
  type LoweredBlock,
  type LowerContext,
  MAX_DEPTH,
  type Operand,
  report,
  type ScalarExpr,
} from './context.ts'
import { canComplete } from './flow.ts'
import { spellType } from '../../spell-type.ts'
import { TYPE_MISMATCH } from './rules/conversions.ts'
import { lowerLocalDeclaration } from './locals.ts'
import { effectOf } from './operators.ts'
import { TOO_DEEP } from '../parse/rules/syntax.ts'
import { ARGUMENT_COUNT, UNKNOWN_HELPER } from './rules/calls.ts'
import { CASE_IN_BLOCK, DUPLICATE_CASE, JUMP_OUTSIDE, RETURN_VALUE } from './rules/flow.ts'
import { NOT_ASSIGNABLE, NOT_CONSTANT } from './rules/storage.ts'

/** A block in a scope of its own. With `wantValue` its last expression is its value: GNU `({ ... })`. */
export function lowerBlock(c: LowerContext, block: CompoundStmt, wantValue: boolean): LoweredBlock {
  return inNewScope(c, () => {
    const last = block.items.at(-1)
    const valueItem = wantValue && last?.kind === 'expr' && last.expr !== null ? last.expr : null
    const body = lowerItems(c, valueItem === null ? block.items : block.items.slice(0, -1))
    if (valueItem === null) return { body, value: null }
    const operand = c.passes.operand(c, valueItem)
    // A struct is handed on by its address; locals stay where they are until the function ends.
    if (operand.kind === 'place' && operand.place.type.kind === 'struct')
      return { body, value: addressOf(c, operand.place, operand.constant, valueItem.span), struct: operand.place.type }
    if (operand.kind === 'value' && !isScalar(operand.expr.type)) {
      return { body: [...body, exprStmt(operand.expr, valueItem.span)], value: null }
    }
    return { body, value: rvalue(c, operand, valueItem.span) }
  })
}

/** The items of a block. What follows a branch that this kernel always takes and never leaves is dead code. */
export function lowerItems(c: LowerContext, items: readonly BlockItem[]): Stmt[] {
  const body: Stmt[] = []
  let dead = false
  for (const item of items) {
    if (item.kind === 'label') dead = false
    const lowered = inDeadCode(c, dead, () =>
      item.kind === 'declaration' ? lowerLocalDeclaration(c, item) : lowerStmt(c, item),
    )
    if (item.kind === 'if' && lowered.length > 0 && lowered[0]?.kind === 'block' && !canComplete(lowered)) dead = true
    body.push(...lowered)
  }
  return body
}

const exprStmt = (expr: Expr, span: Span): Stmt => ({ kind: 'expr', expr, span })

/** A statement as a list: labels and declarations make several, an empty statement none. */
export function lowerStmt(c: LowerContext, stmt: CStmt): Stmt[] {
  if (c.depth >= MAX_DEPTH) {
    report(c, TOO_DEEP, stmt.span, 'Blocks are nested too deeply here. Move the inner part into a function.')
    return []
  }
  c.depth++
  const lowered = lowerByKind(c, stmt)
  c.depth--
  return lowered
}

function lowerByKind(c: LowerContext, stmt: CStmt): Stmt[] {
  switch (stmt.kind) {
    case 'compound':
      return [{ kind: 'block', body: lowerBlock(c, stmt, false).body, span: stmt.span }]
    case 'expr':
      return stmt.expr === null ? [] : lowerExprStmt(c, stmt.expr, stmt.span)
    case 'if':
      return lowerIf(c, stmt)
    case 'while':
    case 'do':
      return lowerWhile(c, stmt)
    case 'for':
      return inNewScope(c, () => lowerFor(c, stmt))
    case 'bpfFor':
      return inNewScope(c, () => lowerBpfFor(c, stmt))
    case 'bpfForEach':
      return inNewScope(c, () => lowerForEach(c, stmt))
    case 'asm':
      return lowerAsm(c, stmt)
    case 'bpfRepeat':
      return inNewScope(c, () => lowerBpfRepeat(c, stmt))
    case 'switch':
      return lowerSwitch(c, stmt)
    case 'case':
    case 'default':
      report(
        c,
        currentFunction(c).breakables > currentFunction(c).loops ? CASE_IN_BLOCK : JUMP_OUTSIDE,
        stmt.span,
        'A case label stands directly between the braces of its switch, not in a block inside and not outside of it.',
      )
      return lowerStmt(c, stmt.body)
    case 'label':
      return [{ kind: 'label', label: stmt.name, span: stmt.span }, ...lowerStmt(c, stmt.body)]
    case 'goto':
      return [{ kind: 'goto', label: stmt.name, span: stmt.span }]
    case 'break':
      if (currentFunction(c).breakables > 0) return [{ kind: 'break', span: stmt.span }]
      report(
        c,
        JUMP_OUTSIDE,
        stmt.span,
        'break ends a loop or a switch, and there is none around it. To leave the function, return.',
      )
      return []
    case 'continue':
      if (currentFunction(c).loops > 0) return [{ kind: 'continue', span: stmt.span }]
      report(c, JUMP_OUTSIDE, stmt.span, 'continue goes on with a loop, and there is none around it.')
      return []
    case 'return':
      return lowerReturn(c, stmt)
    case 'error':
      return []
  }
}

function lowerExprStmt(c: LowerContext, expr: CExpr, span: Span): Stmt[] {
  return effectOf(c, c.passes.operand(c, expr), expr.span).flatMap((effect) => plainStatements(effect, span))
}

/** A void expression that is only a list of effects needs no block of its own. */
function plainStatements(effect: Expr, span: Span): Stmt[] {
  const isList =
    effect.kind === 'statements' && effect.value === null && effect.body.every((stmt) => stmt.kind === 'expr')
  return isList ? effect.body.map((stmt) => ({ ...stmt, span })) : [exprStmt(effect, span)]
}

/** A branch: a compound statement is its own list, anything else is a list of one. */
function lowerBranch(c: LowerContext, stmt: CStmt | null): Stmt[] {
  if (stmt === null) return []
  if (stmt.kind === 'compound') {
    if (c.depth >= MAX_DEPTH) return lowerStmt(c, stmt)
    c.depth++
    const { body } = lowerBlock(c, stmt, false)
    c.depth--
    return body
  }
  return inNewScope(c, () => lowerStmt(c, stmt))
}

function lowerIf(c: LowerContext, stmt: CStmt & { kind: 'if' }): Stmt[] {
  const condition = scalar(c, stmt.condition)
  const known = constantTruth(condition)
  const then = inDeadCode(c, known === false, () => lowerBranch(c, stmt.then))
  const otherwise = inDeadCode(c, known === true, () => lowerBranch(c, stmt.otherwise))
  if (known === null) return [{ kind: 'if', condition, then, otherwise, span: stmt.span }]
  const taken = known ? then : otherwise
  return [{ kind: 'block', body: taken, span: stmt.span }]
}

function inLoop<T>(c: LowerContext, lower: () => T): T {
  const fn = currentFunction(c)
  fn.loops++
  fn.breakables++
  const result = lower()
  fn.loops--
  fn.breakables--
  return result
}

function lowerWhile(c: LowerContext, stmt: CStmt & { kind: 'while' | 'do' }): Stmt[] {
  const condition = scalar(c, stmt.condition)
  const never = stmt.kind === 'while' && constantTruth(condition) === false
  const body = inDeadCode(c, never, () => inLoop(c, () => lowerBranch(c, stmt.body)))
  if (never) return []
  const { span, headSpan } = stmt
  return [{ kind: 'loop', form: stmt.kind, condition: endless(condition), step: null, body, span, headSpan }]
}

/** A condition that is always true is none. */
const endless = (condition: ScalarExpr): ScalarExpr | null => (constantTruth(condition) === true ? null : condition)

function lowerFor(c: LowerContext, stmt: CStmt & { kind: 'for' }): Stmt[] {
  const { init, span, headSpan } = stmt
  const before =
    init === null
      ? []
      : init.kind === 'declaration'
        ? lowerLocalDeclaration(c, init)
        : lowerExprStmt(c, init, init.span)
  const condition = stmt.condition === null ? null : scalar(c, stmt.condition)
  const steps = stmt.step === null ? [] : effectOf(c, c.passes.operand(c, stmt.step), stmt.step.span)
  const body = inLoop(c, () => lowerBranch(c, stmt.body))
  const loop: LoopStmt = {
    kind: 'loop',
    form: 'for',
    condition: condition === null ? null : endless(condition),
    step: steps[0] ?? null,
    body,
    span,
    headSpan,
  }
  return before.length === 0 ? [loop] : [{ kind: 'block', body: [...before, loop], span }]
}

/** bpf_for(i, from, to): i holds from, from + 1, ... to - 1, and after the loop the last of them. */
function lowerBpfFor(c: LowerContext, stmt: CStmt & { kind: 'bpfFor' }): Stmt[] {
  checkNumberIterator(c, stmt.headSpan)
  const { headSpan } = stmt
  const variable = c.passes.operand(c, stmt.variable)
  const from = coerce(c, scalar(c, stmt.from), INT, 'The start of bpf_for')
  const to = coerce(c, scalar(c, stmt.to), INT, 'The end of bpf_for')
  const body = inLoop(c, () => lowerBranch(c, stmt.body))
  if (variable.kind !== 'place' || !isScalar(variable.place.type) || variable.place.type.kind !== 'int') {
    if (!(variable.kind === 'value' && isPoison(variable.expr))) {
      report(
        c,
        NOT_ASSIGNABLE,
        stmt.variable.span,
        'The first part of bpf_for is an int variable, declared before the loop.',
      )
    }
    return []
  }
  const { place } = variable
  const { type } = variable.place
  return countingLoop(c, 'bpf_for', from, to, stmt.span, headSpan, (next) => [
    exprStmt({ kind: 'assign', place, value: coerce(c, next, type, 'The variable'), type, span: headSpan }, headSpan),
    ...body,
  ])
}

function lowerBpfRepeat(c: LowerContext, stmt: CStmt & { kind: 'bpfRepeat' }): Stmt[] {
  checkNumberIterator(c, stmt.headSpan)
  const count = coerce(c, scalar(c, stmt.count), INT, 'The count of bpf_repeat')
  const body = inLoop(c, () => lowerBranch(c, stmt.body))
  return countingLoop(c, 'bpf_repeat', constant(0n, INT, stmt.headSpan), count, stmt.span, stmt.headSpan, () => body)
}

/** bpf_for_each(kind, cur, args...): bpf_iter_kind_new(), then a turn for each that bpf_iter_kind_next() gives, then bpf_iter_kind_destroy(). */
function lowerForEach(c: LowerContext, stmt: CStmt & { kind: 'bpfForEach' }): Stmt[] {
  const { iterator, headSpan, span } = stmt
  const functions = ['new', 'next', 'destroy'].map((part) =>
    c.options.kernel.functions.get(`bpf_iter_${iterator}_${part}`),
  )
  const [begin, next, end] = functions
  if (begin === undefined || next === undefined || end === undefined) {
    report(
      c,
      UNKNOWN_HELPER,
      headSpan,
      `The playground has no walk of the kind '${iterator}'. It has num, task and css.`,
    )
    return []
  }
  checkAvailable(c, begin, headSpan)
  const state: Type = { kind: 'struct', key: `bpf_iter_${iterator}` }
  if (!c.structs.has(state.key)) return []
  const it = addLocal(c, `bpf_iter_${iterator}`, state, headSpan, true)
  it.endsWithScope = true
  const itAddress = addressOf(c, localPlace(it, headSpan), false, headSpan)
  const given = stmt.args.map((arg) => scalar(c, arg))
  const wanted = begin.type.params.slice(1)
  if (given.length !== wanted.length) {
    report(
      c,
      ARGUMENT_COUNT,
      headSpan,
      `bpf_for_each(${iterator}, ...) takes ${wanted.length} arguments after the variable: ${begin.params.slice(1).join(', ')}.`,
    )
    return []
  }
  const args = given.map((arg, i) => coerce(c, arg, wanted[i] ?? INT, `The argument '${begin.params[i + 1] ?? ''}'`))
  const variable = c.passes.operand(c, stmt.variable)
  const body = inLoop(c, () => lowerBranch(c, stmt.body))
  if (variable.kind !== 'place' || variable.place.type.kind !== 'pointer') {
    if (!(variable.kind === 'value' && isPoison(variable.expr)))
      report(
        c,
        NOT_ASSIGNABLE,
        stmt.variable.span,
        'The variable of bpf_for_each is a pointer, declared before the loop.',
      )
    return []
  }
  const { place } = variable
  const { type } = variable.place
  const call = ({ row, type: signature }: KernelFunction, more: readonly Expr[]): Expr => ({
    kind: 'call',
    callee: row.name,
    args: [itAddress, ...more],
    external: true,
    type: signature.returns,
    span: headSpan,
  })
  const asked = call(next, [])
  const value = isScalarExpr(asked) ? coerce(c, asked, type, 'The variable') : poison(headSpan)
  const loop: LoopStmt = {
    kind: 'loop',
    form: 'while',
    condition: truth({ kind: 'assign', place, value, type, span: headSpan }, headSpan),
    step: null,
    body,
    span,
    headSpan,
  }
  const before: Stmt[] = [
    { kind: 'declare', local: it.id, init: null, span: headSpan },
    exprStmt(call(begin, args), headSpan),
  ]
  return [{ kind: 'block', body: [...before, loop, exprStmt(call(end, []), headSpan)], span }]
}

function checkNumberIterator(c: LowerContext, span: Span): void {
  const helper = c.options.kernel.functions.get('bpf_iter_num_new')
  if (helper !== undefined) checkAvailable(c, helper, span)
}

/** A loop over from..to-1 with a counter that the body cannot change. */
function countingLoop(
  c: LowerContext,
  form: 'bpf_for' | 'bpf_repeat',
  from: ScalarExpr,
  to: ScalarExpr,
  span: Span,
  headSpan: Span,
  bodyFor: (next: ScalarExpr) => Stmt[],
): Stmt[] {
  const next = localPlace(addLocal(c, 'next', INT, headSpan, true), headSpan)
  const end = localPlace(addLocal(c, 'end', INT, headSpan, true), headSpan)
  const declareAs = (place: typeof next, init: ScalarExpr): Stmt[] =>
    place.kind === 'local' ? [{ kind: 'declare', local: place.local, init, span: headSpan }] : []
  const loop: LoopStmt = {
    kind: 'loop',
    form,
    condition: compare('lt', read(next), to.kind === 'const' ? to : read(end), headSpan),
    step: {
      kind: 'update',
      op: 'add',
      place: next,
      value: constant(1n, INT, headSpan),
      computeType: INT,
      result: 'new',
      type: INT,
      span: headSpan,
    },
    body: bodyFor(read(next)),
    span,
    headSpan,
  }
  const before = [...declareAs(next, from), ...(to.kind === 'const' ? [] : declareAs(end, to))]
  return [{ kind: 'block', body: [...before, loop], span }]
}

interface SectionDraft extends SwitchSection {
  cases: { low: bigint; high: bigint }[]
  isDefault: boolean
  body: Stmt[]
  span: Span
}

/** The sections of a switch as they are read, and the spans of their labels. */
interface SwitchDraft {
  sections: SectionDraft[]
  labels: { low: bigint; high: bigint; span: Span }[]
}

function lowerSwitch(c: LowerContext, stmt: CStmt & { kind: 'switch' }): Stmt[] {
  const value = promote(asInteger(c, scalar(c, stmt.value), 'The value of a switch'))
  const type = isIntExpr(value) ? promotedType(value.type) : LONG
  const items = stmt.body.kind === 'compound' ? stmt.body.items : [stmt.body]
  const fn = currentFunction(c)
  fn.breakables++
  const { sections, labels } = inNewScope(c, () => lowerSections(c, items, type))
  fn.breakables--
  checkCases(c, labels)
  return [{ kind: 'switch', value, sections, span: stmt.span }]
}

/** Splits the body at its case labels. Declarations before the first label are kept, other statements there are never reached. */
function lowerSections(c: LowerContext, items: readonly BlockItem[], type: IntType): SwitchDraft {
  const draft: SwitchDraft = { sections: [], labels: [] }
  const { sections } = draft
  let pending: BlockItem[] = []
  const flush = (): void => {
    const lowered = lowerItems(c, pending)
    pending = []
    sections.at(-1)?.body.push(...lowered)
  }
  for (const item of items) {
    let rest: BlockItem = item
    while (rest.kind === 'case' || rest.kind === 'default') {
      flush()
      const current = sections.at(-1)
      const section = current !== undefined && current.body.length === 0 ? current : newSection(sections, rest.span)
      if (rest.kind === 'default') {
        if (sections.some((s) => s.isDefault))
          report(c, DUPLICATE_CASE, rest.span, 'This switch has two default labels.')
        section.isDefault = true
      } else addCase(c, draft, section, rest, type)
      rest = rest.body
    }
    pending.push(rest)
  }
  flush()
  return draft
}

function newSection(sections: SectionDraft[], span: Span): SectionDraft {
  const section: SectionDraft = { cases: [], isDefault: false, body: [], span }
  sections.push(section)
  return section
}

function addCase(
  c: LowerContext,
  draft: SwitchDraft,
  section: SectionDraft,
  label: CStmt & { kind: 'case' },
  type: IntType,
): void {
  const low = caseValue(c, label.low, type)
  const high = label.high === null ? low : caseValue(c, label.high, type)
  if (low === null || high === null) return
  if (high < low) {
    report(c, DUPLICATE_CASE, label.span, `This range is empty: ${high} is less than ${low}.`, {
      severity: 'warning',
    })
    return
  }
  section.cases.push({ low, high })
  draft.labels.push({ low, high, span: label.span })
}

function caseValue(c: LowerContext, expr: CExpr, type: IntType): bigint | null {
  const value = scalar(c, expr)
  if (isPoison(value)) return null
  if (value.kind === 'const') return wrapConstant(value.value, type)
  report(
    c,
    NOT_CONSTANT,
    expr.span,
    'A case label must be known at compile time. Compare with if for values of variables.',
  )
  return null
}

function checkCases(c: LowerContext, labels: SwitchDraft['labels']): void {
  const all = labels.toSorted((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : a.span.start - b.span.start))
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1]
    const here = all[i]
    if (before !== undefined && here !== undefined && here.low <= before.high) {
      report(c, DUPLICATE_CASE, here.span, `The value ${here.low} has a case label already.`)
    }
  }
}

function lowerReturn(c: LowerContext, stmt: CStmt & { kind: 'return' }): Stmt[] {
  const fn = currentFunction(c)
  const { span } = stmt
  if (stmt.value === null) {
    if (fn.returns.kind !== 'void') {
      report(c, RETURN_VALUE, span, `'${fn.name}' returns a value: write it after return.`, {
        verifier: 'R0 !read_ok',
      })
    }
    return [{ kind: 'return', value: null, span }]
  }
  const operand = c.passes.operand(c, stmt.value)
  if (fn.result !== null) return returnStruct(c, fn.result, operand, stmt.value.span, span)
  if (fn.returns.kind === 'void') {
    if (operand.kind === 'value' && operand.expr.type === VOID) {
      return [exprStmt(operand.expr, span), { kind: 'return', value: null, span }]
    }
    report(
      c,
      RETURN_VALUE,
      span,
      `'${fn.name}' is void and returns nothing. Write return; alone, or give the function a type.`,
    )
    return [{ kind: 'return', value: null, span }]
  }
  const value = coerce(c, rvalue(c, operand, stmt.value.span), fn.returns, `What '${fn.name}' returns`)
  return [{ kind: 'return', value, span }]
}

/** A struct is returned by filling in what the caller has given the address of. */
function returnStruct(c: LowerContext, result: LocalDraft, operand: Operand, valueSpan: Span, span: Span): Stmt[] {
  const target = derefOf(read(localPlace(result, span)), span)
  const { type } = target
  if (operand.kind !== 'place' || !sameType(operand.place.type, type)) {
    if (!(operand.kind === 'value' && isPoison(operand.expr))) {
      const given = spellType(operandType(operand), c.structs)
      report(c, TYPE_MISMATCH, valueSpan, `The function returns ${spellType(type, c.structs)}, but this is ${given}.`)
    }
    return [{ kind: 'return', value: null, span }]
  }
  const size = sizeOf(type, c.structs)
  return [
    exprStmt({ kind: 'copy', target, source: operand.place, size, type: VOID, span }, span),
    { kind: 'return', value: null, span },
  ]
}
