// What the languages of policies are called.

import type { PolicyLanguage } from '../../document/policy.ts'

export const LANGUAGE_NAMES: Readonly<Record<PolicyLanguage, string>> = { c: 'BPF C', typescript: 'TypeScript' }
