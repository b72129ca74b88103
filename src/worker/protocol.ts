// Everything that crosses between the page and the worker. Plain data only: it is structured-cloned.
// The engine is imported as types alone, so that the page never downloads the simulator that it left in the worker.

import type { KernelVersion } from '../kernel/versions.ts'
import type { CompletionItem, HoverInfo } from '../policy/c/assist.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { RunInput, RunOutput } from '../simulator/engine.ts'

export interface ExportInput extends RunInput {
  target: 'fmod_ret'
  /** The link that the exported file names, or null. */
  link: string | null
  title: string
}

export interface ExportOutput {
  /** Null when the policy has errors. */
  files: readonly { name: string; text: string }[] | null
  diagnostics: readonly Diagnostic[]
}

export interface Calls {
  run: { input: RunInput; output: RunOutput }
  export: { input: ExportInput; output: ExportOutput }
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
  /** Our own bug, never the user's error. */
  | { status: 'crashed'; call: Call; seq: number; message: string }
