// The fix that several hints offer: a test of the task before everything else that the program does.

import type { FunctionIr } from '../ir.ts'
import type { ProblemExtra } from '../catalogue/rule.ts'

/** `if (task->signal->CONDITION) return VERDICT;` in front; nothing where the program has no name for its task. */
export function guard(program: FunctionIr, title: string, condition: string, verdict: string): ProblemExtra {
  const [first] = program.body
  const task = program.locals[program.params[0] ?? -1]?.name
  if (first === undefined || task === undefined || task === 'ctx') return {}
  const at = first.span.start
  const text = `if (${task}->signal->${condition})\n\t\treturn ${verdict};\n\t`
  return { fixes: [{ title, edits: [{ span: { start: at, end: at }, text }] }] }
}
