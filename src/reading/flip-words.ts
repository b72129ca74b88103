// The smallest changes that flip a decision, in sentences.

import { formatCount, formatPages } from '../scenario/amounts.ts'
import type { WorldChange } from '../scenario/change.ts'
import type { Scenario } from '../scenario/model.ts'
import type { FirstVictim, Flip, FlipAnswer, FlipKind } from './flips.ts'
import { formatTask } from './decision.ts'

const signed = (by: number): string => `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`

/** What it was before, and by how much it differs: `was 1.17 MiB, −201 pages`. */
const pagesBefore = (from: number, to: number): string =>
  `was ${formatPages(from)}, ${signed(to - from)} ${Math.abs(to - from) === 1 ? 'page' : 'pages'}`

/** The change itself: `At 1.2 GiB of anonymous memory (was 400 MiB, +212,000 pages)`. */
function formatChange(change: WorldChange, { tasks }: Scenario, task: number): string {
  switch (change.what) {
    case 'anon': {
      const owner = tasks.find(({ pid }) => pid === change.pid)
      const whose = owner === tasks[task] ? '' : ` in ${formatTask(owner)}, whose memory it uses`
      return `At ${formatPages(change.to)} of anonymous memory${whose} (${pagesBefore(change.from, change.to)})`
    }
    case 'adj':
      return `At an oom_score_adj of ${change.to} (was ${change.from})`
    case 'memory.max': {
      const before = change.from === null ? 'was max' : pagesBefore(change.from, change.to)
      return `At a memory.max of ${formatPages(change.to)} for ${change.cgroup} (${before})`
    }
    case 'ram':
      return `At ${formatPages(change.to)} of RAM (${pagesBefore(change.from, change.to)})`
  }
}

function formatThen(then: FirstVictim, { tasks }: Scenario, task: number, isVictim: boolean): string {
  if (then.kind === 'victim') {
    if (then.task === task) return 'it dies first'
    return `${formatTask(tasks[then.task])} dies ${isVictim ? 'instead' : 'first'}`
  }
  switch (then.outcome) {
    case 'aborted':
      return 'the search is aborted and nobody dies'
    case 'panic':
      return 'the kernel panics'
    case 'already-dying':
      return 'the kernel waits for a dying process'
    case 'fault':
      return 'a fault stops the policy'
    case 'nobody':
    case 'killed':
      return 'nobody dies'
  }
}

const UNITS: Readonly<Record<FlipKind, string>> = { memory: 'page', adj: 'point', limit: 'page' }

const WHAT: Readonly<Record<FlipKind, string>> = {
  memory: 'its anonymous memory',
  adj: 'its oom_score_adj',
  limit: 'the limit',
}

/** The neighbouring value, at which things stay as they are. */
function formatNeighbour(
  { kind, change }: Flip & { found: true },
  { isVictim, task }: FlipAnswer,
  { tasks }: Scenario,
) {
  const grows = change.from !== null && change.to > change.from
  const neighbour = `one ${UNITS[kind]} ${grows ? 'less' : 'more'}`
  return isVictim ? `${neighbour} and it is still ${tasks[task]?.comm ?? 'this process'}` : `${neighbour} is not enough`
}

/** A flip, or that none was found, as a sentence. */
export function formatFlip(flip: Flip, answer: FlipAnswer, scenario: Scenario): string {
  const { task, isVictim } = answer
  if (!flip.found) {
    if ('because' in flip)
      return flip.because === 'no-memory' ? 'It has no memory to change.' : 'There is no limit to change.'
    const show = (value: number): string => (flip.kind === 'adj' ? String(value) : formatPages(value))
    const wish = isVictim ? 'does not help' : 'does not make it the first victim'
    return `Changing ${WHAT[flip.kind]} ${wish} (tried ${show(flip.least)} to ${show(flip.most)}).`
  }
  const change = formatChange(flip.change, scenario, task)
  return `${change}, ${formatThen(flip.then, scenario, task, isVictim)}; ${formatNeighbour(flip, answer, scenario)}.`
}
