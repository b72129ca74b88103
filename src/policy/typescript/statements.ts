// Statements: control flow is C's, with the author's layout and comments.

import type {
  AssignmentExpression,
  Expression,
  Node,
  Statement,
  UpdateExpression,
  VariableDeclaration,
} from '@babel/types'

import type { Span } from '../span.ts'
import { BOOL, type Type } from '../types.ts'
import { at, type Code, SOFT_BREAK } from './code.ts'
import type { Rule } from '../catalogue/rule.ts'
import { declare, freshName, inScope, lookup, nested, report, replaceFix, spanOf, type TsContext } from './context.ts'
import { translateCondition, translateExpression, translateValue } from './expressions.ts'
import { comments, line, printedTo } from './layout.ts'
import { assignOperator } from './operators.ts'
import { declared, fixedWidth, readType, S64 } from './types.ts'
import { isTruth, plain, textCode, type Value } from './value.ts'
import { TS_CLASS, TS_CONST, TS_EXCEPTION, TS_EXPRESSION, TS_FUNCTION, TS_STATEMENT } from './rules/constructs.ts'
import { TS_MAP } from './rules/programs.ts'
import { TS_MODULE } from './rules/text.ts'
import { TS_MISSING_TYPE, TS_TYPE } from './rules/types.ts'
import { TS_OBJECT, TS_STRING } from './rules/values.ts'

const REFUSED: Readonly<Partial<Record<Node['type'], { rule: Rule; message: string }>>> = {
  ThrowStatement: {
    rule: TS_EXCEPTION,
    message: 'Nothing is thrown in the kernel. Return a value that says so, such as NO_BPF_POLICY.',
  },
  TryStatement: {
    rule: TS_EXCEPTION,
    message: 'Nothing is thrown in the kernel: a load through a pointer that is null reads 0. Leave try out.',
  },
  ForOfStatement: {
    rule: TS_STATEMENT,
    message: 'Write for (let i = 0; i < n; i++) with the length of the array as n.',
  },
  ForInStatement: {
    rule: TS_STATEMENT,
    message: 'Write for (let i = 0; i < n; i++) with the length of the array as n.',
  },
  LabeledStatement: {
    rule: TS_STATEMENT,
    message: 'Labels are not supported. Move the inner loop into a function and return from it.',
  },
  WithStatement: { rule: TS_STATEMENT, message: 'Write the members in full: task.signal.oom_score_adj.' },
  DebuggerStatement: {
    rule: TS_STATEMENT,
    message: 'Set a breakpoint in the page, or write bpf_printk("pid %d", task.pid).',
  },
  ClassDeclaration: {
    rule: TS_CLASS,
    message: 'There are no classes. Write functions, and keep data in globals and maps.',
  },
  FunctionDeclaration: {
    rule: TS_FUNCTION,
    message: 'Functions stand at the top of the policy, not inside of each other.',
  },
  TSEnumDeclaration: { rule: TS_STATEMENT, message: 'Write const NAME = 1 at the top of the policy for each value.' },
  TSInterfaceDeclaration: {
    rule: TS_OBJECT,
    message: 'Objects of your own are not supported. Use one map for each value.',
  },
  TSTypeAliasDeclaration: { rule: TS_TYPE, message: 'Write the type itself: s32, u64, bool, task_struct.' },
  ImportDeclaration: {
    rule: TS_MODULE,
    message: "A policy is one text: put what it needs in here. The kernel's names are known without an import.",
  },
}

/** Reports a statement that has no counterpart. */
export const refuse = (c: TsContext, node: Node): void => refuseAs(c, node.type, firstWords(c, node))

function refuseAs(c: TsContext, type: Node['type'], span: Span): void {
  const refused = REFUSED[type] ?? { rule: TS_STATEMENT, message: 'A policy cannot have this statement.' }
  report(c, refused.rule, span, refused.message)
}

