// The file format of a scenario, version 1: which keys there are, what they may hold, and what they mean. The validator checks with this
// schema and `public/scenario.schema.json` is made from it (`json-schema.ts`). Rules that need more than one value are in `build.ts`.

import * as v from 'valibot'

import { DEFAULT_KERNEL, isKernelVersion, KERNEL_VERSIONS, type KernelVersion } from '../kernel/versions.ts'
import { ASSUMPTIONS } from './assumption.ts'
import { MAX_NODES, parseNodeList } from './node-list.ts'
import { parseSize } from './size.ts'

/** Where the published JSON Schema lives, seen from a scenario file: what `$schema` holds. */
export const SCHEMA_FILE = 'scenario.schema.json'

/** The kernel's PID_MAX_LIMIT on 64-bit machines. */
export const PID_MAX = 4194304
export const TASK_LIMIT = 1_000_000

/** The JSON Schema of one value, kept beside its check as valibot metadata. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One value: its check, what it must be ("must be …", for messages), and its JSON Schema. */
const leaf = <T>(check: (value: unknown) => boolean, expected: string, jsonSchema: JsonSchema) =>
  v.pipe(v.custom<T>(check, expected), v.metadata({ jsonSchema }))

const integer = (minimum: number, maximum: number, description: string) =>
  leaf<number>(
    (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum,
    `must be a whole number from ${minimum} to ${maximum === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : maximum}`,
    { type: 'integer', minimum, maximum, description },
  )

/** A time; fractions count down to the nanosecond. */
const seconds = (description: string) =>
  leaf<number>(
    (value) => typeof value === 'number' && value >= 0 && value <= 2 ** 32,
    `must be a number of seconds from 0 to ${2 ** 32}`,
    { type: 'number', minimum: 0, maximum: 2 ** 32, description },
  )

const choice = <T extends string | number>(values: readonly T[], description: string) =>
  leaf<T>(
    (value) => values.some((one) => one === value),
    `must be ${values.map((one) => JSON.stringify(one)).join(' or ')}`,
    {
      enum: values,
      description,
    },
  )

const text = (description: string) =>
  leaf<string>((value) => typeof value === 'string', 'must be text', { type: 'string', description })

const flag = (description: string) =>
  leaf<boolean>((value) => typeof value === 'boolean', 'must be true or false', { type: 'boolean', description })

const SIZE_JSON: readonly JsonSchema[] = [
  { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  { type: 'string', pattern: '^ *\\d+(\\.\\d+)?([KMGTkmgt][iI]?)?[Bb]? *$' },
]

/** An amount of memory. It stays as it was written; `build.ts` makes pages of it. */
const size = (description: string) =>
  leaf<number | string>(
    (value) => parseSize(value) !== null,
    'must be a size: a whole number of bytes, or text such as "96M", "512K" or "2G"',
    { anyOf: SIZE_JSON, description },
  )

const limit = (description: string) =>
  leaf<number | string>(
    (value) => value === 'max' || parseSize(value) !== null,
    'must be a size such as "96M", "512K" or "2G", or "max"',
    { anyOf: [...SIZE_JSON, { const: 'max' }], description },
  )

const CGROUP_PATH = /^\/$|^(?:\/(?!\.{1,2}(?:\/|$))[^/\0\n]+)+$/

const cgroupPath = (description: string) =>
  leaf<string>(
    (value) => typeof value === 'string' && CGROUP_PATH.test(value),
    'must be a path from the root such as "/system.slice/nginx.service"',
    { type: 'string', pattern: '^/', description },
  )

const gfpMask = leaf<number | string>(
  (value) => {
    const number = typeof value === 'string' && /^(0x[\da-f]+|\d+)$/i.test(value) ? Number(value) : value
    return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 0xffffffff
  },
  'must be a 32-bit mask: a number, or text such as "0xcc0"',
  {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: 0xffffffff },
      { type: 'string', pattern: '^(0[xX][0-9a-fA-F]{1,8}|[0-9]+)$' },
    ],
    description: 'The gfp flags of the failed allocation. Default: 0xcc0 in a memcg, 0x140dca in a global OOM.',
  },
)

