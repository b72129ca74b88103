// Compiler builtins, libbpf's small macros that look like calls, and bpf_printk. Each becomes plain IR: copies, loops over bytes, updates.

import type { BinaryOp, Expr, Place, Stmt } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { CHAR, INT, type IntType, LONG, type PointerType, U8, UINT, ULONG, VOID } from '../../types.ts'
import type { CExpr } from '../parse/ast.ts'
import {
  addressOf,
  asInteger,
  binary,
  coerce,
  compare,
  constant,
  convert,
  derefOf,
  elementOf,
  isPoison,
  localPlace,
  pointerAdd,
  pointerTo,
  poison,
  poisonOperand,
  promotedType,
  read,
  rvalue,
  scalar,
  sequence,
  stringGlobal,
  voidOf,
} from './build.ts'
import { addLocal, type LowerContext, type Operand, report, type ScalarExpr } from './context.ts'
import { leadingZeros, overflow, popcount, trailingZeros } from './counting-builtins.ts'
import { ARGUMENT_COUNT, BUILTIN_USE, FORMAT_STRING, MEMCMP_CALL } from './rules/calls.ts'

type Call = CExpr & { kind: 'call' }
type Builtin = (c: LowerContext, call: Call, name: string) => Operand

const value = (expr: Expr): Operand => ({ kind: 'value', expr })

/** The lowering of a name that is not a function of any table; null where the name is none of those either. */
export function findBuiltin(name: string): Builtin | null {
  return BUILTINS.get(name) ?? null
}

function takes(c: LowerContext, call: Call, name: string, count: number): boolean {
  if (call.args.length === count) return true
  report(
    c,
    ARGUMENT_COUNT,
    call.span,
    `${name}() takes ${count} argument${count === 1 ? '' : 's'}, and ${call.args.length} are given.`,
  )
  return false
}

function argument(c: LowerContext, call: Call, index: number): ScalarExpr {
  const arg = call.args[index]
  return arg === undefined ? poison(call.span) : scalar(c, arg)
}

/** The operand of `__builtin_expect` and others that hand on their first argument. */
const handOn: Builtin = (c, call) => value(argument(c, call, 0))

const nothing: Builtin = (c, call) => {
  for (const arg of call.args) c.passes.operand(c, arg)
  return value(voidOf([], call.span))
}

const isConstant: Builtin = (c, call) =>
  value(constant(argument(c, call, 0).kind === 'const' ? 1n : 0n, INT, call.span))

/** clang knows the length of a literal, and of nothing else: strlen() is no function that a BPF program has. */
const lengthOfLiteral: Builtin = (c, call, name) => {
  if (!takes(c, call, name, 1)) return poisonOperand(call.span)
  const [text] = call.args
  if (text?.kind !== 'string') {
    report(
      c,
      BUILTIN_USE,
      call.span,
      `${name}() works for a string literal only. Loop over the bytes up to the known size of the array.`,
    )
    return poisonOperand(call.span)
  }
  const end = text.bytes.indexOf(0)
  return value(constant(BigInt(end < 0 ? text.bytes.length : end), ULONG, call.span))
}

const absolute =
  (type: IntType): Builtin =>
  (c, call, name) => {
    if (!takes(c, call, name, 1)) return poisonOperand(call.span)
    const { span } = call
    const given = convert(asInteger(c, argument(c, call, 0), 'The argument'), type)
    if (c.fn === null || isPoison(given)) return poisonOperand(span)
    const body: Stmt[] = []
    const kept = keep(c, 'number', given, body)
    const isNegative = compare('lt', kept, constant(0n, type, span), span)
    const negated: ScalarExpr = { kind: 'unary', op: 'neg', operand: kept, type, span }
    const result: ScalarExpr = {
      kind: 'conditional',
      condition: isNegative,
      then: negated,
      otherwise: kept,
      type,
      span,
    }
    return value({ kind: 'statements', body, value: result, type, span })
  }

