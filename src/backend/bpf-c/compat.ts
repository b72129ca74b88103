// What older libbpf headers do not have yet and what the playground defines by itself: each piece only where the policy uses it, and only
// where nothing else has defined it.

import { HELPERS } from '../../kernel/helpers.ts'
import { isInterfaceConstant, meantBy } from '../../kernel/interfaces.ts'
import type { ConstantRow, HelperRow } from '../../kernel/schema.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { usedConstants } from './declarations.ts'
import type { Names } from './names.ts'

/** Kfuncs that the macros below call. */
const CALLED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['bpf_for', ['bpf_iter_num_new', 'bpf_iter_num_next', 'bpf_iter_num_destroy']],
  ['bpf_repeat', ['bpf_iter_num_new', 'bpf_iter_num_next', 'bpf_iter_num_destroy']],
  ['bpf_core_cast', ['bpf_rdonly_cast']],
])

/** The kfuncs that the policy calls and does not declare. */
export function undeclaredKfuncs(names: Names): HelperRow[] {
  const wanted = new Set(names.identifiers)
  if (wanted.has('bpf_for_each')) {
    for (const row of HELPERS) {
      const kind = /^bpf_iter_(\w+)_(?:new|next|destroy)$/.exec(row.name)?.[1]
      if (kind !== undefined && names.identifiers.has(kind)) wanted.add(row.name)
    }
  }
  for (const [macro, kfuncs] of CALLED_BY) if (wanted.has(macro)) for (const kfunc of kfuncs) wanted.add(kfunc)
  const seen = new Set<string>()
  return HELPERS.filter((row) => {
    if (row.kind !== 'kfunc' || !wanted.has(row.name) || names.declared.has(row.name) || seen.has(row.name))
      return false
    seen.add(row.name)
    return true
  })
}

// clang describes a function in BTF only where an expression names it, and libbpf needs the description: hence the (void).
const ITERATOR = `for (struct bpf_iter_num it_ __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \\
	     *end_ __attribute__((unused)) = (bpf_iter_num_new(&it_, `

/** Macro -> its definition. The playground's preprocessor knows them all. */
const MACROS: ReadonlyMap<string, string> = new Map([
  ['likely', '#define likely(x) __builtin_expect(!!(x), 1)'],
  ['unlikely', '#define unlikely(x) __builtin_expect(!!(x), 0)'],
  ['bpf_ksym_exists', '#define bpf_ksym_exists(sym) (!!sym)'],
  [
    'bpf_core_cast',
    '#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))',
  ],
  [
    'bpf_for',
    `#define bpf_for(i, from, to)                                                               \\
	${ITERATOR}(from), (to)), (void)bpf_iter_num_destroy, (void *)0); \\
	     ({                                                                             \\
		     int *at_ = bpf_iter_num_next(&it_);                                    \\
		     at_ && ((i) = *at_, (i) >= (from) && (i) < (to));                      \\
	     });)`,
  ],
  [
    'bpf_repeat',
    `#define bpf_repeat(times)                                                                 \\
	${ITERATOR}0, (times)), (void)bpf_iter_num_destroy, (void *)0);   \\
	     bpf_iter_num_next(&it_);)`,
  ],
  [
    'bpf_for_each',
    `#define bpf_for_each(type, cur, args...)                                                  \\
	for (struct bpf_iter_##type it_ __attribute__((aligned(8), cleanup(bpf_iter_##type##_destroy))), \\
	     *end_ __attribute__((unused)) = (bpf_iter_##type##_new(&it_, ##args),              \\
					      (void)bpf_iter_##type##_destroy, (void *)0);      \\
	     (((cur) = bpf_iter_##type##_next(&it_)));)`,
  ],
  ...(['ctx', 'nonnull', 'nullable', 'trusted', 'arena'] as const).map(
    (tag) => [`__arg_${tag}`, `#define __arg_${tag} __attribute__((btf_decl_tag("arg:${tag}")))`] as const,
  ),
  ['BPF_F_CURRENT_CPU', '#define BPF_F_CURRENT_CPU 0xffffffffULL'],
  ...['memcpy', 'memset', 'memmove', 'memcmp'].map((name) => [name, `#define ${name} __builtin_${name}`] as const),
  ...limits(8, 'CHAR'),
  ...limits(16, 'SHRT'),
  ...([8, 16, 32, 64] as const).flatMap((bits) => [
    [`INT${bits}_MAX`, `#define INT${bits}_MAX ${literal((1n << BigInt(bits - 1)) - 1n)}`] as const,
    [`INT${bits}_MIN`, `#define INT${bits}_MIN ${literal(-(1n << BigInt(bits - 1)))}`] as const,
    [`UINT${bits}_MAX`, `#define UINT${bits}_MAX ${literal((1n << BigInt(bits)) - 1n)}`] as const,
  ]),
  ['SIZE_MAX', '#define SIZE_MAX 18446744073709551615UL'],
  ['LLONG_MAX', '#define LLONG_MAX 9223372036854775807LL'],
  ['LLONG_MIN', '#define LLONG_MIN (-9223372036854775807LL - 1)'],
  ['ULLONG_MAX', '#define ULLONG_MAX 18446744073709551615ULL'],
  ['CHAR_BIT', '#define CHAR_BIT 8'],
])

