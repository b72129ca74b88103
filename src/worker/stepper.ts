// The worker's stepper: keeps the run that is stepped through, so that a question about it is only a place.

import { KERNEL_SOURCE, OOM_KILL_C } from '../kernel/sources.ts'
import { DebugSession } from '../simulator/debug/session.ts'
import type { Calls } from './protocol.ts'

let open: { id: number; session: DebugSession } | null = null

export function openStepper({ id, ...run }: Calls['openStepper']['input']): void {
  open = { id, session: new DebugSession(run) }
}

export function statementsOf({ id, ...question }: Calls['statements']['input']): Calls['statements']['output'] {
  if (open?.id !== id) return { kind: 'closed' }
  const recording = open.session.record(question)
  return recording === null ? { kind: 'missing' } : { kind: 'recorded', recording }
}

export const kernelSource = (): Calls['kernelSource']['output'] => ({
  text: KERNEL_SOURCE,
  files: [
    { name: 'oom_kill.c', line: 1 },
    { name: 'bpf_runtime.c', line: OOM_KILL_C.split('\n').length + 1 },
  ],
})
