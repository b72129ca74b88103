// Variables that are read before anything was stored in them.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Place } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Region } from '../values.ts'

export const UNINITIALISED_READ = rule({
  code: 'uninitialised-read',
  severity: 'hint',
  title: 'A variable without a value',
  explanation:
    'On some path nothing was stored in the variable before it is read. The playground reads 0; a compiler may do anything.',
  example: bodies(
    'int x = 0;\nif (task->pid == 7)\n\tx = 3;\nif (x)\n\treturn x;',
    'int x;\nif (task->pid == 7)\n\tx = 3;\nif (x)\n\treturn x;',
  ),
})

/** A hint: the kernels accept it, and what the variable holds is whatever the stack held before. */
export const uninitialisedRead = (place: Place, region: Region): Diagnostic =>
  problem(
    UNINITIALISED_READ,
    place.span,
    `${'name' in region ? `'${region.name}'` : 'This'} has no value yet on a path that comes here. Give it one where it is declared.`,
  )