/** Stays as it was written; `build.ts` makes numbers of it. */
const nodeList = (description: string) =>
  leaf<string>(
    (value) => typeof value === 'string' && parseNodeList(value) !== null,
    `must be a list of NUMA nodes below ${MAX_NODES} such as "0" or "0-1,3"`,
    { type: 'string', pattern: '^ *\\d{1,2}(-\\d{1,2})?( *, *\\d{1,2}(-\\d{1,2})?)* *$', description },
  )

const pid = (description: string) => integer(1, PID_MAX, description)

const NOT_AN_OBJECT = 'must be an object, {…}'

export const SYSCTL = v.object(
  {
    panic_on_oom: v.optional(
      choice([0, 1, 2], 'vm.panic_on_oom: 0 never, 1 in a system-wide OOM, 2 always. Default 0.'),
    ),
    oom_kill_allocating_task: v.optional(choice([0, 1], 'vm.oom_kill_allocating_task. Default 0.')),
    oom_dump_tasks: v.optional(choice([0, 1], 'vm.oom_dump_tasks: the report lists the tasks. Default 1.')),
    swappiness: v.optional(
      integer(0, 200, 'vm.swappiness; 0 keeps swap out of totalpages in a memcg OOM. Default 60.'),
    ),
  },
  NOT_AN_OBJECT,
)

export const MACHINE = v.object(
  {
    ram: size('Memory that the kernel manages.'),
    swap: v.optional(size('Total swap. Default 0.')),
    kernelMemory: v.optional(
      size(
        'Memory of the kernel itself, without slab, that is charged to no cgroup. Default: 16 MiB and a 64th of RAM, if there is room.',
      ),
    ),
    slab: v.optional(size('Slab that is charged to no cgroup. Default: as much as kernelMemory.')),
    fileCache: v.optional(
      size(
        'File cache and tmpfs files that no process maps, charged to no cgroup. Default 0. Where one of these three is left out, an OOM of the machine fills it with memory of unknown use.',
      ),
    ),
    uptimeSeconds: v.optional(
      seconds('Seconds since boot when memory ran out. Default 3600, or the start of the last task if that is later.'),
    ),
    sysctl: v.optional(SYSCTL),
    unsetPoints: v.optional(
      choice(
        ['zero', 'long-max'],
        'What chosen_points holds after a SELECT of a policy, which the hook leaves unset: zero on kernels that clear the stack, long-max on others. Default zero.',
      ),
    ),
    nodes: v.optional(
      v.array(size('Present memory of a NUMA node.'), 'must be a list of sizes, one for each NUMA node'),
    ),
  },
  NOT_AN_OBJECT,
)

export const CGROUP = v.object(
  {
    path: cgroupPath('Path from the root. Cgroups stand in the order in which they were made.'),
    id: v.optional(
      integer(1, Number.MAX_SAFE_INTEGER, 'The cgroup id: the inode of its directory. Default: made up, ascending.'),
    ),
    memory: v.optional(
      flag(
        'False: the memory controller is not enabled here or below, so tasks are charged to the nearest ancestor that has it. Default true.',
      ),
    ),
    cpu: v.optional(
      flag(
        'False: the cpu controller is not enabled here or below, so sched_task_group is that of the nearest ancestor that has it. Default true.',
      ),
    ),
    cssSetSeq: v.optional(
      integer(
        0,
        Number.MAX_SAFE_INTEGER,
        'Its place in the order in which cgroups of one memory controller first got tasks. Default: that of its first task.',
      ),
    ),
    'memory.max': v.optional(limit('The hard limit. Default max.')),
    'memory.high': v.optional(limit('The throttling limit. Default max.')),
    'memory.low': v.optional(limit('Best-effort protection. Default 0.')),
    'memory.min': v.optional(limit('Hard protection. Default 0.')),
    'memory.swap.max': v.optional(limit('The swap limit. Default max.')),
    'memory.oom.group': v.optional(choice([0, 1], '1: the whole cgroup dies with its victim. Default 0.')),
    'memory.current': v.optional(size('Charged memory of the subtree. Default: the sum of its tasks.')),
    kernelMemory: v.optional(
      size('Memory of the kernel that is charged to this cgroup itself, without slab and page tables. Default 0.'),
    ),
    slab: v.optional(size('Slab that is charged to this cgroup itself. Default 0.')),
    fileCache: v.optional(
      size(
        'File cache and tmpfs files that no process maps, charged to this cgroup itself. Default 0. Where one of these three is left out, an OOM of the cgroup fills it with memory of unknown use.',
      ),
    ),
    'memory.swap.current': v.optional(size('Swap of the subtree. Default: the sum of its tasks.')),
  },
  NOT_AN_OBJECT,
)

