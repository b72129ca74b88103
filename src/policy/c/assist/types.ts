// The types of declarations and expressions as far as the editor needs them: good enough to know the members after `->` in a text full of
// errors. The lowering has the real rules; nothing is reported here, and what is not understood has the type null.

import type { KernelTypes } from '../../kernel-types.ts'
import type { StructLayout, Type } from '../../types.ts'
import { BOOL, CHAR, INT, LONG, S16, U16, U8, UINT, ULONG, VOID } from '../../types.ts'
import type { CExpr, Declarator, DeclaratorLayer, Specifiers, TypeName, TypeSpecifier } from '../parse/ast.ts'

/** What types and expressions are looked up in. The maps are filled while the declarations before the offset are read. */
export interface TypeScope {
  kernel: KernelTypes
  /** The kernel's and the author's, by the key of the type. */
  structs: Map<string, StructLayout>
  typedefs: Map<string, Type>
  /** Types of variables, parameters and functions by name. */
  values: Map<string, Type>
}

export const declaredType = (scope: TypeScope, specifiers: Specifiers, declarator: Declarator): Type =>
  withLayers(scope, typeOfSpecifiers(scope, specifiers), declarator.layers)

const typeOfName = (scope: TypeScope, name: TypeName): Type => declaredType(scope, name.specifiers, name.declarator)

function withLayers(scope: TypeScope, base: Type, layers: readonly DeclaratorLayer[]): Type {
  return layers.reduceRight<Type>((type, layer) => {
    switch (layer.kind) {
      case 'pointer':
        return { kind: 'pointer', to: type, constant: false }
      case 'array':
        return { kind: 'array', of: type, length: layer.length?.kind === 'integer' ? Number(layer.length.value) : 0 }
      case 'function':
        return {
          kind: 'function',
          params: layer.params.map((param) => declaredType(scope, param.specifiers, param.declarator)),
          returns: type,
          variadic: layer.variadic,
        }
    }
  }, base)
}

/** The type that specifiers name; defines the struct where they do. */
export function typeOfSpecifiers(scope: TypeScope, { type }: Specifiers): Type {
  if (type === null) return INT
  switch (type.kind) {
    case 'builtin':
      return builtinType(type.words)
    case 'typedefName':
      return scope.typedefs.get(type.name) ?? INT
    case 'struct':
      return structType(scope, type)
    case 'enum':
      return type.tag === null ? INT : (scope.kernel.enums.get(type.tag) ?? { ...UINT, name: `enum ${type.tag}` })
    case 'typeofExpr':
      return typeOfExpr(scope, type.expr) ?? INT
    case 'typeofType':
      return typeOfName(scope, type.type)
  }
}

function builtinType(words: readonly string[]): Type {
  const unsigned = words.includes('unsigned')
  if (words.includes('void')) return VOID
  if (words.includes('bool') || words.includes('_Bool')) return BOOL
  if (words.includes('char')) return unsigned ? U8 : CHAR
  if (words.includes('short')) return unsigned ? U16 : S16
  if (words.includes('long')) return unsigned ? ULONG : LONG
  return unsigned ? UINT : INT
}

function structType(scope: TypeScope, specifier: TypeSpecifier & { kind: 'struct' }): Type {
  const { tag, members, union } = specifier
  // A flavour (`task_struct___old`) and an own declaration of a kernel struct stand for the kernel's.
  const kernelTag = tag?.replace(/___.*$/u, '')
  if (kernelTag !== undefined && scope.kernel.structs.has(kernelTag)) return { kind: 'struct', key: kernelTag }
  const key = tag ?? `anon:${specifier.span.start}`
  if (members !== null) {
    const fields = members.flatMap((member) => {
      const base = typeOfSpecifiers(scope, member.specifiers)
      if (member.declarators.length === 0) return fieldsOf(scope, base)
      return member.declarators.flatMap(({ declarator }) =>
        declarator.name === null
          ? []
          : [{ name: declarator.name, type: withLayers(scope, base, declarator.layers), offset: 0 }],
      )
    })
    const spelling = `${union ? 'union' : 'struct'} ${tag ?? '(anonymous)'}`
    scope.structs.set(key, { key, spelling, union, kernel: false, size: 0, align: 1, fields })
  }
  return { kind: 'struct', key }
}

