// `npm run cli -- <command>`: the engine without a browser. Builds build/cli/main.js when the sources are newer than the last build,
// then runs it. Says nothing itself, so that the output is the command's alone.

import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { isFresh } from './freshness.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const built = join(root, 'build', 'cli', 'main.js')

if (!isFresh(built, [join(root, 'src'), join(root, 'package-lock.json')])) {
  // Built aside and moved into place: several commands may start at once.
  const outDir = join(root, 'build', `cli-${process.pid}`)
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // Everything in one file: the command then starts without looking for packages.
    ssr: { noExternal: true },
    build: {
      ssr: true,
      rolldownOptions: { input: { main: join(root, 'src', 'cli', 'bin.ts') }, output: { codeSplitting: false } },
      outDir,
      target: 'node20',
      minify: false,
    },
  })
  mkdirSync(dirname(built), { recursive: true })
  renameSync(join(outDir, 'main.js'), built)
  rmSync(outDir, { recursive: true })
}

await import(pathToFileURL(built).href)
