// From the ways in which a verdict program ends to what is worth telling about them.

import { verdictValue } from '../../kernel/interfaces.ts'
import type { Diagnostic, Fix } from '../diagnostics.ts'
import type { FunctionIr } from '../ir.ts'
import type { Span } from '../span.ts'
import type { AdviceCode } from './codes.ts'
import type { Path } from './path.ts'
import type { Ending } from './walk.ts'

const NO_BPF_POLICY = BigInt(verdictValue('NO_BPF_POLICY'))
const ABORT = BigInt(verdictValue('BPF_EVAL_ABORT'))
const NEXT = BigInt(verdictValue('BPF_EVAL_NEXT'))
const SELECT = BigInt(verdictValue('BPF_EVAL_SELECT'))

/** What is worth telling, one hint a code. */
export function judge(program: FunctionIr, endings: readonly Ending[]): Diagnostic[] {
  const selects = endings.filter((ending) => mayReturn(ending, SELECT))
  return [
    ...lastSelectWins(selects),
    ...unkillable(program, selects),
    ...dying(program, selects),
    ...unsetPoints(endings, selects),
    ...nobody(program, endings),
    ...endlessAbort(endings),
  ]
}

const mayReturn = ({ value }: Ending, verdict: bigint): boolean => value.consts?.includes(verdict) === true

/** Leaves the task to the kernel. Numbers that are no verdict do so too, and have a warning of their own. */
const mayLeave = (ending: Ending): boolean => mayReturn(ending, NO_BPF_POLICY)

const isNoVerdict = (verdict: bigint): boolean => verdict < ABORT || verdict > SELECT

const hint = (code: AdviceCode, span: Span, message: string, fixes: readonly Fix[] = []): Diagnostic => ({
  code,
  severity: 'hint',
  span,
  message,
  ...(fixes.length === 0 ? {} : { fixes }),
})

function lastSelectWins(selects: readonly Ending[]): Diagnostic[] {
  const found = selects.find(({ path }) => !path.facts.compared && !path.facts.named)
  if (found === undefined) return []
  return [
    hint(
      'last-select-wins',
      found.span,
      'Every task that comes here is selected, and the last one of them dies, because each SELECT replaces the one before. Compare the task with oc->chosen first.',
    ),
  ]
}

/** Puts a test of the task before everything that the program does. */
function guard(program: FunctionIr, title: string, condition: string, verdict: string): Fix[] {
  const [first] = program.body
  const task = program.locals[program.params[0] ?? -1]?.name
  if (first === undefined || task === undefined || task === 'ctx') return []
  const at = first.span.start
  const text = `if (${task}->signal->${condition})\n\t\treturn ${verdict};\n\t`
  return [{ title, edits: [{ span: { start: at, end: at }, text }] }]
}

function unkillable(program: FunctionIr, selects: readonly Ending[]): Diagnostic[] {
  const found = selects.find(
    ({ path: { facts } }) => !facts.named && (facts.adj === 'any' || facts.adj === 'only -1000'),
  )
  if (found === undefined) return []
  return [
    hint(
      'selects-unkillable',
      found.span,
      'This can select a task whose oom_score_adj is -1000, and such a task is then killed: the kernel does not look at it again. Pass it over with BPF_EVAL_NEXT first.',
      guard(program, 'Pass over tasks with -1000', 'oom_score_adj == -1000', 'BPF_EVAL_NEXT'),
    ),
  ]
}

function dying(program: FunctionIr, selects: readonly Ending[]): Diagnostic[] {
  const found = selects.find(({ path: { facts } }) => !facts.named && (facts.dying === 'any' || facts.dying === 'yes'))
  if (found === undefined) return []
  return [
    hint(
      'selects-dying',
      found.span,
      'This can select while an earlier victim is still dying, or select that victim once more. Leave a task whose signal->oom_mm is set to the kernel (NO_BPF_POLICY), which waits for it.',
      guard(program, 'Leave dying tasks to the kernel', 'oom_mm', 'NO_BPF_POLICY'),
    ),
  ]
}

/** True when both can happen in one search. */
function canMeet(a: Path, b: Path): boolean {
  for (const [key, holds] of a.event) if (b.event.get(key) === !holds) return false
  return true
}

function unsetPoints(endings: readonly Ending[], selects: readonly Ending[]): Diagnostic[] {
  const found = endings.filter(mayLeave).find(({ path }) => {
    const { dying: isDying, chosen, adj } = path.facts
    // The kernel compares nothing for a victim, for a task with -1000, and where nobody is chosen yet.
    if (isDying === 'yes' || isDying === 'tested' || chosen === 'null' || adj === 'only -1000') return false
    return selects.some((select) => canMeet(select.path, path))
  })
  if (found === undefined) return []
  return [
    hint(
      'unset-points',
      found.span,
      'Here the kernel decides about a task after another one may have been selected. SELECT sets no score, so the kernel compares with whatever the stack held. Answer NEXT or SELECT for all tasks of one search.',
    ),
  ]
}

function nobody(program: FunctionIr, endings: readonly Ending[]): Diagnostic[] {
  const global = endings.filter(({ path }) => path.event.get('oc.memcg==0') !== false)
  if (global.length === 0 || global.some(({ value }) => value.consts === null)) return []
  const others = global.filter((ending) => ending.value.consts?.some((verdict) => verdict !== NEXT) === true)
  // The kernel chooses neither a victim nor a task with -1000.
  const counted = others.filter(
    (ending) =>
      mayReturn(ending, SELECT) || (ending.path.facts.dying !== 'yes' && ending.path.facts.adj !== 'only -1000'),
  )
  const decides = (ending: Ending): boolean =>
    mayReturn(ending, ABORT) || ending.value.consts?.some(isNoVerdict) === true
  if (counted.some((ending) => !ending.path.facts.named || decides(ending))) return []
  const span = counted[0]?.span ?? global[0]?.span ?? program.nameSpan
  return [
    hint(
      'nobody-chosen',
      span,
      counted.length === 0
        ? 'This policy passes over every task, so nobody is ever chosen: a machine that is out of memory panics, and a cgroup is refused its memory.'
        : 'Only a process with this number is ever chosen. When it is not there nobody is: a machine that is out of memory panics, and a cgroup is refused its memory.',
    ),
  ]
}

function endlessAbort(endings: readonly Ending[]): Diagnostic[] {
  const found = endings.find((ending) => mayReturn(ending, ABORT) && !ending.path.facts.perTask)
  if (found === undefined) return []
  const always = found.path.event.size === 0
  return [
    hint(
      'endless-abort',
      found.span,
      `${always ? 'This aborts' : 'For such an event this aborts'} at the first task, whatever the tasks are: nobody dies, the allocation tries again at once, and the answer is the same for ever. Abort only while something can change it, such as a victim that is dying.`,
    ),
  ]
}
