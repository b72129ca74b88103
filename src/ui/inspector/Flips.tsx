// What would flip the decision about a process: the smallest change of each number that does, found by the engine by playing the machine again,
// with a button that makes it.

import { useEffect, useState } from 'react'

import type { FlipAnswer } from '../../reading/flips.ts'
import type { FinishedRun } from '../../state/shape/run.ts'
import { formatFlip } from '../../reading/flip-words.ts'
import { Mark } from '../parts/Mark.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import './Flips.css'

/** Up to so many processes the search is quick enough not to be asked for. */
const SEARCHED_UNASKED = 2000

type Search = { state: 'searching' } | { state: 'found'; answer: FlipAnswer } | { state: 'failed' }

/** The search for a task of a run, once it is wanted. A newer search takes the place of an older one. */
function useFlips(run: FinishedRun, task: number, wanted: boolean): Search {
  const { lab } = usePlayground()
  const [known, setKnown] = useState<{ run: FinishedRun; task: number; search: Search } | null>(null)
  useEffect(() => {
    if (!wanted) return undefined
    let listening = true
    async function ask() {
      const answer = await lab.request('flip', { ...run.input, task })
      if (!listening || answer.status === 'superseded') return
      const found = answer.status === 'done' ? answer.output : null
      setKnown({ run, task, search: found === null ? { state: 'failed' } : { state: 'found', answer: found } })
    }
    void ask()
    return () => {
      listening = false
      lab.stop('flip')
    }
  }, [lab, run, task, wanted])
  return known?.run === run && known.task === task ? known.search : { state: 'searching' }
}

interface Props {
  run: FinishedRun
  task: number
}

export function Flips({ run, task }: Props) {
  const { scenario } = run.input
  const few = scenario.tasks.length <= SEARCHED_UNASKED
  const [askedFor, setAskedFor] = useState<Props | null>(null)
  const wanted = few || (askedFor?.run === run && askedFor.task === task)
  const search = useFlips(run, task, wanted)
  const makeChange = usePlaygroundState((state) => state.makeChange)
  return (
    <section className="flips" aria-label="What would flip it" aria-busy={wanted && search.state === 'searching'}>
      <h3 className="section" title="Found by playing the machine again with other numbers, one at a time">
        What would flip it
      </h3>
      {!wanted ? (
        <button type="button" onClick={() => setAskedFor({ run, task })}>
          Search
        </button>
      ) : search.state === 'searching' ? (
        <p className="faint">Playing it again with other numbers…</p>
      ) : search.state === 'failed' ? (
        <p className="faint">The search did not come to an end.</p>
      ) : (
        <ul aria-label="Smallest changes">
          {search.answer.flips.map((flip) => (
            <li key={flip.kind} data-found={flip.found}>
              <Mark kind={flip.found ? (search.answer.isVictim ? 'shield' : 'victim') : 'outside'} />
              <span>{formatFlip(flip, search.answer, scenario)}</span>
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
