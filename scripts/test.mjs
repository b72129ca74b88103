// `npm test`: type check, lint, unit tests, build and browser tests, in this order. Goes on after a failure so that one run shows
// all that is wrong, repeats at the end what failed, closes with `N passed, N failed, N skipped`, and fails when anything failed.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'

const UNIT_REPORT = 'build/unit-report.json'
const BROWSER_REPORT = 'build/browser-report.json'

const PASSED = { passed: 1, failed: 0, skipped: 0, failures: [] }

/** Runs a command; its one check counts as passed or failed. */
function check(title, command, env = {}) {
  console.log(`\n== ${title}: ${command.join(' ')}`)
  const run = spawnSync(command[0], command.slice(1), { stdio: 'inherit', env: { ...process.env, ...env } })
  return run.status === 0
    ? PASSED
    : { passed: 0, failed: 1, skipped: 0, failures: [`${title} (exit status ${run.status})`] }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Counts the tests in a report; a run that failed without a failed test (a crash, no tests) counts as one failure. */
function withReport(run, path, count) {
  const report = readReport(path)
  if (!report) return { ...run, passed: 0, failed: 1 }
  const counted = count(report)
  return run.failed > 0 && counted.failed === 0 ? { ...counted, failed: 1, failures: run.failures } : counted
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

const countBrowser = ({ stats, suites }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected,
  skipped: stats.skipped,
  failures: suites
    .flatMap(specsOf)
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) =>
      failure(`${file}: ${title}`, tests.flatMap(({ results }) => results).find(({ error }) => error)?.error.message),
    ),
})

rmSync('build', { recursive: true, force: true })
mkdirSync('build', { recursive: true })

const results = [
  check('Type check', ['npx', 'tsc', '--noEmit']),
  check('Lint and format', ['npm', 'run', '--silent', 'lint']),
  withReport(
    check('Unit tests', [
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
  check('Build', ['npx', 'vite', 'build']),
  withReport(
    check('Browser tests', ['node', 'scripts/e2e.mjs', '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: BROWSER_REPORT,
    }),
    BROWSER_REPORT,
    countBrowser,
  ),
]
const failures = results.flatMap((result) => result.failures)
if (failures.length > 0) console.log(`\n== What failed\n${failures.map((one) => `- ${one}`).join('\n')}`)
const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
process.exitCode = total('failed') === 0 ? 0 : 1
