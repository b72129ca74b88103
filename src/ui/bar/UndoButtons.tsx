// Undo and redo of the document, with what they are about in their names.

import type { ChangedPart } from '../../state/shape/history.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import './UndoButtons.css'

const CHANGES: Readonly<Record<ChangedPart, string>> = {
  title: 'the change to the title',
  policy: 'the edit to the policy',
  parameters: 'the change to a parameter',
  maps: 'the change to a map',
  machine: 'the change to the machine',
  tests: 'the change to the tests',
  breakpoints: 'the change to the breakpoints',
  watches: 'the change to the watches',
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
