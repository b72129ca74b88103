// The smallest changes that flip a decision, in sentences.

import { formatCount, formatPages } from '../scenario/amounts.ts'
import type { WorldChange } from '../scenario/change.ts'
import type { Scenario } from '../scenario/model.ts'
import type { FirstVictim, Flip, FlipAnswer, FlipKind } from './flips.ts'
import { formatTask } from './decision.ts'

const signed = (by: number): string => `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`

const pagesChange = (from: number, to: number): string =>
  `${formatPages(to)} in place of ${formatPages(from)} (${signed(to - from)} ${Math.abs(to - from) === 1 ? 'page' : 'pages'})`

/** The change itself, as a button or a line names it: `1.2 GiB of anonymous memory in place of 400 MiB (+212,000 pages)`. */
export function formatChange(change: WorldChange, { tasks }: Scenario, task: number): string {
  switch (change.what) {
    case 'anon': {
      const owner = tasks.find(({ pid }) => pid === change.pid)
      const whose = owner === tasks[task] ? '' : ` in ${formatTask(owner)}, whose memory it uses`
      return `anonymous memory of ${pagesChange(change.from, change.to)}${whose}`
    }
    case 'adj':
      return `an oom_score_adj of ${change.to} in place of ${change.from}`
    case 'memory.max':
      return change.from === null
        ? `a memory.max of ${formatPages(change.to)} for ${change.cgroup}`
        : `a memory.max of ${pagesChange(change.from, change.to)} for ${change.cgroup}`
    case 'ram':
      return `RAM of ${pagesChange(change.from, change.to)}`
  }
}

function formatThen(then: FirstVictim, { tasks }: Scenario, task: number): string {
  if (then.kind === 'victim')
    return then.task === task ? 'it is the first victim' : `${formatTask(tasks[then.task])} is the first victim`
  switch (then.outcome) {
    case 'aborted':
      return 'the search is aborted and nobody dies'
    case 'panic':
      return 'the kernel panics'
    case 'already-dying':
      return 'the kernel waits for one that is dying already'
    case 'fault':
      return 'the policy is stopped by a fault'
    case 'nobody':
    case 'killed':
      return 'nobody dies'
  }
}

const UNITS: Readonly<Record<FlipKind, string>> = { memory: 'one page', adj: 'one point', limit: 'one page' }

const WHAT: Readonly<Record<FlipKind, string>> = {
  memory: 'No other amount of anonymous memory',
  adj: 'No other oom_score_adj',
  limit: 'No other limit',
}

/** A flip, or that none was found, as a sentence. */
export function formatFlip(flip: Flip, { task, isVictim }: FlipAnswer, scenario: Scenario): string {
  if (!flip.found) {
    const wish = isVictim ? 'spares it' : 'makes it the first victim'
    if ('because' in flip)
      return flip.because === 'no-memory'
        ? 'It has no memory that could be changed.'
        : 'There is no limit that could be changed.'
    const show = (value: number): string => (flip.kind === 'adj' ? String(value) : formatPages(value))
    return `${WHAT[flip.kind]} that was tried, from ${show(flip.least)} to ${show(flip.most)}, ${wish}.`
  }
  const change = formatChange(flip.change, scenario, task)
  const less = `with ${UNITS[flip.kind]} less of a change it is ${isVictim ? 'the victim still' : 'not'}`
  return `With ${change}, ${formatThen(flip.then, scenario, task)}; ${less}.`
}