/** The first line of a node, so that a whole class is not underlined. */
export function firstWords(c: TsContext, node: Node): Span {
  const { start, end } = spanOf(node)
  const brace = c.text.slice(start, end).search(/[{\n]/u)
  return { start, end: brace > 0 ? start + c.text.slice(start, start + brace).trimEnd().length : end }
}

export function translateStatement(c: TsContext, node: Statement): void {
  nested(
    c,
    spanOf(node),
    () => translateHere(c, node),
    () => undefined,
  )
}

function translateHere(c: TsContext, node: Statement): void {
  const span = spanOf(node)
  switch (node.type) {
    case 'EmptyStatement':
      return
    case 'BlockStatement':
      line(c, span.start, at(openBrace(span), '{'))
      blockBody(c, node.body, span)
      c.out.line(at(closeBrace(span), '}'))
      break
    case 'ExpressionStatement':
      expressionStatement(c, node.expression, span)
      break
    case 'VariableDeclaration':
      variables(c, node)
      break
    case 'IfStatement':
      ifStatement(c, node, [])
      break
    case 'WhileStatement': {
      const head = headSpan(node, node.body)
      const test = translateCondition(c, node.test)
      body(c, node.body, span.start, at(head, 'while (', test.code, ')'))
      break
    }
    case 'DoWhileStatement': {
      const test = (): Code => translateCondition(c, node.test).code
      line(c, span.start, at({ start: span.start, end: span.start + 2 }, 'do {'))
      inner(c, node.body)
      const tail = { start: node.body.end ?? span.start, end: span.end }
      c.out.line(at(tail, '} while (', test(), ');'))
      break
    }
    case 'ForStatement':
      inScope(c, () => {
        const head = headSpan(node, node.body)
        const init =
          node.init?.type === 'VariableDeclaration'
            ? loopVariables(c, node.init)
            : node.init
              ? effect(c, node.init)
              : ''
        const test = node.test ? translateCondition(c, node.test).code : ''
        const step = node.update ? effect(c, node.update) : ''
        const parts: Code[] = ['for (', init, ';']
        if (test !== '') parts.push(SOFT_BREAK, test)
        parts.push(';')
        if (step !== '') parts.push(SOFT_BREAK, step)
        body(c, node.body, span.start, at(head, ...parts, ')'))
      })
      break
    case 'SwitchStatement':
      switchStatement(c, node)
      break
    case 'BreakStatement':
    case 'ContinueStatement':
      if (node.label) refuseAs(c, 'LabeledStatement', span)
      else line(c, span.start, at(span, node.type === 'BreakStatement' ? 'break;' : 'continue;'))
      break
    case 'ReturnStatement':
      returnStatement(c, node.argument ?? null, span)
      break
    default:
      refuse(c, node)
  }
  printedTo(c, span.end)
}

const openBrace = ({ start }: Span): Span => ({ start, end: start + 1 })
const closeBrace = ({ end }: Span): Span => ({ start: end - 1, end })

/** From the start of a loop to its body: what a message about the loop points at. */
const headSpan = (node: Node, loopBody: Node): Span => {
  const { start } = spanOf(node)
  return { start, end: Math.max(start, (loopBody.start ?? start) - 1) }
}

/** The statements of a block and its last comments, one step further in. */
export function blockBody(
  c: TsContext,
  statements: readonly Statement[],
  span: Span,
  atEnd: () => void = () => {},
): void {
  c.printedTo = Math.max(c.printedTo, span.start + 1)
  c.out.indent++
  printedTo(c, span.start + 1)
  inScope(c, () => {
    for (const statement of statements) translateStatement(c, statement)
  })
  comments(c, span.end - 1)
  atEnd()
  c.out.indent--
  c.printedTo = span.end
}

/** What a loop or branch runs: with braces where the author wrote them. */
function body(c: TsContext, node: Statement, start: number, head: Code): void {
  if (node.type === 'BlockStatement') {
    line(c, start, head, ' {')
    blockBody(c, node.body, spanOf(node))
    c.out.line(at(closeBrace(spanOf(node)), '}'))
    return
  }
  line(c, start, head, node.type === 'EmptyStatement' ? ';' : '')
  single(c, node)
}

function single(c: TsContext, node: Statement): void {
  c.printedTo = Math.max(c.printedTo, node.start ?? 0)
  c.out.indent++
  inScope(c, () => translateStatement(c, node))
  c.out.indent--
}

/** The statements between braces that are already printed. */
function inner(c: TsContext, node: Statement): void {
  if (node.type === 'BlockStatement') blockBody(c, node.body, spanOf(node))
  else single(c, node)
}

type IfNode = Statement & { type: 'IfStatement' }

function ifStatement(c: TsContext, node: IfNode, before: readonly Code[]): void {
  const span = spanOf(node)
  const head = { start: span.start, end: Math.max(span.start, (node.consequent.start ?? span.end) - 1) }
  const test = translateCondition(c, node.test)
  const { consequent, alternate } = node
  // An if without braces inside of an if would take its else: braces say which it is.
  const braces = consequent.type === 'BlockStatement' || consequent.type === 'IfStatement'
  const code: Code[] = [...before, at(span, at(head, 'if (', test.code, ')')), braces ? ' {' : '']
  if (before.length === 0) line(c, span.start, ...code)
  else c.out.line(...code)
  if (braces) inner(c, consequent)
  else single(c, consequent)
  const close: Code[] = braces ? [at(spanOf(consequent), '}')] : []
  if (!alternate) {
    if (braces) c.out.line(...close)
    return
  }
  const elseCode: Code[] = braces ? [...close, ' else'] : [at(spanOf(alternate), 'else')]
  c.printedTo = Math.max(c.printedTo, alternate.start ?? 0)
  if (alternate.type === 'IfStatement') {
    ifStatement(c, alternate, [...elseCode, ' '])
    return
  }
  const block = alternate.type === 'BlockStatement'
  c.out.line(...elseCode, block ? ' {' : '')
  if (block) {
    inner(c, alternate)
    c.out.line(at(closeBrace(spanOf(alternate)), '}'))
  } else single(c, alternate)
}

function switchStatement(c: TsContext, node: Statement & { type: 'SwitchStatement' }): void {
  const span = spanOf(node)
  const value = translateValue(c, node.discriminant)
  line(c, span.start, at(span, 'switch (', value.code, ') {'))
  c.printedTo = Math.max(c.printedTo, node.discriminant.end ?? span.start)
  inScope(c, () => {
    for (const section of node.cases) {
      const start = section.start ?? span.start
      const label: Code[] = section.test ? ['case ', translateValue(c, section.test).code, ':'] : ['default:']
      line(c, start, at({ start, end: (section.test?.end ?? start + 7) + 1 }, ...label))
      printedTo(c, (section.test?.end ?? start + 7) + 1)
      c.out.indent++
      // A declaration may not follow a label in C.
      const [first] = section.consequent
      if (first?.type === 'VariableDeclaration') c.out.line(';')
      for (const statement of section.consequent) translateStatement(c, statement)
      if (first === undefined && section === node.cases.at(-1)) c.out.line('break;')
      c.out.indent--
    }
  })
  comments(c, span.end - 1)
  c.out.line(at(closeBrace(span), '}'))
}

function returnStatement(c: TsContext, argument: Expression | null, span: Span): void {
  const { fn } = c
  if (fn === null) return
  if (argument === null) {
    line(c, span.start, at(span, fn.program ? 'return 0;' : 'return;'))
    return
  }
  const value =
    fn.returns.kind === 'int' && fn.returns.bool
      ? plain(c, translateCondition(c, argument))
      : translateValue(c, argument)
  if (fn.returns.kind === 'void') {
    report(
      c,
      TS_MISSING_TYPE,
      span,
      `'${fn.name}' has no result: write its type behind the parentheses, such as ): u64 {.`,
    )
    return
  }
  line(c, span.start, at(span, 'return ', value.code, ';'))
}

// --- expressions for their effect

function expressionStatement(c: TsContext, node: Expression, span: Span): void {
  if (
    node.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'set_oom_policy_name'
  ) {
    setName(c, node.arguments, span)
    return
  }
  const code = effect(c, node)
  if (code !== '') line(c, span.start, at(span, code, ';'))
}

function effect(c: TsContext, node: Expression): Code {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return effect(c, node.expression)
    case 'AssignmentExpression':
      return assignment(c, node)
    case 'UpdateExpression':
      return update(c, node)
    case 'CallExpression': {
      const value = translateExpression(c, node)
      return value.lookup ? at(value.span, '(void)', value.code) : value.code
    }
    case 'SequenceExpression':
      return node.expressions.flatMap((part, i): Code[] => (i === 0 ? [effect(c, part)] : [', ', effect(c, part)]))
    case 'StringLiteral':
      report(c, TS_STATEMENT, spanOf(node), 'This does nothing. Leave it out.')
      return ''
    default: {
      const before = c.diagnostics.length
      translateExpression(c, node)
      if (c.diagnostics.length === before) {
        report(
          c,
          TS_STATEMENT,
          spanOf(node),
          'This computes a value that nobody uses. Assign it, return it, or leave it out.',
        )
      }
      return ''
    }
  }
}

