// Definitions of functions: parameters, body, and the checks that need the whole body.

import { type FunctionType, type Type, VOID } from '../../types.ts'
import type { FunctionDefinition, ParamDeclaration } from '../parse/ast.ts'
import { MAX_ARGUMENTS } from './calls.ts'
import { addLocal, declare, ERROR_TYPE, type FunctionState, inNewScope, type LowerContext, report } from './context.ts'
import { canComplete, checkGotos } from './flow.ts'
import { attributesOf, declareFunction } from './globals.ts'
import { declareProgram } from './programs.ts'
import { lowerBlock } from './statements.ts'
import { applyDeclarator, findAttribute, lowerSpecifiers, objectType, paramType } from './types.ts'
import { UNSUPPORTED } from '../parse/rules/syntax.ts'
import { TOO_MANY_ARGUMENTS } from './rules/calls.ts'
import { MISSING_RETURN } from './rules/flow.ts'

/** Declares a function by its header, so that functions further up may call it when it has a prototype. */
export function lowerFunction(c: LowerContext, definition: FunctionDefinition): void {
  const { declarator } = definition
  const [layer] = declarator.layers
  const name = declarator.name ?? ''
  const { type } = applyDeclarator(c, lowerSpecifiers(c, definition.specifiers), declarator)
  if (type.kind !== 'function' || layer?.kind !== 'function') return
  checkHeader(c, definition, type)
  const entity = declareFunction(c, name, type, declarator, true)
  // The body of a second definition is still worth checking, but there is no function for it.
  const attributes = attributesOf(definition, declarator)
  const section = findAttribute(attributes, 'section')
  const fn: FunctionState = { name, locals: [], returns: type.returns, loops: 0, breakables: 0, staticNames: new Set() }
  c.fn = fn
  const lowered = inNewScope(c, () => {
    if (declarator.bpfProg) {
      const reason =
        "In a BPF_PROG program the arguments have names of their own; 'ctx' cannot be used. Write int prog(unsigned long long *ctx) instead."
      c.scope.names.set('ctx', { kind: 'unusable', reason, span: declarator.span })
    }
    const params = layer.params.filter((param) => !isVoidParam(c, param)).map((param) => declareParam(c, param))
    return { params, body: lowerBlock(c, definition.body, false).body }
  })
  c.fn = null
  checkGotos(c, lowered.body)
  checkReturn(c, definition, type.returns, canComplete(lowered.body))
  if (entity === null) return
  c.functions.push({
    name,
    params: lowered.params,
    locals: fn.locals,
    returns: type.returns,
    body: lowered.body,
    weak: findAttribute(attributes, 'weak') !== undefined,
    span: definition.span,
    nameSpan: declarator.nameSpan,
  })
  if (section !== undefined && c.options.origin === 'policy') {
    declareProgram(c, definition, entity, { text: section.argument ?? '', span: section.span })
  }
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

function declareParam(c: LowerContext, param: ParamDeclaration): number {
  const { declarator } = param
  const qualified = applyDeclarator(c, lowerSpecifiers(c, param.specifiers), declarator)
  const type: Type = objectType(c, paramType(c, qualified.type, param.span), declarator.span)
  const name = declarator.name ?? ''
  const span = declarator.name === null ? param.span : declarator.nameSpan
  const local = addLocal(c, name, type, span)
  if (name !== '') declare(c, name, { kind: 'local', local: local.id, type, constant: qualified.constant, span })
  return local.id
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
