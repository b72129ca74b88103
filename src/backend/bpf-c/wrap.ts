// A policy without its hook: its programs become plain functions, which a walk over the tasks calls. The author's text stays as it is but
// for the SEC("...") before a program and the prototype of the kfunc that names the policy, which those kernels do not have.

import { type Hook, roleOf } from '../../kernel/interfaces.ts'
import type { TextEdit } from '../../policy/diagnostics.ts'
import type { FunctionIr, Program, Unit } from '../../policy/ir.ts'
import type { Names } from './names.ts'
import type { ExportTarget } from './targets.ts'

/** What a walk's two headers are called, the beginning of the names that it defines, and whether the policy may name itself as it runs. */
export interface Walk {
  prefix: string
  before: string
  after: string
  asksName: boolean
  /** Structs that the kfuncs which it calls take. */
  tags: readonly string[]
}

/** The walk of a target; null for the target that has the hook. */
export function walkOf(target: ExportTarget): Walk | null {
  switch (target) {
    case 'fmod_ret':
      return null
    case 'iter':
      return { prefix: 'dry_run', before: 'dry_run.h', after: 'dry_run_walk.h', asksName: true, tags: [] }
    case 'struct_ops':
      return {
        prefix: 'oom_ops',
        before: 'oom_ops.h',
        after: 'oom_ops_walk.h',
        asksName: false,
        tags: ['mem_cgroup', 'cgroup_subsys_state'],
      }
  }
}

/** Turns programs into functions, and takes out the prototype of set_oom_policy_name(). */
export function wrapEdits(names: Names, unit: Unit, walk: Walk): TextEdit[] {
  return [...sectionEdits(names, unit, walk), ...prototypeEdits(names, walk)]
}

function sectionEdits({ tokens }: Names, unit: Unit, walk: Walk): TextEdit[] {
  const sections = new Map(unit.programs.map((program) => [program.section, isCalled(program, walk)]))
  return tokens.flatMap((token, at): TextEdit[] => {
    const [open, text, close] = tokens.slice(at + 1, at + 4)
    if (token.text !== 'SEC' || open?.text !== '(' || text?.kind !== 'string' || close?.text !== ')') return []
    const called = sections.get(text.text.slice(1, -1))
    if (called === undefined) return []
    // A program that nothing calls here would be a warning.
    const word = called ? 'static' : 'static __attribute__((unused))'
    return [{ span: { start: token.span.start, end: close.span.end }, text: `${word} /* ${text.text.slice(1, -1)} */` }]
  })
}

function isCalled({ target }: Program, { asksName }: Walk): boolean {
  const role = roleOf(target)
  return role === 'verdict' || (role === 'name' && asksName)
}

function prototypeEdits({ items }: Names, walk: Walk): TextEdit[] {
  return items.flatMap((item) => {
    if (item.kind !== 'declaration' || item.specifiers.storage !== 'extern') return []
    if (!item.declarators.some(({ declarator }) => declarator.name === 'set_oom_policy_name')) return []
    return [{ span: item.span, text: `/* set_oom_policy_name() is in ${walk.before} */` }]
  })
}

/** Helpers that take a task which the verifier knows to be one. */
const NEED_TRUST = ['bpf_task_storage_get', 'bpf_task_storage_delete', 'bpf_task_acquire', 'bpf_task_under_cgroup']

/** What follows the policy's text: the functions by which the walk asks it, or its name where that is fixed, and the walk. */
export function walkText(names: Names, unit: Unit, { prefix, after, asksName }: Walk, policyName: string): string {
  const trusts = NEED_TRUST.filter((name) => names.identifiers.has(name))
  return [
    '/*',
    ' * What the kernel does with a policy, done here: see the header. Of several programs the one that would be attached last is asked first,',
    ' * and the first answer that is not 0 counts.',
    ' */',
    ...ask(`static __always_inline int ${prefix}_ask(struct task_struct *task, struct oom_control *oc)`, [
      ...verdicts(unit),
    ]),
    '',
    ...(asksName
      ? ask(
          `static __always_inline void ${prefix}_ask_name(struct oom_control *oc)`,
          programsOf(unit, 'name').map((program) => `\t${call(unit, program, ['oc'])};`),
        )
      : [`#define ${prefix.toUpperCase()}_NAME "${policyName}"`]),
    '',
    ...(trusts.length === 0 ? [] : [`/* ${trusts.join(', ')} */`, `#define ${prefix.toUpperCase()}_KEEPS_TRUST`, '']),
    `#include "${after}"`,
    '',
  ].join('\n')
}

const ask = (head: string, body: readonly string[]): string[] => [head, '{', ...body, '}']

const programsOf = (unit: Unit, role: Hook['role']): Program[] =>
  unit.programs.filter(({ target }) => roleOf(target) === role).toReversed()

function verdicts(unit: Unit): string[] {
  const programs = programsOf(unit, 'verdict')
  const last = programs.at(-1)
  if (last === undefined) return ['\treturn 0;']
  const earlier = programs.slice(0, -1)
  return [
    ...(earlier.length === 0 ? [] : ['\tint verdict;', '']),
    ...earlier.flatMap((program) => [
      `\tverdict = ${call(unit, program, ['task', 'oc'])};`,
      '\tif (verdict)',
      '\t\treturn verdict;',
    ]),
    `\treturn ${call(unit, last, ['task', 'oc'])};`,
  ]
}

/** The call of a program's function with as many arguments as it takes. */
function call(unit: Unit, { function: name, abi }: Program, given: readonly string[]): string {
  const found = unit.functions.find((one) => one.name === name)
  if (abi === 'context')
    return `${name}((void *)(unsigned long long[]){ ${given.map((one) => `(unsigned long)${one}`).join(', ')} })`
  const types = found === undefined ? [] : parameterKinds(found)
  // An fmod_ret program may take the value so far, which is 0 when it is asked.
  const words = types.map((kind, at) =>
    kind === 'pointer' ? `(void *)${given[at] ?? 0}` : `(unsigned long)${given[at] ?? 0}`,
  )
  return `${name}(${words.join(', ')})`
}

const parameterKinds = (found: FunctionIr): ('pointer' | 'number')[] =>
  found.params.map((id) => (found.locals[id]?.type.kind === 'pointer' ? 'pointer' : 'number'))
