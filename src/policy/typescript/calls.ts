// Calls: functions of the policy, helpers and kfuncs of the kernel, the library, methods of maps, and the macros of BPF's headers.

import type { CallExpression, Expression, MemberExpression } from '@babel/types'

import { didYouMean, nearestNames } from '../../kernel/nearest.ts'
import { sameType } from '../c/lower/build.ts'
import { parsePrototype, type KernelFunction } from '../kernel-types.ts'
import type { Span } from '../span.ts'
import { INT, LONG, type Type, VOID } from '../types.ts'
import { at, type Code, joined, SOFT_BREAK } from './code.ts'
import { type Entity, freshName, lookup, report, replaceFix, spanOf, type TsContext, visibleNames } from './context.ts'
import { HELPERS_INSTEAD, insteadOf } from './helper-words.ts'
import { findLibraryFunction, LIBRARY } from './library.ts'
import { bytewise } from './operators.ts'
import { declared, isText, pointerTo, readType, spell } from './types.ts'
import { broken, plain, PRECEDENCE, primary, textCode, tight, type Value } from './value.ts'
import { TS_EXPRESSION, TS_FUNCTION, TS_STATEMENT } from './rules/constructs.ts'
import { TS_MAP, TS_PARAM } from './rules/programs.ts'
import { TS_UNDECLARED } from './rules/text.ts'
import { TS_TYPE } from './rules/types.ts'
import { TS_STRING } from './rules/values.ts'

type Translate = (c: TsContext, node: Expression) => Value
type MapEntity = Entity & { kind: 'map' }

export const isCallableHelper = ({ row, type }: KernelFunction): boolean =>
  !Object.hasOwn(HELPERS_INSTEAD, row.name) && row.refused === undefined && !type.variadic

export function translateCall(c: TsContext, node: CallExpression, translate: Translate): Value {
  const span = spanOf(node)
  const { callee } = node
  if (callee.type === 'MemberExpression') return translateMethod(c, node, callee, translate)
  if (callee.type !== 'Identifier') {
    report(c, TS_FUNCTION, span, 'A function is called by its name: BPF cannot call through a value.')
    return broken(span)
  }
  const { name } = callee
  const macro = MACROS[name]
  if (macro !== undefined && lookup(c, name) === null) return macro(c, node, translate)
  const entity = lookup(c, name)
  if (entity !== null && entity.kind !== 'function') {
    report(c, TS_FUNCTION, spanOf(callee), `'${name}' is no function: BPF cannot call through a value.`)
    return broken(span)
  }
  const args = readArguments(c, node, translate)
  if (args === null) return broken(span)
  if (entity !== null && entity.span.start > span.start) c.forward.add(name)
  const known = entity ?? findLibrary(c, name) ?? findHelper(c, name)
  if (known === null) {
    reportUnknown(c, name, spanOf(callee))
    return broken(span)
  }
  return call(at(spanOf(callee), name), args, known.type.returns, span)
}

/** `callee(args)` in C. */
export function call(callee: Code, args: readonly Value[], returns: Type | null, span: Span): Value {
  const list = joined(
    args.map((arg) => arg.code),
    [',', SOFT_BREAK],
  )
  return primary([callee, '(', ...list, ')'], returns, span)
}

function findLibrary(c: TsContext, name: string): { type: KernelFunction['type'] } | null {
  const row = findLibraryFunction(name)
  if (row === undefined) return null
  c.library.add(name)
  return parsePrototype(row.prototype)
}

function findHelper(c: TsContext, name: string): KernelFunction | null {
  const known = c.kernel.functions.get(name)
  if (known === undefined || Object.hasOwn(HELPERS_INSTEAD, name)) return null
  if (known.row.kind === 'kfunc') c.kfuncs.add(name)
  return known
}

function reportUnknown(c: TsContext, name: string, span: Span): void {
  const instead = HELPERS_INSTEAD[name]
  if (instead !== undefined) {
    report(c, TS_EXPRESSION, span, `${name}() works on addresses, which TypeScript does not have. ${instead}`)
    return
  }
  const js = insteadOf(name)
  if (js !== undefined) {
    report(c, TS_UNDECLARED, span, js)
    return
  }
  const helpers = [...c.kernel.functions.values()].filter(isCallableHelper).map(({ row }) => row.name)
  const near = nearestNames(name, [
    ...visibleNames(c),
    ...helpers,
    ...LIBRARY.map((row) => row.name),
    ...Object.keys(MACROS),
  ])
  const [first] = near
  report(
    c,
    TS_UNDECLARED,
    span,
    `'${name}' is neither a function of this policy nor one of the kernel's that a policy may call.${didYouMean(near)}`,
    { fixes: first === undefined ? [] : replaceFix(`Write ${first}`, span, first) },
  )
}

