// Plans control flow that WebAssembly has no word for: labels with gotos, and switches. Pure analysis; emit-statements.ts writes it.

import type { Stmt, SwitchSection } from '../../policy/ir.ts'
import { walkStatements } from '../../policy/ir-walk.ts'

/** How the labels of one statement list are reached. */
export type LabelPlan =
  | { kind: 'none' }
  /** All gotos jump forwards: nested blocks, each ending at its label. */
  | { kind: 'forward'; labels: readonly string[] }
  /** Some goto jumps backwards: a loop that dispatches to the segments between the labels. */
  | { kind: 'dispatch'; labels: readonly string[] }

export function planLabels(list: readonly Stmt[]): LabelPlan {
  const labels = list.flatMap((stmt) => (stmt.kind === 'label' ? [stmt.label] : []))
  if (labels.length === 0) return { kind: 'none' }
  const passed = new Set<string>()
  let backwards = false
  for (const stmt of list) {
    if (stmt.kind === 'label') passed.add(stmt.label)
    walkStatements([stmt], {
      stmt: (inner) => {
        if (inner.kind === 'goto' && passed.has(inner.label)) backwards = true
      },
    })
  }
  return { kind: backwards ? 'dispatch' : 'forward', labels }
}

/** Cuts a list before each label: the first segment has none. */
export function segments(list: readonly Stmt[]): Stmt[][] {
  const result: Stmt[][] = [[]]
  for (const stmt of list) {
    if (stmt.kind === 'label') result.push([stmt])
    else result.at(-1)?.push(stmt)
  }
  return result
}

/** How a switch finds its section. Sections are named by their index; `otherwise` is null where there is no default. */
export type SwitchPlan =
  /** `table[value - low]` for every value of a dense range; null goes to `otherwise`. */
  | { kind: 'table'; low: bigint; table: readonly (number | null)[]; otherwise: number | null }
  | { kind: 'chain'; tests: readonly { low: bigint; high: bigint; section: number }[]; otherwise: number | null }

const MAX_TABLE_SPAN = 1024n

export function planSwitch(sections: readonly SwitchSection[]): SwitchPlan {
  const tests = sections.flatMap((section, index) => section.cases.map((range) => ({ ...range, section: index })))
  const defaultIndex = sections.findIndex((section) => section.isDefault)
  const otherwise = defaultIndex === -1 ? null : defaultIndex
  let count = 0n
  let low = tests[0]?.low ?? 0n
  let high = low
  for (const test of tests) {
    count += test.high - test.low + 1n
    if (test.low < low) low = test.low
    if (test.high > high) high = test.high
  }
  const span = high - low + 1n
  if (tests.length < 4 || span > MAX_TABLE_SPAN || span > count * 4n) return { kind: 'chain', tests, otherwise }
  const table = Array.from<number | null>({ length: Number(span) }).fill(null)
  for (const test of tests) table.fill(test.section, Number(test.low - low), Number(test.high - low) + 1)
  return { kind: 'table', low, table, otherwise }
}
