// Every file and folder that ARCHITECTURE.md, CONTRIBUTING.md or README.md names exists: `src/kernel/structs.ts`, or the end of such a path, as in
// `share/file.ts`. Names with a placeholder (`x.test.ts`, `NN-name.*`) are passed over.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const DOCUMENTS = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md']
/** What code in a document may call a file: something with an ending that the repository has, or a folder with a slash at its end. */
const FILE = /^[\w@.-]+(?:\/[\w@.-]+)*\.(?:tsx?|mjs|c|h|json|css|html|sh)$/
const FOLDER = /^(?:src|e2e|scripts|public)(?:\/[\w.-]+)*\/$/
/** Files that a reader has, or that are examples. */
const EXAMPLES = /^(?:x|my|mine|machine|document|dmesg|scenario|handler|vmlinux)?\.|^out\//

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).trim().split('\n')
const exists = (path) =>
  path.endsWith('/')
    ? files.some((file) => file.startsWith(path))
    : files.some((file) => file === path || file.endsWith(`/${path}`))

let problems = 0
for (const document of DOCUMENTS) {
  const text = readFileSync(document, 'utf8').replaceAll(/^( {4,}|```).*$/gm, '')
  for (const [, code] of text.matchAll(/`([^`\n]+)`/g)) {
    if (!(FILE.test(code) || FOLDER.test(code)) || EXAMPLES.test(code) || exists(code)) continue
    console.log(`${document} names ${code}, which does not exist.`)
    problems++
  }
}
process.exitCode = problems === 0 ? 0 : 1
