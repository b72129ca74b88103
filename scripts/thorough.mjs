// `npm run thorough`: the tests that draw examples (those that import scripts/examples.ts), with all of them; `npm test` draws a few.
// `build/thorough-counts.json` has the counts.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endWithParent, run } from './processes.mjs'

const REPORT = 'build/thorough-report.json'
const COUNTS = 'build/thorough-counts.json'

endWithParent()
const files = readdirSync('src', { recursive: true })
  .map((path) => join('src', path))
  .filter((path) => path.endsWith('.test.ts') && /from '[./]*\/scripts\/examples\.ts'/.test(readFileSync(path, 'utf8')))

mkdirSync('build', { recursive: true })
rmSync(REPORT, { force: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
console.log(`THOROUGH=1: all examples of ${files.length} files`)
process.exitCode = await run(['npx', 'vitest', 'run', ...files, ...reporters], { THOROUGH: '1' })
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(REPORT, 'utf8'))
writeFileSync(COUNTS, JSON.stringify({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests }))
