// The declarations that vmlinux.h would bring, cut down to what a policy uses: CO-RE structs with the fields that it reads, the integer
// typedefs, the enums. With preserve_access_index libbpf fills in the running kernel's offsets, so order and gaps do not matter, and sizes
// only of structs in arrays and of those that a pointer is moved over: such a step stays as clang compiled it.

import { CONSTANTS } from '../../kernel/constants.ts'
import { isInterfaceConstant } from '../../kernel/interfaces.ts'
import { type CType, parseCType, SCALARS, sizeOfFields } from '../../kernel/layout.ts'
import type { ConstantRow, FieldRow, HelperRow, StructRow } from '../../kernel/schema.ts'
import { STRUCTS } from '../../kernel/structs.ts'
import { DECLARED_STRUCTS } from '../../kernel/unmodelled.ts'
import { existsIn, type KernelVersion } from '../../kernel/versions.ts'
import type { Names } from './names.ts'

/** Typedefs that libbpf's own headers use. */
const LIBBPF_TYPES = ['__u8', '__u16', '__u32', '__u64', '__s8', '__s16', '__s32', '__s64'] as const

const PUBLIC_STRUCTS: ReadonlyMap<string, StructRow> = new Map(
  DECLARED_STRUCTS.filter((row) => row.internal !== true).map((row) => [row.name, row]),
)

/** Structs of the interface to user space, which are as they are in every kernel: a program holds them whole. */
const WHOLE: ReadonlySet<string> = new Set([
  'bpf_iter_num',
  'bpf_iter_task',
  'bpf_iter_css',
  'bpf_spin_lock',
  'bpf_timer',
])

/** Macros of bpf_tracing.h that look into the registers of a probed function. */
const REGISTERS = /^(?:BPF_K(?:RET)?PROBE|BPF_U(?:RET)?PROBE|BPF_KSYSCALL|BPF_KPROBE_SYSCALL|PT_REGS_\w+)$/

/** What those macros need: the machine, and its registers as asm/ptrace.h has them. */
const PT_REGS = `#ifndef __TARGET_ARCH_x86
#define __TARGET_ARCH_x86
#endif

struct pt_regs {
	unsigned long r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	unsigned long orig_rax, rip, cs, eflags, rsp, ss;
};`

/** A struct of the export with the fields that it shows. */
interface Chosen {
  row: StructRow
  fields: readonly FieldRow[]
}

