// Prints the structs and constants of one kernel as plain C, for compilers that do not have our tables: the check of oom_kill.c with
// clang, the native benchmark, the self-contained export. Layout is spelled out by static asserts where asked.

import { CONSTANTS } from './constants.ts'
import { type CType, type KernelStructLayout, layoutKernelStructs, parseCType, SCALARS } from './layout.ts'
import { existsIn, type KernelVersion } from './versions.ts'

/** `type` declared as `name`, as C writes it: `char comm[16]`, `struct cgroup *ancestors[]`. */
export function printDeclaration(type: string, name: string): string {
  const bracket = type.indexOf('[')
  const base = (bracket < 0 ? type : type.slice(0, bracket)).trim()
  const dimensions = bracket < 0 ? '' : type.slice(bracket)
  return `${base}${base.endsWith('*') ? '' : ' '}${name}${dimensions}`
}

/** One struct without the playground's own fields when `internals` is false. */
export function printStruct(layout: KernelStructLayout, internals: boolean): string {
  const keyword = layout.union ? 'union' : 'struct'
  const fields = layout.fields
    .filter((field) => internals || field.row.internal !== true)
    .map((field) => `\t${printDeclaration(field.type, field.name)};\n`)
    .join('')
  return layout.typedef
    ? `typedef ${keyword} {\n${fields}} ${layout.name};\n`
    : `${keyword} ${layout.name} {\n${fields}};\n`
}

/** What static asserts say of a struct: its size and the offset of every field. */
function printAsserts(layout: KernelStructLayout): string {
  const name = layout.typedef ? layout.name : `${layout.union ? 'union' : 'struct'} ${layout.name}`
  const assert = (what: string, value: number): string =>
    `_Static_assert(${what} == ${value}, "layout of ${layout.name}");\n`
  const offsets = layout.fields.map((field) => assert(`__builtin_offsetof(${name}, ${field.name})`, field.offset))
  return assert(`sizeof(${name})`, layout.size) + offsets.join('')
}

const C_OF_SCALAR = {
  '8s': 'signed char',
  '8u': 'unsigned char',
  '16s': 'short',
  '16u': 'unsigned short',
  '32s': 'int',
  '32u': 'unsigned int',
  '64s': 'long',
  '64u': 'unsigned long',
} as const

const isOwnWord = (name: string): boolean => /^(bool|_Bool|char|short|int|long|signed|unsigned)\b/.test(name)

const printTypedefs = (): string =>
  [...SCALARS]
    .filter(([name]) => !isOwnWord(name))
    .map(([name, { bits, signed }]) => `typedef ${C_OF_SCALAR[`${bits}${signed ? 's' : 'u'}`]} ${name};\n`)
    .join('')

/** Enums that the kernel has, by tag; then one anonymous enum for the rest; then the #defines. */
export function printConstants(kernel: KernelVersion): string {
  const rows = CONSTANTS.filter((row) => existsIn(kernel, row))
  const enums = new Map<string, string[]>()
  for (const row of rows) {
    if (!row.inVmlinux) continue
    const tag = row.type.startsWith('enum ') ? row.type : 'enum'
    enums.set(tag, [...(enums.get(tag) ?? []), `\t${row.name} = ${row.value},\n`])
  }
  const defines = rows
    .filter((row) => !row.inVmlinux)
    .map((row) => `#define ${row.name} ${printValue(row.value, row.type)}\n`)
  return [...enums].map(([tag, lines]) => `${tag} {\n${lines.join('')}};\n`).join('') + defines.join('')
}

const SUFFIXES: Readonly<Record<string, string>> = { 'unsigned int': 'U', long: 'L', 'unsigned long': 'UL' }

/** An integer constant of a type; the smallest long has no literal of its own in C. */
function printValue(value: bigint, type: string): string {
  const suffix = SUFFIXES[type] ?? ''
  if (value === -(1n << 63n)) return `(-${(1n << 63n) - 1n}L - 1)`
  return value < 0n ? `(${value}${suffix})` : `${value}${suffix}`
}

/** Tags that the structs name but do not define, such as `struct zonelist`. */
function printForwardDeclarations(layouts: readonly KernelStructLayout[]): string {
  const tags = new Set<string>()
  const visit = (type: CType): void => {
    if (type.kind === 'struct' && !type.typedef) tags.add(`${type.union ? 'union' : 'struct'} ${type.name}`)
    if (type.kind === 'pointer') visit(type.to)
    if (type.kind === 'array') visit(type.of)
  }
  for (const layout of layouts) for (const field of layout.fields) visit(parseCType(field.type))
  return [...tags].map((tag) => `${tag};\n`).join('')
}

/**
 * The whole of a kernel's tables as C: typedefs, constants, structs. Needs no header.
 *
 * `internals` adds the playground's own structs and fields, and static asserts that clang laid them out as `layout.ts` did.
 */
export function printKernelStructs(kernel: KernelVersion, internals = true): string {
  const layouts = [...layoutKernelStructs(kernel).values()].filter((layout) => internals || !layout.internal)
  return [
    '#define bool _Bool\n',
    printTypedefs(),
    printConstants(kernel),
    printForwardDeclarations(layouts),
    ...layouts.map((layout) => printStruct(layout, internals)),
    ...(internals ? layouts.map(printAsserts) : []),
  ].join('')
}

/**
 * What oom_kill.c and bpf_runtime.c need before their first line when another compiler than ours reads them: the tables, and the macros
 * that our preprocessor knows by itself.
 */
export function printKernelPrelude(kernel: KernelVersion): string {
  const [major = '0', minor = '0'] = kernel.split('.')
  return `${printKernelStructs(kernel)}
#define NULL ((void *)0)
#define true 1
#define false 0
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE KERNEL_VERSION(${major}, ${minor}, 0)
`
}
