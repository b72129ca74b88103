// Templates of printk lines: one spelling from which a line is both read and printed. Literal text, `{name}` for any text, `{name:d}` for
// a whole number, `{name:x}` for a hexadecimal one, `{name:w}` for a word and `{name:l}` for a list of nodes; `[[...]]` may be absent.
// Lines are read from the right to the left, in linear time, because names (which may hold anything) stand to the left of numbers.

type Kind = 'text' | 'd' | 'x' | 'w' | 'l'

type Part = { kind: 'literal'; text: string } | { kind: Kind; name: string }

export interface Template {
  readonly source: string
  /** The template with and without each of its optional groups, the fullest first. */
  readonly variants: readonly (readonly Part[])[]
}

export type Fields = ReadonlyMap<string, string>

const FIELD = /\{(\w+)(?::([dxwl]))?\}/
const OPTIONAL = /\[\[(.*?)\]\]/

export const template = (source: string): Template => ({
  source,
  variants: withAndWithoutGroups(source).map(partsOf),
})

function withAndWithoutGroups(source: string): string[] {
  const group = OPTIONAL.exec(source)
  if (group === null) return [source]
  const before = source.slice(0, group.index)
  const after = withAndWithoutGroups(source.slice(group.index + group[0].length))
  return [...after.map((rest) => `${before}${group[1] ?? ''}${rest}`), ...after.map((rest) => `${before}${rest}`)]
}

function partsOf(source: string): Part[] {
  const parts: Part[] = []
  let rest = source
  for (let field = FIELD.exec(rest); field !== null; field = FIELD.exec(rest)) {
    if (field.index > 0) parts.push({ kind: 'literal', text: rest.slice(0, field.index) })
    parts.push({ kind: kindOf(field[2]), name: field[1] ?? '' })
    rest = rest.slice(field.index + field[0].length)
  }
  if (rest !== '') parts.push({ kind: 'literal', text: rest })
  return parts
}

const kindOf = (letter: string | undefined): Kind =>
  letter === 'd' || letter === 'x' || letter === 'w' || letter === 'l' ? letter : 'text'

/** The fields of a line, or null where it is not one of the template. A blank of the template stands for one or more in the line. */
export function matchTemplate({ variants }: Template, line: string): Fields | null {
  const text = line.trimEnd()
  for (const parts of variants) {
    const fields = matchParts(parts, text)
    if (fields !== null) return fields
  }
  return null
}

/** The fields by the first template that the line follows. */
export function matchFirst(templates: readonly Template[], line: string): Fields | null {
  for (const one of templates) {
    const fields = matchTemplate(one, line)
    if (fields !== null) return fields
  }
  return null
}

function matchParts(parts: readonly Part[], text: string): Fields | null {
  const found: [string, string][] = []
  let end = text.length
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index]
    if (part === undefined) return null
    const start =
      part.kind === 'literal'
        ? startOfLiteral(part.text, text, end)
        : startOfField(part.kind, parts[index - 1], text, end)
    if (start < 0) return null
    if (part.kind !== 'literal') found.push([part.name, text.slice(start, end)])
    end = start
  }
  return end === 0 ? new Map(found.reverse()) : null
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

/** Where a literal that ends at `end` starts, or -1. */
function startOfLiteral(literal: string, text: string, end: number): number {
  let at = end
  for (let i = literal.length - 1; i >= 0; i--) {
    if (literal[i] !== ' ') {
      if (text[at - 1] !== literal[i]) return -1
      at--
      continue
    }
    if (!isBlank(text[at - 1])) return -1
    while (isBlank(text[at - 1])) at--
    while (literal[i - 1] === ' ') i--
  }
  return at
}

const CHARACTERS: Readonly<Record<Exclude<Kind, 'text'>, RegExp>> = {
  d: /[0-9]/,
  x: /[0-9a-fx]/i,
  w: /\w/,
  l: /[0-9,-]/,
}

const NO_LIST = '(null)'

/** Where a field that ends at `end` starts, or -1. Text reaches back to the last place where the literal before it stands. */
function startOfField(kind: Kind, before: Part | undefined, text: string, end: number): number {
  if (kind === 'text') {
    if (before?.kind !== 'literal') return 0
    const from = end - before.text.length
    const at = from < 0 ? -1 : text.lastIndexOf(before.text, from)
    return at < 0 ? -1 : at + before.text.length
  }
  if (kind === 'l' && text.endsWith(NO_LIST, end)) return end - NO_LIST.length
  let start = end
  while (start > 0 && CHARACTERS[kind].test(text[start - 1] ?? '')) start--
  if (kind === 'd' && start < end && text[start - 1] === '-') start--
  return start === end && kind !== 'l' ? -1 : start
}

export type Values = Readonly<Record<string, string | number | undefined>>

/** The line of a template; an optional group is printed when all of its fields are given. A field without a value is a bug of ours. */
export function formatTemplate({ source }: Template, values: Values): string {
  const chosen = source.replaceAll(new RegExp(OPTIONAL, 'g'), (_, group: string) =>
    [...group.matchAll(new RegExp(FIELD, 'g'))].every(([, name]) => values[name ?? ''] !== undefined) ? group : '',
  )
  return chosen.replaceAll(new RegExp(FIELD, 'g'), (field, name: string, kind: string | undefined) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for ${field}`)
    return kind === 'x' && typeof value === 'number' ? `0x${(value >>> 0).toString(16)}` : String(value)
  })
}
