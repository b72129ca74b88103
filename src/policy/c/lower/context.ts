// What the passes of the lowering share: scopes and symbols, the unit under construction, the function under construction, and the list
// of diagnostics. A context lives for one call of `lowerC`.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr, Global, FunctionIr, Local, MapDefinition, Place, Program, Stmt } from '../../ir.ts'
import type { KernelTypes } from '../../kernel-types.ts'
import type { Span } from '../../span.ts'
import type { FunctionType, IntType, PointerType, StructLayout, StructTable, Type } from '../../types.ts'
import type { CExpr, CompoundStmt, TranslationUnit } from '../parse/ast.ts'
import { problem, type ProblemExtra, type Rule } from '../../catalogue/rule.ts'
import { SIGNED_DIVISION } from './rules/arithmetic.ts'
import { HELPER_TOO_NEW, UNKNOWN_HELPER } from './rules/calls.ts'
import { DISCARDS_CONST, POINTER_TYPE, TYPE_MISMATCH } from './rules/conversions.ts'
import { MISSING_FIELD, NOT_A_POINTER, NOT_A_STRUCT } from './rules/members.ts'
import { REDECLARATION, UNKNOWN_TYPE } from './rules/names.ts'

/** What a name stands for. */
export type Entity =
  | { kind: 'local'; local: number; type: Type; constant: boolean; span: Span }
  | { kind: 'global'; name: string; type: Type; constant: boolean; parameter: boolean; span: Span }
  | { kind: 'map'; name: string; type: Type; span: Span }
  | { kind: 'constant'; value: bigint; type: IntType; span: Span }
  | { kind: 'typedef'; type: Type; constant: boolean; span: Span }
  | FunctionEntity
  /** A weak variable of the kernel that this one does not have: its address is NULL. */
  | { kind: 'absent'; type: Type; span: Span }
  /** `ctx` in a BPF_PROG program: the kernel's arguments as an array of u64, made when it is first named. */
  | { kind: 'context'; span: Span }
  /** A name that must not be used, with the reason, or an empty reason where the error is already reported. */
  | { kind: 'unusable'; reason: string; span: Span }

export interface FunctionEntity {
  kind: 'function'
  name: string
  type: FunctionType
  params: readonly string[]
  /** True once its body was seen. */
  defined: boolean
  /** True for functions of another unit: helpers, kfuncs. */
  external: boolean
  span: Span
}

export interface Scope {
  parent: Scope | null
  names: Map<string, Entity>
  tags: Map<string, Type>
}

/** An expression whose value is an integer or a pointer. */
export type ScalarExpr = Expr & { type: IntType | PointerType }

/** What an expression of C can be before it is used: a value, something with an address, or a function. */
export type Operand =
  /** A scalar, or the call or statement expression of a void. */
  | { kind: 'value'; expr: Expr }
  | { kind: 'place'; place: Place; constant: boolean }
  | { kind: 'function'; entity: FunctionEntity; span: Span }
  /** A member that the chosen kernel does not have: it has a type but no address. */
  | { kind: 'missing'; type: Type; field: string; span: Span }

/** A local under construction: whether it needs memory is known only at the end of its function. */
export interface LocalDraft extends Local {
  inMemory: boolean
  endsWithScope?: true
}

export interface FunctionState {
  name: string
  locals: LocalDraft[]
  returns: Type
  /** Depth of loops, and of loops and switches. */
  loops: number
  breakables: number
  staticNames: Set<string>
  /** The local that `ctx` of a BPF_PROG program is, once it was named. */
  context: LocalDraft | null
  /** Where a function that returns a struct puts it; null for every other. */
  result: LocalDraft | null
}

export interface LowerOptions {
  kernel: KernelTypes
  origin: 'policy' | 'kernel'
  /** The author's text, for docs beside declarations; null where it is not at hand. */
  text: string | null
}

/** The two entries into expression and statement lowering that the smaller passes need; passed in, because the passes are recursive. */
export interface Passes {
  operand: (c: LowerContext, expr: CExpr) => Operand
  /** A block in a scope of its own; with `wantValue` its last expression statement becomes the value. */
  block: (c: LowerContext, block: CompoundStmt, wantValue: boolean) => LoweredBlock
}

/** The statements of a block, and its value where one is wanted; where that is a struct, its address, and the struct's type. */
export interface LoweredBlock {
  body: Stmt[]
  value: Expr | null
  struct?: Type
}

