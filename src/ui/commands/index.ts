// The one table of commands. Keys, the palette, the sheet of keys and the help are made from it, and a test walks every row.
// A new command is a row in the file of its area; a new area is a file and a line here.

import { BREAKPOINT_COMMANDS } from './breakpoints.ts'
import type { Command } from './command.ts'
import { COMPARE_COMMANDS } from './compare.ts'
import { DOCUMENT_COMMANDS } from './document.ts'
import { PAGE_COMMANDS } from './page.ts'
import { POLICY_COMMANDS } from './policy.ts'
import { STEPPER_COMMANDS } from './stepper.ts'
import { STEP_COMMANDS } from './steps.ts'
import { WORLD_COMMANDS } from './world.ts'
import { TEST_COMMANDS } from './tests.ts'

export const COMMANDS: readonly Command[] = [
  ...STEP_COMMANDS,
  ...STEPPER_COMMANDS,
  ...WORLD_COMMANDS,
  ...BREAKPOINT_COMMANDS,
  ...POLICY_COMMANDS,
  ...COMPARE_COMMANDS,
  ...TEST_COMMANDS,
  ...DOCUMENT_COMMANDS,
  ...PAGE_COMMANDS,
]
