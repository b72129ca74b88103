import { describe, expect, it } from 'vitest'
import { terminal } from './testing.ts'

const TRACE = ['trace', '--policy', 'gallery:largest-rss', '--scenario', 'gallery:one-hog']

describe('trace', () => {
  it('prints the statements of a step with file, line and values', async () => {
    const { status, out } = await terminal([...TRACE, '--step', '11'])
    expect(status).toBe(0)
    expect(out).toMatch(/oom_kill\.c:\d+ .*verdict = bpf_oom_evaluate_task\(task, oc\);/)
    expect(out).toMatch(/policy:\d+ .*task->signal->oom_mm.*= NULL/)
    expect(out).toMatch(/oc->chosen_points = points;/)
  })

  it('prints all that is known with --json', async () => {
    const { status, out } = await terminal([...TRACE, '--iteration', '11', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ round: 1, iteration: 11 })
    const statements = out.match(/"statement": \d+/g) ?? []
    expect(statements.length).toBeGreaterThan(20)
    expect(statements).toEqual(statements.map((_, index) => `"statement": ${index + 1}`))
  })

  it('says what is wrong with its arguments, and which steps there are not', async () => {
    expect(await terminal(TRACE)).toMatchObject({ status: 2, err: '--step is missing.' })
    expect((await terminal([...TRACE, '--step', 'x'])).err).toContain('write a number from 1 on')
    expect((await terminal([...TRACE, '--step', '500'])).err).toBe('The run has no step 500 in round 1.')
  })
})
