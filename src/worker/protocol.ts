// Everything that crosses between the page and the worker. Plain data only: it is structured-cloned.
// The engine is imported as types alone, so that the page never downloads the simulator that it left in the worker.

import type { ExportedFile, ExportedPolicy } from '../backend/bpf-c/export.ts'
import type { ExportTarget } from '../backend/bpf-c/targets.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import type { CompletionItem, HoverInfo } from '../policy/c/assist/answers.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { Explanation, RuleAreaSummary } from '../policy/catalogue/answers.ts'
import type { ImportedLog, KernelLog } from '../scenario/import/import-log.ts'
import type { MachineKind } from '../scenario/import/importers.ts'
import type { ImportedMachine } from '../scenario/import/machine.ts'
import type { ReadLine } from '../scenario/import/parse-report.ts'
import type { Scenario } from '../scenario/model.ts'
import type { FlipAnswer } from '../reading/flips.ts'
import type { MatrixCell, MatrixPair } from '../reading/matrix.ts'
import type { TestResult } from '../reading/test-results.ts'
import type { PolicyTest } from '../document/tests.ts'
import type { RunInput, RunOutput } from '../simulator/trace/run.ts'
import type { PolicySource } from '../document/policy.ts'
import type { Analysis, AnalysisQuestion } from '../simulator/trace/analysis.ts'
import type { Recording } from '../simulator/trace/recording.ts'
import type { StepQuestion } from '../simulator/trace/recording.ts'
import type { IndeterminateOutcome } from '../simulator/trace/run.ts'
import type { OomReport } from '../simulator/report/report.ts'

/** A run as the worker is told of it. */
export interface OpenedRun extends Omit<RunInput, 'scenario'> {
  /** The machine by its number; what it is comes along once for each worker. */
  machine: { id: number; scenario: Scenario | null }
}

/** The run that a question is about, by the number that the page gave it. */
export interface RunRef {
  id: number
  /** Null where the worker was told of it before. */
  opened: OpenedRun | null
}

export interface ExportInput {
  target: ExportTarget
  /** The link that the exported file names, or null. */
  link: string | null
  title: string
}

export interface ExportOutput {
  /** The policy's own file; null when the policy has errors. */
  exported: ExportedPolicy | null
  diagnostics: readonly Diagnostic[]
}

/** All files of the export; null when the policy has errors. */
export type ExportFolderOutput = readonly ExportedFile[] | null

export interface ImportInput {
  /** A text as a file: it crosses without being copied, however large it is. */
  file: Blob
  name: string
  /** A report of `log`, to read that one; null to search the file for reports and read the first. */
  picked: { log: KernelLog; pick: number } | null
}

export type ImportOutput =
  | { kind: 'log'; log: KernelLog; pick: number; imported: ImportedLog; lines: readonly ReadLine[] }
  | { kind: 'machine'; importer: MachineKind; machine: ImportedMachine }
  /** No machine can be read from it. */
  | { kind: 'nothing' }

/** The kernel's own part as it is stepped through: spans of its statements are offsets in `text`. */
export interface KernelSource {
  text: string
  /** The files that `text` is made of, with the first line of each, counted from 1. */
  files: readonly { name: string; line: number }[]
}

/** Questions about a run. Where the policy has errors the answer is null. */
export interface RunCalls {
  run: { input: null; output: RunOutput }
  export: { input: ExportInput; output: ExportOutput }
  exportFolder: { input: ExportInput; output: ExportFolderOutput }
  /** The kernel's report of the run. */
  report: { input: null; output: OomReport | null }
  /** An account of the run in Markdown. */
  account: { input: { title: string }; output: string | null }
  /** The smallest changes that flip what becomes of a task, by its index. Long: it is done in slices. */
  flip: { input: { task: number }; output: FlipAnswer | null }
  /** The results of the tests in their order. It is done in slices. */
  tests: { input: { tests: readonly PolicyTest[] }; output: readonly TestResult[] | null }
  /** Cells of the matrix of the run's policy, the kernel's rule and the gallery by the run's machine and those of the gallery. It is done in slices. */
  cells: { input: { pairs: readonly MatrixPair[] }; output: readonly (MatrixCell | null)[] }
  /** The statements of a place in the run; null where the run has no such place. */
  statements: { input: StepQuestion; output: Recording | null }
  /** Goes over the run for breakpoints, watches and coverage. */
  analyse: { input: AnalysisQuestion; output: Analysis | null }
  /** Who may be chosen in a round in which the kernel compared with a value that nobody wrote. */
  indeterminate: { input: { round: number }; output: IndeterminateOutcome | null }
}

/** Questions about something else. */
export interface OtherCalls {
  import: { input: ImportInput; output: ImportOutput }
  kernelSource: { input: null; output: KernelSource }
  /** A policy in TypeScript as BPF C; null when it has errors. */
  asC: { input: { policy: PolicySource; kernel: KernelVersion }; output: string | null }
  /** The declarations of everything that a policy in TypeScript may use, as the text of a `.d.ts`. */
  typings: { input: null; output: string }
  /** Every rule by area, without its examples; and all about the rule of a code, null where there is none. */
  rules: { input: null; output: readonly RuleAreaSummary[] }
  explain: { input: { code: string }; output: Explanation | null }
  complete: { input: { text: string; offset: number; kernel: KernelVersion }; output: readonly CompletionItem[] }
  hover: { input: { text: string; offset: number; kernel: KernelVersion }; output: HoverInfo | null }
}

export type Calls = RunCalls & OtherCalls
export type RunCall = keyof RunCalls
export type OtherCall = keyof OtherCalls
export type Call = RunCall | OtherCall

/** The message that asks for one call. `seq` numbers the messages of one client, upwards. */
export interface RequestOf<C extends OtherCall> {
  call: C
  seq: number
  input: OtherCalls[C]['input']
}

/** The message that asks something of a run. */
export interface RunRequestOf<C extends RunCall> {
  call: C
  seq: number
  input: RunCalls[C]['input']
  run: RunRef
}

export type OtherRequest = { [C in OtherCall]: RequestOf<C> }[OtherCall]
export type RunRequest = { [C in RunCall]: RunRequestOf<C> }[RunCall]
export type Request = RunRequest | OtherRequest

/** Says that a request need not be answered any more: one that is done in slices ends. It has no reply. */
export interface Stop {
  call: 'stop'
  seq: number
}

export interface DoneOf<C extends Call> {
  status: 'done'
  call: C
  seq: number
  output: Calls[C]['output']
}

export type Reply =
  /** Sent once, when the worker has loaded: only from then on is its silence a sign of anything. */
  | { status: 'ready' }
  | { [C in Call]: DoneOf<C> }[Call]
  /** The worker does not know the run of the question: it is to be asked again with it. */
  | { status: 'unknown'; call: Call; seq: number }
  /** The call was done in slices, and a `stop` came in between. */
  | { status: 'stopped'; call: Call; seq: number }
  /** How far a long call has come. */
  | { status: 'progress'; call: Call; seq: number; done: number; total: number }
  /** Our own bug, never the user's error. */
  | { status: 'crashed'; call: Call; seq: number; message: string }
