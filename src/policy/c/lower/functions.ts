// Definitions of functions: parameters, body, and the checks that need the whole body.

import type { Expr, Stmt } from '../../ir.ts'
import { type FunctionType, isScalar, LONG, sizeOf, type Type, VOID } from '../../types.ts'
import type { Attribute, FunctionDefinition, ParamDeclaration } from '../parse/ast.ts'
import { constant, convert, derefOf, localPlace, pointerAdd, pointerTo, read } from './build.ts'
import { MAX_ARGUMENTS } from './calls.ts'
import {
  addLocal,
  declare,
  ERROR_TYPE,
  type FunctionState,
  inNewScope,
  type LocalDraft,
  type LowerContext,
  report,
} from './context.ts'
import { canComplete, checkGotos } from './flow.ts'
import { attributesOf, declareFunction } from './globals.ts'
import { declareProgram } from './programs.ts'
import { lowerBlock } from './statements.ts'
import { applyDeclarator, findAttribute, lowerSpecifiers, objectType, paramType } from './types.ts'
import { UNSUPPORTED } from '../parse/rules/syntax.ts'
import { spellType } from '../../spell-type.ts'
import { TOO_MANY_ARGUMENTS } from './rules/calls.ts'
import { STRUCT_VALUE } from './rules/conversions.ts'
import { MISSING_RETURN } from './rules/flow.ts'
import { COMPANION_PROGRAM } from './rules/programs.ts'

/** Declares a function by its header, so that functions further up may call it when it has a prototype. */
export function lowerFunction(c: LowerContext, definition: FunctionDefinition): void {
  const { declarator } = definition
  const [layer] = declarator.layers
  const name = declarator.name ?? ''
  if (c.leftOut.has(name)) {
    reportLeftOut(c, definition)
    return
  }
  const { type } = applyDeclarator(c, lowerSpecifiers(c, definition.specifiers), declarator)
  if (type.kind !== 'function' || layer?.kind !== 'function') return
  checkHeader(c, definition, type)
  const entity = declareFunction(c, name, type, declarator, true)
  // The body of a second definition is still worth checking, but there is no function for it.
  const attributes = attributesOf(definition, declarator)
  const section = findAttribute(attributes, 'section')
  const fn: FunctionState = {
    name,
    locals: [],
    returns: type.returns,
    loops: 0,
    breakables: 0,
    staticNames: new Set(),
    context: null,
    result: null,
  }
  c.fn = fn
  const lowered = inNewScope(c, () => {
    if (declarator.bpfProg) c.scope.names.set('ctx', { kind: 'context', span: declarator.span })
    // A function that returns a struct is given the address to fill in.
    if (type.returns.kind === 'struct')
      fn.result = addLocal(c, 'result', pointerTo(type.returns), declarator.nameSpan, true)
    const given = layer.params.filter((param) => !isVoidParam(c, param)).map((param) => declareParam(c, param))
    const params = [...(fn.result === null ? [] : [fn.result.id]), ...given.map(({ id }) => id)]
    const { body } = lowerBlock(c, definition.body, false)
    return { params, body: [...given.flatMap(({ copies }) => copies), ...body] }
  })
  c.fn = null
  checkGotos(c, lowered.body)
  checkReturn(c, definition, type.returns, canComplete(lowered.body))
  if (entity === null) return
  const { params, body } = fn.context === null ? lowered : takenFromContext(fn, fn.context, lowered)
  c.functions.push({
    name,
    params,
    locals: fn.locals,
    returns: fn.result === null ? type.returns : VOID,
    body,
    weak: findAttribute(attributes, 'weak') !== undefined,
    ...(isSeparate(c, definition, attributes) ? { separate: true } : {}),
    span: definition.span,
    nameSpan: declarator.nameSpan,
  })
  if (section !== undefined && c.options.origin === 'policy') {
    declareProgram(c, definition, entity, { text: section.argument ?? '', span: section.span }, fn.context !== null)
  }
}

/** The words for arguments that libbpf's tags say more about. */
const ARGUMENT_TAGS = /^arg_/

/** True for a function that the verifier checks by itself, of whose arguments nothing but the types is known. */
function isSeparate(c: LowerContext, definition: FunctionDefinition, attributes: readonly Attribute[]): boolean {
  const { specifiers, declarator } = definition
  const has = (name: string): boolean => findAttribute(attributes, name) !== undefined
  if (c.options.origin === 'kernel' || specifiers.storage === 'static' || has('section') || has('hidden')) return false
  const [layer] = declarator.layers
  const params = layer?.kind === 'function' ? layer.params : []
  const isTagged = params.some(({ specifiers: own, declarator: named }) =>
    [...own.attributes, ...named.attributes].some(({ name }) => ARGUMENT_TAGS.test(name)),
  )
  return !isTagged && (has('noinline') || has('weak'))
}

