// From the ways in which a verdict program ends to what is worth telling about them: one hint a rule.

import type { Diagnostic } from '../diagnostics.ts'
import type { FunctionIr } from '../ir.ts'
import { searchOf } from './endings.ts'
import { endlessAbort } from './rules/endless-abort.ts'
import { lastSelectWins } from './rules/last-select-wins.ts'
import { nobodyChosen } from './rules/nobody-chosen.ts'
import { selectsDying } from './rules/selects-dying.ts'
import { selectsUnkillable } from './rules/selects-unkillable.ts'
import { unsetPoints } from './rules/unset-points.ts'
import type { Ending } from './walk.ts'

const CHECKS = [lastSelectWins, selectsUnkillable, selectsDying, unsetPoints, nobodyChosen, endlessAbort]

/** What is worth telling, one hint a rule. */
export function judge(program: FunctionIr, endings: readonly Ending[]): Diagnostic[] {
  const search = searchOf(program, endings)
  return CHECKS.map((check) => check(search)).filter((found) => found !== null)
}
