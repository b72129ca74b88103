// The fields of the forms, one row each: the key of the file format, its words, the kernel's name, and what it does.

import { KERNEL_VERSIONS } from '../../../kernel/versions.ts'
import type { CgroupKey, MachineKey, OomKey, TaskKey, Typed } from '../../../scenario/edit-values.ts'

export type Value = Typed

interface Common<Key extends string> {
  key: Key
  label: string
  kernel?: string
  hint: string
}

export type Control<Key extends string> = Common<Key> &
  (
    | {
        kind: 'text'
        /** What stands for an empty field. */
        usually?: string
        step?: number
      }
    /** A switch; `usually` is how it stands where the file says nothing. */
    | { kind: 'flag'; on: Value; off: Value; usually: boolean }
    | { kind: 'choice'; options: readonly (readonly [Value, string])[] }
    /** A cgroup of the machine; `root`: the root may be chosen too. */
    | { kind: 'path'; root: boolean; before?: readonly (readonly [Value, string])[] }
  )

export interface Group<Key extends string> {
  title: string
  controls: readonly Control<Key>[]
}

const text = <Key extends string>(
  key: Key,
  label: string,
  kernel: string,
  hint: string,
  more: { usually?: string; step?: number } = {},
): Control<Key> => ({ key, label, kernel, hint, kind: 'text', ...more })

const flag = <Key extends string>(key: Key, label: string, kernel: string, hint: string): Control<Key> => ({
  key,
  label,
  kernel,
  hint,
  kind: 'flag',
  on: true,
  off: null,
  usually: false,
})

const NOTHING = { usually: '0' }

export const TASK_GROUPS: readonly Group<TaskKey>[] = [
  {
    title: 'Process',
    controls: [
      text('comm', 'Name', 'comm', 'At most 15 bytes, as the kernel keeps it.'),
      text('pid', 'Pid', 'pid', 'Must be unique; references are updated.'),
      text('ppid', 'Parent', 'real_parent->pid', 'The pid of its parent; 0 if the kernel itself started it.'),
      { kind: 'path', key: 'cgroup', label: 'Cgroup', hint: 'Moves it to another cgroup.', root: true },
      text('uid', 'User', 'uid', 'The user id; 0 is root.', NOTHING),
      text('threads', 'Threads', 'nr_threads', 'How many threads the process has.', { step: 1 }),
      text('nice', 'Nice', 'static_prio', '-20 to 19: the scheduler prefers smaller values.', { ...NOTHING, step: 1 }),
      text('startSeconds', 'Started', 'start_time', 'Seconds after boot at which it was forked.'),
    ],
  },
  {
    title: 'Memory',
    controls: [
      text('anon', 'Anonymous', 'MM_ANONPAGES', 'Heap and stack: 96M, 1.5 GiB or 300 pages.', NOTHING),
      text('file', 'Files', 'MM_FILEPAGES', 'Mapped files in RAM.', NOTHING),
      text('shmem', 'Shared memory', 'MM_SHMEMPAGES', 'tmpfs and shared memory that it maps.', NOTHING),
      text('swap', 'Swap', 'MM_SWAPENTS', 'Its memory in swap.', NOTHING),
      text('pgtables', 'Page tables', 'pgtables_bytes', 'Empty: computed from its memory.'),
      text('totalVm', 'Address space', 'total_vm', 'Empty: its memory plus 8 MiB.'),
    ],
  },
  {
    title: 'How the kernel sees it',
    controls: [
      text(
        'oom_score_adj',
        'Adjustment',
        'oom_score_adj',
        'From -1000 (never) to 1000, in thousandths of totalpages.',
        {
          usually: '0',
          step: 1,
        },
      ),
      text(
        'oom_score_adj_min',
        'Lowest adjustment',
        'oom_score_adj_min',
        'How far down the process may set it without privilege. Empty: as root set it last.',
        { usually: 'as set by root', step: 1 },
      ),
      flag('kthread', 'Kernel thread', 'PF_KTHREAD', 'Part of the kernel: no memory of its own, never killed.'),
      flag('oomVictim', 'Dying already', 'signal->oom_mm', 'An earlier OOM chose it; the kernel waits for it.'),
      flag('oomSkip', 'Reaped', 'MMF_OOM_SKIP', 'Its memory is gone or cannot be freed.'),
      flag('oomOrigin', 'Cause of the shortage', 'oom_flag_origin', 'It asked to be killed first, as swapoff does.'),
      flag('vfork', 'vfork child', 'in_vfork()', 'It runs in the memory of its parent until it calls exec.'),
      flag('zombie', 'Zombie', 'EXIT_ZOMBIE', 'It has exited, but its parent has not collected it.'),
      flag(
        'leaderExited',
        'Leader exited',
        'mm == NULL',
        'Its main thread has exited, other threads live on (2 or more).',
      ),
      flag('stuck', 'Cannot exit', 'TASK_UNINTERRUPTIBLE', 'When it is killed, the OOM reaper has to take its memory.'),
      {
        kind: 'flag',
        key: 'inCpuset',
        label: 'Eligible by its cpuset',
        kernel: 'oom_cpuset_eligible()',
        hint: 'Off: its memory is not on the nodes that the failed allocation may use.',
        on: null,
        off: false,
        usually: true,
      },
      text('sharesMmWith', 'Shares the memory of', 'mm', 'The pid of the process whose memory it uses.', {
        usually: 'nobody',
      }),
      text('mems', 'Memory nodes', 'cpuset.mems', 'NUMA nodes that its cpuset lets it use, such as 0-1.', {
        usually: 'all',
      }),
      text('bind', 'Bound to nodes', 'MPOL_BIND', 'NUMA nodes of its memory policy.', { usually: 'none' }),
      text('attachSeq', 'Joined its cgroup as', '', 'Its position among the processes of its cgroup.', {
        usually: 'as in the list',
      }),
    ],
  },
]

