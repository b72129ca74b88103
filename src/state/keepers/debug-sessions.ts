// The run that the worker keeps for the stepper: it is told of one once, and asked about places in it after that.

import type { Answer } from '../../worker/client.ts'
import type { Calls } from '../../worker/protocol.ts'
import type { FinishedRun } from '../shape/run.ts'

/** Something that runs places again: the worker's client, or a test's. */
export interface StepperEngine {
  open: (input: Calls['openStepper']['input']) => Promise<Answer<'openStepper'>>
  statements: (input: Calls['statements']['input']) => Promise<Answer<'statements'>>
  analyse: (input: Calls['analyse']['input']) => Promise<Answer<'analyse'>>
}

export interface DebugSessions {
  /** The id under which the worker knows the run; null when it could not be told. */
  idFor: (run: FinishedRun) => Promise<number | null>
  /** The worker does not know the run any more. False when it has just been told, so that telling it again would not help. */
  forget: (run: FinishedRun) => boolean
}

export function createDebugSessions(engine: Pick<StepperEngine, 'open'>): DebugSessions {
  let last = 0
  let opened: { run: FinishedRun; id: Promise<number | null>; forgotten: boolean } | null = null

  async function open(run: FinishedRun, id: number): Promise<number | null> {
    const answer = await engine.open({ ...run.input, id })
    return answer.status === 'done' ? id : null
  }

  return {
    async idFor(run) {
      if (opened?.run !== run || opened.forgotten) {
        opened = { run, id: open(run, ++last), forgotten: false }
      }
      const id = await opened.id
      if (id === null && opened.run === run) opened.forgotten = true
      return id
    },
    forget(run) {
      if (opened?.run !== run || opened.forgotten) return false
      opened.forgotten = true
      return true
    },
  }
}
