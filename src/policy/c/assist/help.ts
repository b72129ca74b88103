// The rows of the kernel's tables as completions and hovers: declaration, meaning, unit, kernels and source.

import { CONSTANTS } from '../../../kernel/constants.ts'
import { HELPERS } from '../../../kernel/helpers.ts'
import type { ConstantRow, FieldRow, HelperRow, StructRow } from '../../../kernel/schema.ts'
import { STRUCTS } from '../../../kernel/structs.ts'
import type { KernelVersion, Release } from '../../../kernel/versions.ts'
import { existsIn, KERNEL_VERSIONS } from '../../../kernel/versions.ts'
import { printDeclaration } from '../../../kernel/print-c.ts'
import type { Hook } from '../../../kernel/interfaces.ts'
import type { CompletionItem } from './answers.ts'
import type { Word } from './words.ts'

/** What there is to say about a name, before it is put into a completion or a hover. */
export interface Help {
  name: string
  kind: CompletionItem['kind']
  /** The declaration. */
  code: string
  paragraphs: readonly string[]
}

export const completionOf = ({ name, kind, code, paragraphs }: Help, insertText = name): CompletionItem => ({
  label: name,
  kind,
  detail: code,
  documentation: paragraphs.join('\n'),
  insertText,
})

interface Lifetime {
  since?: Release
  until?: Release
}

/** `In Linux 6.1, 6.12 and 7.3.`, or since and until when, with a warning when `kernel` does not have it. */
export function kernelsText(row: Lifetime, kernel: KernelVersion): string {
  const having = KERNEL_VERSIONS.filter((version) => existsIn(version, row))
  const parts: string[] = []
  if (row.since !== undefined) parts.push(`since Linux ${row.since}`)
  if (row.until !== undefined) parts.push(`gone in Linux ${row.until}`)
  const here = having.includes(kernel) ? '' : ` The kernel of this machine, ${kernel}, does not have it.`
  const kernels = having.length === 0 ? 'none of the kernels here' : having.join(', ')
  return `Kernels: ${parts.length === 0 ? kernels : `${parts.join(', ')} (${kernels})`}.${here}`
}

const unitText = (unit: string): string[] => (unit === 'none' ? [] : [`Unit: ${unit}.`])

export const fieldHelp = (row: FieldRow, struct: StructRow, kernel: KernelVersion): Help => ({
  name: row.name,
  kind: 'field',
  code: `${printDeclaration(row.type, row.name)}; // ${structSpelling(struct)}`,
  paragraphs: [row.doc, ...unitText(row.unit), kernelsText(row, kernel), `Source: ${row.source}.`],
})

export const structSpelling = (row: StructRow): string =>
  row.typedef === true ? row.name : `${row.union === true ? 'union' : 'struct'} ${row.name}`

export const structHelp = (row: StructRow, kernel: KernelVersion): Help => ({
  name: row.name,
  kind: 'type',
  code: structSpelling(row),
  paragraphs: [row.doc, kernelsText(row, kernel), `Source: ${row.source}.`],
})

export const constantHelp = (row: ConstantRow, kernel: KernelVersion): Help => ({
  name: row.name,
  kind: 'constant',
  code: `${row.name} = ${row.value} // ${row.type}`,
  paragraphs: [row.doc, kernelsText(row, kernel), `Source: ${row.source}.`],
})

export const helperHelp = (row: HelperRow, kernel: KernelVersion): Help => ({
  name: row.name,
  kind: 'function',
  code: row.prototype,
  paragraphs: [
    row.doc,
    ...(row.refused === undefined ? [] : [`Programs here cannot call it: ${row.refused}`]),
    ...(row.mayReturnNull === true ? ['The result may be NULL and must be tested before it is used.'] : []),
    row.kind === 'kfunc' ? 'A kfunc: declare it with extern ... __ksym.' : 'A BPF helper.',
    kernelsText(row, kernel),
    `Source: ${row.source}.`,
  ],
})

export const wordHelp = ({ name, detail, doc }: Word): Help => ({
  name,
  kind: 'macro',
  code: detail,
  paragraphs: [doc],
})

export const hookHelp = (hook: Hook): Help => ({
  name: hook.section,
  kind: 'macro',
  code: hook.prototype,
  paragraphs: [hook.doc, `Returns: ${hook.returns}`, `Source: ${hook.source}.`],
})

/** The row of a name that counts in a kernel: one name may have a row for each range of kernels. */
function rowIn<R extends Lifetime & { name: string }>(
  rows: readonly R[],
  name: string,
  kernel: KernelVersion,
): R | null {
  const named = rows.filter((row) => row.name === name)
  return named.find((row) => existsIn(kernel, row)) ?? named[0] ?? null
}

export const findConstant = (name: string, kernel: KernelVersion): ConstantRow | null => rowIn(CONSTANTS, name, kernel)

export const findHelper = (name: string, kernel: KernelVersion): HelperRow | null => rowIn(HELPERS, name, kernel)

export const findStruct = (name: string, kernel: KernelVersion): StructRow | null =>
  rowIn(
    STRUCTS.filter((row) => row.internal !== true),
    name,
    kernel,
  )

export const findField = (struct: StructRow, name: string, kernel: KernelVersion): FieldRow | null =>
  rowIn(
    struct.fields.filter((row) => row.internal !== true),
    name,
    kernel,
  )

/** The rows that a kernel has. */
export const rowsIn = <R extends Lifetime>(rows: readonly R[], kernel: KernelVersion): R[] =>
  rows.filter((row) => existsIn(kernel, row))
