// The world pane: the headline, then the machine as a tree or as a table.

import { originOf } from '../../state/editing.ts'
import { finishedRun, isStale } from '../../state/run.ts'
import { selectGone, selectInspected, selectPosition, selectRound } from '../../state/selectors.ts'
import { usePlaygroundState } from '../playground.ts'
import { Headline, selectIsPanic } from './Headline.tsx'
import { Strip } from './edit/Strip.tsx'
import { WorldTable } from './WorldTable.tsx'
import { WorldTree } from './WorldTree.tsx'
import './WorldPane.css'

const VIEWS = [
  { id: 'tree', title: 'Tree' },
  { id: 'table', title: 'Table' },
] as const

/** Says that a machine of the gallery was changed, and takes it back. */
function Edited() {
  const origin = usePlaygroundState((state) => originOf(state.document))
  const returnToGallery = usePlaygroundState((state) => state.returnToGallery)
  return origin === null ? null : (
    <>
      <span className="world-edited">edited</span>{' '}
      <button type="button" className="world-return" onClick={returnToGallery}>
        Back to the original
      </button>{' '}
    </>
  )
}

export function WorldPane() {
  const scenario = usePlaygroundState((state) => finishedRun(state.run)?.input.scenario ?? null)
  const round = usePlaygroundState(selectRound)
  const position = usePlaygroundState(selectPosition)
  const inspected = usePlaygroundState(selectInspected)
  const gone = usePlaygroundState(selectGone)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const panic = usePlaygroundState(selectIsPanic)
  const view = usePlaygroundState((state) => state.settings.worldView)
  const chooseWorldView = usePlaygroundState((state) => state.chooseWorldView)

  return (
    <section className="world pane" aria-label="World" data-stale={stale}>
      {panic ? null : <Headline />}
      <div className="world-bar">
        <div className="world-title" title={scenario?.teaches}>
          {scenario === null ? (
            'Running…'
          ) : (
            <>
              <b>{scenario.title}</b> <Edited /> <span className="faint">{scenario.teaches}</span>
            </>
          )}
        </div>
        <div className="segmented" role="group" aria-label="Show the world as">
          {VIEWS.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={view === id} onClick={() => chooseWorldView(id)}>
              {title}
            </button>
          ))}
        </div>
      </div>
      {scenario === null || round === null ? (
        <div className="placeholder" />
      ) : view === 'tree' ? (
        <WorldTree scenario={scenario} round={round} position={position} gone={gone} inspected={inspected} />
      ) : (
        <WorldTable scenario={scenario} round={round} position={position} gone={gone} inspected={inspected} />
      )}
      <Strip />
    </section>
  )
}