/** A program of another kind, and what only it uses, is not compiled. */
function reportLeftOut(c: LowerContext, definition: FunctionDefinition): void {
  const { declarator } = definition
  const name = declarator.name ?? ''
  const section = findAttribute(attributesOf(definition, declarator), 'section')
  if (section === undefined) declare(c, name, { kind: 'unusable', reason: '', span: declarator.nameSpan })
  else {
    report(
      c,
      COMPANION_PROGRAM,
      section.span,
      `The playground runs the programs of an OOM policy only, so '${name}' is left out: it never runs here. Exports keep it as it is.`,
    )
  }
}

/** What BPF_PROG makes of a program that names `ctx`: it takes the array of its arguments, and the parameters are read from there. */
function takenFromContext(
  fn: FunctionState,
  context: LocalDraft,
  { params, body }: { params: readonly number[]; body: readonly Stmt[] },
): { params: number[]; body: Stmt[] } {
  const { span } = context
  const declared = params.flatMap((id, index): Stmt[] => {
    const local = fn.locals[id]
    if (local === undefined || !isScalar(local.type)) return []
    const slot = derefOf(
      pointerAdd(read(localPlace(context, span)), constant(BigInt(index), LONG, span), 8, span),
      span,
    )
    return [{ kind: 'declare', local: id, init: convert(read(slot), local.type), span }]
  })
  return { params: [context.id], body: [...declared, ...body] }
}

function checkHeader(c: LowerContext, definition: FunctionDefinition, type: FunctionType): void {
  const { declarator } = definition
  if (c.options.origin === 'kernel') return
  if (type.variadic) {
    report(
      c,
      UNSUPPORTED,
      declarator.span,
      'A function with "..." cannot be compiled for BPF. Give it named parameters.',
    )
  }
  const attributes = attributesOf(definition, declarator)
  const mayBeInlined = definition.specifiers.storage === 'static' && findAttribute(attributes, 'noinline') === undefined
  if (type.returns.kind === 'struct' && !mayBeInlined) {
    report(
      c,
      STRUCT_VALUE,
      declarator.nameSpan,
      `A function can return ${spellType(type.returns, c.structs)} only where clang puts it inside its callers: make it static __always_inline, or pass a pointer to the result.`,
      { verifier: 'functions with VarArgs or StructRet are not supported (clang)' },
    )
  }
  if (type.params.length > MAX_ARGUMENTS && findAttribute(attributes, 'always_inline') === undefined) {
    // clang inlines small static functions by itself, and then nothing is passed.
    const mayInline = definition.specifiers.storage === 'static' && findAttribute(attributes, 'noinline') === undefined
    report(
      c,
      TOO_MANY_ARGUMENTS,
      declarator.span,
      mayInline
        ? `A BPF call passes at most ${MAX_ARGUMENTS} arguments, and this function has ${type.params.length} parameters. It compiles only where clang inlines it: write static __always_inline.`
        : `A BPF function has at most ${MAX_ARGUMENTS} parameters, and this one has ${type.params.length}. Make it static __always_inline, or put several values into a struct and pass its address.`,
      { severity: mayInline ? 'warning' : 'error', verifier: `too many args to ${declarator.name ?? ''} (clang)` },
    )
  }
}

const isVoidParam = (c: LowerContext, param: ParamDeclaration): boolean =>
  param.declarator.name === null &&
  lowerSpecifiers(c, param.specifiers).type === VOID &&
  param.declarator.layers.length === 0

/** A parameter as the function receives it, and the statements that copy a struct from where the caller has put it. */
interface ReceivedParam {
  id: number
  copies: Stmt[]
}

function declareParam(c: LowerContext, param: ParamDeclaration): ReceivedParam {
  const { declarator } = param
  const qualified = applyDeclarator(c, lowerSpecifiers(c, param.specifiers), declarator)
  const type: Type = objectType(c, paramType(qualified.type), declarator.span)
  const name = declarator.name ?? ''
  const span = declarator.name === null ? param.span : declarator.nameSpan
  const local = addLocal(c, name, type, span)
  if (name !== '') declare(c, name, { kind: 'local', local: local.id, type, constant: qualified.constant, span })
  if (type.kind !== 'struct') return { id: local.id, copies: [] }
  const given = addLocal(c, `${name}.given`, pointerTo(type), span, true)
  const source = derefOf(read(localPlace(given, span)), span)
  const size = sizeOf(type, c.structs)
  const copy: Expr = { kind: 'copy', target: localPlace(local, span), source, size, type: VOID, span }
  return {
    id: given.id,
    copies: [
      { kind: 'declare', local: local.id, init: null, span },
      { kind: 'expr', expr: copy, span },
    ],
  }
}

function checkReturn(c: LowerContext, definition: FunctionDefinition, returns: Type, completes: boolean): void {
  if (returns.kind === 'void' || returns === ERROR_TYPE || !completes) return
  const { end } = definition.body.span
  const name = definition.declarator.name ?? ''
  report(
    c,
    MISSING_RETURN,
    definition.declarator.nameSpan,
    `'${name}' can come to its end without returning a value. Add a return at the end.`,
    {
      verifier: 'R0 !read_ok',
      fixes: [
        {
          title: 'Add return 0; at the end',
          edits: [{ span: { start: end - 1, end: end - 1 }, text: '\treturn 0;\n' }],
        },
      ],
    },
  )
}
