// The rules about one load or store, in the order in which the verifier asks: it stops at the first that fails.

import type { Access } from '../access.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import { boundsProblem } from './bounds.ts'
import { structProblem } from './kernel-struct.ts'
import { kernelWriteProblem } from './kernel-write.ts'
import { nullProblem } from './null-check.ts'
import { scalarProblem } from './scalar-dereference.ts'

/** What the verifier would say about the access, or null. */
export function accessProblem(access: Access): Diagnostic | null {
  if (access.pointer.blurred) return null
  return (
    nullProblem(access) ??
    scalarProblem(access) ??
    kernelWriteProblem(access) ??
    structProblem(access) ??
    boundsProblem(access)
  )
}
