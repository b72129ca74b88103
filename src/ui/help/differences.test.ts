import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { DIFFERENCES } from './differences.ts'

it.each(DIFFERENCES.map(({ test }) => [test.file, test.title]))('%s has a test that %j', (file, title) => {
  expect(readFileSync(file, 'utf8')).toContain(`it('${title}'`)
})
