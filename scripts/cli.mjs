// `npm run cli -- <command>`: the engine without a browser. Builds build/cli/main.js when the sources are newer than the last build,
// then runs it. Says nothing itself, so that the output is the command's alone.

import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { isFresh } from './freshness.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outDir = join(root, 'build', 'cli')
const built = join(outDir, 'main.js')

if (!isFresh(built, [join(root, 'src'), join(root, 'package-lock.json')])) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // Everything in one file: the command then starts without looking for packages.
    ssr: { noExternal: true },
    build: { ssr: join(root, 'src', 'cli', 'main.ts'), outDir, emptyOutDir: true, target: 'node20', minify: false },
  })
}

// `npm run` changes to the project's folder; paths are relative to the one where it was called.
const from = process.env.npm_lifecycle_event === 'cli' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd()
const { main } = await import(pathToFileURL(built).href)
process.exitCode = await main(process.argv.slice(2), from)
