import { describe, expect, it } from 'vitest'

import { terminal } from './testing.ts'

const WHY = ['why', '--policy', 'gallery:largest-rss', '--scenario', 'gallery:one-hog']

describe('why', () => {
  it('says why, and what would flip it', async () => {
    const { out, status } = await terminal([...WHY, '--pid', '903'])
    expect(status).toBe(0)
    expect(out).toMatch(/^It was chosen at step 11, but lost to stress-ng \(pid 1400\)/)
    expect(out).toContain('At 1.18 GiB of anonymous memory (was 310 MiB, +230,400 pages), it dies first')
  })

  it('shows the score where the kernel scored', async () => {
    const { out } = await terminal(['why', '--policy', 'none.c', '--scenario', 'gallery:one-hog', '--pid', '1400'], {
      'none.c': '',
    })
    expect(out).toMatch(/Sum +333458/)
  })

  it('gives the same as JSON', async () => {
    const { out } = await terminal([...WHY, '--pid', '1400', '--json'])
    expect(JSON.parse(out)).toMatchObject({
      pid: 1400,
      isVictim: true,
      flips: [{ kind: 'memory', found: true, victim: 903 }, { kind: 'adj' }, { kind: 'limit', found: false }],
    })
  })

  it('refuses pids that are not there', async () => {
    const { err, status } = await terminal([...WHY, '--pid', '4'])
    expect([status, err]).toEqual([2, 'The scenario has no process with the pid 4.'])
  })
})