function readArguments(c: TsContext, node: CallExpression, translate: Translate): Value[] | null {
  const args: Value[] = []
  for (const arg of node.arguments) {
    if (arg.type === 'SpreadElement' || arg.type === 'ArgumentPlaceholder') {
      report(c, TS_EXPRESSION, spanOf(arg), 'Write the arguments one by one.')
      return null
    }
    const value = translate(c, arg)
    // bpf_strncmp() and its like take a text.
    args.push(value.text === undefined ? plain(c, value) : primary(textCode(value.text), null, value.span))
  }
  return args
}

// --- macros of BPF's headers

type MacroCall = (c: TsContext, node: CallExpression, translate: Translate) => Value

const MACROS: Readonly<Record<string, MacroCall>> = {
  bpf_printk: printk,
  bpf_core_field_exists: (c, node, translate) =>
    onePath(c, node, translate, (path) => ({
      ...primary(['bpf_core_field_exists(', path.code, ')'], INT, spanOf(node)),
      truth: true,
    })),
  bpf_core_type_exists: (c, node) => {
    const type = typeArgument(c, node)
    if (type === null) return broken(spanOf(node))
    return { ...primary(`bpf_core_type_exists(${spell(c, type)})`, INT, spanOf(node)), truth: true }
  },
  bpf_core_cast: (c, node, translate) =>
    onePath(c, node, translate, (value) => {
      const type = typeArgument(c, node)
      if (type === null) return broken(spanOf(node))
      c.needsCoreRead = true
      return primary(['bpf_core_cast(', plain(c, value).code, `, ${spell(c, type)})`], pointerTo(type), spanOf(node))
    }),
  BPF_CORE_READ: (c, node, translate) => coreRead(c, node, translate),
  param: (c, node) => {
    report(
      c,
      TS_PARAM,
      spanOf(node),
      'A parameter stands at the top of the policy: const limit: u64 = param(256, "smallest size, in pages").',
    )
    return broken(spanOf(node))
  },
  set_oom_policy_name: (c, node) => {
    report(
      c,
      TS_STATEMENT,
      spanOf(node),
      'This stands as a statement of its own: set_oom_policy_name(oc, "my_policy").',
    )
    return broken(spanOf(node))
  },
}

function printk(c: TsContext, node: CallExpression, translate: Translate): Value {
  const span = spanOf(node)
  const [format, ...rest] = node.arguments
  if (format?.type !== 'StringLiteral') {
    report(
      c,
      TS_STRING,
      format ? spanOf(format) : span,
      'The first argument is a text with one %d, %llu or %s for every value: bpf_printk("pid %d", task.pid).',
    )
    return broken(span)
  }
  const values = readArguments(c, { ...node, arguments: rest }, translate)
  if (values === null) return broken(span)
  return call(
    at(spanOf(node.callee), 'bpf_printk'),
    [primary(textCode(format.value), null, spanOf(format)), ...values],
    INT,
    span,
  )
}

function onePath(c: TsContext, node: CallExpression, translate: Translate, make: (value: Value) => Value): Value {
  const [arg, more] = node.arguments
  if (arg === undefined || more !== undefined || arg.type === 'SpreadElement' || arg.type === 'ArgumentPlaceholder') {
    report(c, TS_EXPRESSION, spanOf(node), 'This takes one argument, such as task.mm.')
    return broken(spanOf(node))
  }
  c.needsCoreRead = true
  return make(translate(c, arg))
}

/** The struct between the angle brackets. */
function typeArgument(c: TsContext, node: CallExpression): Type | null {
  const [argument] = node.typeParameters?.params ?? []
  if (argument === undefined) {
    report(c, TS_TYPE, spanOf(node), 'The struct stands between angle brackets: bpf_core_cast<mem_cgroup>(css).')
    return null
  }
  c.needsCoreRead = true
  const type = readType(c, argument)
  return type?.kind === 'pointer' ? type.to : type
}

