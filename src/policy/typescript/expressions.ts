// Expressions. Each case says what a node is in C; what has no counterpart is refused with what to write instead.

import type {
  ConditionalExpression,
  Expression,
  Identifier,
  MemberExpression,
  Node,
  NumericLiteral,
} from '@babel/types'

import { findField } from '../c/lower/types.ts'
import { didYouMean, nearestNames } from '../../kernel/nearest.ts'
import type { Span } from '../span.ts'
import { INT, sizeOf, type Type } from '../types.ts'
import { orElse, reportOrder, translateCall } from './calls.ts'
import { insteadOf } from './helper-words.ts'
import type { Rule } from '../catalogue/rule.ts'
import { at, type Code, SOFT_BREAK } from './code.ts'
import { lookup, nested, report, replaceFix, spanOf, type TsContext, visibleNames } from './context.ts'
import { translateBinary, translateLogical, translateUnary } from './operators.ts'
import { declared, readType } from './types.ts'
import {
  broken,
  condition,
  eitherType,
  isTruth,
  literalType,
  NULL_TYPE,
  plain,
  PRECEDENCE,
  primary,
  tight,
  type Value,
} from './value.ts'
import { TS_ASYNC, TS_CLASS, TS_EXPRESSION, TS_FUNCTION, TS_OPERATOR } from './rules/constructs.ts'
import { TS_MAP } from './rules/programs.ts'
import { TS_MODULE, TS_UNDECLARED } from './rules/text.ts'
import { TS_TYPE } from './rules/types.ts'
import { TS_NUMBER, TS_OBJECT, TS_STRING } from './rules/values.ts'

/** An expression as it stands; `plain` then gives it the form in which C passes it around. */
export function translateExpression(c: TsContext, node: Expression): Value {
  const span = spanOf(node)
  return nested(
    c,
    span,
    () => translateHere(c, node, span),
    () => broken(span),
  )
}

/** An expression whose value C computes with. */
export const translateValue = (c: TsContext, node: Expression): Value => plain(c, translateExpression(c, node))

/** An expression that decides a branch or loop, without parentheses around the whole, which C writes itself. */
export function translateCondition(c: TsContext, node: Expression): Value {
  if (node.type === 'ParenthesizedExpression') return translateCondition(c, node.expression)
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    return translateLogical(c, node, translateExpression, true)
  }
  return condition(c, translateExpression(c, node))
}

const REFUSED: Readonly<Partial<Record<Node['type'], { rule: Rule; message: string }>>> = {
  ArrowFunctionExpression: {
    rule: TS_FUNCTION,
    message:
      'A function cannot be a value. Declare it at the top of the policy: function name(task: task_struct): u64 { ... }',
  },
  FunctionExpression: {
    rule: TS_FUNCTION,
    message:
      'A function cannot be a value. Declare it at the top of the policy: function name(task: task_struct): u64 { ... }',
  },
  ClassExpression: {
    rule: TS_CLASS,
    message: 'There are no classes. Write functions, and keep data in globals and maps.',
  },
  ThisExpression: { rule: TS_CLASS, message: 'There is no this. Functions work on their parameters and on globals.' },
  Super: { rule: TS_CLASS, message: 'There are no classes. Write functions, and keep data in globals and maps.' },
  NewExpression: {
    rule: TS_OBJECT,
    message:
      'Nothing can be made while it runs. Maps and arrays stand at the top of the policy: const m = new hash_map<u64, s32>(64).',
  },
  ObjectExpression: {
    rule: TS_OBJECT,
    message: 'There are no objects of your own. Keep single values in variables, or in a map.',
  },
  ArrayExpression: {
    rule: TS_OBJECT,
    message: 'Arrays stand at the top of the policy: const a = new array<u64>(16).',
  },
  TemplateLiteral: {
    rule: TS_STRING,
    message: 'There are no strings to build. To print values write bpf_printk("pid %d", task.pid).',
  },
  TaggedTemplateExpression: { rule: TS_STRING, message: 'There are no strings to build.' },
  RegExpLiteral: {
    rule: TS_STRING,
    message: 'There are no regular expressions. A name is compared with ===, or with task.comm.startsWith("...").',
  },
  AwaitExpression: { rule: TS_ASYNC, message: 'Nothing can be waited for: the hook must answer at once.' },
  YieldExpression: { rule: TS_ASYNC, message: 'There are no generators. Write a loop.' },
  ImportExpression: { rule: TS_MODULE, message: 'A policy is one text: put what it needs in here.' },
  Import: { rule: TS_MODULE, message: 'A policy is one text: put what it needs in here.' },
  SequenceExpression: { rule: TS_EXPRESSION, message: 'Write the parts as statements of their own.' },
  OptionalMemberExpression: {
    rule: TS_OPERATOR,
    message: 'Write . instead of ?. : a load through a pointer that is null reads 0.',
  },
  OptionalCallExpression: {
    rule: TS_OPERATOR,
    message: 'Write . instead of ?. : a load through a pointer that is null reads 0.',
  },
  BigIntLiteral: {
    rule: TS_NUMBER,
    message: 'Write the number without n: literals have 64 bits where they need them.',
  },
}

