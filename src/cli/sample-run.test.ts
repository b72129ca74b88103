import { expect, it } from 'vitest'

import { runSample, toSource } from './sample-run.ts'

it('runs the sample to a victim', () => {
  const { diagnostics, result } = runSample()
  expect(diagnostics).toEqual([])
  expect(result?.outcome).toBe('killed')
})

it('writes a run as source that reads back as the same run', async () => {
  const output = runSample()
  const source = `export default ${toSource(output)}`
  const read: unknown = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)
  expect(read).toMatchObject({ default: output })
})
