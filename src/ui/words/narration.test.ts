import { describe, expect, it } from 'vitest'

import { roundOf, walk } from '../../state/testing/walked-run.ts'
import { formatNarration } from './narration.ts'

const RUN = walk(`
  1 init unkillable next
  903 postgres badness 102400 select
  812 nginx badness 20480 next
  77 batch policy select
  78 cron policy next
`)

const narrate = (position: number): string => formatNarration(roundOf(RUN), position, RUN.input.scenario)

describe('a step told in one breath', () => {
  it('says the place, the process, what was decided and who is chosen after it', () => {
    expect(narrate(0)).toBe('1 of 5, init, unkillable, nobody is chosen.')
    expect(narrate(1)).toBe('2 of 5, postgres, now chosen with 102,400 points.')
    expect(narrate(2)).toBe('3 of 5, nginx, 20,480 points, postgres stays chosen.')
    expect(narrate(3)).toBe('4 of 5, batch, selected, now chosen.')
  })

  it('tells no points that SELECT left unset', () => {
    expect(narrate(4)).toBe('5 of 5, cron, passed over, batch stays chosen.')
  })

  it('ends with the outcome', () => {
    expect(narrate(5)).toMatch(/^Outcome\. Memory is full\. .*batch/)
  })
})
