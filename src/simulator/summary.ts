// What the page and the command line show of a compiled policy: its parameters, maps and programs.

import type { Global, Unit } from '../policy/ir.ts'
import type { LineColumn } from '../policy/span.ts'
import { lineColumnAt, lineStarts } from '../policy/span.ts'
import { spellType } from '../policy/spell-type.ts'
import type { ParameterInfo, PolicySummary } from './trace/run.ts'
import { formatValue, rangeOf } from './image/values.ts'

/** The summary of a unit compiled from `text`. */
export function summarizeUnit(unit: Unit, text: string): PolicySummary {
  const starts = lineStarts(text)
  const lineOf = (span: { start: number }): LineColumn['line'] => lineColumnAt(starts, span.start).line
  return {
    parameters: unit.globals.filter((g) => g.parameter).map((g) => parameterInfo(g, unit, lineOf(g.span))),
    maps: unit.maps.map((map) => ({
      name: map.name,
      kind: map.mapKind,
      keyType: spellType(map.key, unit.structs),
      valueType: spellType(map.value, unit.structs),
      maxEntries: map.maxEntries,
      doc: map.doc,
      line: lineOf(map.span),
    })),
    programs: unit.programs.map((program) => ({
      section: program.section,
      name: program.function,
      line: lineOf(program.span),
    })),
  }
}

function parameterInfo(global: Global, unit: Unit, line: number): ParameterInfo {
  const { type, initial } = global
  const range = type.kind === 'int' ? (global.range ?? rangeOf(type)) : null
  return {
    name: global.name,
    type: spellType(type, unit.structs),
    defaultValue: formatValue(
      new DataView(initial.buffer, initial.byteOffset, initial.byteLength),
      0,
      type,
      unit.structs,
    ),
    doc: global.doc,
    range: range === null ? null : { min: String(range.min), max: String(range.max) },
    line,
  }
}
