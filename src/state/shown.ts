// What is shown, as one value: what a link carries, a file holds, a draft keeps, and what tells whether anything was touched.

import type { PlaygroundDocument } from '../document/document.ts'
import { panesOnShow } from './panes.ts'
import { finishedRun } from './run-state.ts'
import type { Store } from './shape/store.ts'
import { DEFAULT_SETTINGS } from './shape/view.ts'
import { START } from './slices/cursor.ts'
import { SAMPLE } from './slices/document.ts'

/** The process that is looked at though the walk never reached it. */
const pidLookedAt = ({ run, inspectedTask }: Store): number | undefined =>
  inspectedTask === null ? undefined : finishedRun(run)?.input.scenario.tasks[inspectedTask]?.pid

/** Everything that the value is made of. */
const partsOf = (state: Store): readonly unknown[] => [
  state.document,
  state.breakpoints,
  state.watches,
  state.cursor,
  pidLookedAt(state),
  state.bottomTab,
  state.policyTab,
  state.narrowTab,
  state.settings.worldView,
]

let last: { parts: readonly unknown[]; shown: PlaygroundDocument } | null = null

/** The same object for as long as none of it changes. */
export function selectShown(state: Store): PlaygroundDocument {
  const parts = partsOf(state)
  const known = last
  if (known !== null && parts.every((part, index) => part === known.parts[index])) return known.shown
  const shown = shownOf(state)
  last = { parts, shown }
  return shown
}

function shownOf(state: Store): PlaygroundDocument {
  const { document, breakpoints, watches, cursor } = state
  const pid = pidLookedAt(state)
  const panes = panesOnShow(state)
  return {
    ...document,
    ...(breakpoints.length === 0 ? {} : { breakpoints: breakpoints.map(({ id: _id, ...one }) => one) }),
    ...(watches.length === 0 ? {} : { watches }),
    view: {
      ...cursor,
      ...(pid === undefined ? {} : { pid }),
      ...(Object.keys(panes).length === 0 ? {} : { panes }),
    },
  }
}

/** Nothing is shown but what a first visit shows. The view of the machine is a setting, which this browser remembers anyway. */
export function isUntouched(state: Store): boolean {
  if (state.document !== SAMPLE) return false
  const settings = { ...state.settings, worldView: DEFAULT_SETTINGS.worldView }
  const { breakpoints, watches, view } = shownOf({ ...state, settings })
  const { round, iteration, pid, panes } = view
  const isAtStart = round === START.round && iteration === START.iteration && pid === undefined
  return isAtStart && breakpoints === undefined && watches === undefined && panes === undefined
}
