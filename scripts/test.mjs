// `npm test`: type check, lint, unit tests, build and browser tests, in this order. Goes on after a failure so that one run shows
// all that is wrong, repeats at the end what failed, closes with `N passed, N failed, N skipped`, and fails when anything failed.
// `build/test-counts.json` has the same counts.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { endWithParent, run } from './processes.mjs'

endWithParent()

const UNIT_REPORT = 'build/unit-report.json'
const BROWSER_REPORT = 'build/browser-report.json'

const PASSED = { passed: 1, failed: 0, skipped: 0, failures: [] }

/** Runs a command; its one check counts as passed or failed. */
async function check(title, command, env = {}) {
  console.log(`\n== ${title}: ${command.join(' ')}`)
  const status = await run(command, env)
  return status === 0 ? PASSED : { passed: 0, failed: 1, skipped: 0, failures: [`${title} (exit status ${status})`] }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Counts the tests in a report; a run that failed without a failed test (a crash, no tests) counts as one failure. */
function withReport(checked, path, count) {
  const report = readReport(path)
  if (!report) return { ...checked, passed: 0, failed: 1 }
  const counted = count(report)
  return checked.failed > 0 && counted.failed === 0 ? { ...counted, failed: 1, failures: checked.failures } : counted
}

/** The first lines of what a test said when it failed, under its name. */
const failure = (name, message) => [name, ...String(message).split('\n').slice(0, 12)].join('\n    ')

const countUnit = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
  failures: report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => failure(fullName, failureMessages[0])),
  ),
})

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]

/** A browser test, and what its first failed try said. */
const tried = ({ file, title, tests }) =>
  failure(`${file}: ${title}`, tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message)

function countBrowser({ stats, suites }) {
  const specs = suites.flatMap(specsOf)
  const isFlaky = ({ tests }) => tests.some(({ status }) => status === 'flaky')
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    failures: specs.filter(({ ok }) => !ok).map(tried),
    secondTries: specs.filter(isFlaky).map(tried),
  }
}

rmSync('build', { recursive: true, force: true })
mkdirSync('build', { recursive: true })

const results = [
  await check('Type check', ['npx', 'tsc', '--noEmit']),
  await check('Lint and format', ['npm', 'run', '--silent', 'lint']),
  withReport(
    await check('Unit tests', [
      'npx',
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${UNIT_REPORT}`,
    ]),
    UNIT_REPORT,
    countUnit,
  ),
  await check('Build', ['npx', 'vite', 'build']),
  withReport(
    await check('Browser tests', ['node', 'scripts/e2e.mjs', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: BROWSER_REPORT,
    }),
    BROWSER_REPORT,
    countBrowser,
  ),
]
function printList(title, items) {
  if (items.length > 0) console.log(`\n== ${title}\n${items.map((item) => `- ${item}`).join('\n')}`)
}
printList(
  'What passed at the second try only',
  results.flatMap(({ secondTries = [] }) => secondTries),
)
printList(
  'What failed',
  results.flatMap(({ failures }) => failures),
)
const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
const counts = { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
writeFileSync('build/test-counts.json', JSON.stringify(counts))
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1
