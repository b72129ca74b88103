// All policies by all machines: who dies in each pair. A cell opens that comparison: the policy on show beside the one of the row, on the
// machine of the column.

import { useRef, useState } from 'react'

import { findGalleryPolicy, galleryPolicyOf } from '../../gallery/policies.ts'
import { DOCUMENT_ID, KERNEL_ID, type MatrixCell } from '../../reading/matrix.ts'
import { finishedRun } from '../../state/run-state.ts'
import { formatFigures } from '../../reading/compare.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { markOfOutcome } from '../words/marks.ts'
import { MACHINES, POLICIES, useMatrix, type MatrixPlay } from './useMatrix.ts'
import './MatrixDialog.css'

/** A cell in words for who does not see the table. */
const formatCell = (cell: MatrixCell | null | undefined, policy: string, scenario: string): string =>
  `${policy} on ${scenario}: ${cell === undefined ? 'not run yet' : cell === null ? 'the policy has errors' : `${cell.text}; ${formatFigures(cell)}`}`

function CellText({ cell }: { cell: MatrixCell | null | undefined }) {
  if (cell === undefined)
    return (
      <>
        <span className="faint">…</span>
        {/* As high as what comes. */}
        <small>{'\u00a0'}</small>
      </>
    )
  if (cell === null)
    return (
      <span className="matrix-victim">
        <Mark kind="abort" /> has errors
      </span>
    )
  return (
    <>
      <span className="matrix-victim">
        <Mark kind={markOfOutcome(cell.outcome === 'fault' ? 'panic' : cell.outcome)} /> {cell.text}
      </span>
      <small>{formatFigures(cell)}</small>
    </>
  )
}

interface GridProps {
  play: MatrixPlay
  onOpen: (policy: string, scenario: string) => void
}

/** One cell takes the focus; arrows move it. */
function Grid({ play, onOpen }: GridProps) {
  const [at, setAt] = useState({ row: 0, column: 0 })
  const body = useRef<HTMLTableSectionElement>(null)

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
    const row = Math.max(0, Math.min(POLICIES.length - 1, at.row + down))
    const column = Math.max(0, Math.min(MACHINES.length - 1, at.column + right))
    setAt({ row, column })
    body.current?.rows[row]?.querySelectorAll('button')[column]?.focus()
  }

  return (
    <table className="matrix" aria-label="Policies by machines" aria-busy={play.share < 1}>
      <thead>
        <tr>
          <th scope="col">Policy</th>
          {MACHINES.map(({ id, title }) => (
            <th key={id} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {POLICIES.map((policy, row) => (
          <tr key={policy.id}>
            <th scope="row">{policy.title}</th>
            {MACHINES.map((scenario, column) => {
              const cell = play.cellOf(policy.id, scenario.id)
              const usual = play.cellOf(KERNEL_ID, scenario.id)
              const title = formatCell(cell, policy.title, scenario.title)
              return (
                <td
                  key={scenario.id}
                  data-differs={cell !== undefined && usual !== undefined && cell?.text !== usual?.text}
                >
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
                    <CellText cell={cell} />
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
  const play = useMatrix(run)
  function open(policy: string, scenario: string) {
    const known = findGalleryPolicy(policy)
    if (scenario !== DOCUMENT_ID) openScenario(scenario, galleryPolicyOf(own))
    openComparison(known === null ? { kind: 'kernel' } : { kind: 'gallery', policy: known })
    onClose()
  }
  return (
    <Dialog title="All policies and machines" onClose={onClose}>
      <p className="faint">
        A cell opens your policy on that machine and compares it with the policy of the row. Bold: the result differs
        from that of the kernel’s rule.
      </p>
      <p className="matrix-playing" role={play.failed ? 'alert' : undefined}>
        {play.failed ? (
          'The engine did not finish. Open the table again to run the rest.'
        ) : play.share < 1 ? (
          <>
            Running every policy on every machine, this machine first…{' '}
            <progress aria-label="Pairs run" value={play.share} max={1} />
          </>
        ) : (
          'Every policy was run on every machine.'
        )}
      </p>
      <Grid play={play} onOpen={open} />
    </Dialog>
  )
}
