import { describe, expect, test } from 'vitest'

import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import { decodeLink } from './fragment.ts'
import { upgrade } from './versions.ts'

describe('upgrading', () => {
  const steps = new Map([
    [1, (value: unknown) => [value, 'two']],
    [2, (value: unknown) => [value, 'three']],
  ])

  test('goes one version at a time', () => {
    expect(upgrade('one', 1, steps, 3)).toEqual([['one', 'two'], 'three'])
    expect(upgrade('two', 2, steps, 3)).toEqual(['two', 'three'])
    expect(upgrade('three', 3, steps, 3)).toBe('three')
  })

  test('a version without a step is our bug', () => {
    expect(() => upgrade('one', 1, new Map(), 2)).toThrow('no upgrader from version 1')
  })
})

// One link of every version, as it was made in its time. They stay forever.
describe('stored links', () => {
  test('version 1', async () => {
    const link =
      'v1.aerqy6.RcxNCoMwEAbQqwzfsgwYFfqT0lN0aaVYDXaoJiEZ7EK8e2k3XT94KxQWVw3JDWBk2Ab6Fp_B6B4yR7SMBbYxfGgZI-wK7dLo9B5lgMXJ1NgY8xdikpBExf2aytR7MEqDdmNEWPTBZ6UlTJ3K5Ei80v-iCx3L6kzFjvTpKKbQu5xJA71kmmhX3Dy2Dw'
    const { document, problems } = await decodeLink(link, { policies: [], scenarios: SCENARIO_GALLERY })
    // The machine of the gallery may change; that the link says so is no damage.
    expect(problems.filter((problem) => problem.code !== 'gallery-changed')).toEqual([])
    expect(document).toEqual({
      title: 'Stored',
      policy: { language: 'c', text: 'const volatile int target_pid = 812; /* the process to kill */\n' },
      parameters: { target_pid: '903' },
      maps: { priorities: [{ key: '2036', value: '10' }] },
      scenario: { kind: 'gallery', id: 'twins' },
      view: { round: 0, iteration: 7 },
    })
  })

  test.each([
    [
      'coded',
      'v1.1e2f1o1-nAUC8mTH1fbdw9GmY09VY6U2HLUzL7HDcmtDNFhk1l26XkR-g12k3inT1lgE97_nnSK5pc2TcIkRR4U1AIB4g056RjeO99WpjAVwXz8D2Nr_crxsFtTSwG9AVDLBUAFQRnOJJax1IHaNnDAQiNjcRoexZo5EQYi1B8ncQdfiwvX3S1_TDoRNA79jWmM5-IjTKipR41nXslMHGRLkH03V0nqwb6yrKKIWzXLps6xLvZ2J-yk_K358VgVfKDy3SRJ24P9f5ng-FhekmfvYUiw42DEEUn1C3hPifTzSvu2cCWtKIq3P40u9FSi0kH_J_dyH7B9a2IGw2UA3c37gyIPP-_kSFwEqeJomNWGJBGwiVGnkpEQEOiUlno_j1MMNxZ7agXTaYiqnPRfLpx85gg',
    ],
    [
      'deflated, with columns as they were first',
      'v1.1wt4xhw.zVXBjpswEP0Va9TjhNiGEHA_oKpW6Vaq1AuKKgPeQAI4xSbZKMq_VzbJZpVttnusQM9jYx4zb2bMEQyII3wyRaVaCQJMoTrZ1zoYV4K10R0g7FRvat2BYAi2to0CAd-0Je2BFKteD1tAsEoWlTIg4GtHJGlVW6zI4-OC6K45ECvNxpBcNXpPbKXI09A053eJ7BWRZqNKInM92M9-w6qWnSWderak1LontSFGPqkAEDaq71QDAuKAcUBoZVHVnXKR9LIFASz-AgjD1tat-qEK3ZUGRBJHlJ4Qxo8aEFmCR9hKW4HIYFp3tQ1MobcKEKbmYKxqA9PUxZv5eVJO1nroO9mUgVH97r2NQ6l293eV-WDuU5jq9bNc2qJyxl7lsESoSxAZxxAjnGGMc0wwXSK0qtX9IWjlM4isG5oG3weYMb6A5WmJ4BMFImPcqeP5GXJkM4wSZIwjDxnymOOMRRinFBllFBmncwfJEqHQbeskPUfvEmarXsnSm0Y_2br_XU6pn-3ltnTWOi_5dFdKNkkA4UbhVyteSkBwok1KqVpfn8ZUbnEtdxIQ9iqfsPPInUrnGr1N81-V-D9Tfc247FwfZjBf3AkgXgBC5IC_wDyl1E9SP7A0Wjiup9p1cgbpPS6WuO0zB-GVNvWczFPFnmi7sjJvXPNnEEcPd9gS-uDYuMMouiKLIxY7Iw7HZ25wpaitbH76WuLRPRfD0Zm5R-8k814mfAw5pD4G7oYlgrGyty9nQkbxcoUYYowpRhRjdy9fyvbSQrYf1C38u7ecOmMbXde5vz70rtbtL1PoXv2S5fq9Zp7wGcUJo5TiJKUX8w3fcOPKXWCUXQzKMAwxDF1KvCLmYxRXiJJXTpzGsNxxPTaiOIL_W4AYq_yEUHc7vVH9d-etO1ZOJ4QtCIDTHw',
    ],
  ])('version 1 with a machine of its own, %s', async (_, link) => {
    const { document, problems } = await decodeLink(link, { policies: [], scenarios: [] })
    expect(problems).toEqual([])
    const scenario = document?.scenario.kind === 'inline' ? document.scenario.scenario : null
    expect(scenario?.title).toBe('Not my cgroup')
    expect(scenario?.oom).toEqual({
      scope: { kind: 'memcg', path: '/web' },
      invokerPid: 1208,
      gfpMask: 0xcc0,
      order: 0,
    })
    expect(scenario?.cgroups.at(-1)).toMatchObject({ path: '/web', memoryMaxPages: 131072 })
    expect(scenario?.tasks).toHaveLength(12)
    expect(scenario?.tasks.at(-1)).toMatchObject({
      pid: 1208,
      comm: 'web-2',
      uid: 33,
      anonPages: 49664,
      startSeconds: 60,
    })
  })
})
