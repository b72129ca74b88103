// `.ci/run`: the README's test command as it stands there, then what takes longer than a person waits for: the property and differential
// tests with all their examples, checks of what was built and of the repository itself. Goes on after a failure, ends with
// `N passed, N failed`, and fails when anything failed. Imports no package: `npm ci` has not been run yet.

import { readFileSync, rmSync } from 'node:fs'
import { endWithParent, run } from './processes.mjs'

const TEST_COMMAND = 'npm ci && npm test'

endWithParent()
if (!readFileSync('README.md', 'utf8').includes(`    ${TEST_COMMAND} `))
  throw new Error(`README.md tells people to test with something else than ${TEST_COMMAND}`)

const counts = { passed: 0, failed: 0 }
function add({ passed, failed }) {
  counts.passed += passed
  counts.failed += failed
}

async function check(title, command) {
  console.log(`\n== ${title}: ${command.join(' ')}`)
  const status = await run(command)
  add(status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
}

/** Runs what leaves its counts in a file of build/. One that fails without a failed test counts as one failure. */
async function countTests(title, command, file) {
  rmSync(file, { force: true })
  console.log(`\n== ${title}: ${command.join(' ')}`)
  const status = await run(command, { REQUIRE_CLANG: '1', REQUIRE_CC: '1' })
  const counted = readCounts(file)
  add(status !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted)
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 0 }
  }
}

await countTests('What the README says', ['sh', '-c', TEST_COMMAND], 'build/test-counts.json')
await countTests('All examples', ['npm', 'run', '--silent', 'thorough'], 'build/thorough-counts.json')
await check('The repository names no registry, machine or secret', ['node', 'scripts/check-repository.mjs'])
await check('The page before its first run is small, and Monaco and the engine are not in it', [
  'node',
  'scripts/check-bundle.mjs',
])
await check('The command line runs a policy of the gallery', [
  'node',
  'scripts/cli.mjs',
  ...'run --policy gallery:pid --scenario gallery:one-hog --json'.split(' '),
])

console.log(`\n${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1
