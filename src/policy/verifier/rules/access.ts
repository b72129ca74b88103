// The rules about one load or store, in the order in which the verifier asks: it stops at the first that fails.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Local, Place, Stmt, Unit } from '../../ir.ts'
import type { Type } from '../../types.ts'
import type { PointerValue } from '../values.ts'
import { boundsProblem } from './bounds.ts'
import { structProblem } from './kernel-struct.ts'
import { kernelWriteProblem } from './kernel-write.ts'
import { nullProblem } from './null-check.ts'
import { scalarProblem } from './scalar-dereference.ts'

/** One load or store of `size` bytes at a pointer whose offset includes the members and indices of the place. */
export interface Access {
  pointer: PointerValue
  place: Place
  type: Type
  size: number
  write: boolean
  unit: Unit
  /** The locals of the function that it is in. */
  locals: readonly Local[]
  /** The statement that contains it. */
  statement: Stmt | null
}

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