/** A size that clang can unroll, or an error; in the kernel's own code any size is fine. */
function constantSize(c: LowerContext, size: ScalarExpr, name: string): number | null {
  if (isPoison(size)) return null
  if (size.kind === 'const' && size.value >= 0n && size.value <= 1n << 16n) return Number(size.value)
  report(
    c,
    BUILTIN_USE,
    size.span,
    `The size for ${name}() must be a constant of at most 65536. Copy byte by byte in a bounded loop instead.`,
    { verifier: "failed to find BTF for extern 'memcpy' (libbpf)" },
  )
  return null
}

const bytesAt = (pointer: ScalarExpr, length: number, span: Span): Place => ({
  kind: 'deref',
  pointer: convert(pointer, pointerTo({ kind: 'array', of: CHAR, length })),
  type: { kind: 'array', of: CHAR, length },
  span,
})

/** An argument that points to memory. It keeps its own type: where it points to is what the verifier's rules want to know. */
function memory(c: LowerContext, call: Call, index: number, constantData: boolean): ScalarExpr {
  const pointer = argument(c, call, index)
  coerce(c, pointer, pointerTo(VOID, constantData), index === 0 ? 'The first argument' : 'The second argument')
  return pointer
}

const memcpy: Builtin = (c, call, name) => {
  if (!takes(c, call, name, 3)) return poisonOperand(call.span)
  const target = memory(c, call, 0, false)
  const source = memory(c, call, 1, true)
  const size = constantSize(c, argument(c, call, 2), name)
  if (size === null || isPoison(target) || isPoison(source)) return poisonOperand(call.span)
  const { span } = call
  const copy: Expr = {
    kind: 'copy',
    target: bytesAt(target, size, span),
    source: bytesAt(source, size, span),
    size,
    type: VOID,
    span,
  }
  return value(voidOf([copy], span))
}

/** A local that holds a value for the length of a statement expression. */
function keep(c: LowerContext, name: string, init: ScalarExpr, body: Stmt[]): ScalarExpr {
  const local = addLocal(c, name, init.type, init.span, true)
  body.push({ kind: 'declare', local: local.id, init, span: init.span })
  return read(localPlace(local, init.span))
}

/** A loop over `size` bytes; `each` makes the body for the index. */
function byteLoop(c: LowerContext, size: number, span: Span, body: Stmt[], each: (index: ScalarExpr) => Stmt[]): void {
  const index = addLocal(c, 'i', LONG, span, true)
  const place = localPlace(index, span)
  body.push({ kind: 'declare', local: index.id, init: constant(0n, LONG, span), span })
  body.push({
    kind: 'loop',
    form: 'for',
    condition: compare('lt', read(place), constant(BigInt(size), LONG, span), span),
    step: {
      kind: 'update',
      op: 'add',
      place,
      value: constant(1n, LONG, span),
      computeType: LONG,
      result: 'new',
      type: LONG,
      span,
    },
    body: each(read(place)),
    span,
    headSpan: span,
  })
}

const memset: Builtin = (c, call, name) => {
  if (!takes(c, call, name, 3)) return poisonOperand(call.span)
  const { span } = call
  const target = memory(c, call, 0, false)
  const fill = asInteger(c, argument(c, call, 1), 'The second argument')
  const size = constantSize(c, argument(c, call, 2), name)
  if (size === null || isPoison(target) || isPoison(fill)) return poisonOperand(span)
  if (fill.kind === 'const' && (fill.value & 0xffn) === 0n) {
    return value(voidOf([{ kind: 'zero', target: bytesAt(target, size, span), size, type: VOID, span }], span))
  }
  const body: Stmt[] = []
  const bytes = keep(c, 'target', convert(target, pointerTo(U8)), body)
  const byte = keep(c, 'byte', convert(fill, U8), body)
  byteLoop(c, size, span, body, (index) => {
    const place = derefOf(pointerAdd(bytes, index, 1, span), span)
    return [{ kind: 'expr', expr: { kind: 'assign', place, value: byte, type: U8, span }, span }]
  })
  return value({ kind: 'statements', body, value: null, type: VOID, span })
}

