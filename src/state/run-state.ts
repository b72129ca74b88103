// What the state of a run means: the result that is on show, and whether it is the newest.

import type { FinishedRun, RunState } from './shape/run.ts'

/** The last good run, whatever the newest is doing. */
export function finishedRun(run: RunState): FinishedRun | null {
  switch (run.phase) {
    case 'none':
      return null
    case 'running':
    case 'failed':
      return run.previous
    case 'done':
      return run.finished
  }
}

/** True when what is on show is not what the policy on show would give. */
export const isStale = (run: RunState): boolean => run.phase === 'failed' || (run.phase === 'running' && run.stale)
