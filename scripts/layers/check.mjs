// Holds src/layers.json against the sources and against ARCHITECTURE.md: rows that nothing needs, exceptions, the order of the rows, and the
// table that people read, which is made from it. `--write` renews that table; `--graph` prints the imports between folders as a Mermaid
// graph, with an arrow for each pair and the number of imports on it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isForTests, permission, ROOT, SOURCES, TABLE, targetOf, topOf } from './layers.mjs'

const ARCHITECTURE = join(ROOT, 'ARCHITECTURE.md')
const BEGIN = '<!-- begin: src/layers.json -->'
const END = '<!-- end: src/layers.json -->'
/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')`. What a comment quotes counts too, which does no harm. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+)'/g

const sources = readdirSync(SOURCES, { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !isForTests(path))

/** Every import from one file below src/ to another. */
const imports = sources.flatMap((from) =>
  [...readFileSync(join(SOURCES, from), 'utf8').matchAll(SPECIFIER)]
    .map(([, specifier]) => ({ from, to: targetOf(from, specifier) }))
    .filter(({ to }) => to !== null),
)

/** The permissions of rows, and the exceptions, that some import needs. */
const needed = new Set()
for (const { from, to } of imports) {
  const allowed = permission(from, to)
  if (allowed?.kind === 'value' || allowed?.kind === 'type') needed.add(`${allowed.row.path} ${allowed.area}`)
  if (allowed?.kind === 'exception') needed.add(allowed.exception)
}

const stale = TABLE.layers.flatMap((row) =>
  [...row.imports, ...(row.types ?? [])]
    .filter((area) => !needed.has(`${row.path} ${area}`))
    .map((area) => `src/${row.path} imports nothing of src/${area}, though its row allows it.`),
)
/** The type checker takes style sheets and texts on trust; the build would be the first to miss one. */
const unresolved = imports
  .filter(({ to }) => /\.\w+$/.test(to) && !existsSync(join(SOURCES, to)))
  .map(({ from, to }) => `src/${from} imports src/${to}, which does not exist.`)
const missing = TABLE.layers
  .flatMap((row) => [row.path, ...row.imports, ...(row.types ?? [])])
  .filter((path) => !existsSync(join(SOURCES, path)))
  .map((path) => `There is no src/${path}.`)
const homeless = readdirSync(SOURCES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !TABLE.layers.some(({ path }) => path === entry.name))
  .map(({ name }) => `src/${name}/ has no row.`)
/** Rows stand from the bottom to the top, so a row may only name folders of rows above it in the file. */
const upwards = TABLE.layers.flatMap((row, at) =>
  [...row.imports, ...(row.types ?? [])]
    .filter((area) => TABLE.layers.findIndex(({ path }) => path === topOf(area)) > at)
    .map((area) => `src/${row.path} may import src/${area}, whose row stands above it: that is an import upwards.`),
)
const exceptions = TABLE.exceptions.map((one) =>
  needed.has(one)
    ? `Exception: src/${one.from} imports src/${one.to}: ${one.because}`
    : `The exception of src/${one.from} for src/${one.to} is not needed.`,
)

const named = (paths) => paths.map((path) => `\`${path}\``).join(', ')
const rowText = ({ path, holds, imports: values, types = [] }) => {
  const allowed = [
    ...(values.length > 0 ? [named(values)] : []),
    ...(types.length > 0 ? [`types of ${named(types)}`] : []),
  ]
  return `- **\`src/${path}${path.includes('.') ? '' : '/'}\`**: ${holds}. Imports ${allowed.join('; ') || 'nothing'}.`
}
const table = TABLE.layers.map(rowText).join('\n')

const text = readFileSync(ARCHITECTURE, 'utf8')
const [before, rest] = text.split(BEGIN)
const [shown, after] = (rest ?? '').split(END)
const isRenewed = after !== undefined && shown.trim() === table

if (process.argv.includes('--graph')) {
  const arrows = new Map()
  for (const { from, to } of imports) {
    const pair = `${topOf(from)} --> ${topOf(to)}`
    if (topOf(from) !== topOf(to) && from.includes('/')) arrows.set(pair, (arrows.get(pair) ?? 0) + 1)
  }
  console.log('graph BT')
  for (const [pair, count] of [...arrows].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${pair.replace('-->', `-- ${count} -->`)}`)
} else if (process.argv.includes('--write')) {
  if (after === undefined) throw new Error(`ARCHITECTURE.md has no ${BEGIN} ... ${END}`)
  writeFileSync(ARCHITECTURE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`)
} else {
  const outdated = isRenewed
    ? []
    : ['The table in ARCHITECTURE.md is not that of src/layers.json: node scripts/layers/check.mjs --write renews it.']
  const problems = [...unresolved, ...missing, ...homeless, ...upwards, ...stale, ...exceptions, ...outdated]
  for (const problem of problems) console.log(problem)
  console.log(`${TABLE.layers.length} rows, ${imports.length} imports, ${TABLE.exceptions.length} exceptions.`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
