// Inline assembly, as far as authors use it to hide a value from clang or to bound it for the verifier: statements that compute on one
// register (`%0 &= 31`), and a comparison that jumps over one of them (`if %0 <= %1 goto +1; %0 = %1`). Registers have 64 bits, and what
// is compared without an s is unsigned.

import type { BinaryOp, CompareOp, Stmt } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { type IntType, isScalar, LONG, UINT, ULONG } from '../../types.ts'
import type { AsmOperand, CStmt } from '../parse/ast.ts'
import { INLINE_ASSEMBLY } from '../parse/rules/syntax.ts'
import { binary, compare, constant, convert, isPoison, localPlace, read, scalar } from './build.ts'
import { addLocal, type LocalDraft, type LowerContext, report, type ScalarExpr } from './context.ts'
import { placeOf } from './members.ts'

type Asm = CStmt & { kind: 'asm' }

/** What the template computes with: the register of an output, or the value of an input. */
type Operand = { kind: 'register'; local: LocalDraft } | { kind: 'value'; value: ScalarExpr }

const STATEMENT = /^(%(?:w?\d+|\[\w+\]))\s*(=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<=|>>=|s>>=)\s*(-?)\s*(\S+)$/
const JUMP = /^if\s+(\S+)\s*(s?[<>]=?|==|!=)\s*(\S+)\s+goto\s+\+1$/

const OPERATIONS: Readonly<Record<string, BinaryOp>> = {
  '+=': 'add',
  '-=': 'sub',
  '*=': 'mul',
  '/=': 'div',
  '%=': 'mod',
  '&=': 'and',
  '|=': 'or',
  '^=': 'xor',
  '<<=': 'shl',
  '>>=': 'shr',
  's>>=': 'shr',
}

const SKIPS_UNLESS: Readonly<Record<string, CompareOp>> = {
  '<': 'ge',
  '<=': 'gt',
  '>': 'le',
  '>=': 'lt',
  '==': 'ne',
  '!=': 'eq',
}

/** The statements that a template stands for; an error where it says more than these. */
export function lowerAsm(c: LowerContext, stmt: Asm): Stmt[] {
  const { span } = stmt
  const lines = stmt.template
    .split(/[;\n]/)
    .map((line) => line.replace(/(?:\/\/|#).*/, '').trim())
    .filter((line) => line !== '')
  // An empty template only keeps clang from knowing its operands.
  if (lines.length === 0) return []
  const before: Stmt[] = []
  const after: Stmt[] = []
  const operands = stmt.operands.map((operand) => bind(c, operand, before, after))
  const asm = new Template(stmt.operands, operands, span)
  const body = asm.statements(lines)
  if (body === null || operands.includes(null)) {
    report(
      c,
      INLINE_ASSEMBLY,
      span,
      'Of inline assembly the playground has what computes on one register, such as asm volatile("%0 &= 31" : "+r"(i)). Write the rest in C.',
    )
    return []
  }
  return [{ kind: 'block', body: [...before, ...body, ...after], span }]
}

/** Makes the register of an output, filled before where the template reads it and stored after; an input is its value. */
function bind(c: LowerContext, { constraint, expr }: AsmOperand, before: Stmt[], after: Stmt[]): Operand | null {
  const { span } = expr
  if (!/^[+=]/.test(constraint)) {
    const value = scalar(c, expr)
    return isPoison(value) ? null : { kind: 'value', value: convert(value, ULONG) }
  }
  const target = placeOf(c, c.passes.operand(c, expr), span, 'An output of asm')
  if (target === null || !isScalar(target.place.type) || !constraint.includes('r')) return null
  const { place } = target
  const { type } = target.place
  const local = addLocal(c, 'register', ULONG, span, true)
  const init = constraint.startsWith('+') ? convert(read(place), ULONG) : null
  before.push({ kind: 'declare', local: local.id, init, span })
  const value = convert(read(localPlace(local, span)), type)
  after.push({ kind: 'expr', expr: { kind: 'assign', place, value, type, span }, span })
  return { kind: 'register', local }
}

class Template {
  constructor(
    private readonly written: readonly AsmOperand[],
    private readonly operands: readonly (Operand | null)[],
    private readonly span: Span,
  ) {}

  statements(lines: readonly string[]): Stmt[] | null {
    const body: Stmt[] = []
    for (let at = 0; at < lines.length; at++) {
      const jump = JUMP.exec(lines[at] ?? '')
      const statement = this.statement(lines[jump === null ? at : at + 1] ?? '')
      if (statement === null) return null
      if (jump === null) body.push(statement)
      else {
        const condition = this.unless(jump)
        if (condition === null) return null
        body.push({ kind: 'if', condition, then: [statement], otherwise: [], span: this.span })
        at++
      }
    }
    return body
  }

  private statement(line: string): Stmt | null {
    const [, left = '', op = '', minus = '', right = ''] = STATEMENT.exec(line) ?? []
    const target = this.find(left)
    const given = this.value(right)
    if (target?.kind !== 'register' || given === null) return null
    const { span } = this
    const place = localPlace(target.local, span)
    const type: IntType = left.startsWith('%w') ? UINT : op === 's>>=' ? LONG : ULONG
    const operand = convert(
      minus === '' ? given : constant(given.kind === 'const' ? -given.value : 0n, ULONG, span),
      type,
    )
    const operation = OPERATIONS[op]
    const result =
      operation === undefined ? operand : binary(operation, convert(read(place), type), operand, type, span)
    return { kind: 'expr', expr: { kind: 'assign', place, value: convert(result, ULONG), type: ULONG, span }, span }
  }

  /** The condition on which the statement after a jump runs. */
  private unless([, left = '', op = '', right = '']: readonly string[]): ScalarExpr | null {
    const a = this.value(left)
    const b = this.value(right)
    const negated = SKIPS_UNLESS[op.replace('s', '')]
    if (a === null || b === null || negated === undefined) return null
    const type = op.startsWith('s') ? LONG : ULONG
    return compare(negated, convert(a, type), convert(b, type), this.span)
  }

  private find(name: string): Operand | null {
    const named = /^%\[(\w+)\]$/.exec(name)?.[1]
    const number = /^%w?(\d+)$/.exec(name)?.[1]
    const at = named === undefined ? Number(number ?? -1) : this.written.findIndex((one) => one.name === named)
    return this.operands[at] ?? null
  }

  private value(text: string): ScalarExpr | null {
    if (/^-?(?:0x[0-9a-f]+|\d+)$/i.test(text)) {
      const digits = text.replace('-', '')
      return constant(text.startsWith('-') ? -BigInt(digits) : BigInt(digits), ULONG, this.span)
    }
    const operand = this.find(text)
    if (operand === null) return null
    return operand.kind === 'value' ? operand.value : read(localPlace(operand.local, this.span))
  }
}
