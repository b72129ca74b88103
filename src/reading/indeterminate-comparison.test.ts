import { describe, expect, it } from 'vitest'

import { indeterminateComparison } from './indeterminate-comparison.ts'
import { walk } from '../state/testing/walked-run.ts'

describe('indeterminateComparison()', () => {
  it('finds the first score that was compared with what SELECT left unset', () => {
    const { result } = walk('10 a policy select\n20 sshd badness oom_score_adj_min\n30 b badness 200 select')
    expect(indeterminateComparison(result)).toEqual({ round: 0, iteration: 2 })
  })

  it('finds nothing where only scores, or only verdicts, decide', () => {
    expect(indeterminateComparison(walk('10 a badness 100 select\n20 b badness 200 select').result)).toBeNull()
    expect(indeterminateComparison(walk('10 a policy select\n20 b policy next').result)).toBeNull()
  })
})
