// The severities of problems, in words.

import type { Severity } from '../../policy/diagnostics.ts'

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', hint: 'Hint' }
