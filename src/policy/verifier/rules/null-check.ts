// A pointer that may be NULL must be tested before it is used: results of map lookups and of kfuncs that can fail. Pointers to kernel
// structs are exempt: a load through a NULL one reads 0.

import type { Diagnostic, Fix } from '../../diagnostics.ts'
import type { Expr, Local, Place, Stmt } from '../../ir.ts'
import { rootOf } from '../../ir-walk.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies, PRIORITIES } from '../../catalogue/examples.ts'
import type { PointerValue, Region } from '../values.ts'
import type { Access } from '../access.ts'

export const NULL_CHECK = rule({
  code: 'null-check',
  title: 'A pointer that may be NULL is used without a test',
  explanation:
    'A map may not have the entry, and a kfunc may find nothing. The result must be tested on every path before it is used.',
  verifier: [
    "R%d invalid mem access 'map_value_or_null'",
    "R%d invalid mem access 'ptr_or_null_'",
    "R%d invalid mem access 'scalar'",
  ],
  example: bodies(
    'u64 id = task->cgroups->dfl_cgrp->kn->id;\nint *v = bpf_map_lookup_elem(&priorities, &id);\nif (v && *v > 3)\n\treturn 3;',
    'u64 id = task->cgroups->dfl_cgrp->kn->id;\nint *v = bpf_map_lookup_elem(&priorities, &id);\nif (*v > 3)\n\treturn 3;',
    PRIORITIES,
  ),
})

export const NULL_ARITHMETIC = rule({
  code: 'null-arithmetic',
  title: 'Arithmetic on a pointer that may be NULL',
  explanation: 'NULL plus something is not NULL, so a later test would prove nothing. Test first, then add.',
  verifier: ['R%d pointer arithmetic on map_value_or_null prohibited, null-check it first'],
  example: bodies(
    'u64 id = 1;\nint *v = bpf_map_lookup_elem(&tables, &id);\nif (!v)\n\treturn 2;\nv = v + 1;\nif (*v)\n\treturn 3;',
    'u64 id = 1;\nint *v = bpf_map_lookup_elem(&tables, &id);\nv = v + 1;\nif (*v)\n\treturn 3;',
    'struct table { int values[4]; };\n\nstruct {\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__uint(max_entries, 64);\n\t__type(key, u64);\n\t__type(value, struct table);\n} tables SEC(".maps");',
  ),
})

/** The verifier's name for a register that holds such a pointer, or null where NULL does no harm. */
function nullableKind(region: Region): string | null {
  if (region.kind === 'mapValue')
    return region.record === true
      ? 'ringbuf_mem_or_null'
      : region.parameter === true
        ? 'mem_or_null'
        : 'map_value_or_null'
  return region.kind === 'kernel' && region.reference !== null ? 'ptr_or_null_' : null
}

const sourceOf = (region: Region): string =>
  region.kind === 'mapValue' && region.parameter === true
    ? `A function that is not static must work for any argument, and where it is given NULL`
    : region.kind === 'mapValue' && region.record !== true
      ? `The map '${region.name}' may have no such entry, and then`
      : 'The call may fail, and then'

/** A load or store through a pointer that nothing has tested on this path. */
export function nullProblem({ pointer, place, locals, statement, write }: Access): Diagnostic | null {
  if (pointer.nullness === 'never') return null
  const kind = nullableKind(pointer.region)
  if (kind === null) return null
  const name = pointerName(place, locals)
  const spelled = name ?? 'this pointer'
  const always = pointer.nullness === 'always'
  return problem(
    NULL_CHECK,
    place.span,
    always
      ? `${capital(spelled)} is NULL on this path, so there is nothing to ${write ? 'write to' : 'read'}. The test above it is the wrong way round.`
      : `${sourceOf(pointer.region)} ${spelled} is NULL. Test it before this line, for example: if (!${name ?? 'v'}) return BPF_EVAL_NEXT;`,
    {
      verifier: `R1 invalid mem access '${always ? 'scalar' : kind}'`,
      ...(always ? {} : withFix(fixFor(place, name, statement, write))),
    },
  )
}

const withFix = (fix: Fix | null): { fixes?: readonly Fix[] } => (fix === null ? {} : { fixes: [fix] })

/** The variable that holds the pointer, where the place is `*v`, `v->x` or `v[i]`. */
function pointerName(place: Place, locals: readonly Local[]): string | null {
  const base = rootOf(place)
  if (base.kind !== 'deref') return null
  const pointer = base.pointer.kind === 'convert' ? base.pointer.operand : base.pointer
  if (pointer.kind !== 'read' || pointer.place.kind !== 'local') return null
  const local = locals[pointer.place.local]
  return local === undefined || local.synthetic ? null : local.name
}

function fixFor(place: Place, name: string | null, statement: Stmt | null, write: boolean): Fix | null {
  if (name === null) return null
  if (!write) {
    return {
      title: `Use 0 when ${name} is NULL`,
      edits: [
        { span: { start: place.span.start, end: place.span.start }, text: `(${name} ? ` },
        { span: { start: place.span.end, end: place.span.end }, text: ' : 0)' },
      ],
    }
  }
  if (statement === null || statement.kind !== 'expr') return null
  const { start } = statement.span
  return {
    title: `Do it only when ${name} is not NULL`,
    edits: [{ span: { start, end: start }, text: `if (${name}) ` }],
  }
}

const capital = (text: string): string => (text.startsWith('this') ? `T${text.slice(1)}` : text)

/** Arithmetic on a pointer that may be NULL: the verifier wants the test first. */
export function nullArithmetic(expr: Extract<Expr, { kind: 'pointerAdd' }>, pointer: PointerValue): Diagnostic | null {
  if (pointer.blurred || pointer.nullness !== 'maybe' || pointer.region.kind !== 'mapValue') return null
  return problem(
    NULL_ARITHMETIC,
    expr.span,
    `${sourceOf(pointer.region)} this pointer is NULL. Test it before you add to it.`,
    { verifier: 'R1 pointer arithmetic on map_value_or_null prohibited, null-check it first' },
  )
}
