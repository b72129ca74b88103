// Where a member lies in a kernel struct, by the path that C would write: `memory.usage.counter`, `rss_stat[1].count`.
// A path that the kernel of the scenario does not have is a bug of ours and throws.

import type { KernelStructLayout } from '../../kernel/layout.ts'
import { parseCType } from '../../kernel/layout.ts'

export type KernelStructs = ReadonlyMap<string, KernelStructLayout>

/** The layout of a struct by its tag or typedef name. */
export function structLayout(structs: KernelStructs, name: string): KernelStructLayout {
  const layout = structs.get(name)
  if (layout === undefined) throw new Error(`this kernel has no struct ${name}`)
  return layout
}

/** True when the struct exists in this kernel and has the member. */
export const hasMember = (structs: KernelStructs, struct: string, member: string): boolean =>
  structs.get(struct)?.fields.some((field) => field.name === member) ?? false

/** What has been looked up in each kernel's structs. */
const known = new WeakMap<KernelStructs, Map<string, number>>()

/** Bytes from the start of the struct to the member at the path. */
export function offsetOf(structs: KernelStructs, struct: string, path: string): number {
  const offsets = known.get(structs) ?? new Map<string, number>()
  const key = `${struct} ${path}`
  const offset = offsets.get(key) ?? findOffset(structs, struct, path)
  offsets.set(key, offset)
  known.set(structs, offsets)
  return offset
}

function findOffset(structs: KernelStructs, struct: string, path: string): number {
  let layout = structLayout(structs, struct)
  let offset = 0
  for (const part of path.split('.')) {
    const [name = '', ...indices] = part.split(/[[\]]+/)
    const field = layout.fields.find((f) => f.name === name)
    if (field === undefined) throw new Error(`struct ${layout.name} has no member ${name}`)
    offset += field.offset
    let type = parseCType(field.type)
    for (const index of indices) {
      if (index === '' || type.kind !== 'array') continue
      offset += Number(index) * elementSize(structs, field.size, type)
      type = type.of
    }
    if (type.kind === 'struct') layout = structLayout(structs, type.name)
  }
  return offset
}

/** A flexible array (length null) can only hold pointers or scalars of 8 bytes here. */
const elementSize = (
  structs: KernelStructs,
  size: number,
  type: { length: number | null; of: ReturnType<typeof parseCType> },
): number => {
  if (type.length !== null) return size / type.length
  return type.of.kind === 'struct' ? structLayout(structs, type.of.name).size : 8
}
