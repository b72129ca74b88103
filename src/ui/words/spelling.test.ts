// Reads every string of the sources, and the documents, against the list of spellings that the glossary rules out.

import { parse } from '@babel/parser'
import type { Node } from '@babel/types'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import spelling from '../../../docs/spelling.json'

interface Banned {
  spelling: string
  write: string
  except?: readonly string[]
}

const BANNED: readonly Banned[] = spelling.banned

/** The dictionary of links may never change, and policies are their authors' texts. */
const NOT_OURS = /prime\.ts$|\.policy\.ts$|\.test\.tsx?$|\/testing\//

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.tsx?$/.test(path) && !NOT_OURS.test(path))

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'index.html']

interface Text {
  place: string
  text: string
}

/** What one node says, without what it holds. */
function ownText(node: Node): string | null {
  switch (node.type) {
    case 'StringLiteral':
    case 'JSXText':
      return node.value
    case 'TemplateElement':
      return node.value.cooked ?? node.value.raw
    default:
      return null
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'loc' in value

const isClassName = (node: Node): boolean =>
  node.type === 'JSXAttribute' && node.name.type === 'JSXIdentifier' && node.name.name === 'className'

/** The strings of a source: literals, templates piece by piece, and the text between tags. */
function stringsOf(path: string): Text[] {
  const found: Text[] = []
  const visit = (node: Node): void => {
    if (node.type === 'ImportDeclaration' || isClassName(node)) return
    const text = ownText(node)
    if (text !== null) found.push({ place: `${path}:${node.loc?.start.line ?? 0}`, text: text.replaceAll(/\s+/g, ' ') })
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const one of value) if (isNode(one)) visit(one)
      if (isNode(value)) visit(value)
    }
  }
  visit(parse(readFileSync(path, 'utf8'), { sourceType: 'module', plugins: ['typescript', 'jsx'] }).program)
  return found
}

/** A string of one word names something: a file, a key, an id. */
const isSentence = ({ text }: Text): boolean => / [a-z]/i.test(text.trim())

const TEXTS: readonly Text[] = [
  ...SOURCES.flatMap(stringsOf).filter(isSentence),
  ...DOCUMENTS.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((text, index) => ({ place: `${path}:${index + 1}`, text })),
  ),
]

test('there are texts to read', () => {
  expect(TEXTS.length).toBeGreaterThan(3000)
})

describe('no text says', () => {
  test.each(BANNED)('$spelling (write: $write)', ({ spelling: banned, except = [] }) => {
    const pattern = new RegExp(banned, 'i')
    const found = TEXTS.filter(
      ({ place, text }) => pattern.test(text) && !except.some((path) => place.startsWith(`${path}:`)),
    )
    expect(found.map(({ place, text }) => `${place}: ${text.trim().slice(0, 200)}`)).toEqual([])
  })
})
