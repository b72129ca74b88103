// What is said of a process: the fields of its structs that the machine knows.

import { CONSTANTS } from '../../kernel/constants.ts'
import { mmFlagsPath, rssCounterPath } from '../../kernel/members.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { adjMinOf } from '../../scenario/adj-min.ts'
import { formatCount, formatPages, formatSeconds, exactPages } from '../../scenario/amounts.ts'
import { birthsOf } from '../../scenario/births.ts'
import { assumedOf } from '../../scenario/assumed.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import { formatNodeList, nodeMask } from '../../scenario/node-list.ts'
import { residentPages } from '../../scenario/usage.ts'
import { rowsOf, type Field, type FieldRow } from './field.ts'

/** `static_prio` of nice 0. */
const DEFAULT_PRIO = Number(CONSTANTS.find(({ name }) => name === 'DEFAULT_PRIO')?.value)

export interface OfTask {
  task: Task
  scenario: Scenario
}

/** A counter of resident memory, by the name of its index. */
const rssStat = (index: string) => (kernel: KernelVersion) => `task->mm->${rssCounterPath(kernel, index)}`

const mmFlags = (kernel: KernelVersion): string => `task->mm->${mmFlagsPath(kernel)}`

/** The nodes that its cpuset lets it use. */
const nodesOf = ({ task, scenario }: OfTask): readonly number[] =>
  task.memsAllowed ?? scenario.machine.nodePages?.map((_, node) => node) ?? [0]

/** Who has the process as its child: a parent that the machine does not have has died, and init has adopted the process. */
function realParent({ task, scenario: { tasks } }: OfTask): number {
  const lives = (pid: number): boolean => pid !== task.pid && tasks.some((one) => one.pid === pid)
  return [task.ppid, 1].find((pid) => task.ppid !== 0 && lives(pid)) ?? 0
}