function translateHere(c: TsContext, node: Expression, span: Span): Value {
  switch (node.type) {
    case 'NumericLiteral':
      return numberLiteral(c, node)
    case 'BooleanLiteral':
      return { ...primary(String(node.value), INT, span), truth: true }
    case 'NullLiteral':
      return { ...primary('NULL', NULL_TYPE, span), isNull: true }
    case 'StringLiteral':
      return { ...broken(span), text: node.value }
    case 'Identifier':
      return identifier(c, node)
    case 'ParenthesizedExpression':
      return inParentheses(c, node.expression, span)
    case 'MemberExpression':
      return member(c, node)
    case 'CallExpression':
      return translateCall(c, node, translateExpression)
    case 'BinaryExpression':
      return translateBinary(c, node, translateExpression)
    case 'LogicalExpression':
      return node.operator === '??'
        ? nullish(c, node.left, node.right, span)
        : translateLogical(c, node, translateExpression, false)
    case 'UnaryExpression':
      return translateUnary(c, node, translateExpression)
    case 'ConditionalExpression':
      return conditional(c, node, span)
    case 'TSNonNullExpression':
      return translateExpression(c, node.expression)
    case 'TSAsExpression':
    case 'TSTypeAssertion':
    case 'TSSatisfiesExpression':
      return cast(c, node.expression, readType(c, node.typeAnnotation), span)
    case 'AssignmentExpression':
      report(c, TS_EXPRESSION, span, 'An assignment is a statement of its own. To compare write ===.')
      return broken(span)
    case 'UpdateExpression':
      report(c, TS_EXPRESSION, span, `${node.operator} is a statement of its own.`)
      return broken(span)
    default: {
      const refused = REFUSED[node.type]
      const fixes = node.type === 'BigIntLiteral' ? replaceFix('Remove the n', span, node.value) : []
      report(c, refused?.rule ?? TS_EXPRESSION, span, refused?.message ?? 'A policy cannot have this expression.', {
        fixes,
      })
      return broken(span)
    }
  }
}

function numberLiteral(c: TsContext, node: NumericLiteral): Value {
  const span = spanOf(node)
  const written = c.text.slice(span.start, span.end).replaceAll('_', '')
  if (!/^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0|[1-9]\d*)$/u.test(written)) {
    const whole = Number.isInteger(node.value) && Math.abs(node.value) <= Number.MAX_SAFE_INTEGER
    const message = whole
      ? `Write ${node.value}: numbers are integers, without a point or exponent.`
      : 'The kernel does not use floating point. Count in smaller units: thousandths, bytes, nanoseconds.'
    report(c, TS_NUMBER, span, message, {
      fixes: whole ? replaceFix(`Write ${node.value}`, span, String(node.value)) : [],
    })
    return broken(span)
  }
  const value = BigInt(written)
  if (value > 0xffff_ffff_ffff_ffffn) {
    report(c, TS_NUMBER, span, 'This number does not fit 64 bits.')
    return broken(span)
  }
  const isDecimal = /^\d/u.test(written) && !/^0./u.test(written)
  const spelled = /^0[oO]/u.test(written) ? `0${written.slice(2)}` : written
  const suffix = value > 0x7fff_ffff_ffff_ffffn && isDecimal ? 'UL' : ''
  return { ...primary(spelled + suffix, literalType(value, isDecimal), span), literal: value }
}

function identifier(c: TsContext, node: Identifier): Value {
  const span = spanOf(node)
  const { name } = node
  const entity = lookup(c, name)
  if (entity !== null) {
    const early = (entity.kind === 'global' || entity.kind === 'number') && entity.span.start > span.start
    if (early) return reportOrder(c, name, span)
    switch (entity.kind) {
      case 'local':
        return {
          ...primary(name, entity.type, span),
          variable: name,
          ...(entity.lookup ? { lookup: true as const } : {}),
        }
      case 'global':
        return { ...primary(name, entity.type, span), ...(entity.constant ? {} : { variable: name }) }
      case 'number':
        return primary(name, entity.type, span)
      case 'map':
        report(
          c,
          TS_MAP,
          span,
          `'${name}' is a map: write ${name}.get(key), ${name}.set(key, value) or ${name}.delete(key).`,
        )
        return broken(span)
      case 'function':
        report(c, TS_FUNCTION, span, `'${name}' is a function, and functions are no values: call it, ${name}(...).`)
        return broken(span)
    }
  }
  if (name === 'undefined') return { ...primary('NULL', NULL_TYPE, span), isNull: true }
  const constant = c.kernel.constants.get(name)
  if (constant !== undefined) return primary(name, constant.type, span)
  if (name === 'NaN' || name === 'Infinity') {
    report(c, TS_NUMBER, span, `The kernel does not use floating point: there is no ${name}.`)
    return broken(span)
  }
  reportUnknown(c, name, span)
  return broken(span)
}

