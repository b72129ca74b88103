// What `scripts/cli.mjs` starts: the command of this process's arguments, for the folder where it was called.

import { main } from './main.ts'

// `npm run` changes to the project's folder, and keeps in INIT_CWD where it was called.
const from = process.env['npm_lifecycle_event'] === 'cli' ? process.env['INIT_CWD'] : undefined
process.exitCode = await main(process.argv.slice(2), from ?? process.cwd())
