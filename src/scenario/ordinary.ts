// What most processes and cgroups of a machine are: nothing special. Those that make machines begin with it and say what differs.

import type { Cgroup, Task } from './model.ts'

/** A single-threaded process without any mark, in the order in which it stands, with an mm of its own. */
export const ORDINARY_TASK = {
  threads: 1,
  attachSeq: null,
  kthread: false,
  leaderExited: false,
  zombie: false,
  oomVictim: false,
  oomSkip: false,
  oomOrigin: false,
  vfork: false,
  sharesMmWith: null,
  inCpuset: true,
} satisfies Partial<Task>

/** A cgroup without limits and protection, whose usage is the sum of its tasks. */
export const unlimitedCgroup = (path: string, id: number): Cgroup => ({
  path,
  id,
  memoryMaxPages: null,
  memoryHighPages: null,
  memoryLowPages: 0,
  memoryMinPages: 0,
  swapMaxPages: null,
  usagePages: null,
  swapUsagePages: null,
  oomGroup: false,
})
