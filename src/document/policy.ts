// A policy as people keep it: a text and its language, and what userspace puts into its maps.

export const POLICY_LANGUAGES = ['c', 'typescript'] as const

export type PolicyLanguage = (typeof POLICY_LANGUAGES)[number]

/** A policy's text and the language it is in. */
export interface PolicySource {
  language: PolicyLanguage
  text: string
}

/** One entry of a map as people write it; `simulator/image/values.ts` says what keys and values may look like. */
export interface MapEntry {
  key: string
  value: string
}
