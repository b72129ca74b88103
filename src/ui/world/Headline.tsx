// The outcome above the world: what ran out, what the kernel did, and which policy it names in its report.

import { finishedRun, isStale } from '../../state/run.ts'
import { selectRound } from '../../state/selectors.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatOutcome, markOfOutcome } from '../words/outcome.ts'
import './Headline.css'

function Rounds() {
  const finished = usePlaygroundState((state) => finishedRun(state.run))
  const shown = usePlaygroundState((state) => state.cursor.round)
  const showRound = usePlaygroundState((state) => state.showRound)
  const rounds = finished?.result.rounds ?? []
  if (rounds.length < 2) return null
  return (
    <label className="headline-rounds">
      Round{' '}
      <select value={shown} onChange={(event) => showRound(Number(event.target.value))}>
        {rounds.map((_, index) => (
          <option key={index} value={index}>
            {index + 1} of {rounds.length}
          </option>
        ))}
      </select>
    </label>
  )
}

export function Headline() {
  const finished = usePlaygroundState((state) => finishedRun(state.run))
  const round = usePlaygroundState(selectRound)
  const stale = usePlaygroundState((state) => isStale(state.run))
  if (finished === null || round === null) return null
  const { fault } = finished.result
  const outcome = formatOutcome(round, finished.input.scenario)
  const tone = fault === null ? outcome.tone : 'panic'
  return (
    <section className={`headline headline-${tone}`} aria-label="Outcome">
      <Mark kind={fault === null ? markOfOutcome(round.outcome) : 'abort'} />
      <div>
        <h2>
          {fault === null ? (
            <>
              {outcome.cause} {outcome.lead}
              <strong>{outcome.subject}</strong>
              {outcome.tail}
            </>
          ) : (
            <>The policy was stopped at step {fault.iteration + 1}.</>
          )}
        </h2>
        <p>
          {fault === null ? outcome.detail : fault.message}{' '}
          {round.policyName === '' ? null : (
            <span className="headline-policy">
              The report names the policy <code>{round.policyName}</code>.
            </span>
          )}
          {stale ? (
            <span className="headline-stale"> This is the last good run, not the policy as it is now.</span>
          ) : null}
        </p>
      </div>
      <Rounds />
    </section>
  )
}
