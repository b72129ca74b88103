// Programs of other kinds in the same file: kprobes, tracepoints, system calls. The kernel runs them beside a policy, and the playground
// does not: they are left out, with the functions and maps that only they use, and exported as they stand.

import { nearestNames } from '../../../kernel/nearest.ts'
import { findHook, HOOKS } from '../../../kernel/interfaces.ts'
import type { FunctionDefinition, TranslationUnit } from '../parse/ast.ts'
import { attributesOf } from './globals.ts'
import { findAttribute } from './types.ts'

/** Beginnings of the sections that libbpf knows a kind of program by (libbpf.c: section_defs). */
const SECTION =
  /^\??(?:socket|sk_reuseport|k(?:ret)?probe(?:\.multi|\.session)?|u(?:ret)?probe(?:\.multi|\.session)?(?:\.s)?|k(?:ret)?syscall|usdt(?:\.s)?|tc(?:x)?|classifier|action|netkit|tracepoint|tp|raw_tracepoint|raw_tp|raw_tracepoint\.w|raw_tp\.w|tp_btf|fentry(?:\.s)?|fexit(?:\.s)?|fmod_ret(?:\.s)?|fsession|freplace|lsm(?:\.s)?|lsm_cgroup|iter(?:\.s)?|syscall|xdp|perf_event|lwt_\w+|cgroup(?:_skb)?|sockops|sk_skb|sk_msg|lirc_mode2|flow_dissector|struct_ops(?:\.s)?|sk_lookup|netfilter)(?:[/.+].*)?$/

/** True for a section of a program that libbpf loads and that is not one of the hooks, nor meant to be. */
export function isCompanionSection(section: string): boolean {
  if (findHook(section.replace(/^\?/, '')) !== undefined || !SECTION.test(section)) return false
  // The kernel lets fmod_ret programs on few functions, so another one is a mistake.
  if (/^\??fmod_ret/.test(section)) return false
  const target = section.slice(section.indexOf('/') + 1)
  if (/^\??(?:fentry|tp_btf)\.s\//.test(section) && HOOKS.some((hook) => hook.target === target)) return false
  const sameKind = HOOKS.filter((hook) => hook.section.startsWith(section.slice(0, section.indexOf('/') + 1)))
  return (
    nearestNames(
      target,
      sameKind.map((hook) => hook.target),
    ).length === 0
  )
}

const sectionOf = (definition: FunctionDefinition): string | null =>
  findAttribute(attributesOf(definition, definition.declarator), 'section')?.argument ?? null

/** Names of the functions and maps that only companions use, with the companions themselves. */
export function leftOut({ items }: TranslationUnit): ReadonlySet<string> {
  const functions = items.filter((item) => item.kind === 'function')
  const companions = functions.filter((item) => {
    const section = sectionOf(item)
    return section !== null && isCompanionSection(section)
  })
  if (companions.length === 0) return new Set()
  const names = new Map(functions.map((item) => [item.declarator.name ?? '', namesIn(item.body)]))
  const theirs = reach(companions, names)
  const kept = reach(
    functions.filter((item) => !companions.includes(item) && !theirs.has(item.declarator.name ?? '')),
    names,
  )
  return new Set([...theirs].filter((name) => !kept.has(name)))
}

/** The functions and everything that they name, through the functions that they call. */
function reach(from: readonly FunctionDefinition[], names: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>()
  const visit = (name: string): void => {
    if (reached.has(name)) return
    reached.add(name)
    for (const used of names.get(name) ?? []) visit(used)
  }
  for (const { declarator } of from) visit(declarator.name ?? '')
  return reached
}

/** Every name that stands as an expression in a part of the tree. */
function namesIn(tree: object): Set<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return
    if ('kind' in node && node.kind === 'name' && 'name' in node && typeof node.name === 'string') names.add(node.name)
    for (const part of Object.values(node)) visit(part)
  }
  visit(tree)
  return names
}
