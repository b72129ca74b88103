// A row's part of the tank: a bar that stands under its segment, or for a cgroup a bracket over all that is in it.

import type { Place } from '../../../reading/picture/tank.ts'
import './RowPlace.css'

export type PlaceTone = 'plain' | 'best' | 'victim' | 'bracket' | 'full'

interface Props {
  /** Null for what has no memory in the tank. */
  place: Place | null
  scale: number
  tone: PlaceTone
  /** A limit of its own, in pages; null for none. */
  limitPages?: number | null
}

const percent = (pages: number, scale: number): string => `${(100 * pages) / Math.max(1, scale)}%`

export const RowPlace = ({ place, scale, tone, limitPages = null }: Props) => (
  <span className="row-track" aria-hidden>
    {place === null ? null : (
      <>
        <span
          className={`row-place row-place-${tone}`}
          style={{ insetInlineStart: percent(place.start, scale), inlineSize: percent(place.pages, scale) }}
        />
        {limitPages === null || place.start + limitPages > scale ? null : (
          <span className="row-limit" style={{ insetInlineStart: percent(place.start + limitPages, scale) }} />
        )}
      </>
    )}
  </span>
)
