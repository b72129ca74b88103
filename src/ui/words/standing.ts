// How a task stands at one moment, in a sign and a few words.

import { KILL_WORDS } from '../../reading/outcome-words.ts'
import type { TaskState } from '../../state/selectors.ts'
import type { MarkKind } from '../parts/Mark.tsx'
import { formatEffect } from '../../reading/decision.ts'
import { markOf } from './marks.ts'

export interface StandingWords {
  mark: MarkKind
  text: string
  /** True for what held once and holds no more: it is not emphasised. */
  past?: true
}

/** `atEnd`: the cursor is at the outcome, so that who dies is known. */
export function formatStanding({ standing, kill }: TaskState, atEnd: boolean): StandingWords {
  if (atEnd && kill !== null) return { mark: kill === 'oom-group' ? 'group' : 'victim', text: KILL_WORDS[kill].state }
  switch (standing.kind) {
    case 'gone':
      return { mark: 'outside', text: `died in round ${standing.round + 1}` }
    case 'outside':
      return { mark: 'outside', text: 'not in this walk' }
    case 'waiting':
      return { mark: 'waiting', text: `at step ${standing.iteration + 1}` }
    case 'evaluated': {
      const { iteration, now, chosen } = standing
      if (chosen && !now) return { mark: 'select', text: atEnd ? 'chosen' : 'chosen so far' }
      const replaced = iteration.effect === 'select' && !chosen
      if (!replaced) return { mark: markOf(iteration), text: formatEffect(iteration) }
      const text = iteration.rule === 'badness' ? formatEffect(iteration) : 'was selected'
      return { mark: markOf(iteration), text, past: true }
    }
  }
}