function reportUnknown(c: TsContext, name: string, span: Span): void {
  const instead = insteadOf(name)
  if (instead !== undefined) {
    report(c, TS_UNDECLARED, span, instead)
    return
  }
  const near = nearestNames(name, [...visibleNames(c), ...c.kernel.constants.keys()])
  const fixes = [
    ...near.map((candidate) => ({ title: `Write ${candidate}`, edits: [{ span, text: candidate }] })),
    {
      title: `Declare ${name} as a parameter`,
      edits: [{ span: { start: 0, end: 0 }, text: `const ${name}: s32 = param(0, "${name}");\n\n` }],
    },
  ]
  report(
    c,
    TS_UNDECLARED,
    span,
    `'${name}' is not known here.${didYouMean(near)} A variable is declared before it is used; const ${name}: s32 = param(0, "...") at the top makes it an input of the page.`,
    { fixes },
  )
}

function inParentheses(c: TsContext, inner: Expression, span: Span): Value {
  const value = translateExpression(c, inner)
  if (value.precedence === PRECEDENCE.primary) return { ...value, span }
  const { operator: _, ...rest } = value
  return { ...rest, code: at(span, '(', value.code, ')'), precedence: PRECEDENCE.primary, span }
}

function member(c: TsContext, node: MemberExpression): Value {
  const span = spanOf(node)
  if (node.object.type === 'Super' || node.property.type === 'PrivateName') return broken(span)
  const instead =
    node.object.type === 'Identifier' && lookup(c, node.object.name) === null ? insteadOf(node.object.name) : undefined
  if (instead !== undefined) {
    report(c, TS_UNDECLARED, span, instead)
    return broken(span)
  }
  const object = translateExpression(c, node.object)
  if (object.text !== undefined) {
    plain(c, object)
    return broken(span)
  }
  if (node.computed) return element(c, object, node.property, span)
  if (node.property.type !== 'Identifier') return broken(span)
  const { name } = node.property
  const { type } = object
  if (name === 'length' && type?.kind === 'array') return primary(String(type.length), INT, span)
  const arrow = type?.kind !== 'struct'
  const struct = type?.kind === 'pointer' ? type.to : type
  if (type !== null && struct?.kind !== 'struct') {
    report(c, TS_TYPE, spanOf(node.property), `This is ${declared(c, type, '').trim()} and has no members.`)
    return broken(span)
  }
  const owner = tight(object, PRECEDENCE.primary)
  const code: Code = [owner, arrow ? '->' : '.', at(spanOf(node.property), name)]
  const found = struct?.kind === 'struct' ? fieldType(c, struct.key, name) : null
  return primary(code, found, span)
}

/** The type of a member, also of one that only other kernels have; null for one that no kernel has. */
function fieldType(c: TsContext, key: string, name: string): Type | null {
  const layout = c.kernel.structs.get(key)
  const found = layout === undefined ? null : findField(c.kernel.structs, layout, name)
  return found?.type ?? c.kernel.elsewhere.get(key)?.get(name) ?? null
}

function element(c: TsContext, object: Value, index: Expression, span: Span): Value {
  const { type } = object
  if (type !== null && type.kind !== 'array' && (type.kind !== 'pointer' || sizeOf(type.to, c.kernel.structs) === 0)) {
    report(c, TS_TYPE, span, '[ ] takes an element of an array or a byte of a name. Members are read with a dot.')
    return broken(span)
  }
  const position = translateValue(c, index)
  const of = type?.kind === 'array' ? type.of : type?.kind === 'pointer' ? type.to : null
  return primary([tight(object, PRECEDENCE.primary), '[', position.code, ']'], of, span)
}

function nullish(c: TsContext, left: Expression, right: Expression, span: Span): Value {
  const found = translateExpression(c, left)
  if (found.lookup) return orElse(c, found, translateExpression(c, right), span)
  report(
    c,
    TS_OPERATOR,
    span,
    '?? is for what a map may not have: sizes.get(key) ?? 0. For a pointer write p !== null ? p : q.',
  )
  return broken(span)
}

function conditional(c: TsContext, node: ConditionalExpression, span: Span): Value {
  const test = translateCondition(c, node.test)
  const then = translateValue(c, node.consequent)
  const otherwise = translateValue(c, node.alternate)
  const code = at(
    span,
    tight(test, PRECEDENCE.conditional + 1),
    ' ?',
    SOFT_BREAK,
    tight(then, PRECEDENCE.conditional),
    ' :',
    SOFT_BREAK,
    tight(otherwise, PRECEDENCE.conditional),
  )
  return {
    code,
    type: eitherType(then, otherwise),
    precedence: PRECEDENCE.conditional,
    span,
    operator: '?',
    ...(isTruth(then) && isTruth(otherwise) ? { truth: true as const } : {}),
  }
}

function cast(c: TsContext, inner: Expression, type: Type | null, span: Span): Value {
  const value = translateValue(c, inner)
  if (type === null) return value
  const code = at(span, `(${declared(c, type, '').trim()})`, tight(value, PRECEDENCE.unary))
  return { code, type, precedence: PRECEDENCE.unary, span }
}