const NO_LIMIT = { usually: 'max' }

export const CGROUP_GROUPS: readonly Group<CgroupKey>[] = [
  {
    title: 'Memory cgroup',
    controls: [
      text('path', 'Path', 'cgroup', 'Renames or moves it with everything in it.'),
      text('memory.max', 'Limit', 'memory.max', 'It runs out of memory at this usage.', NO_LIMIT),
      text('memory.swap.max', 'Swap limit', 'memory.swap.max', 'How much swap it may use.', NO_LIMIT),
      text('memory.high', 'Throttled above', 'memory.high', 'Above this, its processes are slowed down.', NO_LIMIT),
      text('memory.low', 'Protected', 'memory.low', 'Below this, reclaim spares it if possible.', NOTHING),
      text('memory.min', 'Guaranteed', 'memory.min', 'Below this, reclaim always spares it.', NOTHING),
      text('memory.current', 'Usage', 'memory.current', 'Empty: the sum of its processes.', { usually: 'the sum' }),
      text('memory.swap.current', 'Swap usage', 'memory.swap.current', 'Empty: the sum of its processes.', {
        usually: 'the sum',
      }),
      text('id', 'Id', 'cgroup id', 'The inode number of its directory.'),
      {
        kind: 'flag',
        key: 'memory.oom.group',
        label: 'Dies as a whole',
        kernel: 'memory.oom.group',
        hint: 'The whole cgroup dies with its victim.',
        on: 1,
        off: null,
        usually: false,
      },
      {
        kind: 'flag',
        key: 'memory',
        label: 'Memory controller',
        kernel: 'subtree_control',
        hint: 'Off: its processes are charged to the nearest ancestor that has it.',
        on: null,
        off: false,
        usually: true,
      },
      {
        kind: 'flag',
        key: 'cpu',
        label: 'CPU controller',
        kernel: 'subtree_control',
        hint: 'Off: sched_task_group of its tasks is that of the nearest cgroup above that has it.',
        on: null,
        off: false,
        usually: true,
      },
    ],
  },
]

