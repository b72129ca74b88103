// The kernel's score as a sum, with the numbers of this task: shown where oom_badness() decided, and only there.

import type { Scenario, Task } from '../../scenario/model.ts'
import type { Iteration } from '../../reading/iteration.ts'
import { badnessTerms } from '../../reading/score.ts'
import { assumedOf } from '../../scenario/assumed.ts'
import { Mark } from '../parts/Mark.tsx'
import { formatCount, formatPages } from '../../scenario/amounts.ts'
import { formatPoints } from '../../reading/decision.ts'
import './Score.css'

interface Props {
  iteration: Iteration
  task: Task
  totalpages: bigint
  scenario: Scenario
}

export function Score({ iteration, task, totalpages, scenario }: Props) {
  if (iteration.rule !== 'badness')
    return (
      <p className="score-absent faint">
        <code>oom_badness()</code> was not called: the decision fell before the kernel scores.
      </p>
    )
  if (iteration.exemption !== 'none') return null
  const terms = badnessTerms(task, totalpages, assumedOf(task, scenario))
  const sum = terms.reduce((total, term) => total + term.pages, 0n)
  return (
    <table className="score">
      <caption>
        <Mark kind="default" /> The kernel’s score <code>oom_badness()</code>, in pages
      </caption>
      <tbody>
        {terms.map((term) => (
          <tr key={term.label} className={term.pages === 0n ? 'zero' : undefined}>
            <th scope="row">
              {term.label} <code>{term.kernel}</code>
              {term.note === undefined || term.pages === 0n ? null : <span className="score-note">{term.note}</span>}
            </th>
            <td title={formatPages(Number(term.pages < 0n ? -term.pages : term.pages))}>{formatCount(term.pages)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            Points{sum === iteration.points ? null : <span className="score-note">of the memory that it shares</span>}
          </th>
          <td>{formatPoints(iteration.points)}</td>
        </tr>
        <tr>
          <th scope="row">
            Chosen before <code>chosen_points</code>
          </th>
          <td>{iteration.before.unset ? 'indeterminate' : formatPoints(iteration.before.points)}</td>
        </tr>
      </tfoot>
    </table>
  )
}
