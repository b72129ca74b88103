// A read of a kernel struct takes one member, whole or from inside: never half a pointer, never more than the member has.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Unit } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'
import { sizeOf, type Field, type Type } from '../../types.ts'

export const MEMBER_WIDTH = rule({
  code: 'member-width',
  title: 'A read that does not fit a member of the kernel struct',
  explanation:
    'The verifier looks up which member lies at the offset of a read. A pointer is read whole, with 8 bytes, and nothing is read beyond the end of its member, whatever the address was cast to.',
  verifier: [
    'cannot access ptr member %s with moff %d in struct %s with off %d size %d',
    'access beyond the end of member %s (mend:%d) in struct %s with off %d size %d',
  ],
  example: bodies('if (task->pid == 1)\n\treturn 3;', 'if (*(u64 *)&task->pid == 1)\n\treturn 3;'),
})

interface Leaf {
  name: string
  type: Type
  start: number
  end: number
}

/** The member at an offset, through the structs that hold it; null where none is known there. */
function leafAt(unit: Unit, key: string, offset: number, base = 0): Leaf | null {
  const layout = unit.structs.get(key)
  if (layout === undefined || layout.union) return null
  const field = layout.fields.find((candidate) => covers(unit, candidate, offset - base))
  if (field === undefined) return null
  const start = base + field.offset
  if (field.type.kind === 'struct') return leafAt(unit, field.type.key, offset, start)
  return { name: field.name, type: field.type, start, end: start + sizeOf(field.type, unit.structs) }
}

const covers = (unit: Unit, { offset, type, unmodelled }: Field, at: number): boolean =>
  unmodelled !== true && offset <= at && at < offset + sizeOf(type, unit.structs)

/** What the verifier says about a read of `size` bytes at an offset into a kernel struct, or null. */
export function widthProblem(unit: Unit, struct: string, offset: number, size: number, span: Span): Diagnostic | null {
  const leaf = leafAt(unit, struct, offset)
  if (leaf === null) return null
  const element = leaf.type.kind === 'array' ? leaf.type.of : leaf.type
  if (element.kind === 'struct') return null
  const where = `in struct ${struct} with off ${offset} size ${size}`
  if (element.kind === 'pointer' && (size !== 8 || (offset - leaf.start) % 8 !== 0)) {
    return problem(
      MEMBER_WIDTH,
      span,
      `This reads a part of the pointer '${leaf.name}'. The verifier lets a pointer be read whole only, with 8 bytes.`,
      {
        verifier: `cannot access ptr member ${leaf.name} with moff ${leaf.start} ${where}`,
      },
    )
  }
  if (offset + size <= leaf.end) return null
  return problem(
    MEMBER_WIDTH,
    span,
    `This reads ${size} bytes, and '${leaf.name}' has ${leaf.end - offset} left here. Read the member as what it is, or copy the bytes with bpf_probe_read_kernel().`,
    { verifier: `access beyond the end of member ${leaf.name} (mend:${leaf.end}) ${where}` },
  )
}
