// earlyoom's log: 1.0 to 1.8. Source: kill.c, meminfo.c and msg.c of earlyoom.

import { type Account, type Victim, namesOf, numberOrNull } from './account.ts'

/** Since 1.3; the user since 1.6, oom_score_adj and the command line since 1.8. */
const SENDING =
  /sending SIG(?:TERM|KILL) to process (\d+)(?: uid (\d+))? \\?"(.*?)\\?": (?:badness|oom_score) \d+(?:, oom_score_adj (-?\d+))?(?:, VmRSS (\d+) MiB)?/
/** Until 1.2. */
const KILLING = /Killing process:? (.+?), pid:? (\d+)(?:, badness:? \d+)?(?:, VmRSS:? (\d+) MiB)?/
/** The line of every report, and of the start. */
const MEMORY = /mem avail: *\d+ of *(\d+) MiB.*?swap free: *\d+ of *(\d+) MiB/
const LIMITS = /low memory! at or below SIG(?:TERM|KILL) limits: mem +([\d.]+)%, swap +([\d.]+)%/

export const EARLYOOM = new RegExp(`${LIMITS.source}|${SENDING.source}|earlyoom.*${KILLING.source}`)

const KB_PER_MIB = 1024

export function readEarlyoom(text: string): Account {
  const victims: Victim[] = []
  for (const line of text.split('\n')) {
    const victim = victimOf(line)
    // A process that does not end after SIGTERM is sent SIGKILL in a line of its own.
    if (victim !== null && !victims.some(({ pid }) => pid === victim.pid)) victims.push(victim)
  }
  const memory = MEMORY.exec(text)
  const limits = LIMITS.exec(text)
  const why = limits === null ? '' : ` when at most ${limits[1]}% of the memory and ${limits[2]}% of the swap were free`
  return {
    killer: 'earlyoom',
    summary:
      victims.length === 0
        ? `earlyoom ran short of memory${why}, and killed nobody in this text.`
        : `earlyoom killed ${namesOf(victims)}${why}.`,
    victims,
    ramKb: mib(memory?.[1]),
    swapKb: mib(memory?.[2]),
    gaps: [
      ...(limits === null ? [{ what: 'limits', message: 'The text does not say at which limits earlyoom acts.' }] : []),
      { what: 'preferences', message: 'The text does not say which processes earlyoom was told to prefer or avoid.' },
    ],
  }
}

function victimOf(line: string): Victim | null {
  const sending = SENDING.exec(line)
  if (sending !== null) {
    const [, pid, uid, comm = '', adj, rss] = sending
    return {
      pid: Number(pid),
      comm,
      uid: numberOrNull(uid),
      rssKb: mib(rss),
      swapKb: null,
      oomScoreAdj: numberOrNull(adj),
    }
  }
  const killing = KILLING.exec(line)
  if (killing === null) return null
  const [, comm = '', pid, rss] = killing
  return { pid: Number(pid), comm, uid: null, rssKb: mib(rss), swapKb: null, oomScoreAdj: null }
}

const mib = (text: string | undefined): number | null => (text === undefined ? null : Number(text) * KB_PER_MIB)
