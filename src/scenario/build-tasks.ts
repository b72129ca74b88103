// The tasks of a scenario from its file, in fork order: defaults, sizes in pages, and the rules between the values of one task and
// between tasks (pids, parents, shared memory).

import { nearestNames } from '../kernel/nearest.ts'
import type { TaskFile } from './format.ts'
import type { Task } from './model.ts'
import { parseNodeList } from './node-list.ts'
import { readPages } from './read-size.ts'
import { type Report, joinPlace } from './report.ts'
import { PAGE_BYTES } from './size.ts'

/** TASK_COMM_LEN less its NUL. */
const COMM_BYTES = 15

/** Pages that one page of the lowest page table maps. */
const PAGES_PER_TABLE = 512
/** Tables that even a small process has: the upper levels, and one lowest table each for stack, heap, code and libraries. */
const FEWEST_TABLES = 8
/** Address space that is mapped but never touched: libraries, guard pages, the rest of heap and stack. */
const UNTOUCHED_PAGES = 2048

const MEMORY_KEYS = ['anon', 'file', 'shmem', 'swap', 'pgtables', 'totalVm'] as const
type Memory = Pick<Task, 'anonPages' | 'filePages' | 'shmemPages' | 'swapPages' | 'pgtablesBytes' | 'totalVmPages'>

const NO_MEMORY: Memory = {
  anonPages: 0,
  filePages: 0,
  shmemPages: 0,
  swapPages: 0,
  pgtablesBytes: 0,
  totalVmPages: 0,
}

/** Every task of the file; what breaks a rule is reported and kept as near to the file as can be. */
export function buildTasks(files: readonly TaskFile[], cgroupPaths: ReadonlySet<string>, report: Report): Task[] {
  const pids = new Set(files.map((file) => file.pid))
  const tasks: Task[] = []
  const taskByPid = new Map<number, Task>()
  let startSeconds = 0
  for (const [index, file] of files.entries()) {
    const place = joinPlace('tasks', index)
    startSeconds = readStart(file, startSeconds, place, report)
    const task = buildTask(file, startSeconds, place, report)
    if (taskByPid.has(file.pid))
      report.error('duplicate-pid', joinPlace(place, 'pid'), `Another task has the pid ${file.pid} already.`)
    if (!cgroupPaths.has(task.cgroup)) reportCgroup(task.cgroup, cgroupPaths, joinPlace(place, 'cgroup'), report)
    if (task.ppid !== 0 && task.ppid !== 1 && !pids.has(task.ppid))
      report.warn(
        'unknown-parent',
        joinPlace(place, 'ppid'),
        `There is no task with the pid ${task.ppid}; init stands in as its parent.`,
      )
    tasks.push(task)
    taskByPid.set(task.pid, task)
  }
  return tasks.map((task, index) => shareMemory(task, files[index], taskByPid, joinPlace('tasks', index), report))
}

function readStart(file: TaskFile, before: number, place: string, report: Report): number {
  const start = file.startSeconds ?? before
  if (start < before)
    report.warn(
      'fork-order',
      joinPlace(place, 'startSeconds'),
      `Tasks stand in fork order, but this one starts ${before - start} seconds before the one above it.`,
    )
  return start
}

