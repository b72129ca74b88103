// What the headers of BPF programs bring, as far as the preprocessor and the parser need it: which headers there are, the macros that
// libbpf and the compiler define, and the names that are macros in libbpf but that the parser here reads itself. The declarations of the
// headers (structs, constants, helpers) are in `src/kernel/`. They are known whether or not the header is included.

import { type KernelVersion, pointRelease } from '../../../kernel/versions.ts'

/** Headers by their exact name; whole folders are in `KNOWN_HEADER_FOLDERS`. */
export const KNOWN_HEADERS: readonly string[] = [
  'vmlinux.h',
  'bpf/bpf_helpers.h',
  'bpf/bpf_tracing.h',
  'bpf/bpf_core_read.h',
  'bpf/bpf_endian.h',
  'bpf_helpers.h',
  'bpf_tracing.h',
  'bpf_core_read.h',
  'bpf_endian.h',
  'stdbool.h',
  'stddef.h',
  'stdint.h',
  'limits.h',
  'errno.h',
  'inttypes.h',
  'stdarg.h',
  'string.h',
]

export const KNOWN_HEADER_FOLDERS: readonly string[] = ['linux/', 'uapi/linux/', 'asm/', 'asm-generic/']

export const isKnownHeader = (name: string): boolean =>
  KNOWN_HEADERS.includes(name) || KNOWN_HEADER_FOLDERS.some((folder) => name.startsWith(folder) && name.endsWith('.h'))

/** The definition of LINUX_VERSION_CODE for a kernel, as C text. */
export const versionMacro = (kernel: KernelVersion): string =>
  `#define LINUX_VERSION_CODE KERNEL_VERSION(${pointRelease(kernel).join(', ')})\n`

/** LINUX_VERSION_CODE of a kernel, which is also what libbpf puts into `extern int LINUX_KERNEL_VERSION __kconfig`. */
export function linuxVersionCode(kernel: KernelVersion): number {
  const [major, minor, patch] = pointRelease(kernel)
  return major * 65536 + minor * 256 + Math.min(patch, 255)
}

/** The macros that are defined before the first line, as C text. An author's own definition of one of them takes its place. */
export const LIBBPF_MACROS = `
#define NULL ((void *)0)
#define true 1
#define false 0
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
#define __ulong(name, val) enum { __unique_value##name = val } name
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define barrier() asm volatile("" : : : "memory")
#define barrier_var(var) asm volatile("" : "+r"(var))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define bpf_ksym_exists(sym) (!!(sym))
#define __bpf_unreachable() __builtin_trap()
#define __builtin_preserve_access_index(x) (x)
#define bpf_core_read(dst, sz, src) bpf_probe_read_kernel(dst, sz, (const void *)(src))
#define bpf_core_read_str(dst, sz, src) bpf_probe_read_kernel_str(dst, sz, (const void *)(src))
#define bpf_ntohs(x) __builtin_bswap16(x)
#define bpf_htons(x) __builtin_bswap16(x)
#define bpf_ntohl(x) __builtin_bswap32(x)
#define bpf_htonl(x) __builtin_bswap32(x)
#define bpf_be64_to_cpu(x) __builtin_bswap64(x)
#define bpf_cpu_to_be64(x) __builtin_bswap64(x)
#define LIBBPF_PIN_NONE 0
#define LIBBPF_PIN_BY_NAME 1
#define __bpf__ 1
#define __BPF__ 1
#define __clang__ 1
#define __clang_major__ 19
#define __clang_minor__ 1
#define __STDC__ 1
#define __STDC_VERSION__ 201710L
#define __TARGET_ARCH_x86 1
#define __CHAR_BIT__ 8
#define __INT_MAX__ 2147483647
#define __LONG_MAX__ 9223372036854775807L
#define __LONG_LONG_MAX__ 9223372036854775807LL
#define __SIZEOF_INT__ 4
#define __SIZEOF_LONG__ 8
#define __SIZEOF_POINTER__ 8
#define __ORDER_LITTLE_ENDIAN__ 1234
#define __ORDER_BIG_ENDIAN__ 4321
#define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
#define __VMLINUX_H__ 1
`

const LIMITS = `
#define CHAR_BIT 8
#define SCHAR_MAX 127
#define UCHAR_MAX 255
#define SHRT_MAX 32767
#define SHRT_MIN (-SHRT_MAX - 1)
#define USHRT_MAX 65535
#define INT_MAX 2147483647
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX 4294967295U
#define LONG_MAX 9223372036854775807L
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX 18446744073709551615UL
#define LLONG_MAX 9223372036854775807LL
#define LLONG_MIN (-LLONG_MAX - 1)
#define ULLONG_MAX 18446744073709551615ULL
`

const STDINT = `
#define INT8_MAX 127
#define INT8_MIN (-128)
#define UINT8_MAX 255
#define INT16_MAX 32767
#define INT16_MIN (-32768)
#define UINT16_MAX 65535
#define INT32_MAX 2147483647
#define INT32_MIN (-INT32_MAX - 1)
#define UINT32_MAX 4294967295U
#define INT64_MAX 9223372036854775807L
#define INT64_MIN (-INT64_MAX - 1)
#define UINT64_MAX 18446744073709551615UL
#define SIZE_MAX 18446744073709551615UL
`

/** The macros that only this header brings, as C text. */
export function headerMacros(header: string): string {
  if (header === 'limits.h' || header === 'linux/limits.h') return LIMITS
  return header === 'stdint.h' ? STDINT : ''
}

/**
 * Words that stand where attributes stand, and the attribute that each is in the tree. `used`, `unused` and the like mean nothing here.
 */
