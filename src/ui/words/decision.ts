// What happened in one iteration, in words and as a sign.

import type { Iteration } from '../../reading/iteration.ts'
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