/** In the order in which one asks. */
export const TASK_FIELDS: readonly Field<OfTask>[] = [
  {
    label: 'Memory in RAM',
    kernel: 'get_mm_rss(task->mm)',
    hint: 'Pages of RAM that it maps: the sum of the three rows below.',
    show: ({ task }) => ({ value: formatPages(residentPages(task)), exact: exactPages(residentPages(task)) }),
  },
  {
    label: 'of which anonymous',
    path: rssStat('MM_ANONPAGES'),
    note: 'They come free when it dies.',
    read: ({ task }) => task.anonPages,
    assumption: 'rss-split',
  },
  {
    label: 'of which files',
    path: rssStat('MM_FILEPAGES'),
    note: 'Such as its program text; shared with every process that maps them.',
    read: ({ task }) => task.filePages,
    assumption: 'rss-split',
  },
  {
    label: 'of which shared memory',
    path: rssStat('MM_SHMEMPAGES'),
    note: 'They count for each process that maps them, and killing one of those does not free them.',
    read: ({ task }) => task.shmemPages,
    assumption: 'rss-split',
  },
  {
    label: 'In swap',
    path: rssStat('MM_SWAPENTS'),
    note: 'They count for the score, though killing frees swap, not RAM.',
    read: ({ task }) => task.swapPages,
    assumption: 'task-swap',
  },
  {
    label: 'Page tables',
    path: 'task->mm->pgtables_bytes.counter',
    read: ({ task }) => task.pgtablesBytes,
    assumption: 'page-tables',
  },
  {
    label: 'Address space',
    path: 'task->mm->total_vm',
    note: "The kernel's score does not count it.",
    read: ({ task }) => task.totalVmPages,
  },
  {
    label: 'Score adjustment',
    path: 'task->signal->oom_score_adj',
    note: '-1000 keeps the kernel, but no policy, from choosing it.',
    read: ({ task }) => task.oomScoreAdj,
  },
  {
    label: 'Lowest adjustment',
    path: 'task->signal->oom_score_adj_min',
    read: ({ task, scenario: { tasks } }) => adjMinOf(tasks)[tasks.indexOf(task)] ?? 0,
  },
  {
    label: 'Lowest adjustment',
    path: 'task->signal->oom_score_adj_min',
    when: ({ task }) => task.oomScoreAdjMin !== undefined,
    read: ({ task }) => task.oomScoreAdjMin ?? null,
  },
  {
    label: 'Cgroup',
    path: 'task->cgroups->dfl_cgrp->kn',
    note: 'Its name and those of its parents make the path.',
    read: () => null,
    show: ({ task }) => ({ value: task.cgroup }),
    assumption: 'task-cgroups',
  },
  {
    label: 'Cgroup id',
    path: 'task->cgroups->dfl_cgrp->kn->id',
    note: 'Maps know the cgroup by it.',
    read: ({ task, scenario }) => scenario.cgroups.find(({ path }) => path === task.cgroup)?.id ?? null,
    assumption: 'task-cgroups',
  },
  {
    label: 'User',
    path: 'task->cred->uid.val',
    meaning: 'cred.uid',
    note: '0 is root.',
    read: ({ task }) => task.uid,
  },
  {
    label: 'Parent',
    path: 'task->real_parent->pid',
    meaning: 'task_struct.real_parent',
    read: realParent,
    show: (of) => ({
      value: String(realParent(of)),
      ...(realParent(of) === of.task.ppid ? {} : { exact: `no process has its parent's pid, ${of.task.ppid}` }),
    }),
    assumption: 'parents',
  },
  {
    label: 'Threads',
    path: 'task->signal->nr_threads',
    note: 'They share the memory and die together; the walk sees only the process.',
    read: ({ task }) => task.threads,
    assumption: 'threads',
  },
  {
    label: 'Nice',
    path: 'task->static_prio',
    note: 'The OOM killer does not look at it.',
    read: ({ task }) => DEFAULT_PRIO + (task.nice ?? 0),
    show: ({ task }) => ({ value: String(task.nice ?? 0) }),
    assumption: 'nice',
  },
  {
    label: 'Running for',
    path: 'task->start_time',
    read: ({ task, scenario: { tasks } }) => Number(birthsOf(tasks)[tasks.indexOf(task)] ?? 0),
    show: ({ task, scenario }) => ({
      value: formatSeconds(Math.max(0, scenario.machine.uptimeSeconds - task.startSeconds)),
      exact: `started ${formatCount(task.startSeconds)} s after boot`,
    }),
    assumption: 'start-times',
  },
  {
    label: 'NUMA nodes',
    path: 'task->mems_allowed.bits[0]',
    meaning: 'task_struct.mems_allowed',
    when: ({ task, scenario }) => scenario.machine.nodePages !== undefined && task.inCpuset,
    read: (of) => Number(nodeMask(nodesOf(of))),
    show: (of) => ({ value: formatNodeList(nodesOf(of)) }),
  },
  {
    label: 'Shares its memory with',
    path: 'task->mm',
    when: ({ task }) => task.sharesMmWith !== null,
    note: 'Both have one and the same mm: they are scored alike and die together.',
    read: () => true,
    show: ({ task }) => ({ value: `pid ${task.sharesMmWith}` }),
  },
  {
    label: 'Kernel thread',
    path: 'task->flags',
    flag: { mask: 'PF_KTHREAD' },
    when: ({ task }) => task.kthread,
    note: 'It has no memory of its own.',
    read: ({ task }) => task.kthread,
    show: () => ({ value: 'yes' }),
  },
  {
    label: 'OOM victim already',
    path: 'task->signal->oom_mm',
    when: ({ task }) => task.oomVictim,
    note: 'An earlier OOM chose it and it is dying. The kernel waits for it; a policy is asked first.',
    read: ({ task }) => task.oomVictim,
  },
  {
    label: 'Reaped already',
    path: mmFlags,
    flag: { bit: 'MMF_OOM_SKIP' },
    when: ({ task }) => task.oomSkip,
    note: 'Killing it again frees nothing.',
    read: ({ task }) => task.oomSkip,
  },
  {
    label: 'Cause of the shortage',
    path: 'task->signal->oom_flag_origin',
    when: ({ task }) => task.oomOrigin,
    read: ({ task }) => task.oomOrigin,
  },
  {
    label: 'Has exited',
    path: 'task->mm',
    when: ({ task }) => task.zombie,
    note: 'All of it has exited; its parent has not collected it yet. It has no memory.',
    read: () => false,
    show: () => ({ value: 'NULL' }),
  },
  {
    label: 'Main thread has exited',
    path: 'task->mm',
    when: ({ task }) => task.leaderExited,
    note: 'The policy is shown this thread, so it reads none of the memory above.',
    read: () => false,
    show: () => ({ value: 'NULL' }),
  },
  {
    label: 'vfork child',
    path: 'task->vfork_done',
    when: ({ task }) => task.vfork,
    note: 'The kernel gives it no score.',
    read: () => true,
    show: () => ({ value: 'yes' }),
  },
  {
    label: 'Outside of the cpuset',
    kernel: 'oom_cpuset_eligible()',
    hint: 'Its memory is on other nodes than the failed allocation may use.',
    when: ({ task }) => !task.inCpuset,
    show: () => ({ value: 'no' }),
  },
]

/** Everything of a task that the machine knows. */
export const taskRows = (task: Task, scenario: Scenario): FieldRow[] =>
  rowsOf(TASK_FIELDS, { task, scenario }, scenario.kernel, assumedOf(task, scenario))
