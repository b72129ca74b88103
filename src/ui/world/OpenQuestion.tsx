// What the interface leaves open: a comparison with a value that nobody wrote, and everybody who may be chosen because of it.

import { useEffect, useState } from 'react'

import type { OpenOutcome } from '../../simulator/trace/run.ts'
import { openComparison, type OpenComparison } from '../../reading/open-outcome.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { stopOf } from '../../reading/rounds.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { formatTask } from '../../reading/decision.ts'
import './OpenQuestion.css'

/** Asks the engine who may be chosen; null until it has answered, or where it cannot say. */
function useOpenOutcome({ input }: FinishedRun, round: number): OpenOutcome | null {
  const { engine } = usePlayground()
  const [answered, setAnswered] = useState<{ input: FinishedRun['input']; outcome: OpenOutcome | null } | null>(null)
  useEffect(() => {
    let wanted = true
    async function ask() {
      const answer = await engine.request('open', { ...input, round })
      if (wanted && answer.status === 'done') setAnswered({ input, outcome: answer.output })
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [engine, input, round])
  return answered?.input === input ? answered.outcome : null
}

function Question({ run, at }: { run: FinishedRun; at: OpenComparison }) {
  const outcome = useOpenOutcome(run, at.round)
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const { tasks } = run.input.scenario
  const nameOf = (task: number | null) => (task === null ? 'nobody' : formatTask(tasks[task]))
  return (
    <div className="headline-open" role="note" aria-label="Not determined">
      <Icon name="warning" />
      <p>
        <b>This depends on a value that nobody sets.</b> SELECT does not set <code>chosen_points</code> in RFC v2, and
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

export function OpenQuestion({ run }: { run: FinishedRun }) {
  const at = openComparison(run.result)
  return at === null ? null : <Question run={run} at={at} />
}
