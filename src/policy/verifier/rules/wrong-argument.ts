// Arguments that lead to something else than the helper or kfunc takes.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies, PRIORITIES } from '../../catalogue/examples.ts'
import type { Flow } from '../flow.ts'
import type { Value } from '../values.ts'

export const WRONG_ARGUMENT = rule({
  code: 'wrong-argument',
  title: 'An argument that the helper does not accept',
  explanation:
    'Helpers and kfuncs say what each pointer must lead to: a map, bytes of the stack, a constant string, a kernel object. Something else was passed.',
  verifier: [
    'R%d type=%s expected=%s',
    'invalid indirect access to stack R%d off=%d size=%d',
    'invalid access to map value, value_size=%d off=%d size=%d',
    'write into map forbidden, value_size=%d off=%d size=%d',
    "R%d does not point to a readonly map'",
    'R%d must be %s',
    "R%d unbounded memory access, use 'var &= const' or 'if (var < const)'",
    "R%d min value is negative, either use unsigned or 'var &= const'",
    "R%d is not a known constant'",
    'Possibly NULL pointer passed to trusted arg%d',
    'kernel function set_oom_policy_name args#0 expected pointer to STRUCT oom_control but R1 has a pointer to STRUCT %s',
  ],
  example: bodies(
    'int pid = task->pid;\nif (bpf_map_lookup_elem(&seen, &pid))\n\treturn 3;',
    'if (bpf_map_lookup_elem(&seen, &task->pid))\n\treturn 3;',
    PRIORITIES.replace('u64', 'int').replace('priorities', 'seen'),
  ),
})

export interface Argument {
  /** The parameter's name in the prototype. */
  name: string
  /** True when the helper may write through it. */
  writes: boolean
  value: Value
  expr: Expr
  /** 1 for R1. */
  register: number
}

export type Call = Extract<Expr, { kind: 'call' }>
/** What is wrong with an argument of a call, or null. */
export type Check = (
  call: { flow: Flow; expr: Call; args: readonly Argument[] },
  argument: Argument,
) => Diagnostic | null

/** Names of register types as the verifier prints them. */
function registerType(value: Value): string {
  if (value.kind !== 'pointer') return 'scalar'
  switch (value.region.kind) {
    case 'stack':
      return 'fp'
    case 'global':
      return 'map_value'
    case 'mapValue':
      if (value.region.record === true) return value.nullness === 'never' ? 'ringbuf_mem' : 'ringbuf_mem_or_null'
      return value.nullness === 'never' ? 'map_value' : 'map_value_or_null'
    case 'map':
      return 'map_ptr'
    case 'kernel':
      return value.region.reference !== null && value.nullness !== 'never' ? 'ptr_or_null_' : 'ptr_'
    case 'number':
      return 'scalar'
    case 'context':
      return 'ctx'
    case 'function':
      return 'func'
  }
}

export const wrong = (argument: Argument, message: string, verifier: string): Diagnostic =>
  problem(WRONG_ARGUMENT, argument.expr.span, message, { verifier })

export const expected = (argument: Argument, message: string, types: string): Diagnostic =>
  wrong(argument, message, `R${argument.register} type=${registerType(argument.value)} expected=${types}`)
