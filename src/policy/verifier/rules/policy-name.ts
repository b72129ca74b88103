// set_oom_policy_name(): the kernel may write where the name is, keeps 16 bytes of it, and believes the size.

import type { Diagnostic, Fix } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { naming } from '../../catalogue/examples.ts'
import type { Flow } from '../flow.ts'
import { isSingle, isZero } from '../values.ts'
import { WRONG_ARGUMENT, type Argument } from './wrong-argument.ts'

export const CONSTANT_NAME = rule({
  code: 'constant-name',
  title: 'A constant as the name of the policy',
  explanation:
    'The verifier treats the argument of set_oom_policy_name() as memory that the kernel may write, so string literals and constants are refused. Copy the name to the stack.',
  verifier: ['write into map forbidden, value_size=%d off=%d size=%d'],
  example: {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('set_oom_policy_name(oc, "mine", 5);\nreturn 0;'),
  },
})

export const NULL_NAME = rule({
  code: 'null-name',
  severity: 'warning',
  title: 'NULL as the name of the policy',
  explanation: 'The verifier accepts NULL here, and the kernel crashes when it reads the name.',
  example: {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('set_oom_policy_name(oc, NULL, 4);\nreturn 0;'),
  },
})

export const NAME_SIZE = rule({
  code: 'name-size',
  severity: 'warning',
  title: 'A size that is larger than the name',
  explanation:
    'The kfunc copies as many bytes as it is told, up to 16, including whatever lies behind the name. Use sizeof(name).',
  example: {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, 16);\nreturn 0;'),
  },
})

export const NAME_LENGTH = rule({
  code: 'name-length',
  severity: 'hint',
  title: 'A name that is cut off',
  explanation: 'The kernel keeps 16 bytes of the name, and adds no NUL at the end.',
  example: {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming(
      'char name[] = "a_name_of_more_than_16";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;',
    ),
  },
})

/** POLICY_NAME_LEN of the RFC. */
const MAX_NAME_BYTES = 16n

/** What is wrong with a call of the kfunc; the table's own checks come on top. */
export function policyNameProblems(
  flow: Flow,
  expr: Extract<Expr, { kind: 'call' }>,
  args: readonly Argument[],
): Diagnostic[] {
  const [oc, name, size] = args
  if (expr.callee !== 'set_oom_policy_name' || oc === undefined || name === undefined || size === undefined) return []
  const constant = constantName(flow, name, size)
  return [...wrongControl(oc), ...nullName(name), ...(constant.length > 0 ? constant : nameSize(name, size))]
}

function wrongControl(oc: Argument): Diagnostic[] {
  const { value } = oc
  if (value.kind !== 'pointer' || value.blurred || value.region.kind !== 'kernel') return []
  const { struct } = value.region
  if (struct === null || struct === 'oom_control') return []
  return [
    problem(
      WRONG_ARGUMENT,
      oc.expr.span,
      `The first argument is the oom_control that the program was called with, and this is a struct ${struct}.`,
      {
        verifier: `kernel function set_oom_policy_name args#0 expected pointer to STRUCT oom_control but R1 has a pointer to STRUCT ${struct}`,
      },
    ),
  ]
}

/** The kernel may write through the pointer, as far as the verifier knows, so a constant does not do. */
function constantName(flow: Flow, name: Argument, size: Argument): Diagnostic[] {
  const { value } = name
  if (value.kind !== 'pointer' || value.blurred || value.region.kind !== 'global' || !value.region.readonly) return []
  const fix = stackFix(flow, name, size, value.region.name)
  return [
    problem(
      CONSTANT_NAME,
      name.expr.span,
      'The name must lie in memory that the kernel could write: a char array on the stack (char name[] = "..."). A string literal and a constant array do not.',
      {
        verifier: `write into map forbidden, value_size=${value.region.size} off=${value.offset.min} size=1`,
        ...(fix === null ? {} : { fixes: [fix] }),
      },
    ),
  ]
}

/** Puts the bytes into an array just before the statement of the call. */
function stackFix(flow: Flow, name: Argument, size: Argument, global: string): Fix | null {
  const bytes = flow.globals.get(global)?.initial
  const start = flow.statement?.kind === 'expr' ? flow.statement.span.start : null
  if (bytes === undefined || start === null) return null
  const end = bytes.indexOf(0)
  const text = new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end))
  if (!/^[\w .:-]*$/.test(text)) return null
  return {
    title: 'Copy the name to the stack',
    edits: [
      { span: { start, end: start }, text: `char name_on_stack[] = "${text}";\n\t` },
      { span: name.expr.span, text: 'name_on_stack' },
      { span: size.expr.span, text: 'sizeof(name_on_stack)' },
    ],
  }
}

function nullName({ value, expr }: Argument): Diagnostic[] {
  const isLookup = value.kind === 'pointer' && value.region.kind === 'mapValue' && value.nullness !== 'never'
  if (isZero(value) !== true && !isLookup) return []
  return [
    problem(
      NULL_NAME,
      expr.span,
      isLookup && isZero(value) !== true
        ? 'The lookup may have found nothing. The verifier accepts that, and the kernel then crashes when it copies the name. Test the pointer first.'
        : 'The verifier accepts NULL as the name, and the kernel then crashes when it copies the name. Pass a char array.',
    ),
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
        problem(
          NAME_SIZE,
          size.expr.span,
          `The name has ${there} bytes, but the size says ${bytes}. The verifier does not check it, and the kernel reads past the name. Use sizeof(name).`,
        ),
      ]
    }
  }
  if (bytes <= MAX_NAME_BYTES) return []
  return [
    problem(
      NAME_LENGTH,
      name.expr.span,
      `The kernel keeps the first 16 bytes of the name; ${bytes - 1n} characters are cut, without a NUL at the end.`,
    ),
  ]
}
