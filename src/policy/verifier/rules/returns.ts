// What a program may return: an fentry program only 0; an fmod_ret program any number, of which 0 to 3 mean something.

import { has } from '../../../kernel/differences.ts'
import { isVerdict, verdictOf } from '../../../kernel/interfaces.ts'
import type { Diagnostic, Fix } from '../../diagnostics.ts'
import type { Expr, Program, Unit } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, naming, NEXT, bodies } from '../../catalogue/examples.ts'
import { isSingle, type Value } from '../values.ts'

export const ENTRY_RETURN = rule({
  code: 'entry-return',
  title: 'An fentry program that returns something',
  explanation:
    'fentry programs only watch and cannot change what the function does, so the verifier requires that they return 0.',
  verifier: [
    'At program exit the register R0 has smin=%d smax=%d should have been in [0, 0]',
    'At program exit the register R0 has value (%s) should have been in (0x0; 0x0)',
  ],
  example: { accepted: naming('return 0;'), refused: naming('return 1;') },
})

export const CALLBACK_RETURN = rule({
  code: 'callback-return',
  title: 'A callback that returns neither 0 nor 1',
  explanation:
    'The helper goes on when the callback returns 0 and stops when it returns 1; the verifier allows no other number.',
  verifier: [
    'At callback return the register R0 has smin=%d smax=%d should have been in [0, 1]',
    'At callback return the register R0 has value (%s) should have been in (0x0; 0x1)',
  ],
  example: bodies(
    'bpf_loop(4, turn, NULL, 0);',
    'bpf_loop(4, back, NULL, 0);',
    'static long turn(u32 i, void *ctx)\n{\n\treturn i > 2;\n}\n\nstatic long back(u32 i, void *ctx)\n{\n\treturn -1;\n}',
  ),
})

export const VERDICT_RANGE = rule({
  code: 'verdict-range',
  severity: 'warning',
  title: 'A verdict that the kernel does not have',
  explanation:
    'The kernel understands 1 (abort), 2 (next) and 3 (select). Every other number means the same as 0, NO_BPF_POLICY: the kernel judges this task by its own rules.',
  example: bodies('if (task->pid == 7)\n\treturn 3;', 'if (task->pid == 7)\n\treturn 4;'),
})

export const POINTER_RETURN = rule({
  code: 'pointer-return',
  severity: 'warning',
  title: 'An address as the verdict',
  explanation:
    'An address is neither 1, 2 nor 3, so the kernel judges the task by its own rules. A * or a member access may be missing.',
  example: { accepted: verdict(NEXT), refused: verdict('return (long)task;') },
})

/** The value with which a program ends. */
export function returnProblem(unit: Unit, program: Program, expr: Expr, value: Value): Diagnostic | null {
  switch (program.attach) {
    case 'fentry':
      return entryProblem(unit, expr, value)
    case 'fmod_ret':
      return verdictProblem(expr, value)
    case 'tp_btf':
      return null
  }
}

function entryProblem(unit: Unit, expr: Expr, value: Value): Diagnostic | null {
  if (value.kind !== 'scalar' || value.blurred) return null
  const { min, max } = value.range
  if (min === 0n && max === 0n) return null
  const always = isSingle(value.range)
  // The register is 32 bits wide there, and unsigned.
  const [low, high] = min < 0n && !always ? [0n, 0xffff_ffffn] : [min, max]
  const known = always ? BigInt.asUintN(32, min) : 0n
  const verifier = has(unit.kernel, 'verifier-prints-signed-bounds')
    ? `At program exit the register R0 has smin=${low} smax=${high} should have been in [0, 0]`
    : `At program exit the register R0 has value (0x${known.toString(16)}; 0x${(always ? 0n : high).toString(16)}) should have been in (0x0; 0x0)`
  return problem(
    ENTRY_RETURN,
    expr.span,
    `An fentry program only watches: it must return 0, and this ${always ? `is ${min}` : 'may be something else'}.`,
    { verifier, fixes: [returnZero(expr)] },
  )
}

/** The value with which a callback ends: 0 or 1. */
export function callbackProblem(unit: Unit, expr: Expr | null, value: Value): Diagnostic | null {
  if (expr === null || value.kind !== 'scalar' || value.blurred) return null
  const { min, max } = value.range
  if (min >= 0n && max <= 1n) return null
  const always = isSingle(value.range)
  const found = has(unit.kernel, 'verifier-prints-signed-bounds')
    ? `smin=${min} smax=${max} should have been in [0, 1]`
    : `value (0x${BigInt.asUintN(64, always ? min : 0n).toString(16)}; 0x${always ? '0' : 'ffffffffffffffff'}) should have been in (0x0; 0x1)`
  return problem(
    CALLBACK_RETURN,
    expr.span,
    `A callback returns 0 to go on or 1 to stop, and this ${always ? `is ${min}` : 'may be something else'}.`,
    { verifier: `At callback return the register R0 has ${found}` },
  )
}

const returnZero = (expr: Expr): Fix => ({ title: 'Return 0', edits: [{ span: expr.span, text: '0' }] })

function isAddress(expr: Expr): boolean {
  if (expr.type.kind === 'pointer') return expr.kind !== 'const'
  return expr.kind === 'convert' && !(expr.type.kind === 'int' && expr.type.bool) && isAddress(expr.operand)
}

function verdictProblem(expr: Expr, value: Value): Diagnostic | null {
  if (isAddress(expr)) {
    return problem(
      POINTER_RETURN,
      expr.span,
      'This returns an address as the verdict. The kernel takes any number but 1, 2 and 3 for NO_BPF_POLICY.',
    )
  }
  if (value.kind !== 'scalar' || value.blurred || !isSingle(value.range)) return null
  const { min: number } = value.range
  if (isVerdict(Number(number))) return null
  return problem(
    VERDICT_RANGE,
    expr.span,
    `The kernel has the verdicts 0 to 3. It takes ${number} for 0 (${verdictOf(Number(number)).name}) and decides about this task by its own rules.`,
  )
}