const fieldsOf = (scope: TypeScope, type: Type): StructLayout['fields'] =>
  type.kind === 'struct' ? (scope.structs.get(type.key)?.fields ?? []) : []

/** The struct that members after `.` or `->` belong to; a pointer counts as what it points to. */
export function structOf(scope: TypeScope, type: Type | null): StructLayout | null {
  if (type === null) return null
  const target = pointee(type) ?? type
  return target.kind === 'struct' ? (scope.structs.get(target.key) ?? null) : null
}

const pointee = (type: Type): Type | null => {
  if (type.kind === 'pointer') return type.to
  return type.kind === 'array' ? type.of : null
}

const pointerTo = (to: Type): Type => ({ kind: 'pointer', to, constant: false })

/** The type of an expression, or null when it cannot be told. */
export function typeOfExpr(scope: TypeScope, expr: CExpr): Type | null {
  switch (expr.kind) {
    case 'integer':
      if (expr.bits === 64) return expr.signed ? LONG : ULONG
      return expr.signed ? INT : UINT
    case 'string':
      return pointerTo(CHAR)
    case 'name':
      return (
        scope.values.get(expr.name) ??
        scope.kernel.functions.get(expr.name)?.type ??
        scope.kernel.constants.get(expr.name)?.type ??
        null
      )
    case 'unary': {
      const operand = typeOfExpr(scope, expr.operand)
      if (operand === null) return null
      if (expr.op === '*') return pointee(operand)
      return expr.op === '&' ? pointerTo(operand) : operand
    }
    case 'prefix':
    case 'postfix':
      return typeOfExpr(scope, expr.operand)
    case 'binary': {
      const left = typeOfExpr(scope, expr.left)
      return left?.kind === 'int' ? (typeOfExpr(scope, expr.right) ?? left) : left
    }
    case 'assign':
      return typeOfExpr(scope, expr.target)
    case 'conditional':
      return typeOfExpr(scope, expr.then ?? expr.condition) ?? typeOfExpr(scope, expr.otherwise)
    case 'call': {
      const callee = typeOfExpr(scope, expr.callee)
      const signature = callee?.kind === 'pointer' ? callee.to : callee
      return signature?.kind === 'function' ? signature.returns : null
    }
    case 'member':
      return memberType(scope, typeOfExpr(scope, expr.object), expr.name)
    case 'index': {
      const object = typeOfExpr(scope, expr.object)
      return object === null ? null : pointee(object)
    }
    case 'cast':
    case 'compoundLiteral':
      return typeOfName(scope, expr.type)
    case 'sizeofExpr':
    case 'sizeofType':
    case 'offsetof':
      return ULONG
    case 'comma': {
      const last = expr.items.at(-1)
      return last === undefined ? null : typeOfExpr(scope, last)
    }
    case 'statements': {
      const last = expr.body.items.at(-1)
      return last?.kind === 'expr' && last.expr !== null ? typeOfExpr(scope, last.expr) : null
    }
    case 'coreMacro':
      return coreMacroType(scope, expr)
    case 'float':
    case 'error':
      return null
  }
}

const memberType = (scope: TypeScope, object: Type | null, name: string): Type | null =>
  structOf(scope, object)?.fields.find((field) => field.name === name)?.type ?? null

function coreMacroType(scope: TypeScope, expr: CExpr & { kind: 'coreMacro' }): Type | null {
  const [first, ...rest] = expr.args
  if (expr.name === 'bpf_core_cast') {
    const type = rest[0]?.type
    return type ? pointerTo(typeOfName(scope, type)) : null
  }
  if (!/^BPF_(?:CORE|PROBE)_READ(?:_USER)?$/u.test(expr.name) || !first?.expr) return INT
  let type = typeOfExpr(scope, first.expr)
  for (const { expr: path } of rest) type = path === null ? null : pathType(scope, type, path)
  return type
}

/** The type of a path such as `rss_stat[0].count` inside of an object. */
function pathType(scope: TypeScope, object: Type | null, path: CExpr): Type | null {
  switch (path.kind) {
    case 'name':
      return memberType(scope, object, path.name)
    case 'member':
      return memberType(scope, pathType(scope, object, path.object), path.name)
    case 'index': {
      const array = pathType(scope, object, path.object)
      return array === null ? null : pointee(array)
    }
    default:
      return null
  }
}