const reportMemcmp = (c: LowerContext, { span }: Call): void =>
  report(
    c,
    MEMCMP_CALL,
    span,
    'clang 14 makes a call of memcmp() out of this at any size, and no loader finds that function. Use bpf_strncmp() for a name, or compare byte by byte in a for loop.',
    { verifier: "libbpf: failed to find BTF for extern 'memcmp'" },
  )

const memcmp: Builtin = (c, call, name) => {
  if (!takes(c, call, name, 3)) return poisonOperand(call.span)
  const { span } = call
  const left = memory(c, call, 0, true)
  const right = memory(c, call, 1, true)
  const size = constantSize(c, argument(c, call, 2), name)
  if (size === null || isPoison(left) || isPoison(right)) return poisonOperand(span)
  if (c.options.origin === 'policy') reportMemcmp(c, call)
  const body: Stmt[] = []
  const a = keep(c, 'a', convert(left, pointerTo(U8, true)), body)
  const b = keep(c, 'b', convert(right, pointerTo(U8, true)), body)
  const result = addLocal(c, 'difference', INT, span, true)
  const place = localPlace(result, span)
  body.push({ kind: 'declare', local: result.id, init: constant(0n, INT, span), span })
  byteLoop(c, size, span, body, (index) => {
    const byteOf = (pointer: ScalarExpr): ScalarExpr =>
      convert(read(derefOf(pointerAdd(pointer, index, 1, span), span)), INT)
    const difference = binary('sub', byteOf(a), byteOf(b), INT, span)
    return [
      { kind: 'expr', expr: { kind: 'assign', place, value: difference, type: INT, span }, span },
      { kind: 'if', condition: read(place), then: [{ kind: 'break', span }], otherwise: [], span },
    ]
  })
  return value({ kind: 'statements', body, value: read(place), type: INT, span })
}

/** The place that an atomic builtin works on. */
function atomicPlace(
  c: LowerContext,
  pointer: ScalarExpr,
  name: string,
): { place: Place; type: IntType | PointerType } | null {
  if (isPoison(pointer)) return null
  const to = pointer.type.kind === 'pointer' ? pointer.type.to : null
  const wide = to?.kind === 'pointer' || (to?.kind === 'int' && to.bits >= 32)
  if (to === null || !wide || (to.kind !== 'int' && to.kind !== 'pointer')) {
    report(c, BUILTIN_USE, pointer.span, `${name}() needs a pointer to an integer of 32 or 64 bits.`, {
      verifier: 'BPF_ATOMIC uses reserved fields',
    })
    return null
  }
  return { place: derefOf(pointer, pointer.span), type: to }
}

const fetchOp =
  (op: BinaryOp, result: 'old' | 'new'): Builtin =>
  (c, call, name) => {
    if (call.args.length < 2) {
      takes(c, call, name, 2)
      return poisonOperand(call.span)
    }
    const target = atomicPlace(c, argument(c, call, 0), name)
    const operand = asInteger(c, argument(c, call, 1), 'The second argument')
    if (target === null || isPoison(operand)) return poisonOperand(call.span)
    const { place, type } = target
    const computeType = type.kind === 'int' ? promotedType(type) : type
    const amount = convert(operand, type.kind === 'int' ? promotedType(type) : LONG)
    return value({ kind: 'update', op, place, value: amount, computeType, result, type, span: call.span })
  }

const atomicLoad: Builtin = (c, call, name) => {
  const target = atomicPlace(c, argument(c, call, 0), name)
  return target === null ? poisonOperand(call.span) : value(read(target.place, call.span))
}

const atomicStore: Builtin = (c, call, name) => {
  const target = atomicPlace(c, argument(c, call, 0), name)
  if (target === null) return poisonOperand(call.span)
  const { place, type } = target
  const stored = coerce(c, argument(c, call, 1), type, 'The second argument')
  return value(voidOf([{ kind: 'assign', place, value: stored, type, span: call.span }], call.span))
}

