// All style sheets of the page: measures are tokens or have a name, widths in queries are those of the list, and each component has its own.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BREAKPOINTS, NARROW_PANE } from './parts/breakpoints.ts'

const TOKENS = 'src/ui/tokens.css'
/** For the whole page: `main.tsx` imports them. */
const OF_THE_PAGE: readonly string[] = [TOKENS, 'src/ui/base.css']

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' }).map(
  (path) => `src/${path.replaceAll('\\', '/')}`,
)
const SHEETS = FILES.filter((path) => path.endsWith('.css'))
const COMPONENTS = FILES.filter((path) => path.endsWith('.tsx'))
const SCRIPTS = FILES.filter((path) => /^src\/ui\/.*\.tsx?$/.test(path))

const withoutComments = (css: string): string =>
  css.replaceAll(/\/\*[\s\S]*?\*\//g, (text) => text.replaceAll(/[^\n]/g, ' '))

/** What a sheet says, line by line, each with its place. */
const linesOf = (path: string): { place: string; text: string }[] =>
  withoutComments(readFileSync(path, 'utf8'))
    .split('\n')
    .map((text, index) => ({ place: `${path}:${index + 1}`, text: text.trim() }))

const isQuery = (text: string): boolean => text.startsWith('@')
const nameOf = (text: string): string => /^--[\w-]+(?=:)/.exec(text)?.[0] ?? ''

/** The lengths in px of a line, but for hairlines of 1px. */
const lengthsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w.-])-?(\d+(?:\.\d+)?)px/g)].filter(([, digits]) => digits !== '1').map(([length]) => length)

test('there are style sheets', () => {
  expect(SHEETS.length).toBeGreaterThan(20)
})

describe('measures', () => {
  test('are tokens, hairlines, or have a name', () => {
    const raw = SHEETS.filter((path) => path !== TOKENS)
      .flatMap(linesOf)
      .filter(({ text }) => !isQuery(text) && nameOf(text) === '' && lengthsIn(text).length > 0)
    expect(raw.map(({ place, text }) => `${place}: ${text}`)).toEqual([])
  })

  test('are not hidden in scripts', () => {
    const raw = COMPONENTS.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((text, index) => (/['"`][^'"`]*\d+px/.test(text) ? [`${path}:${index + 1}: ${text.trim()}`] : [])),
    )
    expect(raw).toEqual([])
  })

  test('that are used exist, and none is left over', () => {
    const lines = SHEETS.flatMap(linesOf)
    const scripts = SCRIPTS.map((path) => readFileSync(path, 'utf8'))
    const defined = new Set(lines.map(({ text }) => nameOf(text)).filter((name) => name !== ''))
    const used = new Set(
      [...lines.map(({ text }) => text), ...scripts].flatMap((text) =>
        [...text.matchAll(/(?:var\(|')(--[a-z][\w-]*)/g)].map(([, name = '']) => name),
      ),
    )
    expect([...used].filter((name) => !defined.has(name))).toEqual([])
    expect([...defined].filter((name) => !used.has(name))).toEqual([])
  })
})

test('the widths of queries are those of the list', () => {
  const first = Object.values(BREAKPOINTS)
  const allowed = [
    ...first.map((width) => `min-width: ${width}px`),
    ...first.map((width) => `max-width: ${width - 1}px`),
    `width < ${NARROW_PANE}px`,
  ]
  const queries = SHEETS.flatMap(linesOf).filter(({ text }) => isQuery(text) && text.includes('px'))
  const others = queries.flatMap(({ place, text }) =>
    [...text.matchAll(/\(([^()]*px[^()]*)\)/g)].flatMap(([, query = '']) =>
      allowed.includes(query.trim()) ? [] : [`${place}: ${query}`],
    ),
  )
  expect(queries.length).toBeGreaterThan(0)
  expect(others).toEqual([])
})

/** The components that import a sheet. */
const importersOf = (path: string): string[] => {
  const [, folder = '', name = ''] = /^(.*\/)([^/]*)$/.exec(path) ?? []
  return COMPONENTS.filter(
    (file) => file.startsWith(folder) && readFileSync(file, 'utf8').includes(`import './${name}'`),
  )
}

test('each sheet is that of one component, which imports it', () => {
  const others = SHEETS.filter((path) => !OF_THE_PAGE.includes(path)).filter((path) => {
    const importers = importersOf(path)
    return importers.length !== 1 || importers[0] !== path.replace(/\.css$/, '.tsx')
  })
  expect(others).toEqual([])
})
