// The top of a policy: parameters, globals, constants, arrays, maps, functions and programs.

import type {
  CallExpression,
  Expression,
  FunctionDeclaration,
  Identifier,
  NewExpression,
  Node,
  Statement,
  VariableDeclaration,
} from '@babel/types'

import { type Hook, hookOn, HOOKS, VERDICT_HOOK } from '../../kernel/interfaces.ts'
import { parsePrototype } from '../kernel-types.ts'
import type { Span } from '../span.ts'
import { CHAR, type FunctionType, INT, type Type, VOID } from '../types.ts'
import { at, type Code, joined, SOFT_BREAK } from './code.ts'
import { declare, inScope, lookup, type ParamFacts, report, spanOf, type TsContext } from './context.ts'
import { translateValue } from './expressions.ts'
import { hookSignature } from './hook-signature.ts'
import { line, printedTo } from './layout.ts'
import { findMapClass, MAP_CLASSES, type MapClass } from './map-classes.ts'
import { blockBody, firstWords, inferred, refuse } from './statements.ts'
import { declared, isText, readType, spell } from './types.ts'
import { textCode, type Value } from './value.ts'
import { TS_ASYNC, TS_FUNCTION, TS_STATEMENT } from './rules/constructs.ts'
import { TS_MAP, TS_PARAM, TS_PROGRAM } from './rules/programs.ts'
import { TS_MODULE, TS_NAME } from './rules/text.ts'
import { TS_MISSING_TYPE, TS_TYPE } from './rules/types.ts'
import { TS_OBJECT, TS_STRING } from './rules/values.ts'

const TASK_COMM_LEN = 16

/** A top-level item without its `export`. */
interface Item {
  node: Statement
  start: number
  exported: boolean
}

export function translateTop(c: TsContext, body: readonly Statement[]): void {
  const items = body.flatMap((node): Item[] => itemOf(c, node))
  // Functions may be called above their definition.
  for (const { node, exported } of items) if (node.type === 'FunctionDeclaration') declareSignature(c, node, exported)
  for (const item of items) translateItem(c, item)
}

function itemOf(c: TsContext, node: Statement): Item[] {
  const start = node.start ?? 0
  switch (node.type) {
    case 'ExportNamedDeclaration':
      if (node.declaration?.type === 'FunctionDeclaration') return [{ node: node.declaration, start, exported: true }]
      report(c, TS_MODULE, firstWords(c, node), `Only programs are exported: ${hookSignature(VERDICT_HOOK)}.`)
      return node.declaration
        ? [{ node: node.declaration, start: node.declaration.start ?? start, exported: false }]
        : []
    case 'ExportDefaultDeclaration':
    case 'ExportAllDeclaration':
      report(c, TS_MODULE, firstWords(c, node), `Only programs are exported: ${hookSignature(VERDICT_HOOK)}.`)
      return []
    default:
      return [{ node, start, exported: false }]
  }
}

function translateItem(c: TsContext, { node, start, exported }: Item): void {
  switch (node.type) {
    case 'FunctionDeclaration':
      translateFunction(c, node, start, exported)
      break
    case 'VariableDeclaration':
      for (const declarator of node.declarations) {
        topVariable(c, node, declarator, node.declarations.length === 1 ? spanOf(node) : spanOf(declarator))
      }
      break
    case 'EmptyStatement':
      return
    case 'ExpressionStatement':
    case 'IfStatement':
    case 'ForStatement':
    case 'WhileStatement':
    case 'ReturnStatement':
    case 'BlockStatement':
      report(
        c,
        TS_STATEMENT,
        firstWords(c, node),
        `Nothing runs outside of functions. Put this into a program, such as ${VERDICT_HOOK.target}.`,
      )
      return
    default:
      refuse(c, node)
      return
  }
  printedTo(c, node.end ?? start)
}

// --- functions and programs

interface Signature {
  type: FunctionType
  params: readonly { name: string; type: Type; span: Span }[]
}

const signatureOf = (c: TsContext, node: FunctionDeclaration): Signature => {
  const params = node.params.flatMap((param): Signature['params'][number][] => {
    if (param.type !== 'Identifier') {
      report(c, TS_FUNCTION, spanOf(param), 'A parameter is a name with a type: task: task_struct.')
      return []
    }
    const span = nameSpan(param)
    const annotation = param.typeAnnotation?.type === 'TSTypeAnnotation' ? param.typeAnnotation.typeAnnotation : null
    if (annotation === null) {
      report(
        c,
        TS_MISSING_TYPE,
        span,
        `The parameter '${param.name}' needs a type: ${param.name}: ${param.name === 'oc' ? 'oom_control' : 'task_struct'}.`,
      )
    }
    if (param.optional) report(c, TS_FUNCTION, spanOf(param), 'A call passes every argument. Leave the ? out.')
    return [{ name: param.name, type: (annotation && readType(c, annotation)) ?? INT, span }]
  })
  const annotation = node.returnType?.type === 'TSTypeAnnotation' ? node.returnType.typeAnnotation : null
  const returns = annotation === null ? VOID : (readType(c, annotation) ?? INT)
  return { type: { kind: 'function', params: params.map(({ type }) => type), returns, variadic: false }, params }
}

