// Undo and redo of the document, with what they are about in their names.

import type { ChangedPart } from '../../state/shape/history.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import './UndoButtons.css'

const CHANGES: Readonly<Record<ChangedPart, string>> = {
  title: 'the change of the title',
  policy: 'the edit of the policy',
  parameters: 'the change of a parameter',
  maps: 'the change of a map',
  machine: 'the change of the machine',
  tests: 'the change of the tests',
  breakpoints: 'the change of the breakpoints',
  watches: 'the change of the watches',
  document: 'opening something else',
}

export function UndoButtons() {
  const undone = usePlaygroundState((state) => state.past.at(-1)?.part ?? null)
  const redone = usePlaygroundState((state) => state.future.at(-1)?.part ?? null)
  const undo = usePlaygroundState((state) => state.undo)
  const redo = usePlaygroundState((state) => state.redo)
  return (
    <span className="undo" role="group" aria-label="Changes">
      <button
        type="button"
        className="quiet"
        aria-label="Undo"
        title={undone === null ? 'Nothing to undo' : `Undo ${CHANGES[undone]} (Ctrl+Z)`}
        disabled={undone === null}
        onClick={undo}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="quiet"
        aria-label="Redo"
        title={redone === null ? 'Nothing to redo' : `Redo ${CHANGES[redone]} (Ctrl+Shift+Z)`}
        disabled={redone === null}
        onClick={redo}
      >
        <Icon name="redo" />
      </button>
    </span>
  )
}
