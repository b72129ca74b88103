// What the editor asks about a place in a C policy: completions and hovers, from the front end's own tables.
// The text may be unfinished: the author's names come from what the parser could read, the place from the tokens around it.

import type { CompletionItem, HoverInfo } from './answers.ts'
import { CONSTANTS } from '../../../kernel/constants.ts'
import { HELPERS } from '../../../kernel/helpers.ts'
import { SCALARS } from '../../../kernel/layout.ts'
import { STRUCTS } from '../../../kernel/structs.ts'
import type { KernelVersion } from '../../../kernel/versions.ts'
import { findHook, HOOKS } from '../../../kernel/interfaces.ts'
import { spellDeclaration } from '../../spell-type.ts'
import type { StructLayout } from '../../types.ts'
import type { TranslationUnit } from '../parse/ast.ts'
import type { Help } from './help.ts'
import {
  completionOf,
  constantHelp,
  fieldHelp,
  findConstant,
  findField,
  findHelper,
  findStruct,
  helperHelp,
  hookHelp,
  rowsIn,
  structHelp,
  wordHelp,
} from './help.ts'
import type { Place } from './place.ts'
import { placeAt } from './place.ts'
import type { OwnName, OwnScope } from './scope.ts'
import { ownScopeAt, ownTypedefs } from './scope.ts'
import { structOf, typeOfExpr } from './types.ts'
import { declarationDoc } from '../text/declaration-docs.ts'
import { DATA_SECTIONS, KEYWORD_WORDS, MACRO_WORDS } from './words.ts'
import { KNOWN_HEADERS } from '../text/headers.ts'
import type { Token } from '../text/lexer.ts'
import { expandMacros, type Macro } from '../text/macros.ts'
import { parseLoneExpression, parseTokens } from '../parse/parser.ts'
import { preprocess } from '../text/preprocessor.ts'

/**
 * What may stand at an offset, the likeliest first: the members after `.` and `->`, the sections in SEC(""), the headers in #include,
 * the tags after `struct`, else all names. It is not filtered by what is already typed; the editor does that.
 */
export function completeC(text: string, offset: number, kernel: KernelVersion): CompletionItem[] {
  const place = placeAt(text, offset)
  switch (place.kind) {
    case 'nothing':
      return []
    case 'section':
      return [...HOOKS.map(hookHelp), ...DATA_SECTIONS.map(wordHelp)].map((help) => completionOf(help))
    case 'header':
      return KNOWN_HEADERS.map((name) =>
        completionOf({ name, kind: 'macro', code: `#include <${name}>`, paragraphs: [] }),
      )
    case 'member':
      return membersAt(analyse(text, offset, kernel), place.object)
    case 'tag':
      return tagsFor(analyse(text, offset, kernel), place.keyword)
    case 'name':
      return namesAt(analyse(text, offset, kernel))
  }
}

/** What is known about the word at an offset; null where there is nothing to say. */
export function hoverC(text: string, offset: number, kernel: KernelVersion): HoverInfo | null {
  const place = placeAt(text, offset)
  const help = helpFor(text, offset, kernel, place)
  return help && place.kind !== 'nothing' ? { span: place.word, code: help.code, paragraphs: help.paragraphs } : null
}

/** A policy read as far as it can be, for one question. */
interface Analysis {
  text: string
  kernel: KernelVersion
  unit: TranslationUnit
  macros: ReadonlyMap<string, Macro>
  scope: OwnScope
}

function analyse(text: string, offset: number, kernel: KernelVersion): Analysis {
  const { tokens, comments, macros } = preprocess(text, kernel)
  const unit: TranslationUnit = { items: parseTokens(tokens, text).items, comments, includes: [], macros: [] }
  return { text, kernel, unit, macros, scope: ownScopeAt(unit, text, offset, kernel) }
}

/** The struct whose members belong after an expression. */
function structAfter(a: Analysis, object: readonly Token[]): StructLayout | null {
  const expansion = { macros: a.macros, diagnostics: [], produced: 0, stopped: false, lineOf: () => 0 }
  const expr = parseLoneExpression(expandMacros(object, expansion), ownTypedefs(a.scope))
  return structOf(a.scope.types, typeOfExpr(a.scope.types, expr))
}

function membersAt(a: Analysis, object: readonly Token[]): CompletionItem[] {
  const struct = structAfter(a, object)
  return struct === null
    ? []
    : struct.fields.flatMap((field) =>
        // What is not modelled is not offered.
        field.unmodelled === true ? [] : [completionOf(memberHelp(a, struct, field.name))],
      )
}

function memberHelp(a: Analysis, struct: StructLayout, name: string): Help {
  const structRow = struct.kernel ? findStruct(struct.key, a.kernel) : null
  const row = structRow === null ? null : findField(structRow, name, a.kernel)
  if (structRow !== null && row !== null) return fieldHelp(row, structRow, a.kernel)
  const field = struct.fields.find((candidate) => candidate.name === name)
  const code = field ? spellDeclaration(field.type, name, a.scope.types.structs) : name
  return { name, kind: 'field', code: `${code}; // ${struct.spelling}`, paragraphs: [] }
}