function assignment(c: TsContext, node: AssignmentExpression): Code {
  const span = spanOf(node)
  const operator = assignOperator(c, node)
  const target = assignable(c, node.left, span)
  const wantsTruth = target?.type?.kind === 'int' && target.type.bool
  const value = wantsTruth ? plain(c, translateCondition(c, node.right)) : translateValue(c, node.right)
  if (operator === null || target === null) return ''
  return at(span, target.code, ` ${operator}`, SOFT_BREAK, value.code)
}

function update(c: TsContext, node: UpdateExpression): Code {
  const span = spanOf(node)
  const target = assignable(c, node.argument, span)
  if (target === null) return ''
  return node.prefix ? at(span, node.operator, target.code) : at(span, target.code, node.operator)
}

/** What an assignment writes to; null once reported. */
function assignable(c: TsContext, node: Node, span: Span): Value | null {
  if (node.type === 'Identifier') {
    const entity = lookup(c, node.name)
    if ((entity?.kind === 'local' || entity?.kind === 'global') && entity.constant) {
      const isLookup = entity.kind === 'local' && entity.lookup
      const message = isLookup
        ? `'${node.name}' is what the map held. To change the map write its set(key, value).`
        : `'${node.name}' is a constant. Declare it with let to change it.`
      report(c, TS_CONST, span, message)
      return null
    }
    if (entity?.kind === 'number') {
      report(c, TS_CONST, span, `'${node.name}' is a constant. Declare it with let to change it.`)
      return null
    }
    return translateExpression(c, node)
  }
  if (
    node.type === 'MemberExpression' ||
    node.type === 'TSNonNullExpression' ||
    node.type === 'ParenthesizedExpression'
  ) {
    return translateExpression(c, node)
  }
  report(c, TS_EXPRESSION, spanOf(node), 'Only variables and elements of arrays can be assigned to.')
  return null
}

