// Variables that are read before anything was stored in them.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Place } from '../../ir.ts'
import type { Region } from '../values.ts'

/** A hint: the kernels accept it, and what the variable holds is whatever the stack held before. */
export const uninitialisedRead = (place: Place, region: Region): Diagnostic => ({
  code: 'uninitialised-read',
  severity: 'hint',
  span: place.span,
  message: `${'name' in region ? `'${region.name}'` : 'This'} has no value yet on a path that comes here. Give it one where it is declared.`,
})
