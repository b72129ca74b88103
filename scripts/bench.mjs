// `npm run bench`: builds the benchmark (build/bench/main.js) and runs it. Needs no browser; the native column needs Linux and clang.

import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outDir = join(root, 'build', 'bench')

await build({
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: join(root, 'src', 'cli', 'bench', 'main.ts'),
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
  },
})

execFileSync(process.execPath, [join(outDir, 'main.js')], { stdio: 'inherit' })
