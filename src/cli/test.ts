// `test`: runs the tests of a document file. Its exit status is for scripts: 0 all passed, 1 some failed, 2 unreadable.

import { askTests } from '../lab/ask.ts'
import { finish } from '../lab/work.ts'
import { loadLanguage } from '../policy/source.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import { parseDocument } from '../share/file.ts'
import { formatTest } from '../reading/test-words.ts'
import { runPolicy } from '../simulator/engine.ts'
import { GALLERY_CONTEXT } from '../share/gallery-context.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { formatProblem } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

function readDocument(file: string, io: Io) {
  let text: string
  try {
    text = io.readFile(file)
  } catch (error) {
    throw new UsageError(`The document cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { document, problems } = parseDocument(text, GALLERY_CONTEXT)
  const shown = problems.map(formatProblem)
  if (document === null || problems.some(({ severity }) => severity === 'error'))
    throw new UsageError([`${file} cannot be read as a whole:`, ...shown].join('\n'))
  for (const problem of shown) io.err(problem)
  return document
}

export async function test(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, { json: { type: 'boolean', default: false } })
  const [name, ...more] = positionals
  refusePositionals(more)
  const file = required(name, 'The document file')
  const { policy, parameters, maps, scenario: reference, tests = [], title } = readDocument(file, io)
  if (tests.length === 0) throw new UsageError(`${file} has no tests.`)
  const scenario = reference.kind === 'inline' ? reference.scenario : findGalleryScenario(reference.id)
  if (scenario === null) throw new UsageError(`${file} names a scenario that the gallery does not have.`)
  await loadLanguage(policy.language)
  const input = { policy, parameters, maps, scenario, tests }
  const { diagnostics, inputProblems } = runPolicy(input)
  if (inputProblems.length > 0)
    throw new UsageError(inputProblems.map((one) => `${one.place}: ${one.message}`).join('\n'))
  const work = askTests(input)
  if (work === null) {
    io.err(formatDiagnostics(diagnostics, policy.text, file).join('\n'))
    return EXIT.policyHasErrors
  }
  const results = finish(work).map((result, index) => {
    const one = tests[index]
    return { test: one === undefined ? '' : formatTest(one), passed: result.passed, found: result.found }
  })
  const failed = results.filter(({ passed }) => !passed).length
  if (values.json) io.out(JSON.stringify({ title, passed: results.length - failed, failed, results }, null, 2))
  else {
    const lines = results.map(
      (one) => `${one.passed ? 'ok  ' : 'FAIL'}  ${one.test}${one.passed ? '' : `\n      ${one.found}`}`,
    )
    io.out([...lines, '', `${title}: ${results.length - failed} of ${results.length} tests passed`].join('\n'))
  }
  return failed === 0 ? EXIT.ran : EXIT.testsFailed
}
