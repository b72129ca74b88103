// A number is not an address: the verifier follows only pointers of which it knows where they come from.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Access } from '../access.ts'

export const SCALAR_DEREFERENCE = rule({
  code: 'scalar-dereference',
  title: 'A number used as an address',
  explanation:
    'The verifier follows only pointers whose origin it knows: arguments of the program, members that point to structs, maps, and the stack. Everything else is a number, even if C calls it a pointer.',
  verifier: ["R%d invalid mem access 'scalar'", "R%d invalid mem access 'map_ptr'", "R%d invalid mem access 'func'"],
  example: bodies(
    'const char *name = task->cgroups->dfl_cgrp->kn->name;\nchar first = 0;\nbpf_probe_read_kernel(&first, 1, name);\nif (first)\n\treturn 3;',
    'const char *name = task->cgroups->dfl_cgrp->kn->name;\nif (name[0])\n\treturn 3;',
  ),
})

/** A load or store through something that the verifier does not take for a pointer. */
export function scalarProblem({ pointer, place }: Access): Diagnostic | null {
  const { region } = pointer
  if (region.kind === 'function' || region.kind === 'map') {
    return problem(
      SCALAR_DEREFERENCE,
      place.span,
      'The bytes of a function or of a map itself cannot be read. Use the map helpers.',
      { verifier: `R1 invalid mem access '${region.kind === 'map' ? 'map_ptr' : 'func'}'` },
    )
  }
  if (region.kind !== 'number') return null
  const why = {
    integer: pointer.nullness === 'always' ? 'This address is NULL.' : 'This address was made from a number.',
    stored:
      'This pointer was kept in a global or a map, where the verifier takes it for a plain number. Keep the pid instead, and compare it.',
    untyped:
      'This pointer leads to bytes and not to a kernel struct, so it cannot be followed directly. Copy them with bpf_probe_read_kernel() or bpf_probe_read_kernel_str().',
    probed:
      'This pointer came out of BPF_CORE_READ() or a probe read, and such copies are plain numbers to the verifier. Go on with BPF_CORE_READ(), which takes several members at once, or follow the members directly with ->.',
  }[region.why]
  return problem(
    SCALAR_DEREFERENCE,
    place.span,
    region.why === 'integer' ? `${why} The verifier refuses to follow it; bpf_probe_read_kernel() can try.` : why,
    { verifier: "R1 invalid mem access 'scalar'" },
  )
}