const nameSpan = (id: Identifier): Span => ({ start: id.start ?? 0, end: (id.start ?? 0) + id.name.length })

function declareSignature(c: TsContext, node: FunctionDeclaration, exported: boolean): void {
  const { id } = node
  if (!id) return
  if (node.async || node.generator) {
    report(c, TS_ASYNC, firstWords(c, node), 'The hook must answer at once: leave async and * out.')
  }
  if (node.typeParameters) {
    report(c, TS_TYPE, spanOf(node.typeParameters), 'Functions are of one type in C. Write one function for each type.')
  }
  const { type, params } = signatureOf(c, node)
  if (lookup(c, id.name) !== null) {
    report(c, TS_NAME, nameSpan(id), `There are two functions '${id.name}'. Give one of them another name.`)
    return
  }
  const entity = { kind: 'function', type, params: params.map(({ name }) => name), span: nameSpan(id) } as const
  if (exported || hookOn(id.name) === undefined) declare(c, id.name, entity)
  else {
    report(c, TS_PROGRAM, nameSpan(id), `'${id.name}' is a hook: write export in front of function to attach to it.`, {
      fixes: [
        { title: 'Add export', edits: [{ span: { start: node.start ?? 0, end: node.start ?? 0 }, text: 'export ' }] },
      ],
    })
  }
}

function translateFunction(c: TsContext, node: FunctionDeclaration, start: number, exported: boolean): void {
  const { id } = node
  if (!id) return
  // The types are reported once, where the name was declared.
  const known = c.diagnostics.length
  const { type, params } = signatureOf(c, node)
  c.diagnostics.length = Math.min(c.diagnostics.length, known)
  const hook = exported ? hookOn(id.name) : undefined
  if (exported && hook === undefined) {
    report(
      c,
      TS_PROGRAM,
      nameSpan(id),
      `'${id.name}' is no hook. A function that is exported is a program; its name is one of ${HOOKS.map(({ target }) => target).join(', ')}. Leave export out of other functions.`,
    )
  }
  if (hook !== undefined) checkProgram(c, hook, id, node, type, params)
  const program = hook !== undefined
  const head = { start, end: node.body.start ?? start }
  const list = params.map((param): Code => at(param.span, declared(c, param.type, param.name)))
  if (hook === undefined) {
    const spelled = declared(c, type.returns, '')
    const space = spelled.endsWith('*') ? '' : ' '
    const all = list.length === 0 ? ['void'] : joined(list, [',', SOFT_BREAK])
    line(c, start, at(head, `static __always_inline ${spelled}${space}`, at(nameSpan(id), id.name), '(', ...all, ')'))
  } else {
    line(c, start, at(head, `SEC("${hook.section}")`))
    c.out.line(at(head, 'int BPF_PROG(', ...joined([at(nameSpan(id), id.name), ...list], [',', SOFT_BREAK]), ')'))
  }
  const bodySpan = spanOf(node.body)
  c.out.line(at({ start: bodySpan.start, end: bodySpan.start + 1 }, '{'))
  const outer = c.fn
  c.fn = { name: id.name, returns: type.returns, program, taken: new Set([id.name]) }
  inScope(c, () => {
    for (const param of params) {
      declare(c, param.name, { kind: 'local', type: param.type, lookup: false, constant: false, span: param.span })
    }
    const needsReturn = program && type.returns.kind === 'void' && node.body.body.at(-1)?.type !== 'ReturnStatement'
    blockBody(c, node.body.body, bodySpan, () => {
      if (needsReturn) c.out.line(at({ start: bodySpan.end - 1, end: bodySpan.end }, 'return 0;'))
    })
  })
  c.fn = outer
  c.out.line(at({ start: bodySpan.end - 1, end: bodySpan.end }, '}'))
}

