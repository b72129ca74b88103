// An access to memory through a pointer, as the rules look at it.

import type { Local, Place, Stmt, Unit } from '../ir.ts'
import type { Type } from '../types.ts'
import type { PointerValue } from './values.ts'

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
