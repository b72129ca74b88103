// A rule is everything that the playground knows about one problem that a policy can have. It stands in one module: beside its check where it
// has a check of its own, beside the other rules of its construct where the parser or the lowering finds it on its way.
//
// A check reports through the rule (`problem()`), so the code and the severity of a diagnostic are those of its row in the catalogue.

import type { KernelVersion } from '../../kernel/versions.ts'
import type { Diagnostic, Fix, Severity } from '../diagnostics.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import type { Span } from '../span.ts'

/** Two whole policies, which a test compiles. */
export interface Example {
  /** Without the problem, and without any error. */
  accepted: string
  /** With the problem and no other, but for those in `besides`. */
  refused: string
  /** The kernel on which it shows, where that is not the default. */
  kernel?: KernelVersion
  /** Codes that cannot be avoided where this one is. */
  besides?: readonly string[]
}

interface Definition {
  /** What the problem is called in links, on the command line and in tests, such as `unbounded-loop`; never changed once released. */
  code: string
  /** An error unless said otherwise. */
  severity?: Severity
  /** What is wrong, as the heading of an explanation, without a full stop. */
  title: string
  /** For a reader who has never met the rule: what it is, why it is so, what to write instead. */
  explanation: string
  /**
   * What the kernel's verifier says, or clang or libbpf (which are then named), with %d for a number that varies and %s for a word. Several
   * where kernels or cases differ; none where nobody but the playground objects. A test compares them with what the checks report.
   */
  verifier?: readonly string[]
  example: Example
  /** The language of the example; C unless said otherwise. */
  language?: PolicyLanguage
}

export interface Rule extends Required<Definition> {
  kind: 'rule'
}

export const rule = (definition: Definition): Rule => ({
  kind: 'rule',
  severity: 'error',
  verifier: [],
  language: 'c',
  ...definition,
})

/** What one occurrence says besides its message. */
export interface ProblemExtra {
  /** Where this occurrence is not as severe as the rule says. */
  severity?: Severity
  /** The verifier's own words here: one of the rule's, filled in. */
  verifier?: string
  fixes?: readonly Fix[]
}

/** A rule that is broken at a place of the text. */
export const problem = (
  { code, severity }: Rule,
  span: Span,
  message: string,
  extra: ProblemExtra = {},
): Diagnostic => ({ code, severity, span, message, ...extra })