/** The text that stands where vmlinux.h was included. `kfuncs` are those whose prototypes the export declares. */
export function kernelDeclarations(
  names: Names,
  kernel: KernelVersion,
  kfuncs: readonly HelperRow[],
  stepped: ReadonlySet<string>,
): string {
  const structs = chooseStructs(names, kernel, kfuncs)
  const words = typeWords(names, structs, kfuncs)
  const parts = [
    names.tags.has('pt_regs') || [...names.identifiers].some((name) => REGISTERS.test(name)) ? PT_REGS : '',
    typedefs(names, words),
    enums(names, kernel, words),
    forwardDeclarations(names, structs, kfuncs),
    ...structs.map((chosen) =>
      printStruct(chosen, kernel, stepped.has(chosen.row.name) || HELD_IN_ARRAYS.has(chosen.row.name)),
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The structs that the text names and those that their used fields lead to, in the order of the table (held before holder). */
function chooseStructs(names: Names, kernel: KernelVersion, kfuncs: readonly HelperRow[]): Chosen[] {
  const chosen = new Map<string, Chosen>()
  const take = (name: string, whole: boolean): void => {
    const row = PUBLIC_STRUCTS.get(name)
    if (row === undefined || names.ownTags.has(name) || chosen.has(name)) return
    const fields = usedFields(row, names, kernel, whole || row.typedef === true)
    chosen.set(name, { row, fields })
    for (const field of fields) {
      const held = structOf(parseCType(field.type))
      if (held !== null) take(held.name, held.byValue)
    }
  }
  for (const tag of names.tags) take(tag, WHOLE.has(tag))
  for (const name of names.identifiers) if (PUBLIC_STRUCTS.get(name)?.typedef === true) take(name, true)
  // libbpf compares the prototypes of kfuncs with the kernel's, and takes a struct for the same only when it has a body, be it empty.
  for (const row of kfuncs)
    for (const [, tag = ''] of row.prototype.matchAll(/struct (\w+)/g)) take(tag, WHOLE.has(tag))
  return DECLARED_STRUCTS.flatMap((row) => chosen.get(row.name) ?? [])
}

/** The struct that a type holds or points to. */
function structOf(type: CType): { name: string; byValue: boolean } | null {
  if (type.kind === 'struct') return { name: type.name, byValue: true }
  if (type.kind === 'array') return structOf(type.of)
  const to = type.kind === 'pointer' ? structOf(type.to) : null
  return to === null ? null : { ...to, byValue: false }
}

/** The fields that the text uses; of a struct that must be complete all, where it uses none. */
function usedFields(row: StructRow, names: Names, kernel: KernelVersion, complete: boolean): FieldRow[] {
  const byName = new Map<string, FieldRow>()
  for (const field of row.fields) {
    if (field.internal === true) continue
    if (!byName.has(field.name) || existsIn(kernel, field)) byName.set(field.name, field)
  }
  const all = [...byName.values()]
  const used = all.filter((field) => names.members.has(field.name))
  const fields = used.length === 0 && complete ? all : used
  // C wants an array without a length last.
  return fields.toSorted((a, b) => Number(a.type.endsWith('[]')) - Number(b.type.endsWith('[]')))
}

function printStruct({ row, fields }: Chosen, kernel: KernelVersion, sized: boolean): string {
  const attribute = WHOLE.has(row.name)
    ? row.name === 'bpf_spin_lock'
      ? '__attribute__((aligned(4)))'
      : '__attribute__((aligned(8)))'
    : '__attribute__((preserve_access_index))'
  const body =
    fields.map((field) => `\t${declareField(field)};\n`).join('') + (sized ? padding(row, fields, kernel) : '')
  const keyword = row.union === true ? 'union' : 'struct'
  return row.typedef === true
    ? `typedef ${keyword} {\n${body}} ${attribute} ${row.name};`
    : `${keyword} ${row.name} {\n${body}} ${attribute};`
}

/** Structs that a struct of the kernel holds an array of. */
const HELD_IN_ARRAYS: ReadonlySet<string> = new Set(
  STRUCTS.flatMap(({ fields }) =>
    fields.flatMap(({ type }) => {
      const parsed = parseCType(type)
      return parsed.kind === 'array' && parsed.of.kind === 'struct' ? [parsed.of.name] : []
    }),
  ),
)

/** Bytes that make a struct as large as the kernel's; no kernel has a member of that name, so CO-RE leaves it alone. */
function padding(row: StructRow, fields: readonly FieldRow[], kernel: KernelVersion): string {
  const missing = (row.kernelSize ?? 0) - sizeOfFields(row, fields, kernel)
  return missing > 0 ? `\tchar other_members_[${missing}]; /* as large as in the kernel */\n` : ''
}

/** `char[16]` and `comm` become `char comm[16]`. */
function declareField({ name, type }: FieldRow): string {
  const [, base = type, stars = '', dimensions = ''] = /^(.*?)\s*((?:\*\s*)*)((?:\[\d*\])*)$/.exec(type) ?? []
  return `${base} ${stars.replaceAll(/\s/g, '')}${name}${dimensions}`
}

/** Every word that a type name may be in what the export shows. */
function typeWords(names: Names, structs: readonly Chosen[], kfuncs: readonly HelperRow[]): Set<string> {
  const texts = [
    ...structs.flatMap(({ fields }) => fields.map((field) => field.type)),
    ...kfuncs.map((row) => row.prototype),
  ]
  return new Set([...names.identifiers, ...texts.flatMap((text) => text.match(/\w+/g) ?? [])])
}

function typedefs(names: Names, words: ReadonlySet<string>): string {
  const lines: string[] = []
  for (const [name, { bits, signed, bool }] of SCALARS) {
    if (name.includes(' ') || C_WORDS.has(name) || names.declared.has(name)) continue
    const always = LIBBPF_TYPES.some((type) => type === name)
    if (!always && !words.has(name)) continue
    lines.push(`typedef ${bool ? '_Bool' : spellInteger(bits, signed, name)} ${name};`)
  }
  lines.push('typedef __u16 __be16;', 'typedef __u32 __be32;', 'typedef __u32 __wsum;')
  if (['true', 'false'].some((word) => words.has(word) && !names.macros.has(word)))
    lines.push('#define false 0', '#define true 1')
  return lines.sort(builtFirst).join('\n')
}

const C_WORDS: ReadonlySet<string> = new Set(['_Bool', 'char', 'short', 'int', 'long'])

/** The __u types stand before what is built from them. */
const builtFirst = (a: string, b: string): number => Number(/ __(be|wsum)/.test(a)) - Number(/ __(be|wsum)/.test(b))

function spellInteger(bits: number, signed: boolean, name: string): string {
  const sign = signed ? '' : 'unsigned '
  if (bits === 8) return signed ? 'signed char' : 'unsigned char'
  if (bits === 16) return `${sign}short`
  if (bits === 32) return `${sign}int`
  // The kernel's own 64-bit types are long long, the sizes and offsets of C are long.
  return /^(__)?[us]64$/.test(name) || name.endsWith('int64_t') ? `${sign}long long` : `${sign}long`
}

const valueOf = (name: string, kernel: KernelVersion): ConstantRow | null => {
  const rows = CONSTANTS.filter((row) => row.name === name)
  return rows.find((row) => existsIn(kernel, row)) ?? rows[0] ?? null
}

/** The constants that the text uses and does not define, once each. */
export function usedConstants(names: Names, kernel: KernelVersion): ConstantRow[] {
  const distinct = new Set(CONSTANTS.map((row) => row.name))
  return [...distinct].flatMap((name) => {
    if (!names.identifiers.has(name) || names.macros.has(name) || names.declared.has(name)) return []
    return valueOf(name, kernel) ?? []
  })
}

/** What the policy declares itself although a vmlinux.h has it, the hook's verdicts too where the kernel has the hook. */
export function namesOfVmlinux(names: Names): string[] {
  const constants = CONSTANTS.filter((row) => row.inVmlinux || isInterfaceConstant(row.name))
  const tags = [...PUBLIC_STRUCTS.keys(), ...constants.flatMap((row) => enumTag(row) ?? [])]
  return [
    ...new Set([
      ...constants.map((row) => row.name).filter((name) => names.declared.has(name)),
      ...tags.filter((tag) => names.ownTags.has(tag)),
    ]),
  ]
}

function enums(names: Names, kernel: KernelVersion, words: ReadonlySet<string>): string {
  const used = usedConstants(names, kernel).filter((row) => row.inVmlinux && !isInterfaceConstant(row.name))
  const tags = new Set(CONSTANTS.flatMap((row) => enumTag(row) ?? []))
  const parts: string[] = []
  const plain = used.filter((row) => enumTag(row) === null)
  if (plain.length > 0) parts.push(printEnum(null, plain))
  for (const tag of tags) {
    const members = used.filter((row) => enumTag(row) === tag)
    const named = words.has(tag) && !names.ownTags.has(tag)
    if (members.length === 0 && !named) continue
    const shown =
      members.length > 0 ? members : CONSTANTS.filter((row) => enumTag(row) === tag && existsIn(kernel, row))
    parts.push(printEnum(names.ownTags.has(tag) ? null : tag, shown))
  }
  return parts.join('\n\n')
}

const enumTag = (row: ConstantRow): string | null => /^enum (\w+)$/.exec(row.type)?.[1] ?? null

const printEnum = (tag: string | null, rows: readonly ConstantRow[]): string =>
  `enum ${tag === null ? '' : `${tag} `}{\n${rows.map((row) => `\t${row.name} = ${row.value},\n`).join('')}};`

/** Structs that the table does not have: they can only be pointed to. */
function forwardDeclarations(names: Names, structs: readonly Chosen[], kfuncs: readonly HelperRow[]): string {
  const complete = new Set(structs.map(({ row }) => row.name))
  const prototypes = kfuncs.flatMap((row) => [...row.prototype.matchAll(/struct (\w+)/g)].map(([, tag = '']) => tag))
  const tags = [...new Set([...names.tags, ...prototypes])].filter(
    (tag) => !complete.has(tag) && !names.ownTags.has(tag),
  )
  return tags.map((tag) => `struct ${tag};`).join('\n')
}
