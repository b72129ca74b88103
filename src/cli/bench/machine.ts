// Machines with any number of tasks for the benchmark: the same seed gives the same machine. They are plausible, not realistic: sizes
// spread over many magnitudes, one task in fifty protected, one in a hundred a kernel thread, some hundreds of cgroups.

import { DEFAULT_KERNEL } from '../../kernel/versions.ts'
import { randomOf } from '../../lab/shuffle.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import { ORDINARY_TASK, unlimitedCgroup } from '../../scenario/ordinary.ts'

const CGROUP_COUNT = 256
const FIRST_PID = 2

/** A machine of `taskCount` processes that is out of memory as a whole, under Linux 6.12. */
export function syntheticMachine(taskCount: number, seed: number): Scenario {
  const random = randomOf(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const cgroups = [
    unlimitedCgroup('/', 1),
    ...Array.from({ length: Math.min(CGROUP_COUNT, taskCount) }, (_, n) => unlimitedCgroup(`/job-${n}`, n + 2)),
  ]
  const tasks = Array.from({ length: taskCount }, (_, n): Task => {
    const anonPages = Math.floor(2 ** (4 + random() * 14))
    const kthread = upTo(100) === 0
    return {
      ...ORDINARY_TASK,
      pid: FIRST_PID + n,
      ppid: 1,
      comm: kthread ? 'kworker' : 'worker',
      uid: 1000,
      cgroup: cgroups[1 + upTo(cgroups.length - 1)]?.path ?? '/',
      anonPages,
      filePages: upTo(4096),
      shmemPages: upTo(64),
      swapPages: upTo(anonPages),
      pgtablesBytes: 4096 * (8 + (anonPages >> 9)),
      totalVmPages: anonPages * 2 + 4096,
      oomScoreAdj: upTo(50) === 0 ? -1000 : upTo(10) === 0 ? upTo(1000) : 0,
      threads: 1 + upTo(4),
      startSeconds: upTo(100_000),
      kthread,
    }
  })
  const used = tasks.reduce((sum, task) => sum + task.anonPages + task.filePages, 0)
  return {
    title: `${taskCount} tasks`,
    teaches: 'How long a selection pass takes.',
    kernel: DEFAULT_KERNEL,
    machine: {
      ramPages: used,
      swapPages: Math.floor(used / 2),
      uptimeSeconds: 200_000,
      sysctl: { panic_on_oom: 0, oom_kill_allocating_task: false, oom_dump_tasks: false, swappiness: 60 },
      unsetPoints: 'zero',
    },
    cgroups,
    tasks,
    oom: { scope: { kind: 'global' }, invokerPid: FIRST_PID, gfpMask: 0x140dca, order: 0 },
  }
}
