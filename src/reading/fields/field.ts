// One row of what is said of a process, a memory cgroup or an OOM event: a label, how a policy reads it, its value, and what the table of
// structs says it means. What a row is, its type, its unit and its source are the table's; here are only the words around them.

import { CONSTANTS } from '../../kernel/constants.ts'
import { memberFacts } from '../../kernel/members.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { exactBytes, exactPages, formatBytes, formatCount, formatPages } from '../../scenario/amounts.ts'
import type { Assumption } from '../../scenario/assumption.ts'

/** A row for a view. */
export interface FieldRow {
  label: string
  /** How a policy reads it. */
  kernel: string
  value: string
  /** The exact value, where `value` is rounded. */
  exact?: string
  /** What it means, and what it does to the choice. */
  hint: string
  /** C type, unit and source; null for what is no field of a struct. */
  facts: string | null
}

interface Shown {
  value: string
  exact?: string
}

interface Row<Of> {
  label: string
  /** Where it is left out in other cases. */
  when?: (of: Of) => boolean
  /** What a log may not have said. */
  assumption?: Assumption
}

/** A field of a kernel struct. */
export interface MemberField<Of> extends Row<Of> {
  /** As C writes it, from `task`, `memcg` or `oc` on. */
  path: string | ((kernel: KernelVersion) => string)
  /** The one flag of the field that counts: a mask (`PF_KTHREAD`) or the number of a bit (`MMF_OOM_SKIP`). */
  flag?: { mask: string } | { bit: string }
  /** The field on the path that says what the value means, where it is not the last: `task_struct.real_parent`. */
  meaning?: string
  /** What it does to the choice, beside what the table says. */
  note?: string
  /** What a policy reads there; for a pointer or a flag whether it is set; null where only `show` can say it. */
  read: (of: Of) => number | boolean | null
  /** The value in words, where the unit does not say how to write it. */
  show?: (of: Of) => Shown
}

/** What the kernel works out from several fields. */
export interface DerivedField<Of> extends Row<Of> {
  kernel: string
  hint: string
  show: (of: Of) => Shown
}

export type Field<Of> = MemberField<Of> | DerivedField<Of>

export const pathIn = <Of>({ path }: MemberField<Of>, kernel: KernelVersion): string =>
  typeof path === 'string' ? path : path(kernel)

/** A number as its unit wants it. */
function formatInUnit(value: number, unit: string): Shown {
  if (unit === 'pages') return { value: formatPages(value), exact: exactPages(value) }
  if (unit === 'bytes') return { value: formatBytes(value), exact: exactBytes(value) }
  return { value: unit === 'none' ? String(value) : formatCount(value) }
}

function shownValue<Of>({ read, show }: MemberField<Of>, of: Of, unit: string): Shown {
  if (show !== undefined) return show(of)
  const value = read(of)
  if (value === null) return { value: 'unknown' }
  return typeof value === 'boolean' ? { value: value ? 'set' : 'not set' } : formatInUnit(value, unit)
}

const factsText = (type: string, unit: string, source: string): string =>
  `${type}${unit === 'none' ? '' : `, in ${unit}`}; ${source}`

function memberRow<Of>(field: MemberField<Of>, of: Of, kernel: KernelVersion): FieldRow {
  const path = pathIn(field, kernel)
  const facts = memberFacts(path, kernel, field.meaning)
  const { flag, note } = field
  const name = flag === undefined ? null : 'mask' in flag ? flag.mask : flag.bit
  const doc = CONSTANTS.find((row) => row.name === name)?.doc ?? facts.doc
  const test = flag === undefined ? '' : 'mask' in flag ? ` & ${flag.mask}` : ` & (1 << ${flag.bit})`
  return {
    label: field.label,
    kernel: `${path}${test}`,
    ...shownValue(field, of, facts.unit),
    hint: note === undefined ? doc : `${doc} ${note}`,
    facts: factsText(facts.type, facts.unit, facts.source),
  }
}

/** The rows that apply, in the order of the table. */
export const rowsOf = <Of>(
  fields: readonly Field<Of>[],
  of: Of,
  kernel: KernelVersion,
  assumed: ReadonlySet<Assumption>,
): FieldRow[] =>
  fields
    .filter(({ when }) => when?.(of) ?? true)
    .map((field) => {
      const row: FieldRow =
        'path' in field
          ? memberRow(field, of, kernel)
          : { label: field.label, kernel: field.kernel, ...field.show(of), hint: field.hint, facts: null }
      return field.assumption !== undefined && assumed.has(field.assumption) ? withStandIn(row) : row
    })

/** What nobody knows is not shown as a fact; what stands for it in the run is in the title. */
const withStandIn = (row: FieldRow): FieldRow => ({
  ...row,
  value: 'not in the log',
  exact: `The log does not say. This run uses ${row.value} instead.`,
})