function setName(c: TsContext, args: readonly Node[], span: Span): void {
  const [oc, name] = args
  if (oc === undefined || name?.type !== 'StringLiteral' || args.length > 2 || oc.type !== 'Identifier') {
    report(c, TS_STRING, span, 'Write set_oom_policy_name(oc, "my_policy"), with a text of at most 15 bytes.')
    return
  }
  c.kfuncs.add('set_oom_policy_name')
  const buffer = freshName(c, 'name')
  line(c, span.start, at(span, `char ${buffer}[] = `, at(spanOf(name), textCode(name.value)), ';'))
  c.out.blank()
  c.out.line(at(span, 'set_oom_policy_name(', translateValue(c, oc).code, `, ${buffer}, sizeof(${buffer}));`))
}

// --- variables

function variables(c: TsContext, node: VariableDeclaration): void {
  for (const declarator of node.declarations) {
    const code = variable(c, node, declarator)
    const { start, end } = node.declarations.length === 1 ? spanOf(node) : spanOf(declarator)
    if (code !== null) line(c, start, at({ start, end }, code, ';'))
  }
}

/** The variables of a for loop, which are of one type. */
function loopVariables(c: TsContext, node: VariableDeclaration): Code {
  const [first, ...others] = node.declarations
  if (first === undefined) return ''
  if (others.length > 0) report(c, TS_STATEMENT, spanOf(node), 'One variable a loop. Declare the others before it.')
  return variable(c, node, first) ?? ''
}

