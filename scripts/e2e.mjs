// `npm run e2e`: the browser tests against the built page, which this process serves, in a Chromium that is found or installed first.
// Further arguments go to Playwright: `npm run e2e -- --grep share`.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { chromiumOrEnd } from './chromium.mjs'
import { endWithParent, run } from './processes.mjs'

endWithParent()
const chromium = chromiumOrEnd()
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
// Any free port: two checkouts can be tested at once.
const server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port: 0 } })
process.exitCode = await run(['npx', 'playwright', 'test', ...process.argv.slice(2)], {
  PLAYGROUND_CHROMIUM: chromium,
  PLAYGROUND_ADDRESS: server.resolvedUrls.local[0],
})
await server.close()
