// What the verifier checks about the arguments of helpers and kfuncs: where each pointer leads, and how many bytes are there.

import { has } from '../../../kernel/differences.ts'
import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import type { KernelFunction } from '../../kernel-types.ts'
import { problem, rule } from '../../rule.ts'
import { bodies, PRIORITIES } from '../../rule-examples.ts'
import type { Flow } from '../flow.ts'
import type { State } from '../state.ts'
import { isSingle, isZero, type PointerValue, type Region, type Value } from '../values.ts'

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
    'Possibly NULL pointer passed to trusted arg%d',
    'kernel function set_oom_policy_name args#0 expected pointer to STRUCT oom_control but R1 has a pointer to STRUCT %s',
  ],
  example: bodies(
    'int pid = task->pid;\nif (bpf_map_lookup_elem(&seen, &pid))\n\treturn 3;',
    'if (bpf_map_lookup_elem(&seen, &task->pid))\n\treturn 3;',
    PRIORITIES.replace('u64', 'int').replace('priorities', 'seen'),
  ),
})

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

type Call = Extract<Expr, { kind: 'call' }>
type Check = (call: { flow: Flow; expr: Call; args: readonly Argument[] }, argument: Argument) => Diagnostic | null

/** Checks every argument that the table says something about. */
export function argumentProblems(
  flow: Flow,
  expr: Call,
  helper: KernelFunction | null,
  args: readonly Argument[],
  state: State,
): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (const argument of args) {
    const kind = helper?.row.args?.[argument.name]
    const { value } = argument
    if (kind === undefined || ('blurred' in value && value.blurred) || value.kind === 'uninitialised') continue
    const found = CHECKS[kind]({ flow, expr, args }, argument)
    if (found === null) continue
    problems.push(found)
    // The path goes on as if it had been tested.
    if (value.kind === 'pointer' && value.nullness === 'maybe') state.learnNullness(value.id, 'never')
  }
  return problems
}

