// The front end as a whole: text -> checked IR. Parse, lower, verify, advise; each pass adds its diagnostics. TypeScript is first made C.

import { KERNEL_FILES, KERNEL_SOURCE } from '../kernel/sources.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import { adviseUnit } from './advice.ts'
import { lowerC } from './c/lower/lower.ts'
import { MISSING_RETURN } from './c/lower/rules/flow.ts'
import type { TranslationUnit } from './c/parse/ast.ts'
import { parseC, parseMadeC } from './c/parse/parse.ts'
import { UNCLOSED_BRACKET } from './c/parse/rules/syntax.ts'
import { UNTERMINATED_COMMENT, UNTERMINATED_STRING } from './c/text/rules/literals.ts'
import type { Checked, Diagnostic } from './diagnostics.ts'
import { hasErrors, sortDiagnostics } from './diagnostics.ts'
import type { Unit } from './ir.ts'
import { translatePolicy } from './source.ts'
import type { PolicySource } from '../document/policy.ts'
import { lineColumnAt, lineStarts } from './span.ts'
import { retellForTypeScript, withParams } from './typescript/retell.ts'
import { verifyUnit } from './verifier.ts'

/**
 * Compiles a policy for a kernel. The unit is null when there are errors; the diagnostics come in the order of the text. The verifier's
 * rules are applied only to what could be lowered without errors, since they would blame the consequences of the same mistake again;
 * advice is given only about what has no error at all.
 */
export function compilePolicy(source: PolicySource, kernel: KernelVersion): Checked<Unit | null> {
  switch (source.language) {
    case 'c':
      return compileTree(parseC(source.text, { kernel }), source.text, kernel)
    case 'typescript':
      return compileTypeScript(source.text, kernel)
  }
}

/** Spans of the unit and the diagnostics are those of the TypeScript; what the author did not write has an empty span at 0. */
function compileTypeScript(text: string, kernel: KernelVersion): Checked<Unit | null> {
  const { value: made, diagnostics } = translatePolicy(text, kernel)
  if (made === null) return { value: null, diagnostics }
  const parsed = parseMadeC(made.c, { text, place: made.place }, { kernel })
  const compiled = compileTree(parsed, text, kernel)
  return {
    value: compiled.value === null ? null : withParams(compiled.value, made.params),
    diagnostics: sortDiagnostics([...diagnostics, ...compiled.diagnostics.map(retellForTypeScript)]),
  }
}

function compileTree(parsed: Checked<TranslationUnit>, text: string, kernel: KernelVersion): Checked<Unit | null> {
  const lowered = lowerC(parsed.value, { kernel, origin: 'policy', text })
  const front = withoutFollowUps([...parsed.diagnostics, ...lowered.diagnostics], hasErrors(parsed.diagnostics))
  const judged = hasErrors(front) ? front : [...front, ...verifyUnit(lowered.value)]
  const diagnostics = deduplicated(hasErrors(judged) ? judged : [...judged, ...adviseUnit(lowered.value, text)])
  return { value: hasErrors(diagnostics) ? null : lowered.value, diagnostics }
}

/**
 * Leaves out what one slip of the pen brings about elsewhere: a bracket lost in an unfinished comment or text, and a function that seems
 * to end without a return because a brace is missing or its return could not be read.
 */
function withoutFollowUps(front: readonly Diagnostic[], unreadable: boolean): Diagnostic[] {
  const unfinished = front.some(({ code }) => code === UNTERMINATED_COMMENT.code || code === UNTERMINATED_STRING.code)
  return front.filter(
    ({ code }) => !(unreadable && code === MISSING_RETURN.code) && !(unfinished && code === UNCLOSED_BRACKET.code),
  )
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

const kernelUnits = new Map<KernelVersion, Unit>()

/**
 * Compiles the kernel's own part (`kernel/sources.ts`) for a kernel; spans are offsets in `KERNEL_SOURCE`. The result is kept, since the
 * text never changes.
 *
 * Errors: throws where that text has one, with the message and the line, since it is ours.
 */
export function compileKernel(kernel: KernelVersion): Unit {
  const known = kernelUnits.get(kernel)
  if (known !== undefined) return known
  const unit = compileKernelText(kernel)
  kernelUnits.set(kernel, unit)
  return unit
}

function compileKernelText(kernel: KernelVersion): Unit {
  const parsed = parseC(KERNEL_SOURCE, { kernel })
  const lowered = lowerC(parsed.value, { kernel, origin: 'kernel', text: KERNEL_SOURCE })
  const wrong = [...parsed.diagnostics, ...lowered.diagnostics].filter((d) => d.severity !== 'hint')
  const [first] = sortDiagnostics(wrong)
  if (first !== undefined) {
    const { line } = lineColumnAt(lineStarts(KERNEL_SOURCE), first.span.start)
    throw new Error(`kernel ${kernel}, ${placeOf(line)}: ${first.message} (${wrong.length} in all)`)
  }
  return lowered.value
}

/** A line of the joined text as file and line. */
function placeOf(line: number): string {
  const file = KERNEL_FILES.findLast((one) => one.line <= line)
  return file === undefined ? `line ${line}` : `${file.name}:${line - file.line + 1}`
}
