// What the lines of other killers than the kernel's say: whom they killed and why. They name their victims alone; the machine of such a text
// has no other processes.

import { DEFAULT_KERNEL } from '../../../kernel/versions.ts'
import type { TaskFile } from '../../format.ts'
import type { Assumption } from '../../assumption.ts'
import { parseScenario } from '../../validate.ts'
import { type Gap, Gaps } from '../gaps.ts'
import type { ImportedMachine, Killer } from '../machine.ts'

/** A process that was killed, as far as its line says. */
export interface Victim {
  pid: number
  comm: string
  uid: number | null
  rssKb: number | null
  swapKb: number | null
  oomScoreAdj: number | null
}

/** What a text of one of these killers says. */
export interface Account {
  killer: Killer
  /** One sentence. */
  summary: string
  victims: readonly Victim[]
  ramKb: number | null
  swapKb: number | null
  /** What its kind of text does not say, besides what every one of them leaves open. */
  gaps: readonly Gap[]
}

/** The machine of the processes that were killed; without one where no line says how large any was. */
export function machineOfAccount({ killer, summary, victims, ramKb, swapKb, gaps: own }: Account): ImportedMachine {
  const gaps = new Gaps()
  for (const { what, message } of own) gaps.add(what, message)
  const sized = victims.filter(({ rssKb }) => rssKb !== null)
  const answer = { summary, killer, problems: [], replay: null, log: null }
  if (sized.length === 0) {
    gaps.add(
      'tasks',
      'No line says how large a process is. Paste the kernel log, or run oom-snapshot.sh on the machine.',
    )
    return { ...answer, scenario: null, gaps: gaps.list }
  }
  addGaps(sized, ramKb, swapKb, gaps)
  const inUse = sized.reduce((sum, { rssKb }) => sum + (rssKb ?? 0), 0)
  const swapped = sized.reduce((sum, victim) => sum + (victim.swapKb ?? 0), 0)
  const { value, problems } = parseScenario({
    version: 1,
    title: summary,
    kernel: DEFAULT_KERNEL,
    machine: { ram: `${Math.max(ramKb ?? 0, roundUp(inUse))}K`, swap: `${Math.max(swapKb ?? 0, swapped)}K` },
    tasks: [...new Map(sized.map((victim) => [victim.pid, taskOf(victim)])).values()],
    oom: { scope: 'global' },
    assumed: ['parents', 'threads', 'nice', 'start-times', 'task-cgroups', 'rss-split'] satisfies Assumption[],
  })
  return { ...answer, scenario: value, gaps: gaps.list, problems }
}

const GIB_KB = 2 ** 20
const roundUp = (kb: number): number => Math.ceil(kb / GIB_KB) * GIB_KB

const taskOf = ({ pid, comm, uid, rssKb, swapKb, oomScoreAdj }: Victim): TaskFile => ({
  pid,
  comm: comm.slice(0, 15),
  uid: uid ?? 0,
  anon: `${rssKb ?? 0}K`,
  swap: `${swapKb ?? 0}K`,
  oom_score_adj: oomScoreAdj ?? 0,
})

function addGaps(victims: readonly Victim[], ramKb: number | null, swapKb: number | null, gaps: Gaps): void {
  gaps.add('tasks', 'Only the processes that were killed are named: all others are missing here.')
  gaps.add('rss-split', 'Anonymous memory is not told from file and shared memory: all of it is taken as anonymous.')
  if (victims.some(({ uid }) => uid === null)) gaps.add('uid', 'The user of a process is not said: root is assumed.')
  if (victims.some(({ oomScoreAdj }) => oomScoreAdj === null))
    gaps.add('oom-score-adj', 'The oom_score_adj of a process is not said: 0 is assumed.')
  if (victims.some((victim) => victim.swapKb === null))
    gaps.add('task-swap', 'How much of a process is in swap is not said: none is assumed.')
  if (ramKb === null) gaps.add('ram', 'How much RAM the machine has is not said: just enough is assumed.')
  if (swapKb === null) gaps.add('swap', 'How much swap the machine has is not said: as much as is in use is assumed.')
  gaps.add('kernel', `The kernel is not named: ${DEFAULT_KERNEL} stands for it.`)
}

/** `feeder (503)`, or how many. */
export function namesOf(victims: readonly Pick<Victim, 'pid' | 'comm'>[]): string {
  const [first, ...more] = victims
  if (first === undefined) return 'nobody'
  const name = `${first.comm} (${first.pid})`
  return more.length === 0 ? name : `${name} and ${more.length} more`
}

export const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text))
