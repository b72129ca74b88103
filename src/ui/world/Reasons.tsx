// Why nobody was chosen: what came of the tasks of a round, counted.

import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { Mark } from '../parts/Mark.tsx'
import { formatCount } from '../../scenario/amounts.ts'
import { countReasons } from '../words/reason.ts'
import './Reasons.css'

export const Reasons = ({ round }: { round: RoundTrace }) => (
  <ul className="headline-reasons" aria-label="Why nobody was chosen">
    {countReasons(round).map(({ mark, text, count }) => (
      <li key={text}>
        <Mark kind={mark} />
        <b>{formatCount(count)}</b> {text}
      </li>
    ))}
  </ul>
)
