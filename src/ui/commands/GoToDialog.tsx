// Go to: a step of the round by its number, or a process by its pid or name.

import { useState } from 'react'

import { selectFinished, selectRound } from '../../state/selectors.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { formatTask } from '../../reading/decision.ts'
import { Picker } from './Picker.tsx'
import { placesOf, type Place } from './places.ts'

export default function GoToDialog({ onClose }: { onClose: () => void }) {
  const tasks = usePlaygroundState((state) => selectFinished(state)?.input.scenario.tasks ?? null)
  const round = usePlaygroundState(selectRound)
  const seek = usePlaygroundState((state) => state.seek)
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const [query, setQuery] = useState('')
  const places = tasks === null || round === null ? [] : placesOf(query, round, tasks)

  function go({ kind, index }: Place) {
    onClose()
    if (kind === 'step') seek(index)
    else inspectTask(index)
  }
  return (
    <Dialog title="Go to" size="small" onClose={onClose}>
      <Picker
        label="Step, pid or name"
        placeholder="7, 903 or postgres"
        query={query}
        onQuery={setQuery}
        rows={places}
        keyOf={({ kind, index }) => `${kind} ${index}`}
        onPick={go}
      >
        {({ kind, task, iteration }) => (
          <>
            <span className="picker-title">
              {kind === 'step' ? `Step ${formatCount(iteration + 1)}` : formatTask(tasks?.[task])}
            </span>
            <span className="picker-description">
              {kind === 'step'
                ? formatTask(tasks?.[task])
                : iteration === -1
                  ? 'not in this walk'
                  : `step ${formatCount(iteration + 1)}`}
            </span>
          </>
        )}
      </Picker>
      {query.trim() !== '' && places.length === 0 ? <p className="faint">No step or process matches.</p> : null}
    </Dialog>
  )
}