export const ATTRIBUTE_WORDS: ReadonlyMap<string, string> = new Map([
  ['__always_inline', 'always_inline'],
  ['__noinline', 'noinline'],
  ['__weak', 'weak'],
  ['__hidden', 'hidden'],
  ['__ksym', 'ksym'],
  ['__kconfig', 'kconfig'],
  ['__kptr', 'kptr'],
  ['__kptr_ref', 'kptr'],
  ['__kptr_untrusted', 'kptr_untrusted'],
  ['__percpu_kptr', 'percpu_kptr'],
  ['__uptr', 'uptr'],
  ['__arg_ctx', 'arg_ctx'],
  ['__arg_nonnull', 'arg_nonnull'],
  ['__arg_nullable', 'arg_nullable'],
  ['__arg_trusted', 'arg_trusted'],
  ['__arg_untrusted', 'arg_untrusted'],
  ['__arg_arena', 'arg_arena'],
])

/** What clang 14 answers with 1 to `__has_builtin`. */
export const CLANG_BUILTINS =
  /^__(?:builtin_(?:mem(?:cpy|set|move|cmp)(?:_inline)?|str(?:len|cmp|ncmp|chr)|expect|expect_with_probability|unreachable|trap|constant_p|offsetof|popcount(?:ll?)?|parity(?:ll?)?|c[lt]z(?:ll?)?|ffs(?:ll?)?|bswap(?:16|32|64)|(?:l|ll)?abs|assume|assume_aligned|prefetch|choose_expr|types_compatible_p|object_size|preserve_access_index|preserve_field_info|preserve_type_info|preserve_enum_value|btf_type_id|(?:u|s)?(?:add|sub|mul)(?:ll?)?_overflow)|sync_\w+|atomic_\w+)$/u

/** What clang 14 answers with 1 to `__has_attribute`. */
export const CLANG_ATTRIBUTES: ReadonlySet<string> = new Set(
  'always_inline noinline unused used section weak packed aligned preserve_access_index preserve_static_offset const pure hot cold noreturn fallthrough nonnull visibility format may_alias warn_unused_result deprecated malloc flatten constructor alias cleanup btf_decl_tag btf_type_tag unavailable error warning diagnose_if enable_if overloadable gnu_inline optnone no_builtin'.split(
    ' ',
  ),
)

/** Macros of bpf_core_read.h that take types and field paths; each becomes a `coreMacro` of the tree. */
export const CORE_MACROS: ReadonlySet<string> = new Set([
  'BPF_CORE_READ',
  'BPF_CORE_READ_INTO',
  'BPF_CORE_READ_STR_INTO',
  'BPF_CORE_READ_USER',
  'BPF_CORE_READ_USER_INTO',
  'BPF_CORE_READ_USER_STR_INTO',
  'BPF_PROBE_READ',
  'BPF_PROBE_READ_INTO',
  'BPF_PROBE_READ_STR_INTO',
  'BPF_PROBE_READ_USER',
  'BPF_PROBE_READ_USER_INTO',
  'BPF_PROBE_READ_USER_STR_INTO',
  'BPF_CORE_READ_BITFIELD',
  'BPF_CORE_READ_BITFIELD_PROBED',
  'bpf_core_field_exists',
  'bpf_core_field_size',
  'bpf_core_field_offset',
  'bpf_core_type_exists',
  'bpf_core_type_matches',
  'bpf_core_type_size',
  'bpf_core_type_id_local',
  'bpf_core_type_id_kernel',
  'bpf_core_enum_value',
  'bpf_core_enum_value_exists',
  'bpf_core_cast',
])

/** Macros of libbpf for other kinds of programs, and what to write instead. */
export const REFUSED_MACROS: ReadonlyMap<string, string> = new Map([
  ['BPF_PROG2', 'BPF_PROG2 is for arguments that are structs by value. Write BPF_PROG(name, type argument, ...).'],
  ['BPF_KPROBE', 'BPF_KPROBE is for kprobe programs. Write BPF_PROG(name, type argument, ...).'],
  ['BPF_KRETPROBE', 'BPF_KRETPROBE is for kretprobe programs. Write BPF_PROG(name, type argument, ...).'],
  ['BPF_KSYSCALL', 'BPF_KSYSCALL is for system call programs. Write BPF_PROG(name, type argument, ...).'],
  ['BPF_KPROBE_SYSCALL', 'BPF_KPROBE_SYSCALL is for system call programs. Write BPF_PROG(name, type argument, ...).'],
  ['BPF_UPROBE', 'BPF_UPROBE is for programs in user space. Write BPF_PROG(name, type argument, ...).'],
])

/** Names that are macros in libbpf's headers although the parser reads them itself: `#ifdef` finds them. */
export const isParserMacro = (name: string): boolean =>
  ATTRIBUTE_WORDS.has(name) ||
  CORE_MACROS.has(name) ||
  REFUSED_MACROS.has(name) ||
  [
    'SEC',
    'BPF_PROG',
    'bpf_for',
    'bpf_for_each',
    'bpf_repeat',
    'offsetof',
    'bpf_printk',
    'BPF_SEQ_PRINTF',
    'BPF_SNPRINTF',
  ].includes(name)

/** Type names that vmlinux.h and the standard headers define. */
export const KNOWN_TYPEDEFS: readonly string[] = `
  u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64
  uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t __be16 __be32 __be64 __le16 __le32 __le64
  size_t ssize_t ptrdiff_t uintptr_t intptr_t __kernel_size_t loff_t off_t uint ulong ushort uchar u_int u_long
  pid_t uid_t gid_t kuid_t kgid_t gfp_t umode_t dev_t ino_t time64_t ktime_t sector_t
  atomic_t atomic64_t atomic_long_t refcount_t __wsum nodemask_t cpumask_t spinlock_t raw_spinlock_t
`
  .trim()
  .split(/\s+/u)
