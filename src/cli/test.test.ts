import { describe, expect, it } from 'vitest'

import { terminal } from './testing.ts'

const documentWith = (tests: readonly unknown[], text = ''): string =>
  JSON.stringify({
    version: 1,
    title: 'Twins by the kernel',
    policy: { language: 'c', text },
    parameters: {},
    maps: {},
    scenario: { gallery: 'twins' },
    tests,
    view: { round: 0, iteration: null },
  })

const run = (text: string, ...more: string[]) => terminal(['test', 'twins.json', ...more], { 'twins.json': text })

const VICTIM = { test: 'victim', comm: 'worker3' }

describe('test', () => {
  it('says what holds, with status 0', async () => {
    const { out, status } = await run(documentWith([VICTIM, { test: 'killed', count: 1 }]))
    expect(status).toBe(0)
    expect(out).toBe(
      'ok    The first victim is worker3\nok    1 process is killed\n\nTwins by the kernel: 2 of 2 tests passed',
    )
  })

  it('says what does not, with status 1', async () => {
    const { out, status } = await run(documentWith([VICTIM, { test: 'order-independent', shuffles: 50 }]))
    expect(status).toBe(1)
    expect(out).toMatch(/FAIL {2}50 other orders.*\n {6}\d+ of 50 orders choose another/)
  })

  it('gives the same as JSON', async () => {
    const { out } = await run(documentWith([{ test: 'victim', comm: 'worker0' }]), '--json')
    expect(JSON.parse(out)).toMatchObject({ passed: 0, failed: 1, results: [{ passed: false }] })
  })

  it('gives status 1 for a policy with errors', async () => {
    expect(await run(documentWith([VICTIM], 'int f( {'))).toMatchObject({ status: 1, out: '' })
  })

  it('gives status 2 for what cannot be read', async () => {
    expect((await run('{')).status).toBe(2)
    expect(await run(documentWith([]))).toMatchObject({ status: 2, err: 'twins.json has no tests.' })
    expect((await run(documentWith([{ test: 'killed' }]))).err).toContain('tests[0]')
    expect((await terminal(['test', 'none.json'])).status).toBe(2)
  })
})
