// Compiles conditions and watches with the policy's own compiler: each is written into the policy's text where its names mean what they mean
// there, and taken out again after the text has become IR. What is left is the policy as it was, and expressions over its locals.

import type { DebugExpression } from '../../backend/wasm/debug-info.ts'
import { compilePolicy } from '../../policy/compile.ts'
import { compileOnce } from '../compiled.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { hasErrors } from '../../policy/diagnostics.ts'
import type { Expr, Stmt, Unit } from '../../policy/ir.ts'
import type { PolicySource } from '../../document/policy.ts'
import { isScalar } from '../../policy/types.ts'
import { effectOf } from './pure.ts'
import type { Stop } from './statements.ts'

/** An expression as a person wrote it, and where its names are looked up. */
export interface AskedExpression {
  text: string
  /** The statement before which it is asked; null for the end of an evaluation, where there are globals, task and oc. */
  stop: Stop | null
}

export type CompiledExpression = { ok: true; expression: DebugExpression } | { ok: false; message: string }

export interface Instrumented {
  unit: Unit
  expressions: readonly CompiledExpression[]
  /** The offset in the policy's own text of an offset in the unit's spans. */
  ownOffset: (offset: number) => number
}

const NAME = 'playground_value_'
const WATCH = 'playground_watch_'
const EMPTY = 'Write an expression, such as task->pid == 903.'

interface Insertion {
  at: number
  text: string
  /** Ends what another has begun: at one place ends come first. */
  closes?: true
}

/** Compiles the policy with all expressions; one that is wrong is left out and says why. The policy itself must compile. */
export function instrument(
  policy: PolicySource,
  kernel: KernelVersion,
  asked: readonly AskedExpression[],
): Instrumented | null {
  const problems = asked.map((one) => problemOf(policy, kernel, one))
  const good = asked.flatMap((one, index) => (problems[index] === null ? [{ ...one, index }] : []))
  const insertions = good.flatMap(({ text, stop, index }) => insertionsOf(policy, { text, stop }, index) ?? [])
  const compiled = compileOnce({ ...policy, text: insert(policy.text, insertions) }, kernel)
  if (compiled.value === null) return null
  const found = new Map<string, Marker>()
  const unit = strip(compiled.value, found)
  const expressions = asked.map((_, index): CompiledExpression => {
    const marker = found.get(NAME + index)
    const problem = problems[index]
    if (problem !== null && problem !== undefined) return { ok: false, message: problem }
    if (marker === undefined) return { ok: false, message: 'It cannot be asked here.' }
    const effect = effectOf(marker.expr, unit)
    if (effect !== null) return { ok: false, message: effect }
    const { function: name, expr } = marker
    return { ok: true, expression: { name: `expression:${index}`, origin: 'policy', function: name, expr } }
  })
  return { unit, expressions, ownOffset: (offset) => ownOffset(insertions, offset) }
}

/** What the compiler says of one expression alone; null when nothing. */
function problemOf(policy: PolicySource, kernel: KernelVersion, asked: AskedExpression): string | null {
  if (asked.text.trim() === '') return EMPTY
  const insertions = insertionsOf(policy, asked, 0)
  if (insertions === null) return 'No condition can stand at this declaration: break at the next statement.'
  const { diagnostics } = compilePolicy({ ...policy, text: insert(policy.text, insertions) }, kernel)
  if (!hasErrors(diagnostics)) return null
  const [first] = insertions
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const own = errors.find(
    ({ span }) => first !== undefined && span.start >= first.at && span.start <= first.at + first.text.length,
  )
  return (own ?? errors[0])?.message ?? null
}

/** Null where nothing can be put in. */
function insertionsOf(policy: PolicySource, { text, stop }: AskedExpression, index: number): Insertion[] | null {
  const value = declarationOf(policy, text, NAME + index)
  if (stop === null) return [{ at: policy.text.length, text: watchOf(policy, WATCH + index, value) }]
  const { stmt } = stop
  if (stmt.kind !== 'declare') {
    return [
      { at: stmt.span.start, text: `{ ${value} ` },
      { at: stmt.span.end, text: ' }', closes: true },
    ]
  }
  // The span of a declaration is that of the name with its value: what it begins with stands before it on the line.
  const lineStart = policy.text.lastIndexOf('\n', stmt.span.start - 1) + 1
  const lead = policy.text.slice(lineStart, stmt.span.start)
  return /^\s*[\w\s*]*$/.test(lead) ? [{ at: lineStart, text: `${value} ` }] : null
}

function declarationOf({ language }: PolicySource, text: string, name: string): string {
  // A comment in it must not swallow what follows.
  const expression = `(${text}\n)`
  // The comma makes of an array the pointer that it is as a value.
  return language === 'c' ? `typeof((0, ${expression})) ${name} = ${expression};` : `const ${name} = ${expression};`
}

const watchOf = ({ language }: PolicySource, name: string, value: string): string =>
  language === 'c'
    ? `\nstatic void ${name}(struct task_struct *task, struct oom_control *oc)\n{\n${value}\n}\n`
    : `\nfunction ${name}(task: task_struct, oc: oom_control): void {\n${value}\n}\n`

/** Of several at one place the earlier stands first. */
function insert(text: string, insertions: readonly Insertion[]): string {
  let result = ''
  let end = 0
  for (const { at, text: piece } of ordered(insertions)) {
    result += text.slice(end, at) + piece
    end = at
  }
  return result + text.slice(end)
}

const ordered = (insertions: readonly Insertion[]): Insertion[] =>
  insertions.toSorted((a, b) => a.at - b.at || Number(b.closes ?? false) - Number(a.closes ?? false))

function ownOffset(insertions: readonly Insertion[], offset: number): number {
  let before = 0
  for (const { at, text } of ordered(insertions)) {
    if (offset < at + before) break
    before += Math.min(text.length, offset - at - before)
  }
  return offset - before
}

interface Marker {
  function: string
  expr: Expr
}

/** The unit without the declarations that were put in; they are kept in `found` by name. */
function strip(unit: Unit, found: Map<string, Marker>): Unit {
  const functions = unit.functions.map((ir) => {
    const marker = (stmt: Stmt | undefined): boolean => {
      if (stmt?.kind !== 'declare') return false
      const local = ir.locals[stmt.local]
      if (local === undefined || !local.name.startsWith(NAME)) return false
      if (stmt.init !== null && isScalar(local.type)) found.set(local.name, { function: ir.name, expr: stmt.init })
      return true
    }
    const list = (body: readonly Stmt[]): Stmt[] =>
      body.flatMap((stmt): Stmt[] => {
        if (marker(stmt)) return []
        // The braces around it were put in as well.
        if (stmt.kind === 'block' && marker(stmt.body[0])) return list(stmt.body.slice(1))
        return [inner(stmt)]
      })
    const inner = (stmt: Stmt): Stmt => {
      switch (stmt.kind) {
        case 'if':
          return { ...stmt, then: list(stmt.then), otherwise: list(stmt.otherwise) }
        case 'loop':
        case 'block':
          return { ...stmt, body: list(stmt.body) }
        case 'switch':
          return { ...stmt, sections: stmt.sections.map((section) => ({ ...section, body: list(section.body) })) }
        default:
          return stmt
      }
    }
    return { ...ir, body: list(ir.body) }
  })
  return { ...unit, functions }
}
