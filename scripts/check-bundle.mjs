// Fails when what a first visit downloads before it shows a finished run grows over its limit, or when the page's own code has the engine,
// Monaco or the gallery's policies in it, which belong to the worker and to later, lazy chunks. (The sample's run is in the page; a link needs
// the worker as well.)

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT_BYTES = 188_000
const DIST = 'dist'

const read = (path) => readFileSync(join(DIST, path))
const gzipped = (path) => gzipSync(read(path), { level: 9 }).length

/** Static imports of a built module, followed to the end. */
function withStaticImports(path, seen = new Set()) {
  if (seen.has(path)) return seen
  seen.add(path)
  const text = read(path).toString('utf8')
  for (const [, from] of text.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w*${},\s]+from\s*)?["'](\.[^"']+\.js)["']/g,
  ))
    withStaticImports(join(dirname(path), from), seen)
  return seen
}

const html = read('index.html').toString('utf8')
const linked = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)
const page = new Set(linked.flatMap((path) => (path.endsWith('.js') ? [...withStaticImports(path)] : [path])))
const worker = readdirSync(join(DIST, 'assets'))
  .filter((name) => /^entry-.*\.js$/.test(name))
  .map((name) => join('assets', name))

const problems = []
if (worker.length !== 1) problems.push(`expected one worker, found ${worker.length}`)
/** Reads and makes links; comes after a first run that needs no link. */
const links = readdirSync(join(DIST, 'assets'))
  .filter((name) => /^link-code-.*\.js$/.test(name))
  .map((name) => join('assets', name))
if (links.length !== 1 || links.some((path) => page.has(path)))
  problems.push('the code for links is to be one part that the page loads later')
const firstRun = ['index.html', ...page]
const total = firstRun.reduce((sum, path) => sum + gzipped(path), 0)
for (const path of firstRun) console.log(`${String(gzipped(path)).padStart(8)}  ${path}`)
console.log(`${String(total).padStart(8)}  bytes gzip before the first finished run (limit ${LIMIT_BYTES})`)
for (const path of [...worker, ...links])
  console.log(`${String(gzipped(path)).padStart(8)}  ${path}, which a link needs as well`)
if (total > LIMIT_BYTES) problems.push('the first run needs too many bytes')

// Words that only the code of the engine, of Monaco and of the gallery have, in every build.
const FOREIGN = {
  engine: 'mem_cgroup_scan_tasks',
  Monaco: 'vs.editor.ICodeEditor',
  gallery: 'One process by its number',
}
for (const path of page) {
  if (!path.endsWith('.js')) continue
  const text = read(path).toString('utf8')
  for (const [what, word] of Object.entries(FOREIGN))
    if (text.includes(word)) problems.push(`${path} has ${what} in it (${word})`)
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