export const TASK = v.object(
  {
    pid: pid('Process id. Tasks stand in fork order.'),
    ppid: v.optional(
      integer(0, PID_MAX, 'The parent; 0 for what the kernel started. Default 1, and 0 for pid 1 and 2.'),
    ),
    comm: text('The name, at most 15 bytes.'),
    uid: v.optional(integer(0, 0xfffffffe, 'The user. Default 0.')),
    cgroup: v.optional(cgroupPath('Path of its cgroup. Default /.')),
    anon: v.optional(size('Resident anonymous memory. Default 0.')),
    file: v.optional(size('Resident file pages. Default 0.')),
    shmem: v.optional(size('Resident shared memory. Default 0.')),
    sharedMemory: v.optional(
      text(
        'The shared memory that its shmem is a part of. Processes with the same name map the same, which is counted once. Default: not known.',
      ),
    ),
    swap: v.optional(size('Swapped out. Default 0.')),
    pgtables: v.optional(
      size('Page tables. Default: 8 pages, and one for every 512 pages that are resident or swapped; 0 without an mm.'),
    ),
    totalVm: v.optional(size('Address space. Default: resident and swapped memory and 8 MiB more; 0 without an mm.')),
    oom_score_adj: v.optional(integer(-1000, 1000, 'Default 0.')),
    oom_score_adj_min: v.optional(
      integer(
        -1000,
        1000,
        'The lowest oom_score_adj that it may give itself without privilege. Default: what root wrote last, or what it inherited from its parent.',
      ),
    ),
    threads: v.optional(integer(1, PID_MAX, 'Threads of the process. Default 1; 2 where the leader has exited.')),
    startSeconds: v.optional(
      seconds(
        'Seconds after boot at which it was forked, also fractions. Default: that of the task before it, 0 for the first; tasks with one value follow each other by a nanosecond.',
      ),
    ),
    attachSeq: v.optional(
      integer(
        0,
        Number.MAX_SAFE_INTEGER,
        'Its place in the order in which tasks joined their cgroups. Default: its place in the list.',
      ),
    ),
    kthread: v.optional(flag('A kernel thread: no memory of its own, never killed. Default false.')),
    leaderExited: v.optional(
      flag('Its main thread has exited, other threads live on: task->mm reads NULL. Default false.'),
    ),
    zombie: v.optional(flag('It has exited and waits for its parent: no memory. Default false.')),
    oomVictim: v.optional(flag('It is an OOM victim already and still dying. Default false.')),
    oomSkip: v.optional(flag('The OOM reaper is done with it: MMF_OOM_SKIP. Default false.')),
    oomOrigin: v.optional(flag('Marked by the kernel to go first, as during swapoff. Default false.')),
    vfork: v.optional(flag('A vfork child before its exec: it runs in the memory of its parent. Default false.')),
    sharesMmWith: v.optional(pid('The process whose memory it shares.')),
    inCpuset: v.optional(
      flag('False: it may not use the nodes that ran out, so a global OOM spares it. Default true.'),
    ),
    stuck: v.optional(
      flag('It cannot exit when it is killed, so that the OOM reaper takes its memory 2 s later. Default false.'),
    ),
    nice: v.optional(integer(-20, 19, 'The nice value: the scheduler prefers smaller ones. Default 0.')),
    mems: v.optional(nodeList('NUMA nodes that its cpuset lets it use (Mems_allowed). Default: all.')),
    bind: v.optional(nodeList('NUMA nodes of its MPOL_BIND memory policy. Default: no policy.')),
  },
  NOT_AN_OBJECT,
)