export const OOM_GROUPS: readonly Group<OomKey>[] = [
  {
    title: 'What ran out, and who asked',
    controls: [
      {
        kind: 'path',
        key: 'scope',
        label: 'Out of memory',
        kernel: 'oc->memcg',
        hint: 'The whole machine, or the cgroup whose limit is reached.',
        root: false,
        before: [['global', 'the whole machine']],
      },
      text('invokerPid', 'Asked by', 'current->pid', 'The pid of the process whose allocation failed.'),
      text('gfp_mask', 'Allocation flags', 'gfp_mask', 'A 32-bit mask such as 0xcc0.'),
      text('order', 'Order', 'order', '2^order pages were asked for; -1 is SysRq-f.', { usually: '0', step: 1 }),
      text('request', 'Needs in all', '', 'How much it needs in total before it continues. Empty: that allocation.', {
        usually: '2^order pages',
      }),
      text(
        'notifiers',
        'Drivers give back',
        'oom_notify_list',
        'What balloon drivers free before anybody is killed.',
        NOTHING,
      ),
      text('nodemask', 'Nodes allowed', 'nodemask', 'NUMA nodes of the allocation’s memory policy.', {
        usually: 'all',
      }),
      text('cpuset', 'Cpuset', '', 'The name of its cpuset in the report.', { usually: '/' }),
      {
        kind: 'flag',
        key: 'pageFault',
        label: 'Page fault',
        hint: 'Off: a system call asked, and gets ENOMEM if nobody is killed in a cgroup.',
        on: null,
        off: false,
        usually: true,
      },
    ],
  },
]

export const MACHINE_GROUPS: readonly Group<MachineKey>[] = [
  {
    title: 'Machine',
    controls: [
      text('ram', 'RAM', 'totalram_pages()', 'Memory that the kernel manages.'),
      text('swap', 'Swap', 'total_swap_pages', 'Total swap.', NOTHING),
      text('uptimeSeconds', 'Up for', '', 'Seconds since boot.'),
      {
        kind: 'choice',
        key: 'kernel',
        label: 'Kernel',
        hint: 'The kernel whose rules and report apply.',
        options: KERNEL_VERSIONS.map((version) => [version, version] as const),
      },
      {
        kind: 'choice',
        key: 'hook',
        label: 'Hook for policies',
        hint: 'RFC v2 adds it. Released kernels do not have it: no policy is asked.',
        options: [
          [null, 'as in RFC v2'],
          ['none', 'none'],
        ],
      },
      {
        kind: 'choice',
        key: 'unsetPoints',
        label: 'After SELECT',
        kernel: 'chosen_points',
        hint: 'What chosen_points holds, as the hook leaves it unset.',
        options: [
          [null, '0: stack cleared'],
          ['long-max', 'LONG_MAX'],
        ],
      },
      text('title', 'Title', '', 'A short name for the machine.'),
      text('teaches', 'Teaches', '', 'One line.'),
    ],
  },
  {
    title: 'sysctl vm.*',
    controls: [
      {
        kind: 'choice',
        key: 'panic_on_oom',
        label: 'Panic',
        kernel: 'panic_on_oom',
        hint: 'The kernel panics instead of killing.',
        options: [
          [null, '0: never'],
          [1, '1: if the whole machine is out'],
          [2, '2: always'],
        ],
      },
      text('swappiness', 'Swappiness', 'swappiness', '0 keeps swap out of totalpages in a cgroup.', {
        usually: '60',
        step: 1,
      }),
      {
        kind: 'flag',
        key: 'oom_kill_allocating_task',
        label: 'Kill the asking process',
        kernel: 'oom_kill_allocating_task',
        hint: 'The process that asked is killed, and no policy is asked.',
        on: 1,
        off: null,
        usually: false,
      },
      {
        kind: 'flag',
        key: 'oom_dump_tasks',
        label: 'List processes',
        kernel: 'oom_dump_tasks',
        hint: 'The report includes the task table.',
        on: null,
        off: 0,
        usually: true,
      },
    ],
  },
]
