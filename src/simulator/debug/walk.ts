// Follows a replayed round by its probes: which calls are open, and which iteration it has come to. It keeps nothing of what went by.
//
// The events of a round fall into stretches, one for each place at which the page's cursor can stand: stretch i goes up to the return of
// the i-th step, such as oom_evaluate_task() for the i-th task, and the last one from there to the end of the round. Every event is in
// exactly one stretch.

import type { Probe } from '../../backend/wasm/debug-info.ts'
import { isStepFunction, STEP_FUNCTIONS } from '../../kernel/interfaces.ts'

/** True for a call whose return ends a stretch. */
export const isStep = ({ origin, function: name }: Pick<Probe, 'origin' | 'function'>): boolean =>
  origin === 'kernel' && isStepFunction(name)

/** Kernel functions that are open while policy code runs, so that the stack is known even where nothing else is followed. */
export const LANDMARKS: readonly string[] = [
  'mem_cgroup_out_of_memory',
  'out_of_memory',
  'select_bad_process',
  'mem_cgroup_scan_tasks',
  ...STEP_FUNCTIONS,
]

/** Functions that keep the trace: no kernel has them, so nobody steps through them. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['trace_iteration', 'trace_event', 'exempt'])

/** False for those, and for code that stands in no text, such as the library of another language. */
const isShown = ({ origin, function: name, span }: Probe): boolean =>
  span.end > 0 && !(origin === 'kernel' && BOOKKEEPING.has(name))

/** A call that is open. */
export interface Activation {
  function: string
  origin: Probe['origin']
  /** Address of its locals. */
  frame: number
  /** The probe that it came to last. */
  probe: Probe
}

/** Ends a replay where it has shown enough. Thrown through WebAssembly, so it must be an exception; it never leaves this folder. */
export class ReplayEnd extends Error {}

export interface WalkListener {
  /** A stretch begins; true to have its statements reported. Throws ReplayEnd to end the replay. */
  begin: (stretch: number) => boolean
  /** A statement is about to run, or a loop's condition to be asked; `walk.stack` ends with its call. */
  step: (index: number, walk: Walk) => void
  /** A call is about to return; it is still the last of `walk.stack`. */
  leave?: (index: number, walk: Walk) => void
}

export class Walk {
  readonly stack: Activation[] = []
  stretch = 0
  private listening = false

  constructor(
    private readonly probes: readonly Probe[],
    private readonly setProbing: (on: boolean) => void,
    private readonly listener: WalkListener,
  ) {
    this.listening = listener.begin(0)
    setProbing(this.listening)
  }

  private next(): void {
    const listens = this.listener.begin(++this.stretch)
    if (listens !== this.listening) this.setProbing(listens)
    this.listening = listens
  }

  /** What env.probe is given. */
  probe(index: number, frame: number): void {
    const probe = this.probes[index]
    if (probe === undefined) return
    switch (probe.kind) {
      case 'enter':
        this.stack.push({ function: probe.function, origin: probe.origin, frame, probe })
        return
      case 'leave':
        if (this.listening && isShown(probe)) this.listener.leave?.(index, this)
        this.stack.pop()
        if (isStep(probe)) this.next()
        return
      case 'statement':
      case 'loop-head': {
        const top = this.stack.at(-1)
        if (top !== undefined) top.probe = probe
        if (this.listening && isShown(probe)) this.listener.step(index, this)
      }
    }
  }
}
