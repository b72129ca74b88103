// The signs for what happened in an iteration and in a round.

import type { Iteration } from '../../reading/iteration.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import type { MarkKind } from '../parts/Mark.tsx'

/** Which sign stands for an iteration. */
export function markOf(iteration: Pick<Iteration, 'rule' | 'effect' | 'exemption'>): MarkKind {
  switch (iteration.rule) {
    case 'unkillable':
    case 'cpuset':
      return 'shield'
    case 'origin':
      return 'select'
    case 'policy':
      return iteration.effect
    case 'victim-skip':
      return 'next'
    case 'victim-abort':
      return 'abort'
    case 'badness':
      return iteration.exemption === 'none' ? 'default' : 'shield'
  }
}

/** The sign of an outcome. */
export function markOfOutcome(outcome: RoundTrace['outcome']): MarkKind {
  switch (outcome) {
    case 'killed':
      return 'victim'
    case 'aborted':
    case 'panic':
    case 'fault':
      return 'abort'
    case 'nobody':
    case 'already-dying':
      return 'next'
  }
}
