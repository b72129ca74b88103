// The rows of the inspector: what a task and the oom_control hold, in words, with the kernel's identifier and what it means.

import type { Assumption } from '../../scenario/assumed.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import { CHOSEN_ABORTED, type Chosen } from '../../state/iteration.ts'
import { assumedOf, rssPages } from '../../reading/world.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { exactBytes, exactPages, formatBytes, formatCount, formatPages, formatSeconds } from '../words/amounts.ts'
import { formatChosenPoints, formatTask } from '../words/decision.ts'

export interface FieldRow {
  label: string
  /** How a policy reads it. */
  kernel: string
  value: string
  /** The exact value, where `value` is rounded. */
  exact?: string
  /** What it means, and what it does to the choice. */
  hint: string
}

const pages = (label: string, kernel: string, count: number, hint: string): FieldRow => ({
  label,
  kernel,
  value: formatPages(count),
  exact: exactPages(count),
  hint,
})

/** Flags of a task that change how the kernel treats it; only those that are set are shown. */
function flagRows(task: Task): FieldRow[] {
  const flags: [boolean, FieldRow][] = [
    [
      task.kthread,
      {
        label: 'Kernel thread',
        kernel: 'task->flags & PF_KTHREAD',
        value: 'yes',
        hint: 'Part of the kernel: it has no memory of its own and cannot be killed.',
      },
    ],
    [
      task.oomVictim,
      {
        label: 'OOM victim already',
        kernel: 'task->signal->oom_mm',
        value: 'set',
        hint: 'An earlier OOM chose it and it is dying. The kernel waits for it; a policy is asked first.',
      },
    ],
    [
      task.oomSkip,
      {
        label: 'Reaped already',
        kernel: 'MMF_OOM_SKIP',
        value: 'set',
        hint: 'Its memory is gone or cannot be had: killing it again frees nothing.',
      },
    ],
    [
      task.oomOrigin,
      {
        label: 'Cause of the shortage',
        kernel: 'task->signal->oom_flag_origin',
        value: 'set',
        hint: 'It asked to be chosen first, as swapoff does.',
      },
    ],
    [
      task.zombie,
      {
        label: 'Has exited',
        kernel: 'task->mm',
        value: 'NULL',
        hint: 'All of it has exited; its parent has not collected it yet. It has no memory.',
      },
    ],
    [
      task.leaderExited,
      {
        label: 'Main thread has exited',
        kernel: 'task->mm',
        value: 'NULL',
        hint: 'Other threads live on with the memory, but the task that the policy is shown has none.',
      },
    ],
    [
      task.vfork,
      {
        label: 'vfork child',
        kernel: 'in_vfork(task)',
        value: 'yes',
        hint: 'It borrows the memory of its parent until it calls exec: the kernel gives it no score.',
      },
    ],
    [
      !task.inCpuset,
      {
        label: 'Outside of the cpuset',
        kernel: 'oom_cpuset_eligible()',
        value: 'no',
        hint: 'Its memory is on other nodes than the failed allocation may use.',
      },
    ],
  ]
  return flags.filter(([set]) => set).map(([, row]) => row)
}

/** Everything of a task that the page knows, in the order in which one asks. */
export function taskRows(task: Task, scenario: Scenario): FieldRow[] {
  const cgroup = scenario.cgroups.find((one) => one.path === task.cgroup)
  const rows: FieldRow[] = [
    pages(
      'Memory in RAM',
      'get_mm_rss(task->mm)',
      rssPages(task),
      'Pages of RAM that it has mapped: the three rows below, added.',
    ),
    pages('of it anonymous', 'rss_stat[MM_ANONPAGES]', task.anonPages, 'Heap and stack: this comes free when it dies.'),
    pages(
      'of it files',
      'rss_stat[MM_FILEPAGES]',
      task.filePages,
      'Mapped files such as its program text; shared with everybody who maps them.',
    ),
    pages(
      'of it shared memory',
      'rss_stat[MM_SHMEMPAGES]',
      task.shmemPages,
      'tmpfs and shared memory: counted for each process that maps it, and it stays while others do.',
    ),
    pages(
      'In swap',
      'rss_stat[MM_SWAPENTS]',
      task.swapPages,
      'Pages of it that are swapped out. They count for the score, though killing frees swap, not RAM.',
    ),
    {
      label: 'Page tables',
      kernel: 'task->mm->pgtables_bytes',
      value: formatBytes(task.pgtablesBytes),
      exact: exactBytes(task.pgtablesBytes),
      hint: 'Memory for the tables that map all this.',
    },
    pages(
      'Address space',
      'task->mm->total_vm',
      task.totalVmPages,
      'All that it has asked for, used or not. The kernel does not look at it.',
    ),
    {
      label: 'Score adjustment',
      kernel: 'task->signal->oom_score_adj',
      value: formatCount(task.oomScoreAdj),
      hint: 'In thousandths of totalpages, added to the score. -1000 keeps the kernel (not a policy) from choosing it.',
    },
    { label: 'Cgroup', kernel: 'kernfs path', value: task.cgroup, hint: 'Its place in the cgroup tree.' },
    {
      label: 'Cgroup id',
      kernel: 'css.cgroup->kn->id',
      value: cgroup === undefined ? 'unknown' : String(cgroup.id),
      hint: 'The inode number of the cgroup directory, by which maps know it.',
    },
    { label: 'User', kernel: 'task->cred->uid.val', value: String(task.uid), hint: 'Numeric user id; 0 is root.' },
    {
      label: 'Parent',
      kernel: 'task->real_parent->pid',
      value: String(task.ppid),
      hint: 'The pid of the process that started it.',
    },
    {
      label: 'Threads',
      kernel: 'task->signal->nr_threads',
      value: formatCount(task.threads),
      hint: 'They share the memory and die together; the walk sees only the process.',
    },
    {
      label: 'Running for',
      kernel: 'task->start_time',
      value: formatSeconds(Math.max(0, scenario.machine.uptimeSeconds - task.startSeconds)),
      exact: `started ${formatCount(task.startSeconds)} s after boot`,
      hint: 'The kernel keeps the start, in nanoseconds since boot.',
    },
  ]
  if (task.sharesMmWith !== null)
    rows.push({
      label: 'Shares its memory with',
      kernel: 'task->mm',
      value: `pid ${task.sharesMmWith}`,
      hint: 'Both have one and the same mm: they are scored alike and die together.',
    })
  const assumed = assumedOf(task, scenario)
  return [...rows.map((row) => withStandIn(row, assumed)), ...flagRows(task)]
}

