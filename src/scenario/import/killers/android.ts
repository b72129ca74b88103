// Android's killers: the driver lowmemorykiller of kernels until 4.11, and the daemon lmkd since Android 9.
// Source: drivers/staging/android/lowmemorykiller.c at 3.4, 3.18 and 4.9; lmkd.cpp of Android 9 to 14.

import { type Account, type Victim, namesOf, numberOrNull } from './account.ts'

/** 3.10 and later; the lines after it say how much it frees and why. */
const KILLING = /Killing '(.*?)' \((\d+)\)(?: \(tgid (\d+)\))?, adj (-?\d+)/
/** Until 3.8; sizes in pages. */
const SEND_SIGKILL = /send sigkill to (\d+) \((.*?)\), (?:oom_)?adj (-?\d+), (?:score_adj -?\d+, )?size (\d+)/
const TO_FREE = /to free (\d+)kB on behalf of '(.*?)' \((\d+)\)/
const CACHE = /cache (\d+)kB is below limit (\d+)kB for oom_score_adj (-?\d+)/
const LMKD =
  /Kill '(.*?)' \((\d+)\), uid (\d+), oom_(?:score_)?adj (-?\d+) to free (\d+)kB(?: rss)?(?:, (\d+)kB swap)?(?:; reason: ([^"\n]+))?/

export const LOWMEMORYKILLER =
  /lowmemorykiller: (?:Killing '|send sigkill to \d)|\bKilling '.*' \(\d+\)(?: \(tgid \d+\))?, adj -?\d/
export const LMKD_LINE = /\bKill '.*' \(\d+\), uid \d+, oom_(?:score_)?adj -?\d+ to free \d+kB/

const NOT_OOM = {
  what: 'rule',
  message: 'Android kills by oom_score_adj and by how much page cache is left, not by the score of the OOM killer.',
}

export function readLowmemorykiller(text: string): Account {
  const victims: Victim[] = []
  for (const line of text.split('\n')) {
    const victim = driverVictim(line)
    const freed = TO_FREE.exec(line)?.[1]
    const last = victims.at(-1)
    if (victim !== null) victims.push(victim)
    if (freed !== undefined && victim === null && last !== undefined) last.rssKb ??= Number(freed)
    else if (freed !== undefined && victim !== null) victim.rssKb ??= Number(freed)
  }
  const cache = CACHE.exec(text)
  const why =
    cache === null
      ? ''
      : `: its page cache of ${cache[1]} kB was below the limit of ${cache[2]} kB for oom_score_adj ${cache[3]}`
  return {
    killer: 'lmk',
    summary: `Android's lowmemorykiller killed ${namesOf(victims)}${why}.`,
    victims,
    ramKb: null,
    swapKb: null,
    gaps: [
      NOT_OOM,
      ...(cache === null ? [{ what: 'limit', message: 'The text does not say which limit was reached.' }] : []),
    ],
  }
}

/** Pages of 4 KiB, which Android had then. */
const PAGE_KB = 4

function driverVictim(line: string): Victim | null {
  const killing = KILLING.exec(line)
  if (killing !== null) {
    const [, comm = '', pid, tgid, adj] = killing
    return { pid: Number(tgid ?? pid), comm, uid: null, rssKb: null, swapKb: null, oomScoreAdj: numberOrNull(adj) }
  }
  const sent = SEND_SIGKILL.exec(line)
  if (sent === null) return null
  const [, pid, comm = '', adj, pages] = sent
  return {
    pid: Number(pid),
    comm,
    uid: null,
    rssKb: Number(pages) * PAGE_KB,
    swapKb: null,
    oomScoreAdj: numberOrNull(adj),
  }
}

export function readLmkd(text: string): Account {
  const victims: Victim[] = []
  let reason: string | undefined
  for (const line of text.split('\n')) {
    const [, comm, pid, uid, adj, rss, swap, why] = LMKD.exec(line) ?? []
    if (comm === undefined) continue
    reason ??= why?.trim()
    victims.push({
      pid: Number(pid),
      comm,
      uid: numberOrNull(uid),
      rssKb: numberOrNull(rss),
      swapKb: numberOrNull(swap),
      oomScoreAdj: numberOrNull(adj),
    })
  }
  return {
    killer: 'lmkd',
    summary: `Android's lmkd killed ${namesOf(victims)}${reason === undefined ? '' : `: ${reason}`}.`,
    victims,
    ramKb: null,
    swapKb: null,
    gaps: [
      NOT_OOM,
      ...(reason === undefined ? [{ what: 'reason', message: 'The text does not say why lmkd killed.' }] : []),
    ],
  }
}
