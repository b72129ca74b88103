// Reads what `public/oom-snapshot.sh` prints on a live machine: /proc and the cgroup v2 tree. It makes a scenario file of it, which is
// read as any other. A running machine has no OOM and does not tell all that the kernel knows; what is assumed instead is a warning.

import { type KernelVersion, nearestKernel } from '../../kernel/versions.ts'
import type { TaskFile } from '../format.ts'
import type { Scenario } from '../model.ts'
import type { Problem, Read } from '../problem.ts'
import { Report } from '../report.ts'
import { parseScenario } from '../validate.ts'
import { placeCgroups, readCgroups } from './snapshot-cgroups.ts'
import { type Section, numberAfter, readSections, textAfter } from './snapshot-sections.ts'

const FIRST_LINE = '== oom-snapshot 1'
const PF_KTHREAD = 0x200000

/** The machine of a snapshot. The text may have anything before and after it, as a terminal has. */
export function importSnapshot(text: string): Read<Scenario> {
  const report = new Report()
  const sections = readSections(text)
  const [release] = sections.get('oom-snapshot 1')?.get('') ?? []
  if (release === undefined) {
    report.error('no-snapshot', '', `This is not a snapshot: it has no line "${FIRST_LINE}".`)
    return { value: null, problems: report.problems }
  }
  if (!sections.has('end'))
    report.warn('cut-off', 'end', 'The snapshot is cut off: its last line is missing. The rest was read.')
  const machine = sections.get('machine')?.get('') ?? []
  const read = readTasks(sections.get('tasks') ?? new Map(), numberAfter(machine, 'ticks') ?? 100, report)
  const { files, tasks } = placeCgroups(sections.get('cgroups') ?? new Map(), read, report)
  warnOfHidden(machine, tasks, report)
  const parsed = parseScenario({
    version: 1,
    title: 'A snapshot of a live machine',
    kernel: kernelOf(release, report),
    machine: readMachine(machine, tasks),
    cgroups: readCgroups(files, tasks),
    tasks,
    oom: { scope: 'global' },
    assumed: ['rss-counters'],
  })
  report.addAll(parsed.value === null ? [] : ASSUMED)
  return { value: parsed.value, problems: [...report.problems, ...parsed.problems] }
}

const assumed = (place: string, message: string): Problem => ({ code: 'assumed', severity: 'warning', place, message })

const ASSUMED: readonly Problem[] = [
  assumed('oom', 'A running machine is not out of memory: a global OOM by its largest process is assumed.'),
  assumed(
    'tasks',
    'Processes stand in the order of their start times; the kernel does not show the order in its lists.',
  ),
  assumed(
    'tasks',
    '/proc does not say which processes share memory, are OOM victims or may use which nodes: none is assumed to.',
  ),
]

/** The kernel of the playground that is nearest to the machine's. */
function kernelOf(line: string, report: Report): KernelVersion {
  const release = /\d+\.\d+/.exec(line)?.[0] ?? ''
  const kernel = nearestKernel(release)
  if (kernel !== release)
    report.warn('kernel', 'kernel', `The machine runs ${line.slice(0, 80)}; the rules of ${kernel} are taken.`)
  return kernel
}

const SYSCTLS = ['panic_on_oom', 'oom_kill_allocating_task', 'oom_dump_tasks', 'swappiness'] as const

/** What whoever took the snapshot was not allowed to see. */
function warnOfHidden(machine: readonly string[], tasks: readonly TaskFile[], report: Report): void {
  const unread = SYSCTLS.filter((name) => numberAfter(machine, `vm.${name}`) === undefined)
  if (unread.length > 0)
    report.warn(
      'unread-sysctl',
      'machine.sysctl',
      `The snapshot does not say ${unread.map((name) => `vm.${name}`).join(', ')}: the defaults are assumed.`,
    )
  if (tasks.length > 0 && !tasks.some(({ pid }) => pid === 1))
    report.warn(
      'hidden-tasks',
      'tasks',
      'Process 1 is not in the snapshot: /proc hides the processes of other users (hidepid), and they are missing here.',
    )
}

function readMachine(lines: readonly string[], tasks: readonly TaskFile[]): Record<string, unknown> {
  // The processes are read after the clock, so the youngest may be younger.
  const lastStart = tasks.at(-1)?.startSeconds ?? 0
  return {
    ram: `${numberAfter(lines, 'MemTotal') ?? 0}K`,
    swap: `${numberAfter(lines, 'SwapTotal') ?? 0}K`,
    uptimeSeconds: Math.max(numberAfter(lines, 'uptime') ?? 0, lastStart),
    sysctl: Object.fromEntries(SYSCTLS.map((name) => [name, numberAfter(lines, `vm.${name}`)])),
  }
}

