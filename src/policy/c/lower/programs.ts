// Programs: functions with SEC("...") of a known hook, and whether their parameters fit what the kernel passes there.

import { findHook, type Hook, HOOKS } from '../../../kernel/interfaces.ts'
import { parsePrototype } from '../../kernel-types.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import { INT, type Type } from '../../types.ts'
import type { Declarator, FunctionDefinition } from '../parse/ast.ts'
import { REFUSED_MACROS } from '../text/headers.ts'
import { UNSUPPORTED_MACRO } from '../text/rules/macros.ts'
import { withoutFlavour } from './build.ts'
import { ERROR_TYPE, type FunctionEntity, type LowerContext, report } from './context.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { PROGRAM_ARGUMENTS, PROGRAM_RETURN, UNKNOWN_SECTION } from './rules/programs.ts'

/** Registers a function with a section as a program, or says why it is none. */
export function declareProgram(
  c: LowerContext,
  definition: FunctionDefinition,
  entity: FunctionEntity,
  section: { text: string; span: Span },
  namesContext: boolean,
): void {
  // libbpf leaves programs with a ? in front unloaded until the loader asks for them.
  const isOptional = section.text.startsWith('?')
  const hook = findHook(isOptional ? section.text.slice(1) : section.text)
  if (isOptional && hook !== undefined) {
    report(
      c,
      UNKNOWN_SECTION,
      section.span,
      'The ? tells libbpf not to load this program unless the loader asks for it. The playground runs it.',
      {
        severity: 'hint',
        fixes: [{ title: 'Leave the ? out', edits: [{ span: section.span, text: `SEC("${hook.section}")` }] }],
      },
    )
  }
  if (hook === undefined) {
    reportSection(c, section.text, section.span)
    return
  }
  const { declarator } = definition
  if (entity.type.returns.kind !== 'int') {
    report(
      c,
      PROGRAM_RETURN,
      definition.specifiers.span,
      `A program returns int, whatever its hook returns. ${hook.returns}`,
    )
  }
  if (declarator.otherMacro !== null) {
    report(c, UNSUPPORTED_MACRO, declarator.nameSpan, REFUSED_MACROS.get(declarator.otherMacro) ?? '')
  }
  const abi = declarator.bpfProg && !namesContext ? 'args' : 'context'
  if (declarator.bpfProg) checkArguments(c, hook, entity, declarator)
  else checkContext(c, hook, entity, declarator)
  c.programs.push({
    section: hook.section,
    attach: hook.attach,
    target: hook.target,
    function: entity.name,
    abi,
    span: definition.span,
  })
}

function reportSection(c: LowerContext, text: string, span: Span): void {
  const sections = HOOKS.map((hook) => hook.section)
  const near = nearestNames(text, sections)
  const sleepable = /^(fmod_ret|fentry)\.s\//.test(text)
    ? ' The hook does not sleep, so .s is refused: leave it out.'
    : ''
  report(
    c,
    UNKNOWN_SECTION,
    span,
    `"${text}" is not a hook of the playground.${sleepable}${didYouMean(near)} Known are: ${sections.join(', ')}.`,
    {
      fixes: near.map((candidate) => ({
        title: `Attach to ${candidate}`,
        edits: [{ span, text: `SEC("${candidate}")` }],
      })),
    },
  )
}

interface HookParam {
  name: string
  type: Type
}

function hookParams(hook: Hook): HookParam[] {
  const { type, params } = parsePrototype(hook.prototype)
  const own = type.params.map((param, i) => ({ name: params[i] ?? '', type: param }))
  return hook.attach === 'fmod_ret' ? [...own, { name: 'ret', type: INT }] : own
}

/** BPF_PROG: each parameter must be what the kernel passes at its place; the last ones may be left out. */
function checkArguments(c: LowerContext, hook: Hook, entity: FunctionEntity, declarator: Declarator): void {
  const expected = hookParams(hook)
  const { params } = entity.type
  const form = expected
    .filter((param) => param.name !== 'ret')
    .map((param) => `${spellType(param.type, c.structs)} ${param.name}`.replace('* ', '*'))
    .join(', ')
  const [layer] = declarator.layers
  const spans = layer?.kind === 'function' ? layer.params.map((param) => param.span) : []
  if (params.length > expected.length) {
    report(
      c,
      PROGRAM_ARGUMENTS,
      spans[expected.length] ?? declarator.span,
      `${hook.target} has ${expected.length === 1 ? 'one argument' : `${expected.length} arguments`} for a program: ${form}.`,
      { verifier: `func '${hook.target}' doesn't have ${params.length}-th argument` },
    )
    return
  }
  for (const [i, param] of params.entries()) {
    const wanted = expected[i]
    if (wanted === undefined || fits(param, wanted.type)) continue
    report(
      c,
      PROGRAM_ARGUMENTS,
      spans[i] ?? declarator.span,
      `Argument ${i + 1} of ${hook.target} is ${spellType(wanted.type, c.structs)}, not ${spellType(param, c.structs)}. Write BPF_PROG(${entity.name}, ${form}).`,
    )
  }
}

/** Any integer fits an integer; a pointer fits a pointer to the same struct, whatever its flavour, and void *. */
function fits(param: Type, wanted: Type): boolean {
  if (param === ERROR_TYPE) return true
  if (param.kind !== wanted.kind) return param.kind === 'int' && param.bits === 64
  if (param.kind !== 'pointer' || wanted.kind !== 'pointer') return true
  if (param.to.kind === 'void') return true
  if (param.to.kind === 'struct' && wanted.to.kind === 'struct') {
    return withoutFlavour(param.to.key) === withoutFlavour(wanted.to.key)
  }
  return param.to.kind === wanted.to.kind
}

/** The plain form: one pointer to the arguments as an array of u64. */
function checkContext(c: LowerContext, hook: Hook, entity: FunctionEntity, declarator: Declarator): void {
  const { params } = entity.type
  const [first] = params
  if (params.length === 1 && first?.kind === 'pointer' && first.to.kind !== 'struct') return
  const own = hookParams(hook).slice(0, parsePrototype(hook.prototype).params.length)
  const form = own.map((param) => `${spellType(param.type, c.structs)} ${param.name}`.replace('* ', '*')).join(', ')
  const { nameSpan, span } = declarator
  const asWritten = params.every((param, i) => fits(param, own[i]?.type ?? ERROR_TYPE))
  const paramsEdit =
    asWritten && params.length > 0 ? [{ title: 'Write BPF_PROG(...)', edits: wrapEdits(c, nameSpan, span) }] : []
  report(
    c,
    PROGRAM_ARGUMENTS,
    span,
    `The kernel calls a program with one pointer to its arguments. BPF_PROG takes them apart: int BPF_PROG(${entity.name}, ${form}).`,
    { fixes: paramsEdit.filter((fix) => fix.edits.length > 0) },
  )
}

/** `name(a, b)` to `BPF_PROG(name, a, b)`. */
function wrapEdits(c: LowerContext, nameSpan: Span, span: Span) {
  const { text } = c.options
  const open = text === null ? -1 : text.indexOf('(', nameSpan.end)
  if (text === null || open < 0 || open > span.end) return []
  const name = text.slice(nameSpan.start, nameSpan.end)
  return [{ span: { start: nameSpan.start, end: open + 1 }, text: `BPF_PROG(${name}, ` }]
}
