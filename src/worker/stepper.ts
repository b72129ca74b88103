// The worker's stepper: keeps the run that is stepped through, so that a question about it is only a place.

import { KERNEL_SOURCE, OOM_KILL_C } from '../kernel/sources.ts'
import { analyseRun } from '../simulator/debug/analyse.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import { DebugSession } from '../simulator/debug/session.ts'
import type { Calls } from './protocol.ts'

let open: { id: number; run: RunInput; session: DebugSession } | null = null

export function openStepper({ id, ...run }: Calls['openStepper']['input']): void {
  open = { id, run, session: new DebugSession(run) }
}

export function statementsOf({ id, ...question }: Calls['statements']['input']): Calls['statements']['output'] {
  if (open?.id !== id) return { kind: 'closed' }
  const recording = open.session.record(question)
  return recording === null ? { kind: 'missing' } : { kind: 'recorded', recording }
}

export function analysisOf(
  { id, ...question }: Calls['analyse']['input'],
  alive: () => void,
): Calls['analyse']['output'] {
  if (open?.id !== id) return { kind: 'closed' }
  const analysis = analyseRun(open.run, question, alive)
  return analysis === null ? { kind: 'missing' } : { kind: 'analysed', analysis }
}

export const kernelSource = (): Calls['kernelSource']['output'] => ({
  text: KERNEL_SOURCE,
  files: [
    { name: 'oom_kill.c', line: 1 },
    { name: 'bpf_runtime.c', line: OOM_KILL_C.split('\n').length + 1 },
  ],
})
