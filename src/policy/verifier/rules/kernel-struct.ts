// Reads of kernel structs: not past the struct that the verifier knows the pointer for, whatever it was cast to, and only at offsets
// that are known.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Place, Unit } from '../../ir.ts'
import { rootOf } from '../../ir-walk.ts'
import type { StructLayout } from '../../types.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import { widthProblem } from './member-width.ts'
import { isSingle } from '../values.ts'
import type { Access } from '../access.ts'

export const VARIABLE_OFFSET = rule({
  code: 'variable-offset',
  title: 'A variable index into an array of a kernel struct',
  explanation:
    'The verifier checks each offset into a kernel struct against the type of the member there, so the offset must be constant. clang unrolls short for loops, after which it is; bpf_for() is not unrolled.',
  verifier: ['R%d is ptr_%s invalid variable offset: off=%d, var_off=%s'],
  example: bodies(
    "for (int i = 0; i < 8; i++)\n\tif (task->comm[i] == 'x')\n\t\treturn 3;",
    "int i = task->pid & 7;\nif (task->comm[i] == 'x')\n\treturn 3;",
  ),
})

export const BEYOND_STRUCT = rule({
  code: 'beyond-struct',
  title: 'A read past the struct that the verifier knows',
  explanation: 'A cast changes the type for clang, not for the verifier, which knows where the pointer came from.',
  verifier: ['access beyond struct %s at off %d size %d', 'R%d is ptr_%s invalid negative access: off=%d'],
  example: bodies(
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (BPF_CORE_READ(memcg, memory.usage.counter))\n\treturn 3;',
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (memcg->memory.usage.counter)\n\treturn 3;',
  ),
})

/** True when `outer` begins with a member of struct `inner`, so that a pointer to one may be cast to the other. */
function beginsWith(outer: string, inner: string, unit: Unit): boolean {
  const first = unit.structs.get(outer)?.fields[0]
  if (first === undefined || first.type.kind !== 'struct') return false
  return first.type.key === inner || beginsWith(first.type.key, inner, unit)
}

function structRead(place: Place): string | null {
  const base = rootOf(place)
  return base.kind === 'deref' && base.type.kind === 'struct' ? base.type.key : null
}

/** A read past the end of the struct, or at an offset that varies. */
export function structProblem(access: Access): Diagnostic | null {
  const { pointer, place, size, unit } = access
  const { region, offset } = pointer
  if (region.kind !== 'kernel' || region.struct === null) return null
  if (!isSingle(offset)) {
    return problem(
      VARIABLE_OFFSET,
      place.span,
      'An array inside a kernel struct can be read at a constant index only. Copy it with bpf_probe_read_kernel() first, or use a plain for loop with constant bounds, which clang unrolls.',
      {
        verifier: `R1 is ptr_${region.struct} invalid variable offset: off=${offset.min}, var_off=(0x0; 0x${maskOf(offset.max - offset.min).toString(16)})`,
      },
    )
  }
  const cast = structRead(place)
  const known = unit.structs.get(region.struct)
  const width = access.type.kind === 'int' || access.type.kind === 'pointer' ? size : 0
  const narrow =
    width === 0 || offset.min < 0n ? null : widthProblem(unit, region.struct, Number(offset.min), width, place.span)
  if (narrow !== null) return narrow
  if (cast === region.struct && known !== undefined) return outsideProblem(access, known)
  if (cast === null || known === undefined || !beginsWith(cast, region.struct, unit)) return null
  if (offset.min + BigInt(size) <= BigInt(known.size)) return null
  return problem(
    BEYOND_STRUCT,
    place.span,
    `The verifier knows this pointer as ${known.spelling}, and a cast does not change that: what comes after that struct cannot be read directly. Read it with BPF_CORE_READ(), which works on every kernel, or with bpf_core_cast() from 6.2 on.`,
    { verifier: `access beyond ${known.spelling} at off ${offset.min} size ${size}` },
  )
}

/** Something was added to the pointer, so that it leads out of the struct. */
function outsideProblem({ pointer: { offset }, place, size }: Access, known: StructLayout): Diagnostic | null {
  if (offset.min >= 0n && offset.min + BigInt(size) <= BigInt(known.size)) return null
  return problem(
    BEYOND_STRUCT,
    place.span,
    `The verifier knows a single ${known.spelling} here, and this reads ${offset.min < 0n ? 'before' : 'behind'} it. Structs of the kernel do not stand in arrays: follow their pointers instead.`,
    {
      verifier:
        offset.min < 0n
          ? `R1 is ptr_${known.key} invalid negative access: off=${offset.min}`
          : `access beyond ${known.spelling} at off ${offset.min} size ${size}`,
    },
  )
}

function maskOf(value: bigint): bigint {
  let mask = 1n
  while (mask <= value) mask <<= 1n
  return mask - 1n
}
