// What the stepper slice holds: whether steps are tasks or statements, and the statement on show.

import type { Recording, StatementSite, Wanted } from '../../simulator/trace/recording.ts'
import type { Cursor } from '../../reading/rounds.ts'
import type { FinishedRun } from './run.ts'
import type { StatementStep } from '../../reading/statements.ts'

export const STEP_UNITS = ['task', 'statement'] as const

export type StepUnit = (typeof STEP_UNITS)[number]

/** A recorded stretch of a run, and the statement of it on show. */
export interface Stepped {
  run: FinishedRun
  recording: Recording
  at: number
}

export interface StepperSlice {
  stepUnit: StepUnit
  /** What was recorded last; it may be of another place than the cursor's until the next recording arrives. */
  stepped: Stepped | null
  /** Where to begin in the stretch of a cursor that a statement's step has led to. */
  entry: { cursor: Cursor; wanted: Wanted } | null
  /** Which open call is looked at, 0 for the innermost. */
  frame: number
  /** Why there is nothing to step through, as a sentence. */
  stepperProblem: string | null
  /** Which source is open above the policy's details. */
  openSource: StatementSite['origin']
  chooseStepUnit: (unit: StepUnit) => void
  stepStatement: (step: StatementStep) => void
  /** Goes to a place of the run, and there to a statement. */
  showStatement: (cursor: Cursor, wanted: Wanted) => void
  /** Shows a statement of the stretch by its number. */
  seekStatement: (at: number) => void
  showFrame: (frame: number) => void
  showSource: (source: StatementSite['origin']) => void
  statementsRecorded: (run: FinishedRun, recording: Recording) => void
  statementsMissing: (reason: string) => void
}
