// What would flip the decision about a process: the smallest change of each number that does, found by the engine by playing the machine again,
// with a button that makes it.

import { useMemo, useState } from 'react'

import type { FlipAnswer } from '../../reading/flips.ts'
import { LAB_PAUSE_MS } from '../../state/keepers/lab.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { formatFlip } from '../../reading/flip-words.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'
import './Flips.css'

/** Up to so many processes the search is quick enough not to be asked for. */
const SEARCHED_UNASKED = 2000

const askFlips: AskPlayground<Props, FlipAnswer | null> = ({ lab }, { run, task }, asking) =>
  lab.ask('flip', run.input, { task }, asking)

interface Props {
  run: FinishedRun
  task: number
}

export function Flips({ run, task }: Props) {
  const { scenario } = run.input
  const few = scenario.tasks.length <= SEARCHED_UNASKED
  const [askedFor, setAskedFor] = useState<Props | null>(null)
  const wanted = few || (askedFor?.run === run && askedFor.task === task)
  const search = useAnswer(
    useMemo(() => (wanted ? { run, task } : null), [run, task, wanted]),
    askFlips,
    LAB_PAUSE_MS,
  )
  const answer = search.state === 'answered' ? search.answer : null
  const makeChange = usePlaygroundState((state) => state.makeChange)
  return (
    <section className="flips" aria-label="What would change this" aria-busy={wanted && search.state === 'asking'}>
      <h3 className="section" title="Found by running the machine again with other values, one at a time">
        What would change this
      </h3>
      {!wanted ? (
        <button type="button" onClick={() => setAskedFor({ run, task })}>
          Search
        </button>
      ) : search.state === 'asking' ? (
        <p className="faint">Running again with other numbers…</p>
      ) : answer === null ? (
        <p className="faint">The search did not finish.</p>
      ) : (
        <ul aria-label="Smallest changes">
          {answer.flips.map((flip) => (
            <li key={flip.kind} data-found={flip.found}>
              <Mark kind={flip.found ? (answer.isVictim ? 'shield' : 'victim') : 'outside'} />
              <span>{formatFlip(flip, answer, scenario)}</span>
              {flip.found ? (
                <button type="button" onClick={() => makeChange(flip.change)}>
                  Apply
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
