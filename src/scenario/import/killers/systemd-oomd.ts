// systemd-oomd's journal lines: 247 to 257. Source: src/oom/oomd-manager.c and oomd-util.c of systemd.

import type { Gap } from '../gaps.ts'
import type { Account } from './account.ts'

const KILLED = /Killed (\/\S.*?) due to (memory pressure for .*|memory used .*|swap used .*)/
const PRESSURE = /memory pressure for (\/\S*) being ([\d.]+)% > ([\d.]+)% for > (\S+)(?: with reclaim activity)?/i
const USED =
  /(?:memory used \(?(\d+)\)? \/ total \(?(\d+)\)? and )?swap used \(?(\d+)\)? \/ total \(?(\d+)\)? being more than ([\d.]+)%/i
/** Until 248 the reason stood in a line of its own before. */
const OLD_REASON = /Memory pressure for (\/\S*) is (?:greater than |([\d.]+)% > )([\d.]+)%.* for (?:more than|>) (\S+)/
/** What systemd itself says of the unit. */
const UNIT = /(\S+): systemd-oomd killed (\d+) process/

export const SYSTEMD_OOMD = new RegExp(`systemd-oomd.*${KILLED.source}|${UNIT.source}|${OLD_REASON.source}`)

/** oomd picks a cgroup and kills all in it; its lines name no process. */
export function readSystemdOomd(text: string): Account {
  const path = KILLED.exec(text)?.[1] ?? UNIT.exec(text)?.[1] ?? null
  const gaps: Gap[] = [
    { what: 'processes', message: 'systemd-oomd names the cgroup that it killed, not the processes in it.' },
  ]
  const count = UNIT.exec(text)?.[2]
  if (count === undefined)
    gaps.push({ what: 'count', message: 'The text does not say how many processes were killed.' })
  const why = reasonOf(text)
  if (why === null) gaps.push({ what: 'reason', message: 'The text does not say what made systemd-oomd act.' })
  const what = path === null ? 'a cgroup' : path
  const many = count === undefined ? '' : ` (${count} processes)`
  const used = USED.exec(text)
  return {
    killer: 'systemd-oomd',
    summary: `systemd-oomd killed ${what}${many}${why === null ? '' : ` because ${why}`}.`,
    victims: [],
    ramKb: kbOf(used?.[2]),
    swapKb: kbOf(used?.[4]),
    gaps,
  }
}

function reasonOf(text: string): string | null {
  const pressure = PRESSURE.exec(text)
  if (pressure !== null)
    return `the memory pressure of ${pressure[1]} was ${pressure[2]}%, above its limit of ${pressure[3]}% for more than ${pressure[4]}`
  const used = USED.exec(text)
  if (used !== null)
    return used[1] === undefined
      ? `more than ${used[5]}% of the swap were used`
      : `more than ${used[5]}% of memory and swap were used`
  const old = OLD_REASON.exec(text)
  if (old === null) return null
  const value = old[2] === undefined ? '' : ` was ${old[2]}%,`
  return `the memory pressure of ${old[1]}${value === '' ? ' was' : value} above its limit of ${old[3]}% for more than ${old[4]}`
}

const kbOf = (bytes: string | undefined): number | null =>
  bytes === undefined ? null : Math.floor(Number(bytes) / 1024)
