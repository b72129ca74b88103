import { describe, expect, it } from 'vitest'

import { openComparison } from './open-outcome.ts'
import { walk } from '../state/testing/walk.ts'

describe('openComparison()', () => {
  it('finds the first score that was compared with what SELECT left unset', () => {
    const { result } = walk('10 a policy select\n20 sshd badness oom_score_adj_min\n30 b badness 200 select')
    expect(openComparison(result)).toEqual({ round: 0, iteration: 2 })
  })

  it('finds nothing where only scores, or only verdicts, decide', () => {
    expect(openComparison(walk('10 a badness 100 select\n20 b badness 200 select').result)).toBeNull()
    expect(openComparison(walk('10 a policy select\n20 b policy next').result)).toBeNull()
  })
})