function checkProgram(
  c: TsContext,
  hook: Hook,
  id: Identifier,
  node: FunctionDeclaration,
  type: FunctionType,
  params: Signature['params'],
): void {
  const wanted = parsePrototype(hook.prototype).type
  const misfit = params.find(({ type: given }, i) => {
    const expected = wanted.params[i]
    return expected === undefined || spell(c, expected) !== spell(c, given)
  })
  const isInteger = misfit?.type.kind === 'int' && wanted.params[params.indexOf(misfit)]?.kind === 'int'
  if (misfit !== undefined && !isInteger) {
    report(c, TS_PROGRAM, misfit.span, `This does not fit the hook. Write ${hookSignature(hook)}.`)
  }
  if (hook.role === 'verdict' && type.returns.kind !== 'int') {
    const end = (node.body.start ?? 0) - 1
    report(c, TS_PROGRAM, nameSpan(id), `This program answers with a verdict. Write ${hookSignature(hook)}.`, {
      fixes: node.returnType
        ? []
        : [{ title: 'Add : verdict', edits: [{ span: { start: end, end }, text: ': verdict' }] }],
    })
  }
  if (type.returns.kind === 'pointer') report(c, TS_PROGRAM, nameSpan(id), `Write ${hookSignature(hook)}.`)
}

// --- variables

type Declarator = VariableDeclaration['declarations'][number]

function topVariable(c: TsContext, node: VariableDeclaration, declarator: Declarator, span: Span): void {
  const { id, init } = declarator
  if (id.type !== 'Identifier') {
    report(c, TS_OBJECT, spanOf(id), 'Declare one variable after the other.')
    return
  }
  if (node.kind === 'var')
    report(c, TS_STATEMENT, { start: span.start, end: span.start + 3 }, 'Write let, or const where it never changes.')
  if (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression') {
    report(
      c,
      TS_FUNCTION,
      firstWords(c, declarator),
      `A function cannot be a value. Write function ${id.name}(...) { ... }`,
    )
    return
  }
  if (lookup(c, id.name) !== null) {
    report(c, TS_NAME, nameSpan(id), `'${id.name}' is already declared. Give one of the two another name.`)
    return
  }
  if (init?.type === 'NewExpression') newObject(c, node, id, init, span)
  else if (init?.type === 'CallExpression' && init.callee.type === 'Identifier' && init.callee.name === 'param') {
    parameter(c, node, id, init, span)
  } else global(c, node, id, init ?? null, span)
}

const annotationOf = (id: Identifier) =>
  id.typeAnnotation?.type === 'TSTypeAnnotation' ? id.typeAnnotation.typeAnnotation : null

/** `const volatile`, with a control in the page. */
function parameter(c: TsContext, node: VariableDeclaration, id: Identifier, call: CallExpression, span: Span): void {
  const annotation = annotationOf(id)
  const [value, label, options] = call.arguments
  if (node.kind !== 'const' || value === undefined || call.arguments.length > 3) {
    report(c, TS_PARAM, spanOf(call), `Write const ${id.name}: s32 = param(0, "what it is").`)
    return
  }
  const facts: ParamFacts = {
    label: label?.type === 'StringLiteral' ? label.value : null,
    range: options?.type === 'ObjectExpression' ? readRange(c, options.properties) : null,
  }
  if (label !== undefined && label.type !== 'StringLiteral') {
    report(c, TS_PARAM, spanOf(label), 'The label is a text: param(256, "smallest size, in pages").')
  }
  if (options !== undefined && options.type !== 'ObjectExpression') {
    report(c, TS_PARAM, spanOf(options), 'The limits are written as {min: 0, max: 100}.')
  }
  c.params.set(id.name, facts)
  const comment: Code =
    facts.label === null || !label
      ? ''
      : [' ', at(spanOf(label), `/* ${facts.label.replaceAll('*/', '* /').replaceAll(/\s+/gu, ' ')} */`)]
  const isName = value.type === 'StringLiteral'
  const known = c.diagnostics.length
  const type: Type | null = isName
    ? { kind: 'array', of: CHAR, length: TASK_COMM_LEN }
    : annotation === null
      ? value.type === 'SpreadElement' || value.type === 'ArgumentPlaceholder'
        ? null
        : inferred(translateValue(c, value))
      : readType(c, annotation)
  if (isName && new TextEncoder().encode(value.value).length >= TASK_COMM_LEN) {
    report(c, TS_STRING, spanOf(value), 'A name has at most 15 bytes.')
  }
  if (
    type === null ||
    c.diagnostics.length > known ||
    value.type === 'SpreadElement' ||
    value.type === 'ArgumentPlaceholder'
  ) {
    declare(c, id.name, { kind: 'global', type: type ?? INT, constant: true, span: nameSpan(id) })
    return
  }
  if (type.kind === 'pointer')
    report(c, TS_PARAM, spanOf(call), 'A parameter is a number, true or false, or a name of at most 15 bytes.')
  const code = isName ? at(spanOf(value), textCode(value.value)) : translateValue(c, value).code
  declare(c, id.name, { kind: 'global', type, constant: true, span: nameSpan(id) })
  line(
    c,
    span.start,
    at(span, 'const volatile ', at(nameSpan(id), declared(c, type, id.name)), ' = ', code, ';'),
    comment,
  )
}

