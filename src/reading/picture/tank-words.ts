// The tank in words: what its parts are called, and what a person who cannot see it is told.

import { formatPages, plural } from '../../scenario/amounts.ts'
import type { SegmentKind } from '../../scenario/composition.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { Tank, TankSegment } from './tank.ts'

const KIND_WORDS: Readonly<Record<Exclude<SegmentKind, 'process'>, string>> = {
  shared: 'shared memory',
  kernel: 'kernel',
  slab: 'slab',
  cache: 'file cache',
  unknown: 'not explained',
  free: 'free',
}

/** What a segment is called: a process by its name, shared memory by its own if it has one. */
export const segmentName = ({ kind, task, name }: TankSegment, { tasks }: Scenario): string =>
  kind === 'process' ? (tasks[task ?? -1]?.comm ?? 'a process') : (name ?? KIND_WORDS[kind])

/** What the hover says: `postgres (903): 400 MiB`. */
export function segmentTitle(segment: TankSegment, scenario: Scenario): string {
  const { kind, task, pages, derived, state } = segment
  const pid = kind === 'process' ? ` (${scenario.tasks[task ?? -1]?.pid ?? '?'})` : ''
  const back = state === 'back' ? ' came back' : ''
  return `${segmentName(segment, scenario)}${pid}: ${formatPages(pages)}${back}${derived ? ', not given by the machine: derived' : ''}`
}

/** What the tank is: `2 GiB of RAM`, `96 MiB, the limit of /app`. */
export const tankName = ({ scope, capacityPages }: Pick<Tank, 'scope' | 'capacityPages'>): string =>
  scope.kind === 'global'
    ? `${formatPages(capacityPages)} of RAM`
    : `${formatPages(capacityPages)}, the limit of ${scope.path}`

/** The whole picture as sentences. */
export function describeTank(tank: Tank, scenario: Scenario): string {
  const { usedPages, segments, request, backPages } = tank
  const largest = segments
    .filter(({ kind, state }) => kind !== 'free' && state === 'held')
    .toSorted((a, b) => b.pages - a.pages)
    .slice(0, 3)
    .map((segment) => `${segmentName(segment, scenario)} ${formatPages(segment.pages)}`)
  return [
    `${formatPages(usedPages)} of ${tankName(tank)}, are in use.`,
    ...(largest.length === 0 ? [] : [`The largest ${plural(largest.length, 'part')}: ${largest.join(', ')}.`]),
    ...(backPages > 0 ? [`${formatPages(backPages)} came back.`] : []),
    `The request of ${formatPages(request.pages)} ${request.fits ? 'fits' : 'does not fit'}.`,
  ].join(' ')
}
