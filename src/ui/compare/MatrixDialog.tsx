// All policies by all machines: who dies in each pair. A cell opens that comparison: the policy on show beside the one of the row, on the
// machine of the column.

import { useRef, useState } from 'react'

import { findGalleryPolicy, galleryPolicyOf } from '../../gallery/policies.ts'
import type { Matrix, MatrixCell } from '../../reading/matrix.ts'
import { finishedRun } from '../../state/run-state.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { formatFigures } from '../../reading/compare.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'
import { markOfOutcome } from '../words/marks.ts'
import './MatrixDialog.css'

/** Ids of what is not of the gallery, as the lab names them. */
const KERNEL = ':kernel'
const OWN = ':document'

const askMatrix: AskPlayground<FinishedRun, Matrix> = ({ lab }, run, asking) =>
  lab.ask('matrix', run.input, null, asking)

/** A cell in words for who does not see the table. */
const formatCell = (cell: MatrixCell | null, policy: string, scenario: string): string =>
  `${policy} on ${scenario}: ${cell === null ? 'the policy has errors' : `${cell.text}; ${formatFigures(cell)}`}`

interface GridProps {
  matrix: Matrix
  onOpen: (policy: string, scenario: string) => void
}

/** One cell takes the focus; arrows move it. */
function Grid({ matrix, onOpen }: GridProps) {
  const { policies, scenarios, cells } = matrix
  const [at, setAt] = useState({ row: 0, column: 0 })
  const body = useRef<HTMLTableSectionElement>(null)
  const kernel = policies.findIndex(({ id }) => id === KERNEL)

  function move(event: React.KeyboardEvent) {
    const by: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }
    const [down, right] = by[event.key] ?? [0, 0]
    if (down === 0 && right === 0) return
    event.preventDefault()
    const row = Math.max(0, Math.min(policies.length - 1, at.row + down))
    const column = Math.max(0, Math.min(scenarios.length - 1, at.column + right))
    setAt({ row, column })
    body.current?.rows[row]?.querySelectorAll('button')[column]?.focus()
  }

  return (
    <table className="matrix" aria-label="Policies by machines">
      <thead>
        <tr>
          <th scope="col">Policy</th>
          {scenarios.map(({ id, title }) => (
            <th key={id} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {policies.map((policy, row) => (
          <tr key={policy.id}>
            <th scope="row">{policy.title}</th>
            {scenarios.map((scenario, column) => {
              const cell = cells[row]?.[column] ?? null
              const usual = cells[kernel]?.[column] ?? null
              const title = formatCell(cell, policy.title, scenario.title)
              return (
                <td key={scenario.id} data-differs={cell?.text !== usual?.text}>
                  <button
                    type="button"
                    className="quiet"
                    aria-label={title}
                    title={title}
                    tabIndex={at.row === row && at.column === column ? 0 : -1}
                    onFocus={() => setAt({ row, column })}
                    onKeyDown={move}
                    onClick={() => onOpen(policy.id, scenario.id)}
                  >
                    <span className="matrix-victim">
                      <Mark
                        kind={
                          cell === null ? 'abort' : markOfOutcome(cell.outcome === 'fault' ? 'panic' : cell.outcome)
                        }
                      />{' '}
                      {cell?.text ?? 'has errors'}
                    </span>
                    {cell === null ? null : <small>{formatFigures(cell)}</small>}
                  </button>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export default function MatrixDialog({ onClose }: { onClose: () => void }) {
  const own = usePlaygroundState((state) => state.document.policy)
  const openScenario = usePlaygroundState((state) => state.openScenario)
  const openComparison = usePlaygroundState((state) => state.openComparison)
  const [run] = useState(finishedRun(usePlaygroundState((state) => state.run)))
  const play = useAnswer(run, askMatrix)
  function open(policy: string, scenario: string) {
    const known = findGalleryPolicy(policy)
    if (scenario !== OWN) openScenario(scenario, galleryPolicyOf(own))
    openComparison(known === null ? { kind: 'kernel' } : { kind: 'gallery', policy: known })
    onClose()
  }
  return (
    <Dialog title="All policies and machines" onClose={onClose}>
      {play.state === 'asking' ? (
        <p className="matrix-playing">
          Running every policy on every machine… <progress aria-label="Pairs run" value={play.share} max={1} />
        </p>
      ) : play.state === 'failed' ? (
        <p className="empty">The engine did not finish.</p>
      ) : (
        <>
          <p className="faint">
            A cell opens your policy on that machine and compares it with the policy of the row. Bold: the result
            differs from that of the kernel’s rule.
          </p>
          <Grid matrix={play.answer} onOpen={open} />
        </>
      )}
    </Dialog>
  )
}
