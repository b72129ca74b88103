import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { examples } from '../../scripts/examples.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import { anyDocument } from './document.arbitrary.ts'
import { parseDocument, printDocument } from './file.ts'
import type { LinkContext } from './form.ts'

const CONTEXT: LinkContext = { policies: POLICY_GALLERY, scenarios: SCENARIO_GALLERY }

test('any document comes back from its file as it was', () => {
  fc.assert(
    fc.property(anyDocument(CONTEXT), (document) => {
      expect(parseDocument(printDocument(document), CONTEXT).document).toEqual(document)
    }),
    { numRuns: examples(60, 15) },
  )
})

test('a file that is not JSON is refused with line and column', () => {
  expect(parseDocument('{\n  "version": 1,\n  oops\n}', CONTEXT).problems[0]).toMatchObject({
    code: 'json-syntax',
    place: 'line 3, column 3',
  })
})

test('a file without a version, or with a newer one, is refused', () => {
  expect(parseDocument('{"title": "x"}', CONTEXT).problems[0]?.code).toBe('no-version')
  expect(parseDocument('{"version": 9}', CONTEXT).problems[0]?.message).toContain('newer playground (version 9)')
})

test('every part that can be read is kept, and every other is named', () => {
  const file = {
    version: 1,
    title: 7,
    policy: { language: 'c', text: 'int x;' },
    maps: { m: [{ key: 1 }] },
    parameters: {},
  }
  const { document, problems } = parseDocument(JSON.stringify(file), CONTEXT)
  expect(document).toEqual({
    title: 'Untitled',
    policy: { language: 'c', text: 'int x;' },
    parameters: {},
    maps: {},
    scenario: { kind: 'gallery', id: 'one-hog' },
    view: { round: 0, iteration: null },
  })
  expect(problems.map((problem) => problem.place)).toEqual(['title', 'maps', 'scenario', 'view'])
})

test('what is wrong in a whole machine is named by its place', () => {
  const file = {
    version: 1,
    title: '',
    policy: { language: 'c', text: '' },
    parameters: {},
    maps: {},
    view: { round: 0, iteration: null },
  }
  const scenario = {
    inline: { version: 1, machine: { ram: '1G' }, tasks: [{ pid: -1, comm: 'x' }], oom: { scope: 'global' } },
  }
  const { document, problems } = parseDocument(JSON.stringify({ ...file, scenario }), CONTEXT)
  expect(document?.scenario).toEqual({ kind: 'gallery', id: 'one-hog' })
  expect(problems.map((problem) => problem.place)).toEqual(['scenario: tasks[0].pid', 'scenario'])
})

test('garbage and any JSON never throw', () => {
  const anyFile = fc.dictionary(
    fc.constantFrom('title', 'policy', 'maps', 'parameters', 'scenario', 'view'),
    fc.jsonValue(),
  )
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    anyFile.map((file) => JSON.stringify({ ...file, version: 1 })),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      const { document, problems } = parseDocument(text, CONTEXT)
      expect(document !== null || problems.length > 0).toBe(true)
    }),
  )
})
