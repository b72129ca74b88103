// The contents of one map at a statement: its first entries, and how many there are.

import type { MapContents } from '../../simulator/trace/trace.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { EvictionNote } from '../parts/EvictionNote.tsx'

/** More entries than these are in the tab of globals and maps. */
const MAX_SHOWN = 50

export function MapTable({ map }: { map: MapContents }) {
  return (
    <section className="moment-part" aria-label={`Map ${map.name}`}>
      <h4>
        <code>{map.name}</code>{' '}
        <span className="faint">
          {formatCount(map.entries.length)} of {formatCount(map.maxEntries)}
        </span>
      </h4>
      <EvictionNote map={map} />
      <dl className="moment-values">
        {map.entries.slice(0, MAX_SHOWN).map(({ key, value }) => (
          <div key={key}>
            <dt>
              <code>{key}</code>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {map.entries.length > MAX_SHOWN ? (
        <p className="faint">and {formatCount(map.entries.length - MAX_SHOWN)} more</p>
      ) : null}
    </section>
  )
}
