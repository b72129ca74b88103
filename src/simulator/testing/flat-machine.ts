// A scenario as the flat numbers that `oom_rule.c` reads, and its answer as steps. For tests alone.

import type { Scenario, Task } from '../../scenario/model.ts'
import { parentPath } from '../../scenario/cgroup-path.ts'

const NONE = -1
const NUMBER_BYTES = 8

/** One step of a selection. Tasks are indices into `Scenario.tasks`. */
export interface Step {
  task: number
  rule: string
  exemption: string
  points: bigint
  /** -1 for nobody, -2 after an abort. */
  chosen: number
  chosenPoints: bigint
}

export interface Selection {
  totalpages: bigint
  steps: readonly Step[]
}

/** As `enum rule` and `enum exemption` of the C program number them. */
const RULES = ['unkillable', 'cpuset', 'origin', 'victim-skip', 'victim-abort', 'badness']
const EXEMPTIONS = ['none', 'no-mm', 'oom_score_adj_min', 'mmf_oom_skip', 'vfork']

/** Address spaces: each plain process has one, those that share have another's, and a dead victim left one that is gone. */
function addressSpaces(tasks: readonly Task[], indexOfPid: ReadonlyMap<number, number>) {
  const rows: number[][] = []
  const ofTask = tasks.map((task, index) => {
    if (task.kthread || task.zombie) return NONE
    const owner = task.sharesMmWith === null ? index : (indexOfPid.get(task.sharesMmWith) ?? index)
    return owner
  })
  const rowOfOwner = new Map<number, number>()
  tasks.forEach((task, index) => {
    if (ofTask[index] !== index) return
    const sharersSkip = tasks.some((other, at) => ofTask[at] === index && other.oomSkip)
    rowOfOwner.set(index, rows.length)
    const { filePages, anonPages, shmemPages, swapPages, pgtablesBytes } = task
    rows.push([filePages, anonPages, shmemPages, swapPages, pgtablesBytes, sharersSkip ? 1 : 0])
  })
  const current = ofTask.map((owner) => rowOfOwner.get(owner) ?? NONE)
  const atDeath = tasks.map((task, index) => {
    if (!task.oomVictim) return NONE
    return task.zombie ? rows.push([0, 0, 0, 0, 0, 1]) - 1 : (current[index] ?? NONE)
  })
  return { rows, current, atDeath }
}

const liveThreads = (task: Task): number => {
  if (task.zombie) return 0
  return task.leaderExited ? task.threads - 1 : task.threads
}

/** The numbers of one machine, in the order in which the C program reads them. */
function flatten({ machine, cgroups, tasks, oom, hook }: Scenario): number[] {
  const indexOfPid = new Map(tasks.map((task, index) => [task.pid, index]))
  const memcgOf = new Map(cgroups.map(({ path }, index) => [path, index]))
  const spaces = addressSpaces(tasks, indexOfPid)
  const scope = oom.scope.kind === 'memcg' ? (memcgOf.get(oom.scope.path) ?? NONE) : NONE
  const memcgs = cgroups.map(({ path, memoryMaxPages, swapMaxPages }) => [
    path === '/' ? NONE : (memcgOf.get(parentPath(path)) ?? NONE),
    memoryMaxPages ?? NONE,
    swapMaxPages ?? NONE,
  ])
  const processes = tasks.map((task, index) => {
    const mm = spaces.current[index] ?? NONE
    return [
      task.pid,
      task.kthread ? 1 : 0,
      task.leaderExited ? NONE : mm,
      task.leaderExited ? mm : NONE,
      indexOfPid.get(task.ppid) ?? NONE,
      task.vfork ? 1 : 0,
      task.oomScoreAdj,
      task.oomOrigin ? 1 : 0,
      spaces.atDeath[index] ?? NONE,
      memcgOf.get(task.cgroup) ?? 0,
      task.attachSeq ?? index,
      task.leaderExited || task.zombie ? 1 : 0,
      liveThreads(task),
      task.inCpuset || task.pid === oom.invokerPid ? 1 : 2,
    ]
  })
  return [
    scope,
    oom.order === -1 ? 1 : 0,
    hook === 'none' ? 0 : 1,
    machine.ramPages,
    machine.swapPages,
    machine.sysctl.swappiness,
    1,
    memcgs.length,
    spaces.rows.length,
    processes.length,
    ...memcgs.flat(),
    ...spaces.rows.flat(),
    ...processes.flat(),
  ]
}

/** What the C program reads for these machines. */
export function encodeMachines(scenarios: readonly Scenario[]): Buffer {
  const numbers = scenarios.flatMap(flatten)
  const buffer = Buffer.alloc(numbers.length * NUMBER_BYTES)
  numbers.forEach((number, index) => buffer.writeBigInt64LE(BigInt(number), index * NUMBER_BYTES))
  return buffer
}

/** What it answered. */
export function decodeSelections(buffer: Buffer, count: number): Selection[] {
  let offset = 0
  const next = (): bigint => {
    const number = buffer.readBigInt64LE(offset)
    offset += NUMBER_BYTES
    return number
  }
  const step = (): Step => ({
    task: Number(next()),
    rule: RULES[Number(next())] ?? '',
    exemption: EXEMPTIONS[Number(next())] ?? '',
    points: next(),
    chosen: Number(next()),
    chosenPoints: next(),
  })
  return Array.from({ length: count }, () => {
    const totalpages = next()
    return { totalpages, steps: Array.from({ length: Number(next()) }, step) }
  })
}
