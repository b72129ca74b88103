// `npm start`: builds the page when the sources are newer than the last build, serves it and prints the address.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'
import { isFresh } from './freshness.mjs'
import { endWithParent } from './processes.mjs'

endWithParent()

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'].map((name) => join(root, name))

if (!isFresh(join(root, 'dist', 'index.html'), sources)) {
  console.log('Building the playground ...')
  await build({ root, logLevel: 'warn' })
}
const server = await preview({ root, preview: { port: 4173, strictPort: false } })
console.log('The playground is ready (Ctrl+C stops it):')
server.printUrls()