function tagsFor(a: Analysis, keyword: 'struct' | 'union' | 'enum'): CompletionItem[] {
  const own = a.scope.tags
    .filter((tag) => tag.keyword === keyword)
    .map(({ tag }): Help => ({
      name: tag,
      kind: 'type',
      code: `${keyword} ${tag}`,
      paragraphs: ['Declared in this policy.'],
    }))
  const kernel =
    keyword === 'enum'
      ? [...a.scope.types.kernel.enums.keys()].map((tag): Help => ({
          name: tag,
          kind: 'type',
          code: `enum ${tag}`,
          paragraphs: [],
        }))
      : kernelStructs(a.kernel)
          .filter((row) => row.typedef !== true && (row.union === true) === (keyword === 'union'))
          .map((row) => structHelp(row, a.kernel))
  return unique([...own, ...kernel]).map((help) => completionOf(help))
}

const kernelStructs = (kernel: KernelVersion): typeof STRUCTS =>
  rowsIn(STRUCTS, kernel).filter((row) => row.internal !== true)

/** All names that may stand in an expression or begin a declaration: the author's first, then the verdicts. */
function namesAt(a: Analysis): CompletionItem[] {
  const own = [...a.scope.names.values()].toReversed().map((name) => ownHelp(a, name))
  const macros = [...a.macros.values()].filter((macro) => !macro.predefined).map((macro) => macroHelp(a, macro))
  const constants = rowsIn(CONSTANTS, a.kernel).map((row) => constantHelp(row, a.kernel))
  const helpers = rowsIn(HELPERS, a.kernel).map((row) => helperHelp(row, a.kernel))
  const callable = helpers.filter(({ name }) => findHelper(name, a.kernel)?.refused === undefined)
  const refused = helpers.filter((help) => !callable.includes(help))
  const types = kernelStructs(a.kernel).map((row) => structHelp(row, a.kernel))
  const scalars = scalarNames().map((name): Help => ({ name, kind: 'type', code: name, paragraphs: [] }))
  const keywords = KEYWORD_WORDS.map((name): Help => ({ name, kind: 'keyword', code: name, paragraphs: [] }))
  const all = [
    ...own,
    ...macros,
    ...constants,
    ...callable,
    ...MACRO_WORDS.map(wordHelp),
    ...keywords,
    ...scalars,
    ...types,
    ...refused,
  ]
  // A struct is inserted with its keyword, as C wants it.
  return unique(all).map((help) => completionOf(help, types.includes(help) ? help.code : help.name))
}

const scalarNames = (): string[] => [...SCALARS.keys()].filter((name) => /^\w+$/u.test(name))

/** The first of those with the same name. */
function unique(helps: readonly Help[]): Help[] {
  const seen = new Set<string>()
  return helps.filter(({ name }) => !seen.has(name) && seen.add(name))
}

function ownHelp(a: Analysis, own: OwnName): Help {
  const doc = declarationDoc(a.text, a.unit.comments, own.declaration, own.declarator)
  return { name: own.name, kind: own.kind, code: own.code, paragraphs: doc === null ? [] : [doc] }
}

/** A macro of the author's, by its own line. */
function macroHelp(a: Analysis, macro: Macro): Help {
  const from = a.text.lastIndexOf('\n', macro.span.start) + 1
  const end = macro.body.at(-1)?.span.end ?? macro.span.end
  return { name: macro.name, kind: 'macro', code: a.text.slice(from, end).trim(), paragraphs: [] }
}

function helpFor(text: string, offset: number, kernel: KernelVersion, place: Place): Help | null {
  switch (place.kind) {
    case 'nothing':
    case 'header':
      return null
    case 'section': {
      const name = text.slice(place.word.start, place.word.end)
      const hook = findHook(name)
      const data = DATA_SECTIONS.find((section) => section.name === name)
      return hook ? hookHelp(hook) : data ? wordHelp(data) : null
    }
    case 'member':
      return hoverMember(analyse(text, offset, kernel), place.object, text.slice(place.word.start, place.word.end))
    case 'tag': {
      const row = findStruct(text.slice(place.word.start, place.word.end), kernel)
      return row === null ? null : structHelp(row, kernel)
    }
    case 'name':
      return hoverName(analyse(text, offset, kernel), text.slice(place.word.start, place.word.end))
  }
}

function hoverMember(a: Analysis, object: readonly Token[], name: string): Help | null {
  const struct = structAfter(a, object)
  if (struct === null) return null
  const isMember = struct.fields.some((field) => field.name === name)
  const row = struct.kernel ? findStruct(struct.key, a.kernel) : null
  // A member that only other kernels have is explained too.
  return isMember || (row !== null && findField(row, name, a.kernel) !== null) ? memberHelp(a, struct, name) : null
}

function hoverName(a: Analysis, name: string): Help | null {
  const own = a.scope.names.get(name)
  if (own) return ownHelp(a, own)
  const macro = a.macros.get(name)
  if (macro && !macro.predefined) return macroHelp(a, macro)
  const constant = findConstant(name, a.kernel)
  if (constant) return constantHelp(constant, a.kernel)
  const helper = findHelper(name, a.kernel)
  if (helper) return helperHelp(helper, a.kernel)
  const word = MACRO_WORDS.find((candidate) => candidate.name === name)
  if (word) return wordHelp(word)
  const struct = findStruct(name, a.kernel)
  return struct ? structHelp(struct, a.kernel) : null
}