function variable(
  c: TsContext,
  node: VariableDeclaration,
  declarator: VariableDeclaration['declarations'][number],
): Code | null {
  const { id, init } = declarator
  const span = spanOf(declarator)
  if (node.kind === 'var') {
    report(
      c,
      TS_STATEMENT,
      { start: node.start ?? 0, end: (node.start ?? 0) + 3 },
      'Write let: a variable lives in its block, as in C.',
      {
        fixes: replaceFix('Write let', { start: node.start ?? 0, end: (node.start ?? 0) + 3 }, 'let'),
      },
    )
  }
  if (id.type !== 'Identifier') {
    report(c, TS_OBJECT, spanOf(id), 'Write one variable for each member: const mm = task.mm.')
    return null
  }
  const nameSpan = { start: id.start ?? 0, end: (id.start ?? 0) + id.name.length }
  const annotation = id.typeAnnotation?.type === 'TSTypeAnnotation' ? id.typeAnnotation.typeAnnotation : null
  const known = c.diagnostics.length
  const annotated = annotation === null ? null : readType(c, annotation)
  const wantsTruth = annotated?.kind === 'int' && annotated.bool
  const raw = init ? (wantsTruth ? translateCondition(c, init) : translateExpression(c, init)) : null
  const isLookup = raw?.lookup === true
  if (isLookup && node.kind === 'let') {
    report(
      c,
      TS_MAP,
      spanOf(declarator),
      'What a map holds is kept in a const. For a variable of your own write ?? and what it is when the map has nothing: let n = sizes.get(key) ?? 0.',
    )
  }
  if (raw === null && annotation === null) {
    report(c, TS_MISSING_TYPE, nameSpan, `'${id.name}' needs a type or a first value: let ${id.name}: u64 = 0.`)
  }
  const value = raw === null ? null : isLookup ? raw : plain(c, raw)
  const failed = c.diagnostics.length > known
  const type = isLookup ? (value?.type ?? null) : (annotated ?? inferred(value))
  declare(c, id.name, {
    kind: 'local',
    type: failed ? null : type,
    lookup: isLookup,
    constant: node.kind === 'const',
    span: nameSpan,
  })
  if (failed) return null
  const spelledType = type === null ? '__auto_type ' : declared(c, type, '\u0000').replace('\u0000', '')
  const named: Code = [spelledType, at(nameSpan, id.name)]
  return at(span, named, ...(value === null ? [] : [' =', SOFT_BREAK, value.code]))
}

/** The type of a variable without annotation: that of its value, and room for any number where that is only a literal. */
export function inferred(value: Value | null): Type | null {
  if (value === null || value.type === null) return null
  if (value.type.kind !== 'int') return value.type
  if (isTruth(value)) return BOOL
  if (value.literal !== undefined && value.type.signed) return S64
  return fixedWidth(value.type)
}
