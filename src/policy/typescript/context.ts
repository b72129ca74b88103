// What the translation of one policy shares: names and what they stand for, the C under construction, and the list of diagnostics.

import type { Comment, Node } from '@babel/types'

import type { Diagnostic, Fix } from '../diagnostics.ts'
import type { KernelTypes } from '../kernel-types.ts'
import type { Span } from '../span.ts'
import type { FunctionType, Type } from '../types.ts'
import type { CText } from './code.ts'
import { problem, type ProblemExtra, type Rule } from '../catalogue/rule.ts'
import { isLibraryName } from './library.ts'
import type { MapClass } from './map-classes.ts'
import { TS_EXPRESSION } from './rules/constructs.ts'
import { TS_NAME } from './rules/text.ts'

export type Entity =
  /** `lookup`: in C a pointer to a map's value, in TypeScript that value or undefined. A null type is one that could not be found out. */
  | { kind: 'local'; type: Type | null; lookup: boolean; constant: boolean; span: Span }
  | { kind: 'global'; type: Type; constant: boolean; span: Span }
  /** A constant with a value that C knows at compile time: an enumerator in C. */
  | { kind: 'number'; type: Type; span: Span }
  | { kind: 'map'; map: MapClass; key: Type; value: Type; span: Span }
  | { kind: 'function'; type: FunctionType; params: readonly string[]; span: Span }

export interface Scope {
  parent: Scope | null
  names: Map<string, Entity>
}

/** What a page needs to know of a `param(...)` besides its C. */
export interface ParamFacts {
  label: string | null
  range: { min: bigint; max: bigint } | null
}

/** The function whose body is being translated. */
export interface FunctionState {
  name: string
  returns: Type
  /** Programs return an int in C even where they return nothing here. */
  program: boolean
  /** Names of the author's in the function, which made-up ones must not repeat. */
  taken: Set<string>
}

export interface TsContext {
  readonly text: string
  readonly kernel: KernelTypes
  readonly out: CText
  readonly diagnostics: Diagnostic[]
  readonly comments: readonly Comment[]
  readonly fileScope: Scope
  scope: Scope
  fn: FunctionState | null
  /** Kfuncs, library functions and headers that the text turned out to need. */
  readonly kfuncs: Set<string>
  readonly library: Set<string>
  /** Functions that are called above their definition. */
  readonly forward: Set<string>
  needsCoreRead: boolean
  readonly params: Map<string, ParamFacts>
  /** The next comment that has not been printed, and where the printed text ends. */
  nextComment: number
  printedTo: number
  depth: number
}

export const spanOf = (node: Pick<Node, 'start' | 'end'>): Span => ({ start: node.start ?? 0, end: node.end ?? 0 })

const MAX_DIAGNOSTICS = 100

/** Adds a diagnostic, an error unless said otherwise; at most one of a code at a place. */
export function report(c: TsContext, rule: Rule, span: Span, message: string, extra: ProblemExtra = {}): void {
  if (c.diagnostics.length >= MAX_DIAGNOSTICS) return
  if (c.diagnostics.some((d) => d.code === rule.code && d.span.start === span.start && d.span.end === span.end)) return
  c.diagnostics.push(problem(rule, span, message, extra))
}

export const replaceFix = (title: string, span: Span, text: string): readonly Fix[] => [
  { title, edits: [{ span, text }] },
]

export function lookup(c: TsContext, name: string): Entity | null {
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
    const entity = scope.names.get(name)
    if (entity !== undefined) return entity
  }
  return null
}

export function visibleNames(c: TsContext): string[] {
  const names: string[] = []
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) names.push(...scope.names.keys())
  return names
}

export function inScope<T>(c: TsContext, body: () => T): T {
  const outer = c.scope
  c.scope = { parent: outer, names: new Map() }
  const result = body()
  c.scope = outer
  return result
}

/** Words of C, and macros of the headers, which no name may be. */
const RESERVED: ReadonlySet<string> = new Set(
  `auto char double extern float goto inline int long register restrict short signed sizeof static struct typedef union unsigned
  volatile typeof asm NULL SEC BPF_PROG likely unlikely barrier container_of offsetof __uint __type
  main errno linux unix`
    .trim()
    .split(/\s+/u),
)

/** Gives a name a meaning in the current scope; says so when C cannot have the name. */
export function declare(c: TsContext, name: string, entity: Entity): void {
  const { span } = entity
  if (RESERVED.has(name) || !/^[A-Za-z_]\w*$/u.test(name)) {
    const plain = name.replaceAll(/\W/gu, '_')
    report(
      c,
      TS_NAME,
      span,
      `'${name}' cannot be a name in C. Write ${RESERVED.has(name) ? `${name}_` : plain}, for example.`,
    )
  }
  if (isLibraryName(name)) {
    report(c, TS_NAME, span, `'${name}' is a function that every policy has. Call it, or write another name.`)
  }
  c.scope.names.set(name, entity)
  c.fn?.taken.add(name)
}

/** A name that the function does not use yet. */
export function freshName(c: TsContext, wanted: string): string {
  const taken = (name: string): boolean =>
    (c.fn?.taken.has(name) ?? false) || lookup(c, name) !== null || c.kernel.constants.has(name)
  let name = wanted
  for (let n = 2; taken(name); n++) name = `${wanted}${n}`
  c.fn?.taken.add(name)
  return name
}

const MAX_DEPTH = 200

/** Translates one level deeper, or reports that this is too deep. */
export function nested<T>(c: TsContext, span: Span, translate: () => T, otherwise: () => T): T {
  if (c.depth >= MAX_DEPTH) {
    report(c, TS_EXPRESSION, span, `This is nested more than ${MAX_DEPTH} deep. Split it into parts.`)
    return otherwise()
  }
  c.depth++
  const result = translate()
  c.depth--
  return result
}
