// What the interface leaves open: a comparison with a value that nobody wrote, and everybody who may be chosen because of it.

import { useMemo } from 'react'

import type { IndeterminateOutcome } from '../../simulator/trace/run.ts'
import { indeterminateComparison, type IndeterminateComparison } from '../../reading/indeterminate-comparison.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { stopOf } from '../../reading/rounds.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'
import { formatTask } from '../../reading/decision.ts'
import './Indeterminate.css'

const askOutcome: AskPlayground<{ run: FinishedRun; round: number }, IndeterminateOutcome | null> = (
  { engine },
  { run, round },
  asking,
) => engine.ask('indeterminate', run.input, { round }, asking)

function Question({ run, at }: { run: FinishedRun; at: IndeterminateComparison }) {
  const asked = useAnswer(
    useMemo(() => ({ run, round: at.round }), [run, at.round]),
    askOutcome,
  )
  const outcome = asked.state === 'answered' ? asked.answer : null
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const { tasks } = run.input.scenario
  const nameOf = (task: number | null) => (task === null ? 'nobody' : formatTask(tasks[task]))
  return (
    <div className="headline-indeterminate" role="note" aria-label="Not determined">
      <Icon name="warning" />
      <p>
        <b>This depends on a value that nothing sets.</b> SELECT does not set <code>chosen_points</code> in RFC v2, and
        the kernel’s own rule compares with it.{' '}
        {outcome === null ? null : outcome.zero === outcome.longMax ? (
          <>Here it makes no difference: with 0 there and with the largest number, {nameOf(outcome.zero)} is chosen.</>
        ) : (
          <>
            If it reads 0, <b>{nameOf(outcome.zero)}</b> is chosen; if it reads a large number,{' '}
            <b>{nameOf(outcome.longMax)}</b>. Answer SELECT or NEXT for every process to be sure.
          </>
        )}
      </p>
      <button type="button" onClick={() => seekStop(stopOf(run.result.rounds, at))}>
        Show the step
      </button>
    </div>
  )
}

export function Indeterminate({ run }: { run: FinishedRun }) {
  const at = indeterminateComparison(run.result)
  return at === null ? null : <Question run={run} at={at} />
}
