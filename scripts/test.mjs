// `npm test`: type check, lint, unit tests, build and browser tests, in this order. Goes on after a failure so that one run shows
// all that is wrong, ends with `N passed, N failed, N skipped`, and fails when anything failed.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'

const UNIT_REPORT = 'build/unit-report.json'
const BROWSER_REPORT = 'build/browser-report.json'

/** Runs a command; its one check counts as passed or failed. */
function check(title, command, env = {}) {
  console.log(`\n== ${title}: ${command.join(' ')}`)
  const run = spawnSync(command[0], command.slice(1), { stdio: 'inherit', env: { ...process.env, ...env } })
  return run.status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
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
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const counted = count(report)
  return run.failed > 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
}

const countUnit = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
})

const countBrowser = ({ stats }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected,
  skipped: stats.skipped,
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
const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
process.exitCode = total('failed') === 0 ? 0 : 1