const atomicExchange: Builtin = (c, call, name) => {
  const target = atomicPlace(c, argument(c, call, 0), name)
  if (target === null) return poisonOperand(call.span)
  const { place, type } = target
  const { span } = call
  const body: Stmt[] = []
  const stored = keep(c, 'stored', coerce(c, argument(c, call, 1), type, 'The second argument'), body)
  const old = keep(c, 'old', read(place), body)
  body.push({ kind: 'expr', expr: { kind: 'assign', place, value: stored, type, span }, span })
  return value({ kind: 'statements', body, value: old, type, span })
}

const compareAndSwap =
  (gives: 'old' | 'success'): Builtin =>
  (c, call, name) => {
    if (!takes(c, call, name, 3)) return poisonOperand(call.span)
    const target = atomicPlace(c, argument(c, call, 0), name)
    if (target === null) return poisonOperand(call.span)
    const { place, type } = target
    const { span } = call
    const body: Stmt[] = []
    const expected = keep(c, 'expected', coerce(c, argument(c, call, 1), type, 'The second argument'), body)
    const stored = keep(c, 'stored', coerce(c, argument(c, call, 2), type, 'The third argument'), body)
    const old = keep(c, 'old', read(place), body)
    const equal = compare('eq', old, expected, span)
    const assign: Expr = { kind: 'assign', place, value: stored, type, span }
    body.push({ kind: 'if', condition: equal, then: [{ kind: 'expr', expr: assign, span }], otherwise: [], span })
    const result = gives === 'old' ? old : equal
    return value({ kind: 'statements', body, value: result, type: result.type, span })
  }

/** Reverses the bytes of a value. */
const swapBytes =
  (bits: 16 | 32 | 64): Builtin =>
  (c, call, name) => {
    if (!takes(c, call, name, 1)) return poisonOperand(call.span)
    const { span } = call
    const operand = convert(asInteger(c, argument(c, call, 0), 'The argument'), ULONG)
    if (operand.kind !== 'const' && c.fn === null) return poisonOperand(span)
    const body: Stmt[] = []
    const word = operand.kind === 'const' ? operand : keep(c, 'word', operand, body)
    const at = (n: number): ScalarExpr => constant(BigInt(n), INT, span)
    const bytes = Array.from({ length: bits / 8 }, (_, i) => {
      const byte = binary('and', binary('shr', word, at(i * 8), ULONG, span), constant(0xffn, ULONG, span), ULONG, span)
      return binary('shl', byte, at(bits - 8 - i * 8), ULONG, span)
    })
    const result = bytes.reduce((left, right) => binary('or', left, right, ULONG, span))
    const type: IntType = bits === 64 ? ULONG : bits === 32 ? UINT : { ...UINT, bits: 16, name: 'unsigned short' }
    const narrowed = convert(result, type)
    return value(body.length === 0 ? narrowed : { kind: 'statements', body, value: narrowed, type, span })
  }

const MAX_PRINTK_ARGS = 12

/**
 * bpf_printk(fmt, ...): the arguments go into an array of u64 on the stack, as libbpf's macro does for more than three, and the call is
 * `long bpf_trace_printk_n(const char *fmt, u32 fmt_size, const u64 *args, u32 count)`.
 */
const printk: Builtin = (c, call) => {
  const { span } = call
  const [format, ...rest] = call.args
  if (format?.kind !== 'string') {
    report(
      c,
      FORMAT_STRING,
      format?.span ?? span,
      'The first argument of bpf_printk() must be a text in double quotes.',
    )
    return poisonOperand(span)
  }
  if (rest.length > MAX_PRINTK_ARGS) {
    report(
      c,
      FORMAT_STRING,
      span,
      `bpf_printk() prints at most ${MAX_PRINTK_ARGS} values, and ${rest.length} are given.`,
    )
    return poisonOperand(span)
  }
  checkFormat(c, format, rest.length)
  const text = rvalue(c, { kind: 'place', place: stringGlobal(c, format.bytes, format.span), constant: true })
  const size = constant(BigInt(format.bytes.length + 1), UINT, span)
  return tracePrintk(c, text, size, rest, span)
}

