// The author's own names that can be used at an offset, with their types: what is declared before it in the same or an outer block, and
// everything before it at the top level. The kernel's names are in the tables.

import type { KernelVersion } from '../../../kernel/versions.ts'
import { kernelTypes } from '../../kernel-types.ts'
import type { Span } from '../../span.ts'
import { spellDeclaration } from '../../spell-type.ts'
import { INT } from '../../types.ts'
import type {
  BlockItem,
  CompoundStmt,
  CStmt,
  Declaration,
  FunctionDefinition,
  Specifiers,
  TranslationUnit,
} from '../parse/ast.ts'
import { declaredType, typeOfSpecifiers, type TypeScope } from './types.ts'

export interface OwnName {
  name: string
  kind: 'variable' | 'function' | 'constant' | 'type'
  /** The declaration as C: `const volatile int target_pid`. */
  code: string
  /** Where it is declared, to find its comment. */
  declaration: Span
  declarator: Span
}

export interface OwnScope {
  types: TypeScope
  /** The nearest declaration of a name wins. */
  names: ReadonlyMap<string, OwnName>
  /** Tags of the author's structs, unions and enums. */
  tags: readonly { keyword: 'struct' | 'union' | 'enum'; tag: string }[]
}

interface Builder {
  types: TypeScope
  names: Map<string, OwnName>
  tags: { keyword: 'struct' | 'union' | 'enum'; tag: string }[]
  text: string
  offset: number
}

/** What the author has declared for the offset in a text, of which `unit` is what could be read. */
export function ownScopeAt(unit: TranslationUnit, text: string, offset: number, kernel: KernelVersion): OwnScope {
  const tables = kernelTypes(kernel, 'policy')
  const types: TypeScope = {
    kernel: tables,
    structs: new Map(tables.structs),
    typedefs: new Map(tables.typedefs),
    values: new Map(),
  }
  const builder: Builder = { types, names: new Map(), tags: [], text, offset }
  for (const item of unit.items) {
    if (item.kind === 'staticAssert' || item.span.start > offset) continue
    if (item.kind === 'declaration') declareAll(builder, item)
    else declareFunction(builder, item)
  }
  const around = unit.items.findLast(
    (item): item is FunctionDefinition => item.kind === 'function' && isAround(builder, item.span),
  )
  if (around) enterFunction(builder, around)
  return builder
}

/** True when the offset is in the span, or behind it where what the span covers is still being typed. */
function isAround({ text, offset }: Builder, span: Span): boolean {
  if (offset < span.start) return false
  return offset <= span.end || !/[;}]/u.test(text.charAt(span.end - 1))
}

function declareFunction(b: Builder, item: FunctionDefinition): void {
  const { specifiers, declarator } = item
  noteSpecifiers(b, specifiers, item.span)
  if (declarator.name === null) return
  const type = declaredType(b.types, specifiers, declarator)
  b.types.values.set(declarator.name, type)
  const code = spellDeclaration(type, declarator.name, b.types.structs)
  const span = declarator.span
  b.names.set(declarator.name, {
    name: declarator.name,
    kind: 'function',
    code,
    declaration: item.span,
    declarator: span,
  })
}

function enterFunction(b: Builder, item: FunctionDefinition): void {
  const [layer] = item.declarator.layers
  if (layer?.kind === 'function') {
    for (const param of layer.params) {
      declare(b, param.specifiers, param.declarator, param.span)
    }
  }
  enterBlock(b, item.body)
}

function enterBlock(b: Builder, block: CompoundStmt): void {
  for (const item of block.items) enterItem(b, item)
}

/** Declares what is visible at the offset in an item: a declaration before it, or what stands in the block around it. */
function enterItem(b: Builder, item: BlockItem): void {
  if (item.span.start > b.offset) return
  if (item.kind === 'declaration') declareAll(b, item)
  else if (isAround(b, item.span)) enterStatement(b, item)
}

function enterStatement(b: Builder, statement: CStmt): void {
  switch (statement.kind) {
    case 'compound':
      enterBlock(b, statement)
      return
    case 'if':
      enterItem(b, statement.then)
      if (statement.otherwise) enterItem(b, statement.otherwise)
      return
    case 'for':
      if (statement.init?.kind === 'declaration') declareAll(b, statement.init)
      enterItem(b, statement.body)
      return
    case 'while':
    case 'do':
    case 'bpfFor':
    case 'bpfRepeat':
    case 'bpfForEach':
    case 'switch':
    case 'case':
    case 'default':
    case 'label':
      enterItem(b, statement.body)
      return
    case 'expr':
    case 'asm':
    case 'return':
    case 'goto':
    case 'break':
    case 'continue':
    case 'error':
  }
}

function declareAll(b: Builder, declaration: Declaration): void {
  noteSpecifiers(b, declaration.specifiers, declaration.span)
  for (const { declarator } of declaration.declarators) {
    if (declarator.nameSpan.start <= b.offset) declare(b, declaration.specifiers, declarator, declaration.span)
  }
}

function declare(
  b: Builder,
  specifiers: Specifiers,
  declarator: Declaration['declarators'][number]['declarator'],
  span: Span,
): void {
  const { name } = declarator
  if (name === null) return
  const type = declaredType(b.types, specifiers, declarator)
  const isType = specifiers.storage === 'typedef'
  if (isType) b.types.typedefs.set(name, type)
  else b.types.values.set(name, type)
  const words = [
    ...(specifiers.storage === 'none' ? [] : [specifiers.storage]),
    ...(specifiers.constant ? ['const'] : []),
    ...(specifiers.volatile ? ['volatile'] : []),
    spellDeclaration(type, name, b.types.structs),
  ]
  const kind = isType ? 'type' : type.kind === 'function' ? 'function' : 'variable'
  b.names.set(name, { name, kind, code: words.join(' '), declaration: span, declarator: declarator.span })
}

/** Notes the tags and enum values that specifiers declare, and defines their structs. */
function noteSpecifiers(b: Builder, specifiers: Specifiers, declaration: Span): void {
  const { type } = specifiers
  typeOfSpecifiers(b.types, specifiers)
  if (type?.kind === 'struct' && type.members !== null) {
    if (type.tag !== null) b.tags.push({ keyword: type.union ? 'union' : 'struct', tag: type.tag })
    for (const member of type.members) noteSpecifiers(b, member.specifiers, declaration)
  }
  if (type?.kind !== 'enum' || type.enumerators === null) return
  if (type.tag !== null) b.tags.push({ keyword: 'enum', tag: type.tag })
  for (const { name, value, span } of type.enumerators) {
    b.types.values.set(name, INT)
    const code = value?.kind === 'integer' ? `${name} = ${value.value}` : name
    b.names.set(name, { name, kind: 'constant', code, declaration, declarator: span })
  }
}

/** Type names of the author that are known at the offset, for reading casts. */
export const ownTypedefs = (scope: OwnScope): string[] =>
  [...scope.names.values()].filter(({ kind }) => kind === 'type').map(({ name }) => name)
