// The outcome above the world: what ran out, what the kernel did, and which policy it names in its report.

import { finishedRun, isStale } from '../../state/run.ts'
import { selectRound } from '../../state/selectors.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatEnd, formatOutcome, formatRounds, markOfOutcome } from '../words/outcome.ts'
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
  const shown = usePlaygroundState((state) => state.cursor.round)
  const stale = usePlaygroundState((state) => isStale(state.run))
  if (finished === null || round === null) return null
  const { fault, rounds, end } = finished.result
  const { scenario } = finished.input
  const outcome = formatOutcome(round, scenario)
  const tone = fault === null ? outcome.tone : 'panic'
  return (
    <section className={`headline headline-${tone}`} aria-label="Outcome">
      <Mark kind={fault === null ? markOfOutcome(round.outcome) : 'abort'} />
      <div>
        <h2>
          {fault !== null ? (
            <>The policy was stopped at step {fault.iteration + 1}.</>
          ) : rounds.length > 1 ? (
            formatRounds(rounds, scenario)
          ) : (
            <>
              {outcome.cause} {outcome.lead}
              <strong>{outcome.subject}</strong>
              {outcome.tail}
            </>
          )}
        </h2>
        <p>
          {fault !== null ? (
            fault.message
          ) : (
            <>
              {rounds.length > 1 ? (
                <>
                  Round {shown + 1}: {outcome.cause} {outcome.lead}
                  {outcome.subject}
                  {outcome.tail}{' '}
                </>
              ) : null}
              {outcome.detail} {rounds.length === 1 && end === 'served' ? null : formatEnd(end)}
            </>
          )}{' '}
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
