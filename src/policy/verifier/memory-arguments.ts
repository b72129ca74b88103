// Arguments that lead to memory of the program: maps, keys and values, buffers, constant strings, and how many bytes are there.

import { has } from '../../kernel/differences.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { Flow } from './flow.ts'
import { mapFunctionProblem } from './rules/map-function.ts'
import { expected, wrong, type Argument, type Check } from './rules/wrong-argument.ts'
import { isSingle, isZero, type PointerValue, type Region, type Value } from './values.ts'

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

export const checkMap: Check = ({ flow, expr }, argument) => {
  const { value } = argument
  const map = value.kind === 'pointer' && value.region.kind === 'map' ? flow.maps.get(value.region.name) : undefined
  if (map !== undefined) return mapFunctionProblem(expr.callee, map, argument.expr)
  if (value.kind === 'unknown' || (value.kind === 'pointer' && value.region.kind === 'map')) return null
  return expected(
    argument,
    'The first argument must be the address of a map that is declared in SEC(".maps"), such as &prio.',
    'map_ptr',
  )
}

export const checkKey: Check = (call, argument) => {
  const map = mapOf(call)
  return map === null
    ? null
    : checkMemory(
        argument,
        call.flow.unit.kernel,
        memoryTypes(call.flow.unit.kernel, true),
        map.keySize,
        `a key of map '${map.name}'`,
      )
}

export const checkValue: Check = (call, argument) => {
  const map = mapOf(call)
  // The storage helpers take NULL for "no first value".
  if (map === null || (isZero(argument.value) === true && call.expr.callee.endsWith('_storage_get'))) return null
  return checkMemory(
    argument,
    call.flow.unit.kernel,
    memoryTypes(call.flow.unit.kernel, true),
    map.valueSize,
    `a value of map '${map.name}'`,
  )
}

/** The argument must lead to `size` readable bytes of the program's own. */
function checkMemory(
  argument: Argument,
  kernel: KernelVersion,
  types: string,
  size: number,
  what: string,
): Diagnostic | null {
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
  const isTrusted = region.kind === 'kernel' && region.trust !== false && !argument.writes
  if (isTrusted && has(kernel, 'verifier-takes-trusted-memory')) return null
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
export const checkBuffer: Check = ({ flow, expr, args }, argument) => {
  const { value } = argument
  const types = memoryTypes(flow.unit.kernel, false)
  // This one checks a single byte, and not that there is one (`policy-name.ts`).
  if (expr.callee === 'set_oom_policy_name')
    return mayBeNull(value) ? null : checkMemory(argument, flow.unit.kernel, types, 1, 'the name')
  if (value.kind === 'pointer' && argument.writes && value.region.kind === 'global' && value.region.readonly) {
    return wrong(
      argument,
      `The call writes here, but '${value.region.name}' is constant. Use a variable on the stack.`,
      `write into map forbidden, value_size=${value.region.size} off=${value.offset.min} size=1`,
    )
  }
  const size = sizeBeside(args, argument)
  if (size !== null && size.max === 0n) return null
  if (size !== null && size.min !== size.max) {
    const unbounded = variableSize(argument, args[argument.register], size)
    if (unbounded !== null) return unbounded
    const last = Number(size.max)
    return checkMemory(
      argument,
      flow.unit.kernel,
      types,
      last,
      `a buffer that is read or written up to a size of ${last}`,
    )
  }
  return checkMemory(
    argument,
    flow.unit.kernel,
    types,
    size === null || size.min !== size.max ? 1 : Number(size.max),
    'a buffer',
  )
}

/** Sizes from here on are without a bound to the verifier (BPF_MAX_VAR_SIZ). */
const UNBOUNDED_SIZE = 1n << 29n

/** A size that is not constant must be bounded, and not negative. */
function variableSize(argument: Argument, size: Argument | undefined, { min, max }: { min: bigint; max: bigint }) {
  if (size === undefined || (min >= 0n && max < UNBOUNDED_SIZE)) return null
  const register = argument.register + 1
  return wrong(
    size,
    'The verifier must see how large this size can be: test it against the size of the buffer first (if (n > sizeof(buffer)) ...), or mask it.',
    min < 0n
      ? `R${register} min value is negative, either use unsigned or 'var &= const'`
      : `R${register} unbounded memory access, use 'var &= const' or 'if (var < const)'`,
  )
}

const mayBeNull = (value: Value): boolean =>
  isZero(value) === true || (value.kind === 'pointer' && value.region.kind === 'mapValue' && value.nullness !== 'never')

/** The size that the call gives for a buffer: the argument after it, or the one before. */
function sizeBeside(args: readonly Argument[], argument: Argument): { min: bigint; max: bigint } | null {
  const next = args[argument.register]
  const size = next !== undefined && /^(size|sz|s1_sz|len|.*_sz|.*size.*)$/.test(next.name) ? next : null
  return size?.value.kind === 'scalar' && !size.value.blurred ? size.value.range : null
}

export const checkConstantString: Check = (_call, argument) => {
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

/** What bpf_ringbuf_reserve() gave, not moved and not given back. */
export const checkRecord: Check = (_call, argument) => {
  const { value } = argument
  if (value.kind === 'unknown') return null
  const isRecord = value.kind === 'pointer' && value.region.kind === 'mapValue' && value.region.record === true
  if (isRecord && value.nullness !== 'never') {
    return expected(
      argument,
      'The reservation may have failed: test the record for NULL before you hand it over.',
      'ringbuf_mem',
    )
  }
  if (isRecord && isSingle(value.offset) && value.offset.min === 0n) return null
  return expected(argument, 'This must be the record that bpf_ringbuf_reserve() gave, as it gave it.', 'ringbuf_mem')
}
