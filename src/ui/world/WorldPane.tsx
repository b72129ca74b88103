// The world pane: the headline, the machine in one of four projections with one filter, and the strip in which it is edited.

import { lazy, Suspense, useMemo } from 'react'

import { scenarioOf } from '../../state/slices/document.ts'
import { originOf } from '../../state/slices/editing.ts'
import { filterMatches, parseFilter } from '../../reading/filter.ts'
import { finishedRun, isStale } from '../../state/run-state.ts'
import {
  chosenAt,
  selectGone,
  selectInspected,
  selectPosition,
  selectRound,
  type ShownRound,
} from '../../state/selectors.ts'
import type { WorldView } from '../../state/shape/view.ts'
import { Fallback } from '../parts/Fallback.tsx'
import { usePlaygroundState } from '../playground.ts'
import { EmptyWorld } from './EmptyWorld.tsx'
import { Headline, selectIsPanic } from './Headline.tsx'
import { Strip } from './edit/Strip.tsx'
import { Tank } from './picture/Tank.tsx'
import { useTank, type ShownTank } from './picture/useTank.ts'
import { loadWorldMap } from './later.ts'
import { WorldFilter } from './WorldFilter.tsx'
import { WorldTable } from './WorldTable.tsx'
import { WorldTree } from './WorldTree.tsx'
import './WorldPane.css'

const WorldMap = lazy(loadWorldMap)

const VIEWS = [
  { id: 'tree', title: 'Tree' },
  { id: 'memcg', title: 'Memcg' },
  { id: 'map', title: 'Map' },
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

interface ProjectionProps extends ShownRound {
  tank: ShownTank
  view: WorldView
  inspected: number
  matches: Uint8Array | null
}

function Projection({ view, tank, ...shown }: ProjectionProps) {
  switch (view) {
    case 'tree':
    case 'memcg':
      return <WorldTree key={view} view={view} tank={tank} {...shown} />
    case 'map':
      return (
        <Fallback fallback={<p role="alert">The map could not be loaded. Reload the page; what you typed is kept.</p>}>
          <Suspense fallback={<div className="placeholder" />}>
            <WorldMap {...shown} />
          </Suspense>
        </Fallback>
      )
    case 'table':
      return <WorldTable {...shown} />
  }
}

export function WorldPane() {
  const scenario = usePlaygroundState((state) => finishedRun(state.run)?.input.scenario ?? null)
  const round = usePlaygroundState(selectRound)
  const position = usePlaygroundState(selectPosition)
  const inspected = usePlaygroundState(selectInspected)
  const gone = usePlaygroundState(selectGone)
  const tank = useTank()
  const stale = usePlaygroundState((state) => isStale(state.run))
  const panic = usePlaygroundState(selectIsPanic)
  const view = usePlaygroundState((state) => state.settings.worldView)
  const chooseWorldView = usePlaygroundState((state) => state.chooseWorldView)

  const empty = usePlaygroundState((state) => scenarioOf(state.document).tasks.length === 0)
  const text = usePlaygroundState((state) => state.worldFilter)
  const filter = useMemo(() => parseFilter(text), [text])
  const matches = useMemo(
    () => (scenario === null || round === null ? null : filterMatches(filter, scenario, round)),
    [filter, scenario, round],
  )
  const found = matches === null ? null : matches.reduce((sum, one) => sum + one, 0)

  return (
    <section className="world pane" aria-label="Machine" data-stale={stale}>
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
        <div className="segmented" role="group" aria-label="Show the machine as">
          {VIEWS.map(({ id, title }) => (
            <button key={id} type="button" aria-pressed={view === id} onClick={() => chooseWorldView(id)}>
              {title}
            </button>
          ))}
        </div>
      </div>
      {empty ? null : <WorldFilter filter={filter} found={found} total={scenario?.tasks.length ?? 0} />}
      {empty ? (
        <EmptyWorld />
      ) : scenario === null || round === null || tank === null ? (
        <div className="placeholder" />
      ) : (
        <>
          <Tank tank={tank.tank} scenario={scenario} best={chosenAt(round, position)} inspected={inspected} />
          <Projection
            view={view}
            tank={tank}
            scenario={scenario}
            round={round}
            position={position}
            gone={gone}
            inspected={inspected}
            matches={matches}
          />
        </>
      )}
      <Strip />
    </section>
  )
}
