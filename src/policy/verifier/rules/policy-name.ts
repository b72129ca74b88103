// set_oom_policy_name(): the kernel may write where the name is, keeps 16 bytes of it, and believes the size.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import type { Flow } from '../flow.ts'
import { isSingle, isZero } from '../values.ts'
import type { Argument } from './arguments.ts'

/** POLICY_NAME_LEN of the RFC. */
const NAME_LENGTH = 16n

/** What is wrong with a call of the kfunc; the table's own checks come on top. */
export function policyNameProblems(
  _flow: Flow,
  expr: Extract<Expr, { kind: 'call' }>,
  args: readonly Argument[],
): Diagnostic[] {
  const [oc, name, size] = args
  if (expr.callee !== 'set_oom_policy_name' || oc === undefined || name === undefined || size === undefined) return []
  return [...wrongControl(oc), ...nullName(name), ...nameSize(name, size)]
}

function wrongControl(oc: Argument): Diagnostic[] {
  const { value } = oc
  if (value.kind !== 'pointer' || value.blurred || value.region.kind !== 'kernel') return []
  const { struct } = value.region
  if (struct === null || struct === 'oom_control') return []
  return [
    {
      code: 'wrong-argument',
      severity: 'error',
      span: oc.expr.span,
      message: `The first argument is the oom_control that the program was called with, and this is a struct ${struct}.`,
      verifier: `kernel function set_oom_policy_name args#0 expected pointer to STRUCT oom_control but R1 has a pointer to STRUCT ${struct}`,
    },
  ]
}

function nullName({ value, expr }: Argument): Diagnostic[] {
  if (isZero(value) !== true) return []
  return [
    {
      code: 'null-name',
      severity: 'warning',
      span: expr.span,
      message:
        'The verifier accepts NULL as the name, and the kernel then crashes when it copies the name. Pass a char array.',
    },
  ]
}

function nameSize(name: Argument, size: Argument): Diagnostic[] {
  const { value } = name
  if (size.value.kind !== 'scalar' || size.value.blurred || !isSingle(size.value.range)) return []
  const bytes = size.value.range.min
  if (value.kind === 'pointer' && 'size' in value.region && isSingle(value.offset)) {
    const there = BigInt(value.region.size) - value.offset.min
    if (bytes > there) {
      return [
        {
          code: 'name-size',
          severity: 'warning',
          span: size.expr.span,
          message: `The name has ${there} bytes, but the size says ${bytes}. The verifier does not check it, and the kernel reads past the name. Use sizeof(name).`,
        },
      ]
    }
  }
  if (bytes <= NAME_LENGTH) return []
  return [
    {
      code: 'name-length',
      severity: 'hint',
      span: name.expr.span,
      message: `The kernel keeps the first 16 bytes of the name; ${bytes - 1n} characters are cut, without a NUL at the end.`,
    },
  ]
}
