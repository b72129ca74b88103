// Which task of an imported machine allocated. The log names the thread that did: it may be a process of the table, a thread of one (under
// another name), or none that the table lists, such as init and kernel threads.

import type { Task } from '../model.ts'
import { residentPages } from '../usage.ts'
import type { Gaps } from './gaps.ts'
import { bareTask } from './import-tasks.ts'
import type { OomReport } from './oom-report.ts'

const KERNEL_THREADS = /^(?:kworker|kswapd|khugepaged|ksoftirqd|kcompactd|kthreadd|migration|nfsd|jbd2|loop\d)/
/** PID_MAX_LIMIT of 64-bit kernels. */
const MAX_PID = 4194304

/** The pid of the task that allocated, which is in `tasks` afterwards: one that has no row is added to `cgroup`, without memory. */
export function addInvoker(report: OomReport, cgroup: string, tasks: Task[], gaps: Gaps): number {
  const comm = report.header?.comm ?? report.cpu?.comm ?? null
  const pid = report.cpu?.pid ?? null
  const listed = tasks.find((task) => task.pid === pid)?.pid ?? report.rows.find((row) => row.pid === pid)?.tgid
  if (listed !== undefined && tasks.some((task) => task.pid === listed)) return listed
  if (comm === null) return largestOf(comm, tasks, gaps)
  const isListable = pid !== 1 && !KERNEL_THREADS.test(comm)
  const process = isListable ? processOfThread(report, comm, tasks) : undefined
  if (process !== undefined) {
    gaps.add(
      'invoker',
      pid === null && process.comm === comm
        ? `The log does not say the pid of ${comm}, which allocated: ${process.pid}, the largest process of that name, is taken for it.`
        : `${named(comm, pid)}, which allocated, has no row of its own: it is taken for a thread of ${process.comm} (${process.pid}).`,
    )
    return process.pid
  }
  if (pid === null || pid < 1 || pid > MAX_PID) return largestOf(comm, tasks, gaps)
  gaps.add(
    'invoker',
    `${named(comm, pid)}, which allocated, has no row in the table: it was added as one that cannot be killed.`,
  )
  const added = bareTask(pid, comm, cgroup, report.header?.oomScoreAdj ?? 0)
  // Tasks stand in fork order, and pid 1 was the first. Whoever else the table leaves out has no memory to give.
  if (pid === 1) tasks.unshift(added)
  else tasks.push({ ...added, kthread: true })
  return pid
}

const named = (comm: string, pid: number | null): string => (pid === null ? comm : `${comm} (${pid})`)

/**
 * The largest process of that name. What is charged to a memcg comes from its own tasks, which the table lists: there a thread with a name
 * of its own is one of a process with the same oom_score_adj, which all threads share.
 */
function processOfThread(report: OomReport, comm: string, tasks: readonly Task[]): Task | undefined {
  const adj = report.header?.oomScoreAdj
  const known = largest(tasks.filter((task) => task.comm === comm))
  if (known !== undefined || report.scope !== 'memcg' || report.elided) return known
  return largest(tasks.filter((task) => task.oomScoreAdj === adj))
}

function largest(tasks: readonly Task[]): Task | undefined {
  let most = tasks[0]
  for (const task of tasks) if (most === undefined || residentPages(task) > residentPages(most)) most = task
  return most
}

function largestOf(comm: string | null, tasks: readonly Task[], gaps: Gaps): number {
  const who = comm === null ? 'who allocated' : `the pid of ${comm}, which allocated`
  gaps.add('invoker', `The log does not say ${who}: the largest task is taken for it.`)
  return largest(tasks)?.pid ?? 1
}
