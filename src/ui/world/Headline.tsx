// The outcome above the world: what ran out, what the kernel did and what to do about it. After a panic it stands across the whole page.

import { finishedRun, isStale } from '../../state/run-state.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { selectRound } from '../../state/selectors.ts'
import type { Store } from '../../state/shape/store.ts'
import type { Fault, RoundTrace } from '../../simulator/trace/trace.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePageWidth } from '../parts/useMedia.ts'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { formatEnd, formatOutcome, formatRounds } from '../../reading/outcome.ts'
import { markOfOutcome } from '../words/marks.ts'
import { Invitation } from './Invitation.tsx'
import { Indeterminate } from './Indeterminate.tsx'
import { Reasons } from './Reasons.tsx'
import './Headline.css'

/** True where the round on show ends in a panic: the headline is then the page's, not the world's. */
export const selectIsPanic = (state: Store): boolean => selectRound(state)?.outcome === 'panic'

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

/** To the reason, in whichever pane this width of the page has it. */
function Why({ chosen }: { chosen: number }) {
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const openBottomTab = usePlaygroundState((state) => state.openBottomTab)
  const openNarrowTab = usePlaygroundState((state) => state.openNarrowTab)
  const width = usePageWidth()
  return (
    <button
      type="button"
      className="headline-why"
      title="Shows the step that evaluated it, and the reason"
      onClick={() => {
        inspectTask(chosen)
        if (width === 'medium') openBottomTab('why')
        if (width === 'narrow') openNarrowTab('why')
      }}
    >
      Why?
    </button>
  )
}

/** What came of the fault's loop: what the verifier would say, and the way to the line. */
function FaultActions({ fault }: { fault: Fault }) {
  const goToPolicy = usePlaygroundState((state) => state.goToPolicy)
  const { span } = fault
  if (span === null) return null
  return (
    <button type="button" onClick={() => goToPolicy(span.start)}>
      Go to the line
    </button>
  )
}

const VERIFIER_ON: Readonly<Record<Fault['code'], string | null>> = {
  budget:
    'A program that runs so long in one call is refused when it is loaded, if the verifier follows its loop; in a bpf_loop() it would hold the kernel up.',
  'bad-write': null,
  stack: 'The verifier allows 8 nested calls and 512 bytes of stack in all.',
  crash: null,
}

function FaultLine({ fault }: { fault: Fault }) {
  return (
    <>
      {fault.message} {VERIFIER_ON[fault.code]}
    </>
  )
}

/** That the newest text does not run, and where to begin. */
function Stale() {
  const { store } = usePlayground()
  const offset = usePlaygroundState(
    (state) => state.checkup.diagnostics.find(({ severity }) => severity === 'error')?.span.start ?? null,
  )
  return (
    <p className="headline-stale">
      This is the last good run, not the current policy.{' '}
      {offset === null ? null : (
        <button type="button" onClick={() => store.getState().goToPolicy(offset)}>
          Go to the error
        </button>
      )}
    </p>
  )
}

/** A memcg in which nobody was chosen: what it means, for it is no error. */
const TeachingCard = ({ round }: { round: RoundTrace }) => (
  <div className="headline-card">
    <p>
      <b>No kill, and no error either.</b> When a memory cgroup finds nobody, the kernel does not panic: the charge
      fails. A system call then gets ENOMEM; a page fault is tried again, and every process is evaluated again.
    </p>
    <Reasons round={round} />
  </div>
)

/** True where nothing but the same happens again and again: one round then tells it all. */
const areAlike = ([first, ...others]: readonly RoundTrace[]): boolean =>
  first !== undefined && first.outcome !== 'killed' && others.every(({ outcome }) => outcome === first.outcome)

function Sentence({ run, round }: { run: FinishedRun; round: RoundTrace }) {
  const { rounds } = run.result
  const { scenario } = run.input
  if (rounds.length > 1 && !areAlike(rounds)) return <>{formatRounds(rounds, scenario)}</>
  const outcome = formatOutcome(round, scenario)
  return (
    <>
      {outcome.cause} {outcome.lead}
      <strong>{outcome.subject}</strong>
      {outcome.tail} {round.outcome === 'killed' && round.chosen !== null ? <Why chosen={round.chosen} /> : null}
    </>
  )
}

/** What the kernel writes where no policy has named itself. */
const DEFAULT_NAME = 'default'

function Detail({ run, round }: { run: FinishedRun; round: RoundTrace }) {
  const shown = usePlaygroundState((state) => state.cursor.round)
  const { rounds, end } = run.result
  const outcome = formatOutcome(round, run.input.scenario)
  return (
    <>
      {rounds.length > 1 && areAlike(rounds) ? <>The same happens in all {rounds.length} rounds. </> : null}
      {rounds.length > 1 && !areAlike(rounds) ? (
        <>
          Round {shown + 1}: {outcome.cause} {outcome.lead}
          {outcome.subject}
          {outcome.tail}{' '}
        </>
      ) : null}
      {outcome.detail} {shown < rounds.length - 1 || (rounds.length === 1 && end === 'served') ? null : formatEnd(end)}{' '}
      {round.policyName === '' || round.policyName === DEFAULT_NAME ? null : (
        <span className="headline-policy">
          The report names the policy <code>{round.policyName}</code>.
        </span>
      )}
    </>
  )
}

export function Headline() {
  const finished = usePlaygroundState((state) => finishedRun(state.run))
  const round = usePlaygroundState(selectRound)
  const stale = usePlaygroundState((state) => isStale(state.run))
  if (finished === null || round === null) return null
  const { fault } = finished.result
  const tone = fault === null ? formatOutcome(round, finished.input.scenario).tone : 'panic'
  const nobody = round.walked && (round.outcome === 'panic' || round.outcome === 'nobody')
  return (
    <section className={`headline headline-${tone}`} aria-label="Result" data-stale={stale}>
      <Mark kind={fault === null ? markOfOutcome(round.outcome) : 'abort'} />
      <div>
        <h2>
          {fault === null ? (
            <Sentence run={finished} round={round} />
          ) : (
            <>The policy was stopped at step {fault.iteration + 1}.</>
          )}
        </h2>
        <p>{fault === null ? <Detail run={finished} round={round} /> : <FaultLine fault={fault} />}</p>
        {fault === null ? null : <FaultActions fault={fault} />}
        {nobody && round.scope.kind === 'memcg' ? <TeachingCard round={round} /> : null}
        {nobody && round.scope.kind === 'global' ? <Reasons round={round} /> : null}
        {stale ? <Stale /> : null}
        <Invitation />
      </div>
      <Rounds />
      {fault === null ? <Indeterminate run={finished} /> : null}
    </section>
  )
}