/** The rows that a log does not fill. */
const STAND_INS: Readonly<Record<string, Assumption>> = {
  'of it anonymous': 'rss-split',
  'of it files': 'rss-split',
  'of it shared memory': 'rss-split',
  'In swap': 'task-swap',
  'Page tables': 'page-tables',
  Cgroup: 'task-cgroups',
  'Cgroup id': 'task-cgroups',
  Parent: 'parents',
  Threads: 'threads',
  'Running for': 'start-times',
}

/** What nobody knows is not shown as a fact; what stands for it in the run is in the title. */
function withStandIn(row: FieldRow, assumed: ReadonlySet<Assumption>): FieldRow {
  const assumption = STAND_INS[row.label]
  if (assumption === undefined || !assumed.has(assumption)) return row
  return { ...row, value: 'not in the log', exact: `The log does not say it: ${row.value} stands for it in this run.` }
}

function chosenName(chosen: number, tasks: readonly Task[]): string {
  if (chosen === CHOSEN_ABORTED) return '(void *)-1: aborted'
  return chosen >= 0 ? formatTask(tasks[chosen]) : 'NULL: nobody yet'
}

const CONSTRAINT_NAMES: Readonly<Record<RoundTrace['constraint'], string>> = {
  none: 'CONSTRAINT_NONE',
  cpuset: 'CONSTRAINT_CPUSET',
  'memory-policy': 'CONSTRAINT_MEMORY_POLICY',
  memcg: 'CONSTRAINT_MEMCG',
}

/** `struct oom_control` of a round, with `oc->chosen` as it was at one moment; null before a walk. */
export function controlRows(chosen: Chosen | null, round: RoundTrace, scenario: Scenario): FieldRow[] {
  const { oom, tasks } = scenario
  const memcg = round.scope.kind === 'memcg'
  const totalpages = Number(round.totalpages)
  const rows: FieldRow[] = [
    {
      label: 'Pages that may be used',
      kernel: 'oc->totalpages',
      value: formatPages(totalpages),
      exact: exactPages(totalpages),
      hint: 'RAM and swap of the domain; oom_score_adj counts in thousandths of it.',
    },
    {
      label: 'What limits',
      kernel: 'oc->constraint',
      value: CONSTRAINT_NAMES[round.constraint],
      hint: memcg
        ? 'The limit of a memory cgroup was hit.'
        : 'The machine, or the part of it that may be used, is out of memory.',
    },
    {
      label: 'Memory cgroup',
      kernel: 'oc->memcg',
      value: round.scope.kind === 'memcg' ? round.scope.path : 'NULL',
      hint: 'NULL in a global OOM.',
    },
    {
      label: 'Who asked for memory',
      kernel: 'current',
      value: formatTask(tasks.find((task) => task.pid === oom.invokerPid)),
      hint: 'The process whose allocation failed. It is not looked at differently from others.',
    },
    {
      label: 'Size of the request',
      kernel: 'oc->order',
      value: `${oom.order} (${formatPages(2 ** Math.max(0, oom.order))})`,
      hint: '2 to the power of order pages in a row were asked for.',
    },
    {
      label: 'Kind of the request',
      kernel: 'oc->gfp_mask',
      value: `0x${oom.gfpMask.toString(16)}`,
      hint: 'The flags of the failed allocation.',
    },
    {
      label: 'Policy name',
      kernel: 'oc->policy_name',
      value: round.policyName === '' ? '(empty)' : round.policyName,
      hint: 'Set by set_oom_policy_name(); printed in the report. At most 16 bytes.',
    },
  ]
  if (chosen === null) return rows
  return [
    {
      label: 'Chosen so far',
      kernel: 'oc->chosen',
      value: chosenName(chosen.task, tasks),
      hint: 'Who would die if the walk ended here.',
    },
    {
      label: 'With points',
      kernel: 'oc->chosen_points',
      value: formatChosenPoints(chosen),
      hint: 'What the next scored task is compared with.',
    },
    ...rows,
  ]
}