function readRange(c: TsContext, properties: readonly Node[]): ParamFacts['range'] {
  const limits = new Map<string, bigint>()
  for (const property of properties) {
    const value =
      property.type === 'ObjectProperty' && property.key.type === 'Identifier' ? integer(c, property.value) : null
    if (
      value === null ||
      property.type !== 'ObjectProperty' ||
      property.key.type !== 'Identifier' ||
      !/^(?:min|max)$/u.test(property.key.name)
    ) {
      report(c, TS_PARAM, spanOf(property), 'The limits are written as {min: 0, max: 100}.')
      return null
    }
    limits.set(property.key.name, value)
  }
  const min = limits.get('min')
  const max = limits.get('max')
  return min === undefined || max === undefined ? null : { min, max }
}

/** The value of an integer literal, also a negative one; null for anything else. */
function integer(c: TsContext, node: Node): bigint | null {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const inner = integer(c, node.argument)
    return inner === null ? null : -inner
  }
  if (node.type !== 'NumericLiteral') return null
  const text = c.text.slice(node.start ?? 0, node.end ?? 0).replaceAll('_', '')
  return /^(?:0[xX][\da-fA-F]+|\d+)$/u.test(text) ? BigInt(text) : null
}

function global(c: TsContext, node: VariableDeclaration, id: Identifier, init: Expression | null, span: Span): void {
  const annotation = annotationOf(id)
  const known = c.diagnostics.length
  const annotated = annotation === null ? null : readType(c, annotation)
  const value = init === null ? null : translateValue(c, init)
  if (annotation === null && value === null) {
    report(c, TS_MISSING_TYPE, nameSpan(id), `'${id.name}' needs a type or a first value: let ${id.name}: u64 = 0.`)
  }
  const number = node.kind === 'const' && annotation === null ? constantOf(value) : null
  const type = annotated ?? inferred(value) ?? INT
  const constant = node.kind === 'const'
  if (init?.type === 'StringLiteral') {
    report(
      c,
      TS_STRING,
      spanOf(init),
      `A name that the page may change is a parameter: const ${id.name} = param(${JSON.stringify(init.value)}, "what it is").`,
    )
  }
  const at2 = { span: nameSpan(id) }
  if (c.diagnostics.length > known || value === null) {
    declare(c, id.name, { kind: 'global', type, constant, ...at2 })
    if (c.diagnostics.length === known) line(c, span.start, at(span, at(nameSpan(id), declared(c, type, id.name)), ';'))
    return
  }
  if (number !== null) {
    declare(c, id.name, { kind: 'number', type: INT, ...at2 })
    line(c, span.start, at(span, 'enum { ', at(nameSpan(id), id.name), ' = ', value.code, ' };'))
    return
  }
  declare(c, id.name, { kind: 'global', type, constant, ...at2 })
  line(
    c,
    span.start,
    at(span, constant ? 'static const ' : '', at(nameSpan(id), declared(c, type, id.name)), ' = ', value.code, ';'),
  )
}

/** The value of a constant that fits C's int, which an enumerator may have. */
const constantOf = (value: Value | null): bigint | null => {
  const literal = value?.literal
  return literal !== undefined && literal >= -0x8000_0000n && literal <= 0x7fff_ffffn ? literal : null
}

// --- maps and arrays

const STORAGE_FLAGS = '\t__uint(map_flags, BPF_F_NO_PREALLOC);'

function newObject(c: TsContext, node: VariableDeclaration, id: Identifier, init: NewExpression, span: Span): void {
  const name = init.callee.type === 'Identifier' ? init.callee.name : ''
  const parameters: unknown = init.typeParameters
  const row = findMapClass(name)
  const types = readTypeArguments(c, parameters)
  if (node.kind !== 'const')
    report(
      c,
      TS_MAP,
      { start: span.start, end: span.start + 3 },
      'Write const: a map or array stays the same, its contents change.',
    )
  if (name === 'array') newArray(c, id, init, types, span)
  else if (row !== undefined) newMap(c, row, id, init, types, span)
  else {
    const library: Readonly<Record<string, string>> = {
      Map: 'new hash_map<u64, s32>(64)',
      Set: 'new hash_map<u64, bool>(64)',
      Array: 'new array<u64>(16)',
    }
    const instead = library[name]
    report(
      c,
      TS_OBJECT,
      spanOf(init),
      `${instead === undefined ? 'Only maps and arrays are made' : `Write ${instead}`}: the classes are ${MAP_CLASSES.map((map) => map.name).join(', ')} and array.`,
    )
  }
}