/** Names of register types as the verifier prints them. */
function registerType(value: Value): string {
  if (value.kind !== 'pointer') return 'scalar'
  switch (value.region.kind) {
    case 'stack':
      return 'fp'
    case 'global':
      return 'map_value'
    case 'mapValue':
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

const wrong = (argument: Argument, message: string, verifier: string): Diagnostic =>
  problem(WRONG_ARGUMENT, argument.expr.span, message, { verifier })

const expected = (argument: Argument, message: string, types: string): Diagnostic =>
  wrong(argument, message, `R${argument.register} type=${registerType(argument.value)} expected=${types}`)

const OLD_KEYS = 'fp, pkt, pkt_meta, map_key, map_value'
const OLD_MEMORY = `${OLD_KEYS}, mem, ringbuf_mem, buf`

/** What the verifier says it would take for a pointer to memory. */
const memoryTypes = (kernel: KernelVersion, key: boolean): string =>
  has(kernel, 'verifier-takes-trusted-memory') ? `${OLD_MEMORY}, trusted_ptr_` : key ? OLD_KEYS : OLD_MEMORY

/** The map that the call is about. */
function mapOf({
  flow,
  args,
}: {
  flow: Flow
  args: readonly Argument[]
}): { name: string; keySize: number; valueSize: number } | null {
  const [first] = args
  if (first?.value.kind !== 'pointer' || first.value.region.kind !== 'map') return null
  return flow.maps.get(first.value.region.name) ?? null
}

const checkMap: Check = (_call, argument) => {
  const { value } = argument
  if (value.kind === 'unknown' || (value.kind === 'pointer' && value.region.kind === 'map')) return null
  return expected(
    argument,
    'The first argument must be the address of a map that is declared in SEC(".maps"), such as &prio.',
    'map_ptr',
  )
}

const checkKey: Check = (call, argument) => {
  const map = mapOf(call)
  return map === null
    ? null
    : checkMemory(argument, memoryTypes(call.flow.unit.kernel, true), map.keySize, `a key of map '${map.name}'`)
}

const checkValue: Check = (call, argument) => {
  const map = mapOf(call)
  // The storage helpers take NULL for "no first value".
  if (map === null || (isZero(argument.value) === true && call.expr.callee.endsWith('_storage_get'))) return null
  return checkMemory(argument, memoryTypes(call.flow.unit.kernel, true), map.valueSize, `a value of map '${map.name}'`)
}

/** The argument must lead to `size` readable bytes of the program's own. */
function checkMemory(argument: Argument, types: string, size: number, what: string): Diagnostic | null {
  const { value } = argument
  if (value.kind === 'unknown') return null
  if (value.kind !== 'pointer') {
    return expected(
      argument,
      `This must be the address of ${what}: put it into a variable and pass its address with &.`,
      types,
    )
  }
  const { region } = value
  if (region.kind === 'mapValue' && value.nullness !== 'never') {
    return expected(
      argument,
      `The lookup in map '${region.name}' may have failed: test the pointer before you pass it on.`,
      types,
    )
  }
  if (region.kind === 'stack' || region.kind === 'global' || region.kind === 'mapValue') {
    return tooSmall(argument, value, region, size, what)
  }
  const message =
    region.kind === 'kernel'
      ? `This leads into a kernel struct, but ${what} must lie in memory of the program: copy it into a variable and pass the variable's address.`
      : `This must be the address of ${what}: put it into a variable and pass its address with &.`
  return expected(argument, message, types)
}

function tooSmall(
  argument: Argument,
  value: PointerValue,
  region: Extract<Region, { size: number }>,
  size: number,
  what: string,
): Diagnostic | null {
  if (!isSingle(value.offset)) return null
  const left = region.size - Number(value.offset.min)
  if (left >= size && value.offset.min >= 0n) return null
  const verifier =
    region.kind === 'stack'
      ? `invalid indirect access to stack R${argument.register} off=-${Math.max(left, 0)} size=${size}`
      : `invalid access to map value, value_size=${region.size} off=${value.offset.min} size=${size}`
  return wrong(argument, `Here are ${left} bytes, but ${what} has ${size}. Use a variable of that size.`, verifier)
}

/** A pointer with a size in the next argument. */
const checkBuffer: Check = ({ flow, expr, args }, argument) => {
  const { value } = argument
  const types = memoryTypes(flow.unit.kernel, false)
  // This one checks a single byte, and not that there is one (`policy-name.ts`).
  if (expr.callee === 'set_oom_policy_name')
    return mayBeNull(value) ? null : checkMemory(argument, types, 1, 'the name')
  if (value.kind === 'pointer' && argument.writes && value.region.kind === 'global' && value.region.readonly) {
    return wrong(
      argument,
      `The call writes here, but '${value.region.name}' is constant. Use a variable on the stack.`,
      `write into map forbidden, value_size=${value.region.size} off=${value.offset.min} size=1`,
    )
  }
  const size = sizeBeside(args, argument)
  if (size !== null && size.max === 0n) return null
  return checkMemory(argument, types, size === null || size.min !== size.max ? 1 : Number(size.max), 'a buffer')
}

const mayBeNull = (value: Value): boolean =>
  isZero(value) === true || (value.kind === 'pointer' && value.region.kind === 'mapValue' && value.nullness !== 'never')

/** The size that the call gives for a buffer: the argument after it, or the one before. */
function sizeBeside(args: readonly Argument[], argument: Argument): { min: bigint; max: bigint } | null {
  const next = args[argument.register]
  const size = next !== undefined && /^(size|sz|s1_sz|len|.*_sz|.*size.*)$/.test(next.name) ? next : null
  return size?.value.kind === 'scalar' && !size.value.blurred ? size.value.range : null
}

const checkConstantString: Check = (_call, argument) => {
  const { value } = argument
  if (value.kind === 'unknown') return null
  if (value.kind === 'pointer' && value.region.kind === 'global') {
    if (value.region.readonly) return null
    return wrong(
      argument,
      `This string must be constant: write a literal, or declare '${value.region.name}' as static const char[].`,
      `R${argument.register} does not point to a readonly map'`,
    )
  }
  return expected(argument, 'This string must be constant: write a literal, or a static const char[].', 'map_value')
}

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

const checkBtf: Check = (_call, argument) => {
  const { value } = argument
  if (value.kind === 'unknown') return null
  if (value.kind === 'pointer' && value.region.kind === 'kernel') return checkUnmodified(argument, value)
  // An address that the table of the hook does not type: the front end's types have checked it.
  if (value.kind === 'pointer' && value.region.kind === 'context') return null
  return expected(
    argument,
    'This must be a pointer to a kernel struct as the kernel gave it, not a number or memory of the program.',
    'ptr_',
  )
}

const checkTrusted: Check = ({ flow, expr }, argument) => {
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

const nothing: Check = () => null

const CHECKS: Readonly<Record<NonNullable<KernelFunction['row']['args']>[string], Check>> = {
  map: checkMap,
  'map-key': checkKey,
  'map-value': checkValue,
  memory: checkBuffer,
  'const-string': checkConstantString,
  context: nothing,
  callback: nothing,
  trusted: checkTrusted,
  btf: checkBtf,
}