export interface LowerContext {
  readonly options: LowerOptions
  readonly passes: Passes
  readonly ast: TranslationUnit
  readonly diagnostics: Diagnostic[]
  /** The kernel's structs and the author's. */
  readonly structs: Map<string, StructLayout>
  /** Members that a struct has in its declaration or in other kernels, but not in this kernel. */
  readonly missingFields: Map<string, Map<string, Type>>
  readonly fileScope: Scope
  /** Names of the functions that have a body somewhere in the text. */
  readonly definedFunctions: ReadonlySet<string>
  scope: Scope
  readonly globals: Global[]
  readonly maps: MapDefinition[]
  readonly functions: FunctionIr[]
  readonly programs: Program[]
  license: { text: string; span: Span } | null
  fn: FunctionState | null
  /** Above 0 in code that a CO-RE check has ruled out for this kernel: what depends on layouts is not reported there. */
  dead: number
  /** Nesting of expressions and statements, to refuse what would exhaust the stack. */
  depth: number
  /** Numbers of anonymous structs and string literals, and names of string globals by their bytes. */
  anonymous: number
  readonly strings: Map<string, string>
  readonly reported: Set<string>
  /** Functions of the text that are called or passed as callbacks, with the place of the first use. */
  readonly used: Map<string, Span>
  /** Programs of other kinds, and the functions and maps that only they use. */
  readonly leftOut: ReadonlySet<string>
}

/** Deep enough for a sum of hundreds of terms, and far from exhausting the stack here and in the passes after this one. */
export const MAX_DEPTH = 400
const MAX_DIAGNOSTICS = 200

/** Stands for the type of what could not be lowered; any use of it is silent, since the error is reported where it began. */
export const ERROR_TYPE: IntType = { kind: 'int', bits: 64, signed: true, bool: false, name: '(error)' }

/** Rules that depend on how the kernel's structs look, and so mean nothing in code for another kernel. */
const LAYOUT_RULES: ReadonlySet<Rule> = new Set([
  MISSING_FIELD,
  UNKNOWN_TYPE,
  TYPE_MISMATCH,
  POINTER_TYPE,
  NOT_A_POINTER,
  NOT_A_STRUCT,
  DISCARDS_CONST,
  SIGNED_DIVISION,
  HELPER_TOO_NEW,
  UNKNOWN_HELPER,
])

/** Adds a diagnostic; at most one of a rule at a place. */
export function report(c: LowerContext, rule: Rule, span: Span, message: string, extra: ProblemExtra = {}): void {
  if (c.dead > 0 && LAYOUT_RULES.has(rule)) return
  const key = `${rule.code} ${span.start} ${span.end}`
  if (c.reported.has(key) || c.diagnostics.length >= MAX_DIAGNOSTICS) return
  c.reported.add(key)
  c.diagnostics.push(problem(rule, span, message, extra))
}

/** Runs `lower` as code that this kernel never executes. */
export function inDeadCode<T>(c: LowerContext, dead: boolean, lower: () => T): T {
  if (!dead) return lower()
  c.dead++
  const result = lower()
  c.dead--
  return result
}

/** Runs `lower` in a scope of its own. */
export function inNewScope<T>(c: LowerContext, lower: () => T): T {
  const outer = c.scope
  c.scope = { parent: outer, names: new Map(), tags: new Map() }
  const result = lower()
  c.scope = outer
  return result
}

export function lookup(c: LowerContext, name: string): Entity | null {
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
    const entity = scope.names.get(name)
    if (entity !== undefined) return entity
  }
  return null
}

export function lookupTag(c: LowerContext, tag: string): Type | null {
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
    const type = scope.tags.get(tag)
    if (type !== undefined) return type
  }
  return null
}

/** Names that can be used here, for suggestions. */
export function visibleNames(c: LowerContext, wanted: (entity: Entity) => boolean): string[] {
  const names: string[] = []
  for (let scope: Scope | null = c.scope; scope !== null; scope = scope.parent) {
    for (const [name, entity] of scope.names) if (wanted(entity)) names.push(name)
  }
  return names
}

/** Gives a name a meaning in the current scope; an error when it has one there already. */
export function declare(c: LowerContext, name: string, entity: Entity): boolean {
  if (c.scope.names.has(name)) {
    report(c, REDECLARATION, entity.span, `'${name}' is already declared here. Give one of the two another name.`)
    return false
  }
  c.scope.names.set(name, entity)
  return true
}

/** Adds a local to the function under construction. */
export function addLocal(c: LowerContext, name: string, type: Type, span: Span, synthetic = false): LocalDraft {
  const fn = currentFunction(c)
  const inMemory = type.kind === 'array' || type.kind === 'struct'
  const local: LocalDraft = { id: fn.locals.length, name, type, inMemory, synthetic, span }
  fn.locals.push(local)
  return local
}

/** The function under construction. Code outside of functions is constant, so that asking there is a bug of ours. */
export function currentFunction(c: LowerContext): FunctionState {
  if (c.fn === null) throw new Error('no function is being lowered')
  return c.fn
}

export const structTable = (c: LowerContext): StructTable => c.structs