/** The helper itself: `bpf_trace_printk(fmt, sizeof(fmt), ...)`, with at most three values. */
const directPrintk: Builtin = (c, call, name) => {
  const [format, size, ...rest] = call.args
  if (format === undefined || size === undefined || rest.length > 3) {
    report(
      c,
      ARGUMENT_COUNT,
      call.span,
      `${name}() takes a text, its size and at most 3 values, and ${call.args.length} arguments are given. bpf_printk("...", ...) is easier: it needs no size.`,
    )
    return poisonOperand(call.span)
  }
  const text = coerce(c, scalar(c, format), pointerTo(CHAR, true), `Argument 1 of ${name}()`)
  const bytes = coerce(c, scalar(c, size), UINT, `Argument 2 of ${name}()`)
  return tracePrintk(c, text, bytes, rest, call.span)
}

function tracePrintk(c: LowerContext, text: ScalarExpr, size: ScalarExpr, rest: readonly CExpr[], span: Span): Operand {
  const { effects, args } = valuesInArray(c, rest, span)
  const count = constant(BigInt(rest.length), UINT, span)
  const callExpr: ScalarExpr = {
    kind: 'call',
    callee: 'bpf_trace_printk_n',
    args: [text, size, args, count],
    external: true,
    type: LONG,
    span,
  }
  return value(sequence(effects, callExpr, span))
}

/** Values as an array of u64 on the stack, and what fills it; NULL for none. */
function valuesInArray(c: LowerContext, rest: readonly CExpr[], span: Span): { effects: Expr[]; args: ScalarExpr } {
  const values = rest.map((arg) => scalar(c, arg))
  const argsType = pointerTo(ULONG, true)
  if (values.length === 0) return { effects: [], args: constant(0n, argsType, span) }
  const local = addLocal(c, 'printk.args', { kind: 'array', of: ULONG, length: values.length }, span, true)
  const array = localPlace(local, span)
  const slot = (i: number): Place => elementOf(array, ULONG, constant(BigInt(i), LONG, span), span)
  const effects = values.map((arg, i): Expr => ({
    kind: 'assign',
    place: slot(i),
    value: convert(arg, ULONG),
    type: ULONG,
    span: arg.span,
  }))
  return { effects, args: addressOf(c, slot(0), true, span) }
}

/** BPF_SNPRINTF(out, out_size, fmt, ...): the values go into an array, as for bpf_printk. */
const snprintf: Builtin = (c, call, name) => {
  const { span } = call
  const [out, size, format, ...rest] = call.args
  if (out === undefined || size === undefined || format?.kind !== 'string') {
    report(
      c,
      FORMAT_STRING,
      format?.span ?? span,
      `${name} is written ${name}(buffer, sizeof(buffer), "...", values), with a text in double quotes.`,
    )
    return poisonOperand(span)
  }
  checkFormat(c, format, rest.length)
  const buffer = coerce(c, scalar(c, out), pointerTo(CHAR), `Argument 1 of ${name}`)
  const bytes = coerce(c, scalar(c, size), UINT, `Argument 2 of ${name}`)
  const text = rvalue(c, { kind: 'place', place: stringGlobal(c, format.bytes, format.span), constant: true })
  const { effects, args } = valuesInArray(c, rest, span)
  const length = constant(BigInt(rest.length * 8), UINT, span)
  const callExpr: ScalarExpr = {
    kind: 'call',
    callee: 'bpf_snprintf',
    args: [buffer, bytes, text, convert(args, pointerTo(ULONG)), length],
    external: true,
    type: LONG,
    span,
  }
  return value(sequence(effects, callExpr, span))
}

/** Counts the conversions of a format: each takes one value. */
function checkFormat(c: LowerContext, format: CExpr & { kind: 'string' }, given: number): void {
  const text = String.fromCharCode(...format.bytes.subarray(0, 4096))
  const conversions = text.replaceAll('%%', '').split('%').length - 1
  if (conversions === given) return
  report(
    c,
    FORMAT_STRING,
    format.span,
    `This text has ${conversions} conversion${conversions === 1 ? '' : 's'} (%d and the like), but ${given} value${given === 1 ? ' is' : 's are'} given.`,
    { severity: 'warning' },
  )
}

