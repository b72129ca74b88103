// Conditions, true and false where a verdict is meant.

import type { Diagnostic, Fix } from '../../diagnostics.ts'
import type { Expr, FunctionIr, Stmt } from '../../ir.ts'
import { ownLists } from '../../ir-walk.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict } from '../../catalogue/examples.ts'

export const TRUTH_VERDICT = rule({
  code: 'truth-verdict',
  severity: 'warning',
  title: 'A truth value as the verdict',
  explanation:
    'A verdict is a number, and so is a condition: true is 1, which is BPF_EVAL_ABORT and ends the search with nobody killed; false is 0, NO_BPF_POLICY, which leaves the task to the kernel. Neither selects a task or passes one over, so name the verdicts that you mean.',
  example: {
    accepted: verdict('return task->pid == 7 ? BPF_EVAL_NEXT : NO_BPF_POLICY;'),
    refused: verdict('return task->pid == 7;'),
  },
})

/** At every return of a verdict program whose value is a truth value. `text` is the author's. */
export const truthVerdict = (program: FunctionIr, text: string): Diagnostic[] =>
  returnedBy(program.body).flatMap((value) => {
    const word = text.slice(value.span.start, value.span.end)
    if (isWord(word))
      return [problem(TRUTH_VERDICT, value.span, MESSAGES[word], { fixes: [writeInstead(value, word)] })]
    return isTruth(value) ? [problem(TRUTH_VERDICT, value.span, MESSAGES.condition, { fixes: [spellOut(value)] })] : []
  })

const MESSAGES = {
  true: 'true is 1, which is BPF_EVAL_ABORT: the search ends and nobody is killed. Write the verdict by its name, such as BPF_EVAL_SELECT.',
  false:
    'false is 0, which is NO_BPF_POLICY: the kernel judges this task by its own rules. Write the verdict by its name, such as BPF_EVAL_NEXT.',
  condition:
    'This returns 1 where it holds, which is BPF_EVAL_ABORT: the search ends and nobody is killed. Where it does not hold it returns 0, which leaves the task to the kernel. Name the verdicts that you mean.',
} as const

const isWord = (word: string): word is 'true' | 'false' => word === 'true' || word === 'false'

const writeInstead = ({ span }: Expr, word: 'true' | 'false'): Fix => {
  const text = word === 'true' ? 'BPF_EVAL_SELECT' : 'BPF_EVAL_NEXT'
  return { title: `Write ${text}`, edits: [{ span, text }] }
}

/** A condition binds tighter than the ?: that is put after it. */
const spellOut = ({ span: { end } }: Expr): Fix => ({
  title: 'Select where it holds, and pass over the others',
  edits: [{ span: { start: end, end }, text: ' ? BPF_EVAL_SELECT : BPF_EVAL_NEXT' }],
})

const returnedBy = (body: readonly Stmt[]): Expr[] =>
  body.flatMap((statement) =>
    statement.kind === 'return'
      ? statement.value === null
        ? []
        : [statement.value]
      : ownLists(statement).flatMap(returnedBy),
  )

/** True for what C computes to 0 or 1 because it is a condition, whatever integer it is converted to. */
function isTruth(value: Expr): boolean {
  switch (value.kind) {
    case 'compare':
    case 'logical':
    case 'not':
      return true
    case 'convert':
      return isBool(value) || isTruth(value.operand)
    case 'read':
    case 'call':
      return isBool(value)
    default:
      return false
  }
}

const isBool = ({ type }: Expr): boolean => type.kind === 'int' && type.bool
