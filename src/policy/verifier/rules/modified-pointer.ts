// Kernel objects as arguments: each as the kernel gave it, tested, and such that it cannot go away meanwhile.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Flow } from '../flow.ts'
import { isSingle, isZero, type PointerValue } from '../values.ts'
import { expected, wrong, type Argument, type Call, type Check } from './wrong-argument.ts'

export const MODIFIED_POINTER = rule({
  code: 'modified-pointer',
  title: 'A pointer into a kernel struct where the struct itself is wanted',
  explanation: 'Helpers and kfuncs accept pointers to kernel objects only as the kernel gave them, with nothing added.',
  verifier: ['R%d is of type %s but %s is expected'],
  example: bodies(
    'u64 *size = bpf_task_storage_get(&sizes, task, NULL, 0);\nif (size)\n\treturn 0;',
    'u64 *size = bpf_task_storage_get(&sizes, (void *)task + 8, NULL, 0);\nif (size)\n\treturn 0;',
    'struct {\n\t__uint(type, BPF_MAP_TYPE_TASK_STORAGE);\n\t__uint(map_flags, BPF_F_NO_PREALLOC);\n\t__type(key, int);\n\t__type(value, u64);\n} sizes SEC(".maps");',
  ),
})

/** A kernel object must be passed as it was given. */
function checkUnmodified(argument: Argument, { offset, region }: PointerValue): Diagnostic | null {
  if (region.kind !== 'kernel' || region.struct === null || !isSingle(offset) || offset.min === 0n) return null
  return problem(
    MODIFIED_POINTER,
    argument.expr.span,
    `Something was added to this pointer to struct ${region.struct}. Pass the pointer as the kernel gave it.`,
    { verifier: `R${argument.register} is of type ${region.struct} but ${region.struct} is expected` },
  )
}

/** A kernel object must be of the type that the helper works on, whatever it was cast to. */
function checkType(
  call: { flow: Flow; expr: Call },
  argument: Argument,
  { region, offset }: PointerValue,
): Diagnostic | null {
  const wanted = call.flow.helper(call.expr.callee)?.type.params[argument.register - 1]
  const struct = wanted?.kind === 'pointer' && wanted.to.kind === 'struct' ? wanted.to.key : null
  if (region.kind !== 'kernel' || region.struct === null || struct === null || region.struct === struct) return null
  // This kfunc has words of its own (`policy-name.ts`).
  if (call.expr.callee === 'set_oom_policy_name') return null
  if (!isSingle(offset) || beginsWith(call.flow, region.struct, struct, offset.min)) return null
  return problem(
    MODIFIED_POINTER,
    argument.expr.span,
    `${call.expr.callee}() works on a struct ${struct}, and this is a struct ${region.struct}. A cast does not change that.`,
    { verifier: `R${argument.register} is of type ${region.struct} but ${struct} is expected` },
  )
}

/** True where a struct of the wanted type lies at the offset. */
function beginsWith({ unit }: Pick<Flow, 'unit'>, outer: string, wanted: string, offset: bigint): boolean {
  if (outer === wanted) return offset === 0n
  return (unit.structs.get(outer)?.fields ?? []).some(
    (field) =>
      field.type.kind === 'struct' &&
      BigInt(field.offset) <= offset &&
      beginsWith({ unit }, field.type.key, wanted, offset - BigInt(field.offset)),
  )
}

export const checkBtf: Check = (call, argument) => {
  const { value } = argument
  if (value.kind === 'unknown') return null
  // The helpers of storage take NULL, and give NULL.
  if (isZero(value) === true && /_storage_(?:get|delete)$/.test(call.expr.callee)) return null
  if (value.kind === 'pointer' && value.region.kind === 'kernel')
    return checkType(call, argument, value) ?? checkUnmodified(argument, value)
  // An address that the table of the hook does not type: the front end's types have checked it.
  if (value.kind === 'pointer' && value.region.kind === 'context') return null
  return expected(
    argument,
    'This must be a pointer to a kernel struct as the kernel gave it, not a number or memory of the program.',
    'ptr_',
  )
}

export const checkTrusted: Check = ({ flow, expr }, argument) => {
  const { value } = argument
  if (value.kind === 'unknown') return null
  const found = checkBtf({ flow, expr, args: [] }, argument)
  if (found !== null || value.kind !== 'pointer' || value.region.kind !== 'kernel') return found
  if (value.region.trust === false) {
    return wrong(
      argument,
      `${expr.callee}() takes only objects that cannot go away meanwhile, and the arguments of this program do not count as such. Get one by its number, with bpf_task_from_pid() or bpf_cgroup_from_id().`,
      `R${argument.register} must be ${expr.callee === 'bpf_task_under_cgroup' || expr.callee === 'bpf_task_acquire' ? 'a rcu pointer' : 'referenced or trusted'}`,
    )
  }
  if (value.region.reference !== null && value.nullness !== 'never') {
    return wrong(
      argument,
      'The object may be NULL here: test it before you pass it on.',
      `Possibly NULL pointer passed to trusted arg${argument.register - 1}`,
    )
  }
  return null
}
