// The cgroups of an imported machine: those that the log names, with their ancestors, and which task lives where. A log tells the cgroup
// of the victim alone; in a memcg OOM all tasks of the table live somewhere in the cgroup that is over its limit.

import type { Cgroup } from '../model.ts'
import { ancestorsOf, isInside } from '../usage.ts'
import type { Gaps } from './gaps.ts'
import { kbToPages } from './import-tasks.ts'
import type { OomReport } from './oom-report.ts'
import { isLimit } from './total-pages.ts'

export interface ImportedCgroups {
  cgroups: readonly Cgroup[]
  /** The path of the cgroup over its limit; null in a global OOM. */
  scope: string | null
  cgroupOf(pid: number): string
}

/** Where a memcg OOM happens whose path the log does not have. */
const UNKNOWN_PATH = '/unknown'

const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0\n]+)+$/

/** A path of the log as the scenario takes it; null for the root and for what is none, such as `(name too long)`. */
function cleanPath(path: string | null | undefined): string | null {
  if (path === null || path === undefined) return null
  const whole = path.trimEnd()
  return PATH.test(whole) ? whole : null
}

export function importCgroups(report: OomReport, gaps: Gaps): ImportedCgroups {
  const scope = report.scope === 'memcg' ? scopeOf(report, gaps) : null
  if (report.scope === 'unknown')
    gaps.add(
      'scope',
      'The log does not say whether a cgroup or the whole machine ran out of memory: the machine is assumed.',
    )
  if (scope !== null && (report.memcg?.memory ?? null) === null)
    gaps.add(
      'limit',
      `The log does not say the limit of ${scope}, nor how much of it was in use: here it has no limit.`,
    )
  const victims = victimsPath(report)
  const inScope = scope === null || victims === null || isInside(victims, scope) ? victims : null
  const victimPids = new Set([report.summary?.pid, ...report.kills.slice(0, 1).map((kill) => kill.pid)])
  const others = scope ?? '/'
  gaps.add(
    'task-cgroups',
    scope === null
      ? "A log names only the victim's cgroup: all other processes were put into the root."
      : `A log names only the victim's cgroup: all other processes were put into ${scope}, which they are in or below.`,
  )
  return {
    cgroups: withAncestors([scope, inScope, cleanPath(report.group)]).map((path, index) =>
      cgroupAt(path, index + 1, report, scope),
    ),
    scope,
    cgroupOf: (pid) => (inScope !== null && victimPids.has(pid) ? inScope : others),
  }
}

function scopeOf(report: OomReport, gaps: Gaps): string {
  const path = cleanPath(report.summary?.oomMemcg) ?? cleanPath(report.memcg?.path)
  if (path === null)
    gaps.add('memcg-path', `The log does not name the cgroup that is over its limit: ${UNKNOWN_PATH} stands for it.`)
  return path ?? UNKNOWN_PATH
}

const victimsPath = (report: OomReport): string | null =>
  cleanPath(report.summary?.taskMemcg) ?? cleanPath(report.memcg?.taskPath)

function withAncestors(paths: readonly (string | null)[]): string[] {
  const all = new Set<string>(['/'])
  for (const path of paths) if (path !== null) for (const ancestor of ancestorsOf(path)) all.add(ancestor)
  return [...all]
}

function cgroupAt(path: string, id: number, report: OomReport, scope: string | null): Cgroup {
  const isScope = path === scope
  const memory = isScope ? (report.memcg?.memory ?? null) : null
  return {
    path,
    id,
    memoryMaxPages: memory === null ? null : limitPages(memory.limitKb),
    memoryHighPages: null,
    memoryLowPages: 0,
    memoryMinPages: 0,
    swapMaxPages: isScope ? swapLimit(report) : null,
    usagePages: memory === null ? null : kbToPages(memory.usageKb),
    swapUsagePages: isScope ? swapUsage(report) : null,
    oomGroup: path === cleanPath(report.group),
  }
}

const limitPages = (kb: number): number | null => (isLimit(kb) ? kbToPages(kb) : null)

/** cgroup v1 limits memory and swap together; the difference is what v2 would say. */
function swapLimit({ memcg }: OomReport): number | null {
  if (memcg === null) return null
  if (memcg.swap !== null) return limitPages(memcg.swap.limitKb)
  if (memcg.memsw === null || memcg.memory === null || !isLimit(memcg.memsw.limitKb)) return null
  return kbToPages(Math.max(memcg.memsw.limitKb - memcg.memory.limitKb, 0))
}

function swapUsage({ memcg }: OomReport): number | null {
  if (memcg === null) return null
  if (memcg.swap !== null) return kbToPages(memcg.swap.usageKb)
  if (memcg.memsw === null || memcg.memory === null) return null
  return kbToPages(Math.max(memcg.memsw.usageKb - memcg.memory.usageKb, 0))
}
