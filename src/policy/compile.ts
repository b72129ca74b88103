// The front end as a whole: text -> checked IR. Parse, lower, verify; each pass adds its diagnostics.

import oomKill from '../kernel/oom_kill.c?raw'
import bpfRuntime from '../kernel/bpf_runtime.c?raw'
import type { KernelVersion } from '../kernel/versions.ts'
import { lowerC } from './c/lower.ts'
import { parseC } from './c/parse.ts'
import type { Checked, Diagnostic } from './diagnostics.ts'
import { hasErrors, sortDiagnostics } from './diagnostics.ts'
import type { Unit } from './ir.ts'
import { lineColumnAt, lineStarts } from './span.ts'
import { verifyUnit } from './verifier.ts'

/**
 * Compiles a policy for a kernel. The unit is null when there are errors; the diagnostics come in the order of the text. The verifier's
 * rules are applied only to what could be lowered without errors, since they would blame the consequences of the same mistake again.
 */
export function compilePolicy(source: { language: 'c'; text: string }, kernel: KernelVersion): Checked<Unit | null> {
  const parsed = parseC(source.text, { kernel })
  const lowered = lowerC(parsed.value, { kernel, origin: 'policy', text: source.text })
  const front = [...parsed.diagnostics, ...lowered.diagnostics]
  const diagnostics = deduplicated(hasErrors(front) ? front : [...front, ...verifyUnit(lowered.value)])
  return { value: hasErrors(diagnostics) ? null : lowered.value, diagnostics }
}

/** Of several diagnostics with one code and message at one place the first is kept. */
function deduplicated(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return sortDiagnostics(diagnostics).filter((diagnostic) => {
    const { code, span, message } = diagnostic
    const key = `${code} ${span.start} ${span.end} ${message}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** The kernel's own part as one text: the selection, then the helpers. Spans of the kernel's unit are offsets in it. */
export const KERNEL_TEXT = `${oomKill}\n${bpfRuntime}`

/**
 * Compiles the kernel's own part for a kernel.
 *
 * Errors: throws where that text has one, with the message and the line, since it is ours.
 */
export function compileKernel(kernel: KernelVersion): Unit {
  const parsed = parseC(KERNEL_TEXT, { kernel })
  const lowered = lowerC(parsed.value, { kernel, origin: 'kernel', text: KERNEL_TEXT })
  const wrong = [...parsed.diagnostics, ...lowered.diagnostics].filter((d) => d.severity !== 'hint')
  const [first] = sortDiagnostics(wrong)
  if (first !== undefined) {
    const { line } = lineColumnAt(lineStarts(KERNEL_TEXT), first.span.start)
    throw new Error(`kernel ${kernel}, ${placeOf(line)}: ${first.message} (${wrong.length} in all)`)
  }
  return lowered.value
}

/** A line of the joined text as file and line. */
function placeOf(line: number): string {
  const before = lineStarts(oomKill).length
  return line <= before ? `oom_kill.c:${line}` : `bpf_runtime.c:${line - before}`
}
