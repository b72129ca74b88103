// Declarations inside of functions: locals with their initial values, static locals, and names of types and functions.

import type { Stmt } from '../../ir.ts'
import { isScalar, type Type } from '../../types.ts'
import type { Declaration, Initializer } from '../parse/ast.ts'
import { coerce, localPlace, rvalue, scalar } from './build.ts'
import {
  addLocal,
  currentFunction,
  declare,
  ERROR_TYPE,
  type LowerContext,
  report,
  type ScalarExpr,
} from './context.ts'
import { declareFunction, declareGlobal } from './globals.ts'
import { completeType, initializeAggregate } from './initializers.ts'
import { applyDeclarator, lowerSpecifiers, objectType, type Qualified } from './types.ts'
import { VLA } from './rules/storage.ts'

type Declared = Declaration['declarators'][number]

/** The statements of a declaration: one a variable, and for aggregates those that fill it. */
export function lowerLocalDeclaration(c: LowerContext, declaration: Declaration): Stmt[] {
  const base = lowerSpecifiers(c, declaration.specifiers)
  return declaration.declarators.flatMap((declared) => lowerDeclared(c, declaration, base, declared))
}

function lowerDeclared(c: LowerContext, declaration: Declaration, base: Qualified, declared: Declared): Stmt[] {
  const { declarator, init } = declared
  const { name, nameSpan } = declarator
  const { storage } = declaration.specifiers
  if (name === null) return []
  // `__auto_type x = ...` has no type in its specifiers.
  const inferred = declaration.specifiers.type === null && init?.kind === 'expr' ? scalar(c, init.expr).type : null
  const qualified =
    inferred === null ? applyDeclarator(c, base, declarator) : { type: inferred, constant: base.constant }
  if (storage === 'typedef') {
    declare(c, name, { kind: 'typedef', ...qualified, span: nameSpan })
    return []
  }
  if (qualified.type.kind === 'function') {
    declareFunction(c, name, qualified.type, declarator, false)
    return []
  }
  if (storage !== 'none') {
    declareGlobal(c, declaration, declared, qualified, uniqueStaticName(c, name))
    return []
  }
  const type = objectType(c, completeType(c, qualified.type, init), nameSpan)
  if (type.kind === 'array' && type.length === 0 && init === null) {
    report(
      c,
      VLA,
      nameSpan,
      `The length of '${name}' is missing: write it between the brackets, or give the array its values.`,
    )
  }
  const local = addLocal(c, name, type, nameSpan)
  // In scope from here on, also in its own initialiser: `int *p = malloc(sizeof(*p))`.
  declare(c, name, { kind: 'local', local: local.id, type, constant: qualified.constant, span: nameSpan })
  return initialize(c, local, type, init, declared.span)
}

function initialize(
  c: LowerContext,
  local: { id: number; type: Type },
  type: Type,
  init: Initializer | null,
  span: Declared['span'],
): Stmt[] {
  const plain = (value: ScalarExpr | null): Stmt[] => [{ kind: 'declare', local: local.id, init: value, span }]
  if (init === null) return plain(null)
  if (type === ERROR_TYPE) {
    if (init.kind === 'expr') c.passes.operand(c, init.expr)
    return plain(null)
  }
  if (isScalar(type) && init.kind === 'expr') {
    const operand = c.passes.operand(c, init.expr)
    return plain(coerce(c, rvalue(c, operand, init.expr.span), type, 'The variable'))
  }
  const effects = initializeAggregate(c, localPlace(local, span), init, span)
  const [only] = effects
  if (isScalar(type)) {
    const assigned = effects.find((effect) => effect.kind === 'assign')
    return plain(assigned?.kind === 'assign' && isScalarValue(assigned.value) ? assigned.value : null)
  }
  return only === undefined
    ? plain(null)
    : [...plain(null), ...effects.map((expr): Stmt => ({ kind: 'expr', expr, span: expr.span }))]
}

const isScalarValue = (expr: { type: Type }): expr is ScalarExpr => isScalar(expr.type)

/** A static local lives as a global named `function.name`, numbered where a function has several of one name. */
function uniqueStaticName(c: LowerContext, name: string): string {
  const fn = currentFunction(c)
  const base = `${fn.name}.${name}`
  let unique = base
  for (let n = 1; fn.staticNames.has(unique); n++) unique = `${base}.${n}`
  fn.staticNames.add(unique)
  return unique
}
