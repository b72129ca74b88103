// Plays the matrix a few cells at a time: what was asked about first, which is the machine on the screen, and each cell is shown as it comes.

import { useEffect, useState } from 'react'

import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import {
  DOCUMENT_MACHINE,
  DOCUMENT_POLICY,
  KERNEL_POLICY,
  type MatrixCell,
  type MatrixItem,
  type MatrixPair,
} from '../../reading/matrix.ts'
import { createAsker } from '../../state/asking.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { usePlayground } from '../playground.ts'

export const POLICIES: readonly MatrixItem[] = [DOCUMENT_POLICY, KERNEL_POLICY, ...POLICY_GALLERY]
export const MACHINES: readonly MatrixItem[] = [
  DOCUMENT_MACHINE,
  ...SCENARIO_GALLERY.map(({ id, scenario }) => ({ id, title: scenario.title })),
]

/** So many cells are asked for at once: few enough to come soon, and enough not to draw the table for each. */
const CELLS_AT_ONCE = 6

/** All pairs in the order in which they are played: this machine, then what every column is read against, then the rest. */
export function pairsInOrder(): readonly MatrixPair[] {
  const on = (machines: readonly MatrixItem[], policies: readonly MatrixItem[]): MatrixPair[] =>
    machines.flatMap(({ id: scenario }) => policies.map(({ id: policy }) => ({ policy, scenario })))
  const [shown, others] = [MACHINES.slice(0, 1), MACHINES.slice(1)]
  return [...on(shown, POLICIES), ...on(others, POLICIES.slice(0, 2)), ...on(others, POLICIES.slice(2))]
}

export interface MatrixPlay {
  /** The cell of a pair; null where the policy has errors, undefined until it has been played. */
  cellOf: (policy: string, scenario: string) => MatrixCell | null | undefined
  /** From 0 to 1. */
  share: number
  failed: boolean
}

const keyOf = (policy: string, scenario: string): string => `${policy} ${scenario}`

/** The matrix of the run that was on show when the dialog was opened. */
export function useMatrix(run: FinishedRun | null): MatrixPlay {
  const { lab } = usePlayground()
  const [cells, setCells] = useState<ReadonlyMap<string, MatrixCell | null>>(new Map())
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (run === null) return undefined
    const pairs = pairsInOrder()
    const from = (start: number) => (start < pairs.length ? pairs.slice(start, start + CELLS_AT_ONCE) : null)
    let played = 0
    const asker = createAsker(
      (some: readonly MatrixPair[], signal) => lab.ask('cells', run.input, { pairs: some }, { signal }),
      (some, answer) => {
        if (answer.status !== 'done') return setFailed(true)
        const come = some.map(
          ({ policy, scenario }, index) => [keyOf(policy, scenario), answer.output[index] ?? null] as const,
        )
        setCells((known) => new Map([...known, ...come]))
        played += some.length
        asker.want(from(played))
      },
    )
    asker.want(from(0))
    return () => asker.want(null)
  }, [lab, run])
  return {
    cellOf: (policy, scenario) => cells.get(keyOf(policy, scenario)),
    share: cells.size / (POLICIES.length * MACHINES.length),
    failed,
  }
}
