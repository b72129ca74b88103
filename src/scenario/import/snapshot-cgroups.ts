// The cgroups of a snapshot: version 2's tree, the memory controller of version 1, and the tree that a container sees as its own.

import type { CgroupFile, TaskFile } from '../format.ts'
import type { Report } from '../report.ts'
import { ancestorsOf } from '../usage.ts'
import { type Section, numberAfter, textAfter } from './snapshot-sections.ts'

const LIMITS = ['memory.max', 'memory.high', 'memory.low', 'memory.min', 'memory.swap.max'] as const
const USAGES = ['memory.current', 'memory.swap.current'] as const

/** The tree by the numbers of its directories, which ascend as they are made; a parent before its children. */
export function readCgroups(files: Section, tasks: readonly TaskFile[]): CgroupFile[] {
  const known = new Map<string, CgroupFile>()
  for (const [path, lines] of files) if (path.startsWith('/') && path !== '/') known.set(path, readCgroup(path, lines))
  const paths = new Set([...known.keys(), ...tasks.map((task) => task.cgroup ?? '/')].flatMap(ancestorsOf))
  paths.delete('/')
  const depth = (path: string): number => path.split('/').length
  return [...paths]
    .map((path) => known.get(path) ?? { path })
    .sort(
      (a, b) => depth(a.path) - depth(b.path) || (a.id ?? Infinity) - (b.id ?? Infinity) || (a.path < b.path ? -1 : 1),
    )
}

function readCgroup(path: string, lines: readonly string[]): CgroupFile {
  const cgroup: CgroupFile = { path }
  const id = numberAfter(lines, 'inode')
  if (id !== undefined && id > 1) cgroup.id = id
  for (const key of LIMITS) {
    const text = textAfter(lines, key)
    if (text !== undefined) cgroup[key] = text === 'max' ? text : Number(text)
  }
  readVersion1(lines, cgroup)
  for (const key of USAGES) {
    const bytes = numberAfter(lines, key)
    if (bytes !== undefined) cgroup[key] = bytes
  }
  if (numberAfter(lines, 'memory.oom.group') === 1) cgroup['memory.oom.group'] = 1
  // Without the memory controller its directory has no such files.
  if (!lines.some((line) => line.startsWith('memory.'))) cgroup.memory = false
  return cgroup
}

/** Version 1 writes "no limit" as the largest number of pages that fits. */
const NO_LIMIT_BYTES = 2 ** 62

/** Version 1 limits memory, and memory and swap together; the difference is what version 2 would say. */
function readVersion1(lines: readonly string[], cgroup: CgroupFile): void {
  const limit = numberAfter(lines, 'memory.limit_in_bytes')
  if (limit === undefined) return
  const isLimited = limit < NO_LIMIT_BYTES
  cgroup['memory.max'] = isLimited ? limit : 'max'
  const usage = numberAfter(lines, 'memory.usage_in_bytes')
  if (usage !== undefined) cgroup['memory.current'] = usage
  const both = numberAfter(lines, 'memory.memsw.limit_in_bytes')
  if (both !== undefined && isLimited && both < NO_LIMIT_BYTES) cgroup['memory.swap.max'] = Math.max(both - limit, 0)
  const bothUsed = numberAfter(lines, 'memory.memsw.usage_in_bytes')
  if (bothUsed !== undefined && usage !== undefined) cgroup['memory.swap.current'] = Math.max(bothUsed - usage, 0)
}

/** Where the cgroup stands that a container sees as its root. The real root has no limit. */
const OWN_ROOT = '/container'

/**
 * The sections and tasks of a snapshot with the container's own root, if it was taken in one, as a cgroup of its own: its limit is one like
 * any other. Also says which limits are missing.
 */
export function placeCgroups(
  files: Section,
  tasks: readonly TaskFile[],
  report: Report,
): { files: Section; tasks: readonly TaskFile[] } {
  const own = files.get('/') ?? []
  const isContainer = textAfter(own, 'memory.max') !== undefined
  if (!isContainer) {
    warnOfUnread(files, tasks, report)
    return { files, tasks }
  }
  report.warn(
    'container',
    'cgroups',
    `The snapshot was taken in a container: what it sees as the root of all cgroups is ${OWN_ROOT} here.`,
  )
  const below = (path: string): string => (path === '/' ? OWN_ROOT : OWN_ROOT + path)
  return {
    files: new Map(
      [...files].flatMap(([path, lines]) => (path.startsWith('/') ? [[below(path), lines] as const] : [])),
    ),
    tasks: tasks.map((task) => ({ ...task, cgroup: below(task.cgroup ?? '/') })),
  }
}

function warnOfUnread(files: Section, tasks: readonly TaskFile[], report: Report): void {
  const unread = new Set(tasks.map(({ cgroup }) => cgroup ?? '/').filter((path) => path !== '/' && !files.has(path)))
  if (unread.size === 0) return
  const [first] = unread
  report.warn(
    'unread-limits',
    'cgroups',
    `The snapshot has no limits of ${unread.size === 1 ? String(first) : `${unread.size} cgroups, such as ${first}`}: they have none here.`,
  )
}
