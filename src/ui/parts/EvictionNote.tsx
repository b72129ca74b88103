// What must be said of an LRU map that was full.

import { evictionNote } from '../../reading/evictions.ts'
import type { MapContents } from '../../simulator/trace/trace.ts'

export function EvictionNote({ map }: { map: MapContents }) {
  const note = evictionNote(map)
  return note === null ? null : <p className="faint">{note}</p>
}
