// What has to be loaded before a policy of a language can be compiled, and the C that a policy stands for.

import type { PolicyLanguage, PolicySource } from '../document/policy.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import type { Checked } from './diagnostics.ts'
import { lineStarts } from './span.ts'
import type { Translation } from './typescript/translate.ts'

type Translate = (text: string, kernel: KernelVersion) => Checked<Translation | null>

let translate: Translate | null = null

/**
 * Loads what a language needs to be compiled: for C nothing, for TypeScript its parser, which a visit with a policy in C never downloads.
 * It has to be awaited before `compilePolicy` sees a policy of the language.
 */
export async function loadLanguage(language: PolicyLanguage): Promise<void> {
  if (language === 'c' || translate !== null) return
  const { translateTypeScript } = await import('./typescript/translate.ts')
  translate = translateTypeScript
}

/** The BPF C of a policy in TypeScript; null when it has errors. Errors: throws when the language is not loaded, which is our bug. */
export function translatePolicy(text: string, kernel: KernelVersion): Checked<Translation | null> {
  if (translate === null) throw new Error('the TypeScript front end is not loaded')
  return translate(text, kernel)
}

/** A policy as the C source that it stands for. */
export interface PolicyAsC {
  source: { language: 'c'; text: string }
  /** For every line of the C, from 0, the line of the policy's own text, from 1, or null for lines that its author did not write. */
  lines: readonly (number | null)[]
}

/** The policy as C: itself, or what a TypeScript policy becomes; null where that has errors. Its language has to be loaded. */
export function policyAsC(policy: PolicySource, kernel: KernelVersion): Checked<PolicyAsC | null> {
  if (policy.language === 'c') {
    const lines = lineStarts(policy.text).map((_, line) => line + 1)
    return { value: { source: { language: 'c', text: policy.text }, lines }, diagnostics: [] }
  }
  const { value, diagnostics } = translatePolicy(policy.text, kernel)
  if (value === null) return { value: null, diagnostics }
  return { value: { source: { language: 'c', text: value.c }, lines: value.lines }, diagnostics }
}