function limits(bits: number, word: string): (readonly [string, string])[] {
  const half = 1n << BigInt(bits - 1)
  const prefix = word === 'CHAR' ? 'SCHAR' : word
  return [
    [`${prefix}_MAX`, `#define ${prefix}_MAX ${half - 1n}`],
    [`${prefix}_MIN`, `#define ${prefix}_MIN (-${half})`],
    [`U${word}_MAX`, `#define U${word}_MAX ${half * 2n - 1n}`],
  ]
}

function literal(value: bigint): string {
  if (value > 0x7fff_ffff_ffff_ffffn) return `${value}UL`
  if (value > 0xffff_ffffn) return `${value}L`
  if (value > 0x7fff_ffffn) return `${value}U`
  if (value === -(1n << 63n)) return '(-9223372036854775807L - 1)'
  if (value === -(1n << 31n)) return '(-2147483647 - 1)'
  return value < 0n ? `(${value})` : `${value}`
}

function constantLiteral(row: ConstantRow): string {
  const suffix = /long/.test(row.type) ? 'L' : ''
  const unsigned = /unsigned/.test(row.type) ? 'U' : ''
  if (row.value === -(1n << 63n)) return '(-9223372036854775807L - 1)'
  if (row.value === -(1n << 31n)) return '(-2147483647 - 1)'
  return row.value < 0n ? `(${row.value}${suffix})` : `${row.value}${unsigned}${suffix}`
}

const guarded = (name: string, definition: string): string => `#ifndef ${name}\n${definition}\n#endif`

/** Definitions that stand after the includes, whichever header declared the structs. */
export function definitions(names: Names, kernel: KernelVersion): string[] {
  const constants = usedConstants(names, kernel).filter(
    (row) => (!row.inVmlinux || isInterfaceConstant(row.name)) && meantBy(row.name) === undefined,
  )
  // The export spells them as the kernel does.
  const meant = new Set([...names.identifiers].flatMap((name) => meantBy(name) ?? []))
  const unnamed = [...meant].filter((name) => !names.identifiers.has(name))
  const respelt = usedConstants({ ...names, identifiers: new Set(unnamed) }, kernel)
  const macros = [...MACROS].filter(
    ([name]) => names.identifiers.has(name) && !names.macros.has(name) && !names.declared.has(name),
  )
  return [
    ...[...constants, ...respelt].map((row) => guarded(row.name, `#define ${row.name} ${constantLiteral(row)}`)),
    ...macros
      .filter(([name]) => !constants.some((row) => row.name === name))
      .map(([name, definition]) => guarded(name, definition)),
  ]
}

/** `extern ... __ksym` of the kfuncs that the policy does not declare. */
export const externs = (kfuncs: readonly HelperRow[]): string[] =>
  kfuncs.map((row) => `extern ${row.prototype} ${row.name === 'set_oom_policy_name' ? '' : '__weak '}__ksym;`)
