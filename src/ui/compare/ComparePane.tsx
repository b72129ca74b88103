// The policy against another on the same machine: what each comes to, where they first part, and their steps side by side.

import { finishedRun } from '../../state/run-state.ts'
import { differenceOf, rivalTitle, selectComparison } from '../../state/slices/compare.ts'
import type { Comparison, Rival } from '../../state/shape/compare.ts'
import { findGalleryPolicy, galleryPolicyOf, POLICY_GALLERY } from '../../gallery/policies.ts'
import { figuresOf, formatVictims, type Difference, type RunFigures } from '../../reading/compare.ts'
import { formatTask } from '../../reading/decision.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { RunResult } from '../../simulator/trace/trace.ts'
import { usePlaygroundState } from '../playground.ts'
import { Pages } from '../parts/Amount.tsx'
import { formatCount } from '../../scenario/amounts.ts'
import { SideBySide } from './SideBySide.tsx'
import './ComparePane.css'

const valueOf = (rival: Rival): string => (rival.kind === 'gallery' ? `gallery:${rival.policy.id}` : rival.kind)

function rivalOf(value: string, pinned: Rival | null): Rival {
  if (value === 'pinned' && pinned !== null) return pinned
  if (value === 'no-hook') return { kind: 'no-hook' }
  const policy = findGalleryPolicy(value.slice('gallery:'.length))
  return policy === null ? { kind: 'kernel' } : { kind: 'gallery', policy }
}

function Toolbar() {
  const rival = usePlaygroundState((state) => state.rival)
  const pinned = usePlaygroundState((state) => state.pinned)
  const chooseRival = usePlaygroundState((state) => state.chooseRival)
  const pinPolicy = usePlaygroundState((state) => state.pinPolicy)
  const openDialog = usePlaygroundState((state) => state.openDialog)
  return (
    <div className="compare-bar">
      <label>
        Against{' '}
        <select value={valueOf(rival)} onChange={(event) => chooseRival(rivalOf(event.target.value, pinned))}>
          <option value="kernel">The kernel’s rule</option>
          <option value="no-hook">Without the hook (a released kernel)</option>
          {pinned === null ? null : <option value="pinned">{rivalTitle(pinned)}</option>}
          <optgroup label="Gallery">
            {POLICY_GALLERY.map(({ id, title }) => (
              <option key={id} value={`gallery:${id}`}>
                {title}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <RivalButtons />
      <button type="button" onClick={pinPolicy} title="Keeps the policy as it is now to compare later changes with it">
        Pin this policy
      </button>
      <button type="button" onClick={() => openDialog('matrix')}>
        All policies and machines
      </button>
    </div>
  )
}

/** What can be done with a policy of the gallery besides comparing it here. */
function RivalButtons() {
  const rival = usePlaygroundState((state) => state.rival)
  const scenario = usePlaygroundState((state) => state.document.scenario)
  const language = usePlaygroundState((state) => state.settings.language)
  const openPolicy = usePlaygroundState((state) => state.openPolicy)
  const own = usePlaygroundState((state) => state.document.policy)
  const openScenario = usePlaygroundState((state) => state.openScenario)
  if (rival.kind !== 'gallery') return null
  const { policy } = rival
  const isThere = scenario.kind === 'gallery' && scenario.id === policy.bestScenario
  return (
    <>
      <button
        type="button"
        title={`Replaces your policy by “${policy.title}”, on the machine on the screen`}
        onClick={() => openPolicy(policy, language, 'on-screen')}
      >
        Use this policy
      </button>
      {isThere ? null : (
        <button
          type="button"
          title={`Compares on the machine that shows “${policy.title}” best`}
          onClick={() => openScenario(policy.bestScenario, galleryPolicyOf(own))}
        >
          On its own machine
        </button>
      )}
    </>
  )
}

interface FiguresProps {
  title: string
  result: RunResult
  scenario: Scenario
  other: RunFigures
}

function FiguresRow({ title, result, scenario, other }: FiguresProps) {
  const own = figuresOf(result)
  const differs = (key: 'freedPages' | 'rounds') => own[key] !== other[key]
  const victims = formatVictims(own, scenario.tasks)
  return (
    <tr>
      <th scope="row">{title}</th>
      <td data-differs={victims !== formatVictims(other, scenario.tasks)}>{victims}</td>
      <td
        className="numeric"
        title={own.killed.map((task) => formatTask(scenario.tasks[task])).join(', ')}
        data-differs={own.killed.join() !== other.killed.join()}
      >
        {formatCount(own.killed.length)}
      </td>
      <td className="numeric" data-differs={differs('freedPages')}>
        <Pages pages={own.freedPages} />
      </td>
      <td className="numeric" data-differs={differs('rounds')}>
        {formatCount(own.rounds)}
      </td>
    </tr>
  )
}

const formatDifference = ({ round, iteration }: Difference, rounds: number): string =>
  `First difference: ${rounds > 1 ? `round ${round + 1}, ` : ''}${iteration === null ? 'the result' : `step ${formatCount(iteration + 1)}`}.`

function Compared({ comparison }: { comparison: Comparison }) {
  const { run, rival, output } = comparison
  const goTo = usePlaygroundState((state) => state.goTo)
  const other = output?.result ?? null
  if (other === null)
    return <p className="empty">{rivalTitle(rival)} could not run on this machine: it has errors or was stopped.</p>
  const difference = differenceOf(comparison)
  const { scenario } = run.input
  const [own, theirs] = [figuresOf(run.result), figuresOf(other)]
  return (
    <>
      <table className="compare-figures" aria-label="Results">
        <thead>
          <tr>
            <th scope="col">Policy</th>
            <th scope="col">Victims</th>
            <th scope="col" className="numeric">
              Killed
            </th>
            <th scope="col" className="numeric">
              Freed
            </th>
            <th scope="col" className="numeric">
              Rounds
            </th>
          </tr>
        </thead>
        <tbody>
          <FiguresRow title="This policy" result={run.result} scenario={scenario} other={theirs} />
          <FiguresRow title={rivalTitle(rival)} result={other} scenario={scenario} other={own} />
        </tbody>
      </table>
      <p className="compare-difference" role="status" aria-label="First difference">
        {difference === null ? (
          'Both do the same at every step.'
        ) : (
          <>
            {formatDifference(difference, Math.max(own.rounds, theirs.rounds))}{' '}
            <button type="button" onClick={() => goTo(difference)}>
              Go there
            </button>
          </>
        )}
      </p>
      <SideBySide
        mine={run.result}
        theirs={other}
        scenario={scenario}
        rival={rivalTitle(rival)}
        difference={difference}
      />
    </>
  )
}

export default function ComparePane() {
  const comparison = usePlaygroundState(selectComparison)
  const hasRun = usePlaygroundState((state) => finishedRun(state.run) !== null)
  return (
    <div className="compare">
      <Toolbar />
      {comparison === null ? (
        <p className="empty">{hasRun ? 'Running the other policy…' : 'Nothing has run yet.'}</p>
      ) : (
        <Compared comparison={comparison} />
      )}
    </div>
  )
}
