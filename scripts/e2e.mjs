// `npm run e2e`: the browser tests against the built page, in a Chromium that is found or installed first.
// Further arguments go to Playwright: `npm run e2e -- --grep share`.

import { spawnSync } from 'node:child_process'
import { provideChromium, versionOf } from './chromium.mjs'

const chromium = provideChromium()
console.log(`Chromium: ${chromium.path} (${versionOf(chromium.path)}; ${chromium.how})`)
const run = spawnSync('npx', ['playwright', 'test', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PLAYGROUND_CHROMIUM: chromium.path },
})
process.exitCode = run.status ?? 1
