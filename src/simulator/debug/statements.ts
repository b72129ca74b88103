// The statements of a policy at which a run can be stopped, by line.

import type { FunctionIr, Stmt, Unit } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { walkStatements } from '../../policy/ir-walk.ts'

export interface Stop {
  function: FunctionIr
  stmt: Stmt
  /** Where its probes are: the head of a loop, else the statement. */
  span: Span
  line: number
}

/** Every statement that has a probe and stands in the text, in the order of the text. */
export function stopsOf(unit: Unit, text: string): Stop[] {
  const starts = lineStarts(text)
  const stops: Stop[] = []
  for (const ir of unit.functions) {
    walkStatements(ir.body, {
      stmt: (stmt) => {
        if (stmt.kind === 'block' || stmt.kind === 'label') return
        const span = stmt.kind === 'loop' ? stmt.headSpan : stmt.span
        if (span.end > 0) stops.push({ function: ir, stmt, span, line: lineColumnAt(starts, span.start).line })
      },
    })
  }
  return stops.sort((a, b) => a.span.start - b.span.start)
}

/** The first statement on a line, or on the next line that has one; null after the last. */
export const stopAtLine = (stops: readonly Stop[], line: number): Stop | null =>
  stops.find((stop) => stop.line >= line) ?? null
