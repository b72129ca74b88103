// What the run slice holds: what the newest run is doing, and the last good run.

import type { Diagnostic } from '../../policy/diagnostics.ts'
import type { PolicySummary, RunInput, RunOutput } from '../../simulator/trace/run.ts'
import type { RunResult } from '../../simulator/trace/trace.ts'

/** A run that finished, with what it ran on: the trace's tasks are indices into this scenario. */
export interface FinishedRun {
  input: RunInput
  result: RunResult
  timing: RunOutput['timing']
}

/** Why the newest run gave no result. */
export type Failure =
  | { kind: 'errors'; count: number }
  | { kind: 'crashed'; message: string }
  | { kind: 'hung' }
  /** It hung before and was not started again without being asked for. */
  | { kind: 'held-back' }
  /** There is no process in the machine. */
  | { kind: 'empty' }

export type RunState =
  | { phase: 'none' }
  /** `stale`: the result on show was stale already before this run was started. */
  | { phase: 'running'; previous: FinishedRun | null; stale: boolean }
  | { phase: 'done'; finished: FinishedRun }
  | { phase: 'failed'; reason: Failure; previous: FinishedRun | null }

/** What the engine said about the newest text that it has read. */
export interface Checkup {
  text: string
  diagnostics: readonly Diagnostic[]
  inputProblems: RunOutput['inputProblems']
}

export interface RunSlice {
  run: RunState
  checkup: Checkup
  /** Programs, parameters and maps of the newest text that compiled far enough to have them. */
  summary: PolicySummary | null
  runStarted: () => void
  runAnswered: (input: RunInput, output: RunOutput) => void
  runFailed: (reason: Failure) => void
}