/** BPF_CORE_READ(task.mm.owner): one path in TypeScript, its steps one by one in C. */
function coreRead(c: TsContext, node: CallExpression, translate: Translate): Value {
  const span = spanOf(node)
  const [path] = node.arguments
  if (path?.type !== 'MemberExpression' || node.arguments.length > 1) {
    report(c, TS_EXPRESSION, span, 'This takes one path: BPF_CORE_READ(task.cgroups.dfl_cgrp.kn.id).')
    return broken(span)
  }
  c.needsCoreRead = true
  const whole = translate(c, path)
  const steps: Code[] = []
  let node2: Expression = path
  let step: Code = ''
  while (node2.type === 'MemberExpression') {
    const object: Expression | null = node2.object.type === 'Super' ? null : node2.object
    if (object === null) break
    const owner = translate(c, object)
    const isArrow = !node2.computed && owner.type?.kind !== 'struct'
    const word: Code = node2.computed
      ? node2.property.type === 'PrivateName'
        ? ''
        : ['[', plain(c, translate(c, node2.property)).code, ']']
      : at(spanOf(node2.property), node2.property.type === 'Identifier' ? node2.property.name : '')
    step = node2.computed ? [word, step] : [isArrow ? '' : '.', word, step]
    node2 = object
    if (isArrow) {
      steps.unshift(step)
      step = ''
    }
  }
  const root = translate(c, node2)
  return primary(['BPF_CORE_READ(', ...joined([root.code, ...steps], ', '), ')'], whole.type, span)
}

/** A variable or map that C would not know yet. */
export function reportOrder(c: TsContext, name: string, span: Span): Value {
  report(c, TS_UNDECLARED, span, `'${name}' is declared further down. Move its declaration above this function.`)
  return broken(span)
}

// --- methods

function translateMethod(c: TsContext, node: CallExpression, callee: MemberExpression, translate: Translate): Value {
  const span = spanOf(node)
  const { object, property } = callee
  const method = property.type === 'Identifier' && !callee.computed ? property.name : null
  if (object.type === 'Identifier') {
    const entity = lookup(c, object.name)
    if (entity?.kind === 'map' && entity.span.start > span.start) return reportOrder(c, object.name, spanOf(object))
    if (entity?.kind === 'map') return mapMethod(c, node, object, entity, method ?? '', translate)
    const instead = entity === null ? insteadOf(object.name) : undefined
    if (instead !== undefined) {
      report(c, TS_UNDECLARED, spanOf(callee), instead)
      return broken(span)
    }
  }
  const target = object.type === 'Super' ? broken(span) : translate(c, object)
  if (isText(target.type) && method === 'startsWith') return startsWith(c, node, target)
  const text = isText(target.type)
    ? 'Of a name there is only startsWith("..."), besides === and !==.'
    : 'Nothing here has functions of its own but maps: get, set and delete.'
  if (target.type !== null || method !== null) report(c, TS_EXPRESSION, spanOf(property), text)
  return broken(span)
}

function startsWith(c: TsContext, node: CallExpression, target: Value): Value {
  const span = spanOf(node)
  const [prefix] = node.arguments
  if (prefix?.type !== 'StringLiteral' || prefix.value === '') {
    report(c, TS_STRING, span, 'Write the beginning as a text: task.comm.startsWith("mysql").')
    return broken(span)
  }
  const bytes = [...new TextEncoder().encode(prefix.value)]
  if (bytes.length > 15)
    report(c, TS_STRING, spanOf(prefix), 'The name of a task has at most 15 bytes: none begins like this.')
  return bytewise(target, bytes, '==', span)
}

