// The globals and maps of the policy as they were after the round.

import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { EvictionNote } from '../parts/EvictionNote.tsx'
import './PolicyValues.css'

export function Values({ round }: { round: RoundTrace }) {
  return (
    <>
      {round.globals.length === 0 ? null : (
        <dl className="fields">
          {round.globals.map((global) => (
            <div key={global.name}>
              <dt>
                <code>
                  {global.type} {global.name}
                </code>
              </dt>
              <dd>{global.text}</dd>
            </div>
          ))}
        </dl>
      )}
      {round.maps.map((map) => (
        <div key={map.name} className="map-contents">
          <h3>
            <code>{map.name}</code>{' '}
            <span className="faint">
              {map.kind}, {map.entries.length} of {formatCount(map.maxEntries)}
            </span>
          </h3>
          <EvictionNote map={map} />
          <dl className="fields">
            {map.entries.map((entry) => (
              <div key={entry.key}>
                <dt>
                  <code>{entry.key}</code>
                </dt>
                <dd>{entry.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </>
  )
}

/** As a tab of its own: says so when there are none. */
export const PolicyValues = ({ round }: { round: RoundTrace }) =>
  round.globals.length === 0 && round.maps.length === 0 ? (
    <p className="empty">This policy has no globals and no maps.</p>
  ) : (
    <Values round={round} />
  )