function readTasks(files: Section, ticksPerSecond: number, report: Report): TaskFile[] {
  const rows: { task: TaskFile; ticks: number }[] = []
  let damaged = 0
  for (const [path, status] of files) {
    const [, pid] = /^\/proc\/(\d+)\/status$/.exec(path) ?? []
    if (pid === undefined) continue
    const task = readTask(pid, status, files)
    if (task === null) damaged++
    else rows.push(task)
  }
  if (damaged > 0)
    report.warn(
      'damaged-task',
      'tasks',
      `${damaged} processes ended while they were read, or are damaged; they were left out.`,
    )
  return rows
    .sort((a, b) => a.ticks - b.ticks || a.task.pid - b.task.pid)
    .map(({ task, ticks }) => ({ ...task, startSeconds: ticks / ticksPerSecond }))
}

/** One process of its files; null where its memory cannot be told. */
function readTask(pid: string, status: readonly string[], files: Section): { task: TaskFile; ticks: number } | null {
  // The name stands in brackets and may hold anything, line feeds and brackets too.
  const stat = (files.get(`/proc/${pid}/stat`) ?? []).join('\n')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [ppid, flags, nice, ticks] = [fields[1], fields[6], fields[16], fields[19]].map(Number)
  const comm = nameOf(status)
  if (ppid === undefined || flags === undefined || ticks === undefined || !Number.isFinite(ticks) || comm === undefined)
    return null
  const threads = numberAfter(status, 'Threads') ?? 1
  const dead =
    textAfter(status, 'State')?.startsWith('Z') === true || textAfter(status, 'State')?.startsWith('X') === true
  const leaderExited = dead && threads > 1
  const kthread = (flags & PF_KTHREAD) !== 0
  const memory = leaderExited ? threadStatus(pid, files) : status
  const size = (name: string): string | undefined => {
    const kilobytes = kthread || memory === undefined ? undefined : numberAfter(memory, name)
    return kilobytes === undefined ? undefined : `${kilobytes}K`
  }
  const hasMm = size('VmSize') !== undefined
  const task: TaskFile = {
    pid: Number(pid),
    ppid,
    comm: kthread ? firstBytes(unescapeName(comm)) : unescapeName(comm),
    uid: numberAfter(status, 'Uid') ?? 0,
    cgroup: cgroupOf(files.get(`/proc/${pid}/cgroup`) ?? []),
    oom_score_adj: Number(files.get(`/proc/${pid}/oom_score_adj`)?.[0] ?? 0),
    threads,
    ...(nice === undefined || !Number.isInteger(nice) || nice === 0 ? {} : { nice }),
    ...(hasMm
      ? {
          anon: size('RssAnon'),
          file: size('RssFile'),
          shmem: size('RssShmem'),
          swap: size('VmSwap'),
          pgtables: size('VmPTE'),
          totalVm: size('VmSize'),
        }
      : {}),
    ...(kthread ? { kthread } : {}),
    ...(leaderExited ? { leaderExited } : {}),
    // Without an mm it is about to be one, and counts as one.
    ...(!kthread && !hasMm && !leaderExited ? { zombie: true } : {}),
  }
  return { task, ticks }
}

/** The files of the first thread that still has memory. */
function threadStatus(pid: string, files: Section): readonly string[] | undefined {
  const prefix = `/proc/${pid}/task/`
  for (const [path, lines] of files)
    if (path.startsWith(prefix) && textAfter(lines, 'VmSize') !== undefined) return lines
  return undefined
}

/** The name as it is, with blanks at its start: one tab stands before it. */
const nameOf = (status: readonly string[]): string | undefined =>
  status.find((line) => line.startsWith('Name:'))?.replace(/^Name:\t?/, '')

/** Since 5.17 /proc shows up to 64 characters of a kernel thread's name, of which its task_struct has the first 15. */
const firstBytes = (name: string): string => name.slice(0, 15)

/** /proc/PID/status writes line feeds and backslashes of a name as C does. */
const unescapeName = (name: string): string =>
  name.replaceAll(/\\(n|t|\\|[0-7]{3})/g, (_, code: string) => {
    if (code === 'n') return '\n'
    if (code === 't') return '\t'
    return code === '\\' ? code : String.fromCodePoint(Number.parseInt(code, 8))
  })

/** The cgroup that memory is charged to: version 1's where it has the memory controller, else version 2's. */
function cgroupOf(lines: readonly string[]): string {
  const rows = lines.map((line) => /^(\d+):([^:]*):(.*)$/.exec(line))
  const first = rows.find((row) => row?.[2]?.split(',').includes('memory')) ?? rows.find((row) => row?.[1] === '0')
  return cleanPath(first?.[3] ?? '/')
}

/** Paths outside the cgroup namespace begin with `/..`; a deleted cgroup has ` (deleted)` at its end. */
const cleanPath = (path: string): string => {
  const parts = path
    .replace(/ \(deleted\)$/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
  return `/${parts.join('/')}`
}
