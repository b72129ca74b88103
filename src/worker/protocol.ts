// Everything that crosses between the page and the worker. Plain data only: it is structured-cloned.
// The engine is imported as types alone, so that the page never downloads the simulator that it left in the worker.

import type { ExportedFile, ExportedPolicy } from '../backend/bpf-c/export.ts'
import type { ExportTarget } from '../backend/bpf-c/targets.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import type { CompletionItem, HoverInfo } from '../policy/c/assist/answers.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { ImportedLog, KernelLog } from '../scenario/import/import-log.ts'
import type { ReadLine } from '../scenario/import/parse-report.ts'
import type { Scenario } from '../scenario/model.ts'
import type { Problem } from '../scenario/problem.ts'
import type { FlipAnswer } from '../reading/flips.ts'
import type { Matrix } from '../reading/matrix.ts'
import type { TestResult } from '../reading/test-results.ts'
import type { PolicyTest } from '../document/tests.ts'
import type { RunInput, RunOutput } from '../simulator/trace/run.ts'
import type { PolicySource } from '../document/policy.ts'
import type { AnalysisQuestion } from '../simulator/debug/analyse.ts'
import type { Analysis } from '../simulator/trace/analysis.ts'
import type { Recording } from '../simulator/trace/recording.ts'
import type { StepQuestion } from '../simulator/trace/recording.ts'
import type { OpenOutcome } from '../simulator/trace/run.ts'
import type { OomReport } from '../simulator/report/report.ts'

export interface ExportInput extends RunInput {
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
  /** A report of `log`, to read that one; null to search the file for reports and read the first. */
  picked: { log: KernelLog; pick: number } | null
}

export type ImportOutput =
  | { kind: 'log'; log: KernelLog; pick: number; imported: ImportedLog; lines: readonly ReadLine[] }
  | { kind: 'snapshot'; scenario: Scenario | null; problems: readonly Problem[] }
  /** Neither a report of the OOM killer nor a snapshot is in it. */
  | { kind: 'nothing' }

/** The kernel's own part as it is stepped through: spans of its statements are offsets in `text`. */
export interface KernelSource {
  text: string
  /** The files that `text` is made of, with the first line of each, counted from 1. */
  files: readonly { name: string; line: number }[]
}

export type StatementsOutput =
  | { kind: 'recorded'; recording: Recording }
  /** The run has no such place. */
  | { kind: 'missing' }
  /** The worker has no run of this id: it is a new one. */
  | { kind: 'closed' }

export type AnalysisOutput = { kind: 'analysed'; analysis: Analysis } | { kind: 'missing' } | { kind: 'closed' }

export interface Calls {
  run: { input: RunInput; output: RunOutput }
  export: { input: ExportInput; output: ExportOutput }
  exportFolder: { input: ExportInput; output: ExportFolderOutput }
  import: { input: ImportInput; output: ImportOutput }
  /** The kernel's report of a run, and a Markdown account of it; null when the policy has errors. */
  report: { input: RunInput; output: OomReport | null }
  account: { input: RunInput & { title: string }; output: string | null }
  /** The smallest changes that flip what becomes of a task, by its index; null when the policy has errors. Long: it is done in slices. */
  flip: { input: RunInput & { task: number }; output: FlipAnswer | null }
  /** The results of the tests in their order; null when the policy has errors. It is done in slices. */
  tests: { input: RunInput & { tests: readonly PolicyTest[] }; output: readonly TestResult[] | null }
  /** The document's policy, the kernel's rule and the gallery, on the document's machine and those of the gallery. It is done in slices. */
  matrix: { input: RunInput; output: Matrix }
  /** Ends a call that is done in slices. */
  stop: { input: { call: Call }; output: null }
  /** Takes a run to step through; of several only the newest is kept. */
  openStepper: { input: RunInput & { id: number }; output: null }
  statements: { input: { id: number } & StepQuestion; output: StatementsOutput }
  /** Goes over the run of `openStepper` for breakpoints, watches and coverage. */
  analyse: { input: { id: number } & AnalysisQuestion; output: AnalysisOutput }
  kernelSource: { input: Record<string, never>; output: KernelSource }
  /** Who may be chosen in a round in which the kernel compared with a value that nobody wrote. */
  open: { input: RunInput & { round: number }; output: OpenOutcome | null }
  /** A policy in TypeScript as BPF C; null when it has errors. */
  asC: { input: { policy: PolicySource; kernel: KernelVersion }; output: string | null }
  /** The declarations of everything that a policy in TypeScript may use, as the text of a `.d.ts`. */
  typings: { input: null; output: string }
  complete: { input: { text: string; offset: number; kernel: KernelVersion }; output: readonly CompletionItem[] }
  hover: { input: { text: string; offset: number; kernel: KernelVersion }; output: HoverInfo | null }
}

export type Call = keyof Calls

/** The message that asks for one call. `seq` numbers the messages of one client, upwards. */
export interface RequestOf<C extends Call> {
  call: C
  seq: number
  input: Calls[C]['input']
}

export interface DoneOf<C extends Call> {
  status: 'done'
  call: C
  seq: number
  output: Calls[C]['output']
}

export type Request = { [C in Call]: RequestOf<C> }[Call]

export type Reply =
  /** Sent once, when the worker has loaded: only from then on is its silence a sign of anything. */
  | { status: 'ready' }
  | { [C in Call]: DoneOf<C> }[Call]
  /** The call was done in slices, and a newer one of its kind or a `stop` came in between. */
  | { status: 'superseded'; call: Call; seq: number }
  /** How far a long call has come. */
  | { status: 'progress'; call: Call; seq: number; done: number; total: number }
  /** Our own bug, never the user's error. */
  | { status: 'crashed'; call: Call; seq: number; message: string }
