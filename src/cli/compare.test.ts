import { describe, expect, it } from 'vitest'

import { terminal } from './testing.ts'

const COMPARE = ['compare', '--policy', 'gallery:largest-rss', '--scenario', 'gallery:hidden-weight']

describe('compare', () => {
  it('shows where a policy and the kernel part', async () => {
    const { out, status } = await terminal(COMPARE)
    expect(status).toBe(0)
    expect(out).toContain('They differ first in round 1, at step 11.')
    expect(out).toMatch(/^! +11 +analytics +select +analytics +analytics +next +indexer$/m)
  })

  it('takes another policy, or the kernel without the hook', async () => {
    const { out } = await terminal([...COMPARE, '--against', 'gallery:largest-rss'])
    expect(out).toContain('Both do the same at every step.')
    const json = await terminal([...COMPARE, '--against', 'no-hook', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({
      policy: { victims: [1102], rounds: 1 },
      against: { victims: [1101] },
      firstDifference: { round: 0, iteration: 10 },
    })
  })

  it('plays the whole gallery', async () => {
    const { out } = await terminal([...COMPARE, '--matrix'])
    expect(out).toMatch(/^One hog\n {2}This policy +stress-ng \(pid 1400\) +1 killed/m)
  })
})
