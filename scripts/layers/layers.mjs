// The import table of src/layers.json, as questions: which row holds a file, and may it import another one. The linter asks for every
// import (plugin.mjs), `check.mjs` asks whether every row is still needed.

import { readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const SOURCES = join(ROOT, 'src')
export const TABLE = JSON.parse(readFileSync(join(SOURCES, 'layers.json'), 'utf8'))

/** Files that only tests use: they may import anything, and nothing but tests may import them. */
export const isForTests = (file) =>
  /(\.test\.tsx?|\.arbitrary\.ts|(^|\/)(testing[^/]*|samples)\.ts|(^|\/)testing\/.*)$/.test(file)

/** The path of a file below src/, with slashes; null for a file that is elsewhere. */
export function sourcePath(file) {
  const path = relative(SOURCES, file).split(sep).join('/')
  return path.startsWith('../') ? null : path
}

/** What a relative specifier in a file below src/ means, as a path below src/; null for a package or a place outside of src/. */
export function targetOf(file, specifier) {
  if (!specifier.startsWith('.')) return null
  const path = normalize(join(dirname(file), specifier.replace(/\?.*$/, '')))
    .split(sep)
    .join('/')
  return path.startsWith('../') ? null : path
}

const isWithin = (path, area) => path === area || path.startsWith(`${area}/`)

/** The most special row that holds a file; null for src/main.tsx and the like, which put everything together. */
export function layerOf(path) {
  const rows = TABLE.layers.filter((row) => isWithin(path, row.path))
  return rows.toSorted((a, b) => b.path.length - a.path.length)[0] ?? null
}

/** The folder of src/ in which a file stands. */
export const topOf = (path) => path.split('/')[0]

/**
 * How a file may import another: by the row's `imports` (value), by its `types` (types alone), because both stand in one folder (own), by an
 * exception, or not at all (null). `area` is the entry of the row that allows it.
 */
export function permission(from, to) {
  const row = layerOf(from)
  if (row === null) return { kind: 'own' }
  if (topOf(from) === topOf(to) && row.path === topOf(from)) return { kind: 'own' }
  if (isWithin(to, row.path)) return { kind: 'own' }
  const value = row.imports.find((area) => isWithin(to, area))
  if (value !== undefined) return { kind: 'value', row, area: value }
  const type = (row.types ?? []).find((area) => isWithin(to, area))
  if (type !== undefined) return { kind: 'type', row, area: type }
  const exception = TABLE.exceptions.find((one) => one.from === from && one.to === to)
  return exception === undefined ? null : { kind: 'exception', exception }
}

/** The folder that alone may import a package; null where any may. */
export const homeOf = (specifier) => TABLE.packages.find(({ name }) => isWithin(specifier, name))?.only ?? null

export { isWithin }