function mapMethod(
  c: TsContext,
  node: CallExpression,
  name: { name: string; start?: number | null; end?: number | null },
  entity: MapEntity,
  method: string,
  translate: Translate,
): Value {
  const span = spanOf(node)
  const map: Code = ['&', at(spanOf(name), name.name)]
  const args = readArguments(c, node, translate)
  if (args === null) return broken(span)
  const { keys } = entity.map
  const storage = keys === 'task' || keys === 'cgroup'
  const counts: Readonly<Record<string, readonly number[]>> = {
    get: [1],
    set: storage ? [2] : [2, 3],
    delete: [1],
  }
  const wanted = Object.hasOwn(counts, method) ? counts[method] : undefined
  if (wanted === undefined) {
    report(c, TS_MAP, span, `A map has get(key), set(key, value) and delete(key). ${MAP_INSTEAD[method] ?? ''}`.trim())
    return broken(span)
  }
  const [key, value, flags] = args
  if (key === undefined || !wanted.includes(args.length)) {
    report(c, TS_MAP, span, `${method}() takes ${method === 'set' ? 'a key and a value' : 'a key'}.`)
    return broken(span)
  }
  if (keys === 'index' && method === 'delete') {
    report(c, TS_MAP, span, 'Nothing can be deleted from an array: write set(index, 0).')
    return broken(span)
  }
  if (storage) return storageMethod(c, entity, map, method, key, value, span)
  const { before, address } = keyOf(c, entity, key, node.arguments[0]?.type === 'StringLiteral')
  const whole = (code: Code): Code => (before === null ? code : ['({ ', before, ' ', code, '; })'])
  if (method === 'get') {
    const code = whole(['bpf_map_lookup_elem(', map, ', ', address, ')'])
    return { ...primary(code, pointerTo(entity.value), span), lookup: true }
  }
  if (method === 'delete') return primary(whole(['bpf_map_delete_elem(', map, ', ', address, ')']), LONG, span)
  const valueAddress = value === undefined ? '' : addressOf(c, value, entity.value)
  const how = flags === undefined ? 'BPF_ANY' : flags.code
  return primary(whole(['bpf_map_update_elem(', map, ', ', address, ', ', valueAddress, ', ', how, ')']), LONG, span)
}

/** Where a key stands: a name is first copied with zeros behind it, since all of its 16 bytes are compared. */
function keyOf(
  c: TsContext,
  entity: MapEntity,
  key: Value,
  isLiteral: boolean,
): { before: Code | null; address: Code } {
  if (entity.key.kind !== 'array') return { before: null, address: addressOf(c, key, entity.key) }
  const name = freshName(c, 'key')
  const buffer = declared(c, entity.key, name)
  if (isLiteral) return { before: [`${buffer} = `, key.code, ';'], address: name }
  const copy: Code = [`${buffer} = {}; bpf_probe_read_kernel_str(${name}, sizeof(${name}), `, key.code, ');']
  return { before: copy, address: name }
}

const MAP_INSTEAD: Readonly<Record<string, string>> = {
  has: 'Write get(key) !== undefined.',
  forEach: 'A program cannot walk over a map here.',
  keys: 'A program cannot walk over a map here.',
  values: 'A program cannot walk over a map here.',
  entries: 'A program cannot walk over a map here.',
  clear: 'Delete the keys one by one.',
}

/** The address of a value: of the variable itself when it has the right type, else of a copy. */
function addressOf(c: TsContext, value: Value, type: Type): Code {
  if (value.variable !== undefined && value.type !== null && sameType(value.type, type)) {
    return at(value.span, '&', value.code)
  }
  return at(value.span, `&(${spell(c, type)}){ `, value.code, ' }')
}

function storageMethod(
  c: TsContext,
  entity: MapEntity,
  map: Code,
  method: string,
  owner: Value,
  value: Value | undefined,
  span: Span,
): Value {
  const prefix = entity.map.keys === 'task' ? 'bpf_task_storage' : 'bpf_cgrp_storage'
  if (method === 'delete') return primary([`${prefix}_delete(`, map, ', ', owner.code, ')'], LONG, span)
  const get = (flags: string): Code => [`${prefix}_get(`, map, ', ', owner.code, `, NULL, ${flags})`]
  if (method === 'get' || value === undefined) {
    return { ...primary(get('0'), pointerTo(entity.value), span), lookup: true }
  }
  const slot = freshName(c, 'slot')
  const code = [
    `({ ${spell(c, pointerTo(entity.value))}${slot} = `,
    get('BPF_LOCAL_STORAGE_GET_F_CREATE'),
    `; if (${slot}) *${slot} = `,
    value.code,
    '; })',
  ]
  return primary(code, VOID, span)
}

/** `a ?? b` where a is what a map holds: found or not, in one expression. */
export function orElse(c: TsContext, found: Value, otherwise: Value, span: Span): Value {
  if (found.type?.kind !== 'pointer') return broken(span)
  const type = found.type.to
  const fallback = plain(c, otherwise)
  if (found.variable !== undefined) {
    const code = at(span, found.code, ' ? *', found.code, ' : ', tight(fallback, PRECEDENCE.conditional))
    return { code, type, precedence: PRECEDENCE.conditional, span, operator: '?' }
  }
  const name = freshName(c, 'found')
  const code = [
    `({ ${spell(c, found.type)}${name} = `,
    found.code,
    `; ${name} ? *${name} : `,
    tight(fallback, PRECEDENCE.conditional),
    '; })',
  ]
  return primary(code, type, span)
}