/** `__builtin_trap` and `__builtin_unreachable` say that control does not come here. */
const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['__builtin_expect', handOn],
  ['__builtin_preserve_access_index', handOn],
  ['__builtin_assume', nothing],
  ['__builtin_unreachable', nothing],
  ['__builtin_trap', nothing],
  ['barrier', nothing],
  ['barrier_var', nothing],
  ['__sync_synchronize', nothing],
  ['__builtin_constant_p', isConstant],
  ['__builtin_memcpy', memcpy],
  ['memcpy', memcpy],
  ['__builtin_memmove', memcpy],
  ['memmove', memcpy],
  ['__builtin_memset', memset],
  ['memset', memset],
  ['__builtin_memcmp', memcmp],
  ['__builtin_strlen', lengthOfLiteral],
  ['__builtin_popcount', popcount(32, 0xffn)],
  ['__builtin_popcountl', popcount(64, 0xffn)],
  ['__builtin_popcountll', popcount(64, 0xffn)],
  ['__builtin_parity', popcount(32, 1n)],
  ['__builtin_parityl', popcount(64, 1n)],
  ['__builtin_parityll', popcount(64, 1n)],
  ['__builtin_ctz', trailingZeros('ctz')],
  ['__builtin_ffs', trailingZeros('ffs')],
  ['__builtin_clz', leadingZeros],
  ...['add', 'sub', 'mul'].flatMap((op): [string, Builtin][] => {
    const made = overflow(op === 'add' ? 'add' : op === 'sub' ? 'sub' : 'mul')
    const spellings = ['', 'u', 's'].flatMap((sign) =>
      sign === '' ? [op] : ['', 'l', 'll'].map((l) => `${sign}${op}${l}`),
    )
    return spellings.map((spelling) => [`__builtin_${spelling}_overflow`, made])
  }),
  ['__builtin_expect_with_probability', handOn],
  ['__builtin_abs', absolute(INT)],
  ['__builtin_labs', absolute(LONG)],
  ['__builtin_llabs', absolute(LONG)],
  ['__builtin_bswap16', swapBytes(16)],
  ['__builtin_bswap32', swapBytes(32)],
  ['__builtin_bswap64', swapBytes(64)],
  ['__sync_fetch_and_add', fetchOp('add', 'old')],
  ['__sync_fetch_and_sub', fetchOp('sub', 'old')],
  ['__sync_fetch_and_or', fetchOp('or', 'old')],
  ['__sync_fetch_and_and', fetchOp('and', 'old')],
  ['__sync_fetch_and_xor', fetchOp('xor', 'old')],
  ['__sync_add_and_fetch', fetchOp('add', 'new')],
  ['__sync_sub_and_fetch', fetchOp('sub', 'new')],
  ['__sync_or_and_fetch', fetchOp('or', 'new')],
  ['__sync_and_and_fetch', fetchOp('and', 'new')],
  ['__sync_xor_and_fetch', fetchOp('xor', 'new')],
  ['__atomic_fetch_add', fetchOp('add', 'old')],
  ['__atomic_fetch_sub', fetchOp('sub', 'old')],
  ['__atomic_fetch_or', fetchOp('or', 'old')],
  ['__atomic_fetch_and', fetchOp('and', 'old')],
  ['__atomic_fetch_xor', fetchOp('xor', 'old')],
  ['__atomic_add_fetch', fetchOp('add', 'new')],
  ['__atomic_sub_fetch', fetchOp('sub', 'new')],
  ['__atomic_or_fetch', fetchOp('or', 'new')],
  ['__atomic_and_fetch', fetchOp('and', 'new')],
  ['__atomic_xor_fetch', fetchOp('xor', 'new')],
  ['__atomic_load_n', atomicLoad],
  ['__atomic_store_n', atomicStore],
  ['__atomic_exchange_n', atomicExchange],
  ['__sync_lock_test_and_set', atomicExchange],
  ['__sync_val_compare_and_swap', compareAndSwap('old')],
  ['__sync_bool_compare_and_swap', compareAndSwap('success')],
  ['bpf_printk', printk],
  ['BPF_SNPRINTF', snprintf],
  ['bpf_trace_printk', directPrintk],
])
