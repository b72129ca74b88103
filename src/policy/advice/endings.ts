// The ways in which one search with a verdict program can end, as the rules of the advice ask for them.

import { EVALUATE_TASK, verdictOf, verdictValue } from '../../kernel/interfaces.ts'
import type { FunctionIr } from '../ir.ts'
import type { Ending } from './walk.ts'

/** The verdicts as the numbers that a program returns. */
export const VERDICT = {
  leave: BigInt(verdictValue('NO_BPF_POLICY')),
  next: BigInt(verdictValue('BPF_EVAL_NEXT')),
  select: BigInt(verdictValue('BPF_EVAL_SELECT')),
}

export interface Search {
  program: FunctionIr
  endings: readonly Ending[]
  /** Those that may select. */
  selects: readonly Ending[]
}

export const searchOf = (program: FunctionIr, endings: readonly Ending[]): Search => ({
  program,
  endings,
  selects: endings.filter((ending) => mayReturn(ending, VERDICT.select)),
})

export const mayReturn = ({ value }: Ending, verdict: bigint): boolean => value.consts?.includes(verdict) === true

/** Leaves the task to the kernel. Numbers that are no verdict do so too, and have a warning of their own. */
export const mayLeave = (ending: Ending): boolean => mayReturn(ending, VERDICT.leave)

export const isNoVerdict = (verdict: bigint): boolean => BigInt(verdictOf(Number(verdict)).value) === VERDICT.leave

const ENDING = EVALUATE_TASK.verdicts.filter(({ ends }) => ends).map(({ value }) => BigInt(value))

/** Ends the walk: no other task is looked at. */
export const mayEnd = (ending: Ending): boolean => ENDING.some((verdict) => mayReturn(ending, verdict))