const MEMCG_SCOPE = v.object({ memcg: cgroupPath('The cgroup that is over its limit.') }, NOT_AN_OBJECT)

export const OOM = v.object(
  {
    scope: v.union(
      [choice(['global'], 'The whole machine is out of memory.'), MEMCG_SCOPE],
      'must be "global" or {"memcg": "/path"}',
    ),
    invokerPid: v.optional(pid('The task whose allocation failed. Default: the largest task in scope.')),
    gfp_mask: v.optional(gfpMask),
    order: v.optional(integer(-1, 10, 'The failed allocation was of 2^order pages; -1 is sysrq-f. Default 0.')),
    request: v.optional(size('What the task needs in all before it goes on. Default: 2^order pages.')),
    pageFault: v.optional(
      flag(
        'False: a system call asked for the memory and fails when nobody can be killed in a memcg. A page fault is tried again. Default true.',
      ),
    ),
    nodemask: v.optional(nodeList('NUMA nodes of the memory policy of the allocation. Default: no policy.')),
    cpuset: v.optional(
      leaf<string>(
        (value) => typeof value === 'string' && /^(?:\/|[^/\0\n]+)$/.test(value),
        'must be the name of a cgroup such as "nginx.service", or "/"',
        {
          type: 'string',
          pattern: '^(/|[^/\\n]+)$',
          description:
            "Name of the cpuset of the task whose allocation failed: the last part of its cgroup's path where the cpuset controller is enabled. Only the report shows it. Default /.",
        },
      ),
    ),
    notifiers: v.optional(
      size('What drivers (balloons) give back when memory runs out, before anybody is killed. Default 0.'),
    ),
  },
  NOT_AN_OBJECT,
)

export const SCENARIO = v.object(
  {
    $schema: v.optional(text('Names this schema, for editors.')),
    version: choice([1], 'The version of this format.'),
    title: v.optional(text('A short name. Default "Untitled machine".')),
    teaches: v.optional(text('One line: what one learns from it.')),
    kernel: v.optional(
      leaf<KernelVersion>(
        (value) => typeof value === 'string' && isKernelVersion(value),
        `must be one of ${KERNEL_VERSIONS.map((one) => `"${one}"`).join(', ')}`,
        { enum: KERNEL_VERSIONS, description: `The kernel whose rules apply. Default ${DEFAULT_KERNEL}.` },
      ),
    ),
    hook: v.optional(
      choice(
        ['rfc-v2', 'none'],
        'none: a kernel without the hooks of RFC v2, as all released kernels are. Default rfc-v2.',
      ),
    ),
    machine: MACHINE,
    assumed: v.optional(
      v.array(
        choice(ASSUMPTIONS, 'What a log or a snapshot did not say about its processes: stand-ins are there.'),
        'must be a list, […]',
      ),
    ),
    cgroups: v.optional(v.array(CGROUP, 'must be a list, […]')),
    tasks: v.array(TASK, 'must be a list, […]'),
    oom: OOM,
  },
  NOT_AN_OBJECT,
)

export type ScenarioFile = v.InferOutput<typeof SCENARIO>
export type MachineFile = v.InferOutput<typeof MACHINE>
export type CgroupFile = v.InferOutput<typeof CGROUP>
export type TaskFile = v.InferOutput<typeof TASK>
export type OomFile = v.InferOutput<typeof OOM>

/** The keys that an object of the format may have. */
export const keysOf = (schema: { readonly entries: object }): readonly string[] => Object.keys(schema.entries)