function readTypeArguments(c: TsContext, parameters: unknown): (Type | null)[] {
  if (!isTypeArguments(parameters)) return []
  return parameters.params.map((param) => readType(c, param))
}

/** The parser's types leave open what stands between the angle brackets of `new`. */
const isTypeArguments = (node: unknown): node is Extract<Node, { type: 'TSTypeParameterInstantiation' }> =>
  typeof node === 'object' && node !== null && 'type' in node && node.type === 'TSTypeParameterInstantiation'

function size(c: TsContext, init: NewExpression): { code: Code; value: bigint } | null {
  const [argument] = init.arguments
  if (
    argument === undefined ||
    init.arguments.length > 1 ||
    argument.type === 'SpreadElement' ||
    argument.type === 'ArgumentPlaceholder'
  )
    return null
  const literal = integer(c, argument)
  if (literal !== null) return { code: at(spanOf(argument), String(literal)), value: literal }
  const entity = argument.type === 'Identifier' ? lookup(c, argument.name) : null
  return entity?.kind === 'number' ? { code: translateValue(c, argument).code, value: 1n } : null
}

function newArray(
  c: TsContext,
  id: Identifier,
  init: NewExpression,
  types: readonly (Type | null)[],
  span: Span,
): void {
  const [of] = types
  const length = size(c, init)
  if (of === undefined || types.length > 1 || length === null || length.value < 1n) {
    report(c, TS_OBJECT, spanOf(init), 'Write the type and the length: new array<u64>(16).')
    return
  }
  if (of === null) return
  const type: Type = { kind: 'array', of, length: Number(length.value) }
  declare(c, id.name, { kind: 'global', type, constant: false, span: nameSpan(id) })
  const spelled = declared(c, of, id.name)
  line(c, span.start, at(span, at(nameSpan(id), spelled), '[', length.code, '];'))
}

/** A name in a map is its 16 bytes. */
const heldType = (type: Type | null | undefined): Type | null | undefined =>
  type && isText(type) ? { kind: 'array', of: CHAR, length: TASK_COMM_LEN } : type

function newMap(
  c: TsContext,
  row: MapClass,
  id: Identifier,
  init: NewExpression,
  types: readonly (Type | null)[],
  span: Span,
): void {
  const storage = row.keys === 'task' || row.keys === 'cgroup'
  const wanted = row.keys === 'own' ? 2 : 1
  const entries = size(c, init)
  const form = storage
    ? `new ${row.name}<u64>()`
    : row.keys === 'own'
      ? `new ${row.name}<u64, s32>(64)`
      : `new ${row.name}<u64>(16)`
  if (types.length !== wanted || (storage ? init.arguments.length > 0 : entries === null)) {
    report(c, TS_MAP, spanOf(init), `Write ${form}${storage ? '' : ', with the number of entries as a number'}.`)
    declare(c, id.name, { kind: 'map', map: row, key: INT, value: INT, span: nameSpan(id) })
    return
  }
  const index: Type = storage ? INT : { ...INT, signed: false, name: 'u32' }
  const key = row.keys === 'own' ? heldType(types[0]) : index
  const value = heldType(types.at(-1))
  if (key === undefined || value === undefined) return
  declare(c, id.name, { kind: 'map', map: row, key: key ?? INT, value: value ?? INT, span: nameSpan(id) })
  if (key === null || value === null) return
  if (key.kind === 'pointer') report(c, TS_MAP, spanOf(init), 'A key is a number: the pid, or the id of a cgroup.')
  if (value.kind === 'pointer')
    report(c, TS_MAP, spanOf(init), 'A value is a number: addresses of the kernel may not be kept in a map.')
  line(c, span.start, at(span, 'struct {'))
  c.out.line(at(span, `\t__uint(type, BPF_MAP_TYPE_${row.kind});`))
  if (storage) c.out.line(at(span, STORAGE_FLAGS))
  else c.out.line(at(span, '\t__uint(max_entries, ', entries?.code ?? '', ');'))
  c.out.line(at(span, `\t__type(key, ${spell(c, key)});`))
  c.out.line(at(span, `\t__type(value, ${spell(c, value)});`))
  c.out.line(at(span, '} ', at(nameSpan(id), id.name), ' SEC(".maps");'))
}