function reportCgroup(path: string, known: ReadonlySet<string>, place: string, report: Report): void {
  const [meant] = nearestNames(path, known)
  report.error(
    'unknown-cgroup',
    place,
    `There is no cgroup ${path} in this scenario.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  )
}

function buildTask(file: TaskFile, startSeconds: number, place: string, report: Report): Task {
  const leaderExited = file.leaderExited ?? false
  const threads = file.threads ?? (leaderExited ? 2 : 1)
  if (leaderExited && threads < 2)
    report.error(
      'leader-exited',
      joinPlace(place, 'threads'),
      'Where the leader has exited, at least one more thread must live on: threads must be 2 or more.',
    )
  if ([leaderExited, file.zombie, file.kthread].filter((is) => is === true).length > 1)
    report.error('states', place, 'A task is at most one of kthread, zombie and leaderExited.')
  const memory = readMemory(file, place, report)
  // Every field by name: with a million tasks, a spread costs seconds.
  const task: Task = {
    pid: file.pid,
    ppid: file.ppid ?? (file.pid <= 2 ? 0 : 1),
    comm: readComm(file.comm, joinPlace(place, 'comm'), report),
    uid: file.uid ?? 0,
    cgroup: file.cgroup ?? '/',
    anonPages: memory.anonPages,
    filePages: memory.filePages,
    shmemPages: memory.shmemPages,
    swapPages: memory.swapPages,
    pgtablesBytes: memory.pgtablesBytes,
    totalVmPages: memory.totalVmPages,
    oomScoreAdj: file.oom_score_adj ?? 0,
    threads,
    startSeconds,
    attachSeq: file.attachSeq ?? null,
    kthread: file.kthread ?? false,
    leaderExited,
    zombie: file.zombie ?? false,
    oomVictim: file.oomVictim ?? false,
    oomSkip: file.oomSkip ?? false,
    oomOrigin: file.oomOrigin ?? false,
    vfork: file.vfork ?? false,
    sharesMmWith: file.sharesMmWith ?? null,
    inCpuset: file.inCpuset ?? true,
  }
  checkAdjMin(file, task, place, report)
  return RARE_KEYS.some((key) => file[key] !== undefined) ? addRareFields(task, file) : task
}

/** Only the old file oom_adj lowers the value without its minimum. */
function checkAdjMin({ oom_score_adj_min: min }: TaskFile, { oomScoreAdj }: Task, place: string, report: Report): void {
  if (min !== undefined && oomScoreAdj < min)
    report.warn(
      'adj-below-min',
      joinPlace(place, 'oom_score_adj_min'),
      `The oom_score_adj of ${oomScoreAdj} is below this minimum. Only root can lower it so far, and that lowers the minimum too.`,
    )
}

const RARE_KEYS = [
  'oom_score_adj_min',
  'sharedMemory',
  'stuck',
  'nice',
  'mems',
  'bind',
] as const satisfies readonly (keyof TaskFile)[]

const addRareFields = (
  task: Task,
  { oom_score_adj_min, sharedMemory, stuck, nice = 0, mems, bind }: TaskFile,
): Task => ({
  ...task,
  ...(oom_score_adj_min === undefined ? {} : { oomScoreAdjMin: oom_score_adj_min }),
  ...(sharedMemory === undefined ? {} : { sharedMemory }),
  ...(stuck === true ? { stuck } : {}),
  ...(nice === 0 ? {} : { nice }),
  ...(mems === undefined ? {} : { memsAllowed: parseNodeList(mems) ?? [] }),
  ...(bind === undefined ? {} : { bindNodes: parseNodeList(bind) ?? [] }),
})

const SHORT_ASCII = /^[ -~]{0,15}$/

/** At most 15 bytes and no NUL, as the kernel keeps it; cut between characters. */
function readComm(comm: string, place: string, report: Report): string {
  if (SHORT_ASCII.test(comm)) return comm
  const encoder = new TextEncoder()
  let cut = ''
  let bytes = 0
  for (const character of comm.split('\0', 1)[0] ?? '') {
    bytes += encoder.encode(character).length
    if (bytes > COMM_BYTES) break
    cut += character
  }
  if (cut !== comm)
    report.warn(
      'comm-cut',
      place,
      `The kernel keeps ${COMM_BYTES} bytes of a name: it was cut to ${JSON.stringify(cut)}.`,
    )
  return cut
}

function readMemory(file: TaskFile, place: string, report: Report): Memory {
  if (file.kthread === true || file.zombie === true) {
    const what = file.kthread === true ? 'A kernel thread' : 'A zombie'
    for (const key of MEMORY_KEYS.filter((name) => file[name] !== undefined && file[name] !== 0))
      report.warn('no-memory', joinPlace(place, key), `${what} has no memory of its own; this was left out.`)
    return NO_MEMORY
  }
  const pages = (key: (typeof MEMORY_KEYS)[number]): number => {
    const size = file[key]
    return size === undefined ? 0 : readPages(size, joinPlace(place, key), report)
  }
  const [anonPages, filePages, shmemPages, swapPages] = [pages('anon'), pages('file'), pages('shmem'), pages('swap')]
  const used = anonPages + filePages + shmemPages + swapPages
  const tables = file.pgtables === undefined ? FEWEST_TABLES + Math.ceil(used / PAGES_PER_TABLE) : pages('pgtables')
  const totalVmPages = file.totalVm === undefined ? used + UNTOUCHED_PAGES : pages('totalVm')
  if (totalVmPages < used)
    report.warn(
      'small-vm',
      joinPlace(place, 'totalVm'),
      'The address space is smaller than the memory in use, which no real process has.',
    )
  return { anonPages, filePages, shmemPages, swapPages, pgtablesBytes: tables * PAGE_BYTES, totalVmPages }
}

/** Gives a task that lives in the memory of another the numbers of that other one: there is one mm, and it is counted there. */
function shareMemory(
  task: Task,
  file: TaskFile | undefined,
  byPid: ReadonlyMap<number, Task>,
  place: string,
  report: Report,
): Task {
  const parent = byPid.get(task.ppid)
  const ownerPid = task.sharesMmWith ?? (task.vfork ? (parent?.sharesMmWith ?? parent?.pid ?? null) : null)
  if (ownerPid === null) {
    if (task.vfork)
      report.error('vfork', joinPlace(place, 'vfork'), 'A vfork child needs its parent (ppid) in the list.')
    return task
  }
  const owner = byPid.get(ownerPid)
  const at = joinPlace(place, 'sharesMmWith')
  if (owner === undefined) report.error('shared-mm', at, `There is no task with the pid ${ownerPid}.`)
  else if (owner.pid === task.pid) report.error('shared-mm', at, 'A task cannot share the memory of itself.')
  else if (owner.sharesMmWith !== null || owner.vfork)
    report.error('shared-mm', at, `The task ${ownerPid} itself lives in the memory of another: name that one.`)
  else if ([owner, task].some((one) => one.kthread || one.zombie))
    report.error('shared-mm', at, 'Kernel threads and zombies have no memory to share.')
  else {
    for (const key of MEMORY_KEYS.filter((name) => file?.[name] !== undefined))
      report.warn(
        'shared-mm',
        joinPlace(place, key),
        `This task lives in the memory of ${ownerPid}, so that one's number was taken.`,
      )
    const { anonPages, filePages, shmemPages, swapPages, pgtablesBytes, totalVmPages } = owner
    const memory: Memory = { anonPages, filePages, shmemPages, swapPages, pgtablesBytes, totalVmPages }
    return { ...task, ...memory, sharesMmWith: ownerPid }
  }
  return task
}
