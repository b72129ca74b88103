// The constants that policies use: enumerators of the kernel (vmlinux.h has them) and #defines (vmlinux.h has not, an export must define
// them). Values that depend on the kernel's configuration are those of the playground's kernels.

import { INTERFACES, verdictConstants } from './interfaces.ts'
import type { ConstantRow } from './schema.ts'

type Extra = Pick<ConstantRow, 'since' | 'until'>

const enumerator = (
  name: string,
  value: number,
  type: string,
  doc: string,
  source: string,
  extra: Extra = {},
): ConstantRow => ({ name, value: BigInt(value), type, doc, source, inVmlinux: true, ...extra })

const define = (
  name: string,
  value: bigint | number,
  type: string,
  doc: string,
  source: string,
  extra: Extra = {},
): ConstantRow => ({ name, value: BigInt(value), type, doc, source, inVmlinux: false, ...extra })

const SCHED = 'include/linux/sched.h'

const TASK_FLAGS: readonly ConstantRow[] = [
  define('PF_IDLE', 0x2, 'int', 'The idle task of a CPU.', SCHED),
  define('PF_EXITING', 0x4, 'int', 'The task is on its way out.', SCHED),
  define('PF_WQ_WORKER', 0x20, 'int', 'A kernel thread that works off queues.', SCHED),
  define('PF_FORKNOEXEC', 0x40, 'int', 'Forked, but no exec yet.', SCHED),
  define('PF_SUPERPRIV', 0x100, 'int', 'It has used super-user rights.', SCHED),
  define('PF_DUMPCORE', 0x200, 'int', 'It is writing a core dump.', SCHED),
  define('PF_SIGNALED', 0x400, 'int', 'A signal killed it.', SCHED),
  define('PF_MEMALLOC', 0x800, 'int', 'It frees memory and may use the reserves.', SCHED),
  define('PF_KTHREAD', 0x200000, 'int', 'A kernel thread: the OOM killer never kills it.', SCHED),
]

const COREDUMP = 'include/linux/sched/coredump.h'

const MM_FLAGS: readonly ConstantRow[] = [
  define(
    'MMF_OOM_SKIP',
    21,
    'int',
    'Bit number in mm->flags: there is nothing left to take from this mm, so the OOM killer passes over it.',
    COREDUMP,
  ),
  define('MMF_UNSTABLE', 22, 'int', 'Bit number in mm->flags: the reaper has begun to take the memory away.', COREDUMP),
  define(
    'MMF_OOM_REAP_QUEUED',
    25,
    'int',
    'Bit number in mm->flags: the mm has been queued for the reaper once.',
    COREDUMP,
  ),
  define('MMF_MULTIPROCESS', 26, 'int', 'Bit number in mm->flags: more than one process uses the mm.', COREDUMP),
]

const SIGNAL = 'include/linux/sched/signal.h'

const SIGNAL_FLAGS: readonly ConstantRow[] = [
  define('SIGNAL_STOP_STOPPED', 0x1, 'int', 'signal->flags: the process is stopped (job control).', SIGNAL),
  define('SIGNAL_STOP_CONTINUED', 0x2, 'int', 'signal->flags: it was continued after a stop.', SIGNAL),
  define('SIGNAL_GROUP_EXIT', 0x4, 'int', 'signal->flags: the whole process is exiting.', SIGNAL),
  define('SIGNAL_UNKILLABLE', 0x40, 'int', 'signal->flags: init; fatal signals are ignored.', SIGNAL),
]

const OOM = 'include/linux/oom.h'
const UAPI_OOM = 'include/uapi/linux/oom.h'
const OOM_CONSTRAINT = 'enum oom_constraint'

const OOM_CONSTANTS: readonly ConstantRow[] = [
  enumerator('CONSTRAINT_NONE', 0, OOM_CONSTRAINT, 'oc->constraint: the whole machine is out of memory.', OOM),
  enumerator('CONSTRAINT_CPUSET', 1, OOM_CONSTRAINT, 'oc->constraint: the nodes of a cpuset are out of memory.', OOM),
  enumerator(
    'CONSTRAINT_MEMORY_POLICY',
    2,
    OOM_CONSTRAINT,
    'oc->constraint: the nodes of a memory policy are out of memory.',
    OOM,
  ),
  enumerator('CONSTRAINT_MEMCG', 3, OOM_CONSTRAINT, 'oc->constraint: a memory cgroup has reached its limit.', OOM),
  enumerator(
    'POLICY_NAME_LEN',
    16,
    'int',
    'Bytes in oc->policy_name. A longer name is cut and has no NUL.',
    'include/linux/oom.h (RFC v2, patch 2/5)',
  ),
  define(
    'OOM_SCORE_ADJ_MIN',
    -1000,
    'int',
    'oom_score_adj that keeps the kernel from choosing the process. A policy can still select it.',
    UAPI_OOM,
  ),
  define('OOM_SCORE_ADJ_MAX', 1000, 'int', 'The largest oom_score_adj.', UAPI_OOM),
  enumerator('TASK_COMM_LEN', 16, 'int', 'Bytes in task->comm, the NUL included.', SCHED),
]

const MM_TYPES = 'include/linux/mm_types_task.h'

const RSS_COUNTERS: readonly ConstantRow[] = [
  enumerator('MM_FILEPAGES', 0, 'int', 'Index into rss_stat: resident pages of files.', MM_TYPES),
  enumerator('MM_ANONPAGES', 1, 'int', 'Index into rss_stat: resident anonymous pages (heap, stack).', MM_TYPES),
  enumerator('MM_SWAPENTS', 2, 'int', 'Index into rss_stat: anonymous pages that are in swap.', MM_TYPES),
  enumerator('MM_SHMEMPAGES', 3, 'int', 'Index into rss_stat: resident pages of shared memory and tmpfs.', MM_TYPES),
  enumerator('NR_MM_COUNTERS', 4, 'int', 'How many counters rss_stat has.', MM_TYPES),
]

const SUBSYS = 'include/linux/cgroup_subsys.h'
const SUBSYS_ID = 'enum cgroup_subsys_id'
const SUBSYS_NOTE = 'Depends on the configuration: export it with bpf_core_enum_value().'

const CGROUP_SUBSYS: readonly ConstantRow[] = [
  enumerator('cpuset_cgrp_id', 0, SUBSYS_ID, `Index of the cpuset controller. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('cpu_cgrp_id', 1, SUBSYS_ID, `Index of the cpu controller. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('cpuacct_cgrp_id', 2, SUBSYS_ID, `Index of the cpuacct controller. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('memory_cgrp_id', 3, SUBSYS_ID, `Index of the memory controller in subsys[]. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('freezer_cgrp_id', 4, SUBSYS_ID, `Index of the freezer controller. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('pids_cgrp_id', 5, SUBSYS_ID, `Index of the pids controller. ${SUBSYS_NOTE}`, SUBSYS),
  enumerator('CGROUP_SUBSYS_COUNT', 6, SUBSYS_ID, 'How many controllers the kernel has.', SUBSYS),
]

const MEMCONTROL = 'include/linux/memcontrol.h'
const MEMCG_EVENT = 'enum memcg_memory_event'

const MEMCG_EVENTS: readonly ConstantRow[] = [
  enumerator('MEMCG_LOW', 0, MEMCG_EVENT, 'Index into memory_events: reclaimed below memory.low.', MEMCONTROL),
  enumerator('MEMCG_HIGH', 1, MEMCG_EVENT, 'Index into memory_events: slowed down above memory.high.', MEMCONTROL),
  enumerator(
    'MEMCG_MAX',
    2,
    MEMCG_EVENT,
    'Index into memory_events: ran into memory.max. From 7.4 on a charge that fails without trying to free memory counts too.',
    MEMCONTROL,
  ),
  enumerator(
    'MEMCG_OOM',
    3,
    MEMCG_EVENT,
    'Index into memory_events: an allocation was about to fail at the limit.',
    MEMCONTROL,
  ),
  enumerator('MEMCG_OOM_KILL', 4, MEMCG_EVENT, 'Index into memory_events: tasks killed by an OOM killer.', MEMCONTROL),
  enumerator('MEMCG_OOM_GROUP_KILL', 5, MEMCG_EVENT, 'Index into memory_events: kills of the whole group.', MEMCONTROL),
  enumerator('MEMCG_SWAP_HIGH', 6, MEMCG_EVENT, 'Index into memory_events: above memory.swap.high.', MEMCONTROL),
  enumerator('MEMCG_SWAP_MAX', 7, MEMCG_EVENT, 'Index into memory_events: ran into memory.swap.max.', MEMCONTROL),
  enumerator('MEMCG_SWAP_FAIL', 8, MEMCG_EVENT, 'Index into memory_events: no swap to be had.', MEMCONTROL),
]

const UAPI_BPF = 'include/uapi/linux/bpf.h'
const MAP_TYPE = 'enum bpf_map_type'

const MAP_TYPES: readonly ConstantRow[] = [
  enumerator('BPF_MAP_TYPE_UNSPEC', 0, MAP_TYPE, 'No map type.', UAPI_BPF),
  enumerator(
    'BPF_MAP_TYPE_HASH',
    1,
    MAP_TYPE,
    'Map of keys to values, preallocated unless BPF_F_NO_PREALLOC says otherwise.',
    UAPI_BPF,
  ),
  enumerator(
    'BPF_MAP_TYPE_ARRAY',
    2,
    MAP_TYPE,
    'Values by index from 0; all exist from the start and are 0.',
    UAPI_BPF,
  ),
  enumerator('BPF_MAP_TYPE_PERF_EVENT_ARRAY', 4, MAP_TYPE, 'Perf events, to send records to user space.', UAPI_BPF),
  enumerator(
    'BPF_MAP_TYPE_PERCPU_HASH',
    5,
    MAP_TYPE,
    'Hash with a value for every CPU; here there is one CPU.',
    UAPI_BPF,
  ),
  enumerator(
    'BPF_MAP_TYPE_PERCPU_ARRAY',
    6,
    MAP_TYPE,
    'Array with a value for every CPU; here there is one CPU.',
    UAPI_BPF,
  ),
  enumerator(
    'BPF_MAP_TYPE_LRU_HASH',
    9,
    MAP_TYPE,
    'Hash that, when full, lets go of the entry that was used longest ago.',
    UAPI_BPF,
  ),
  enumerator(
    'BPF_MAP_TYPE_LRU_PERCPU_HASH',
    10,
    MAP_TYPE,
    'LRU hash with a value for every CPU; here there is one CPU.',
    UAPI_BPF,
  ),
  enumerator('BPF_MAP_TYPE_LPM_TRIE', 11, MAP_TYPE, 'Longest prefix match.', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_QUEUE', 22, MAP_TYPE, 'First in, first out.', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_STACK', 23, MAP_TYPE, 'Last in, first out.', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_PROG_ARRAY', 3, MAP_TYPE, 'Programs for bpf_tail_call().', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_STACK_TRACE', 7, MAP_TYPE, 'Stack traces by their number.', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_RINGBUF', 27, MAP_TYPE, 'Records for user space.', UAPI_BPF),
  enumerator('BPF_MAP_TYPE_TASK_STORAGE', 29, MAP_TYPE, 'A value for a task; it goes when the task goes.', UAPI_BPF),
  enumerator(
    'BPF_MAP_TYPE_CGRP_STORAGE',
    32,
    MAP_TYPE,
    'A value for a cgroup; it goes when the cgroup goes.',
    UAPI_BPF,
    { since: '6.2' },
  ),
]

const BPF_FLAGS: readonly ConstantRow[] = [
  enumerator('BPF_ANY', 0, 'int', 'bpf_map_update_elem(): make a new entry or change the one there is.', UAPI_BPF),
  enumerator(
    'BPF_NOEXIST',
    1,
    'int',
    'bpf_map_update_elem(): only make a new entry; -EEXIST when there is one.',
    UAPI_BPF,
  ),
  enumerator(
    'BPF_EXIST',
    2,
    'int',
    'bpf_map_update_elem(): only change an entry; -ENOENT when there is none.',
    UAPI_BPF,
  ),
  enumerator('BPF_F_LOCK', 4, 'int', 'Work under the spin lock in the value. Not simulated.', UAPI_BPF),
  enumerator(
    'BPF_F_NO_PREALLOC',
    1,
    'int',
    'map_flags: entries are allocated when they are made, which is a bad idea while memory is short. TASK_STORAGE and CGRP_STORAGE need it.',
    UAPI_BPF,
  ),
  enumerator('BPF_F_CURRENT_CPU', 0xffffffff, 'u64', 'bpf_perf_event_output(): the buffer of this CPU.', UAPI_BPF),
  enumerator(
    'BPF_F_INDEX_MASK',
    0xffffffff,
    'u64',
    'bpf_perf_event_output(): the part of flags that names the CPU.',
    UAPI_BPF,
  ),
  enumerator('BPF_RB_NO_WAKEUP', 1, 'int', 'bpf_ringbuf_submit(): do not wake the reader.', UAPI_BPF),
  enumerator('BPF_RB_FORCE_WAKEUP', 2, 'int', 'bpf_ringbuf_submit(): wake the reader.', UAPI_BPF),
  enumerator('BPF_RB_AVAIL_DATA', 0, 'int', 'bpf_ringbuf_query(): bytes that nobody has read yet.', UAPI_BPF),
  enumerator('BPF_RB_RING_SIZE', 1, 'int', 'bpf_ringbuf_query(): bytes of the ring buffer.', UAPI_BPF),
  enumerator('BPF_RB_CONS_POS', 2, 'int', 'bpf_ringbuf_query(): how far the reader is.', UAPI_BPF),
  enumerator('BPF_RB_PROD_POS', 3, 'int', 'bpf_ringbuf_query(): how far the programs are.', UAPI_BPF),
  enumerator('BPF_CGROUP_ITER_ORDER_UNSPEC', 0, 'int', 'Cgroup walks: no order, which is an error.', UAPI_BPF, {
    since: '6.1',
  }),
  enumerator('BPF_CGROUP_ITER_SELF_ONLY', 1, 'int', 'Cgroup walks: the cgroup alone.', UAPI_BPF, { since: '6.1' }),
  enumerator('BPF_CGROUP_ITER_DESCENDANTS_PRE', 2, 'int', 'Cgroup walks: a cgroup before those below it.', UAPI_BPF, {
    since: '6.1',
  }),
  enumerator('BPF_CGROUP_ITER_DESCENDANTS_POST', 3, 'int', 'Cgroup walks: a cgroup after those below it.', UAPI_BPF, {
    since: '6.1',
  }),
  enumerator('BPF_CGROUP_ITER_ANCESTORS_UP', 4, 'int', 'Cgroup walks: from a cgroup up to the root.', UAPI_BPF, {
    since: '6.1',
  }),
  enumerator('BPF_TASK_ITER_ALL_PROCS', 0, 'int', 'bpf_iter_task_new(): every process.', 'kernel/bpf/task_iter.c', {
    since: '6.7',
  }),
  enumerator(
    'BPF_TASK_ITER_ALL_THREADS',
    1,
    'int',
    'bpf_iter_task_new(): every thread of every process.',
    'kernel/bpf/task_iter.c',
    { since: '6.7' },
  ),
  enumerator(
    'BPF_TASK_ITER_PROC_THREADS',
    2,
    'int',
    'bpf_iter_task_new(): the threads of one process.',
    'kernel/bpf/task_iter.c',
    { since: '6.7' },
  ),
  enumerator('BPF_F_NO_COMMON_LRU', 2, 'int', 'map_flags: an LRU list a CPU.', UAPI_BPF),
  enumerator('BPF_F_NUMA_NODE', 4, 'int', 'map_flags: put the map on one NUMA node.', UAPI_BPF),
  enumerator('BPF_F_RDONLY', 8, 'int', 'map_flags: user space may only read.', UAPI_BPF),
  enumerator('BPF_F_WRONLY', 16, 'int', 'map_flags: user space may only write.', UAPI_BPF),
  enumerator('BPF_F_ZERO_SEED', 64, 'int', 'map_flags: hash with seed 0, for tests.', UAPI_BPF),
  enumerator('BPF_F_RDONLY_PROG', 128, 'int', 'map_flags: programs may only read.', UAPI_BPF),
  enumerator('BPF_F_WRONLY_PROG', 256, 'int', 'map_flags: programs may only write.', UAPI_BPF),
  enumerator('BPF_F_MMAPABLE', 1024, 'int', 'map_flags: user space may mmap() the array.', UAPI_BPF),
  enumerator(
    'BPF_LOCAL_STORAGE_GET_F_CREATE',
    1,
    'int',
    'bpf_task_storage_get() and bpf_cgrp_storage_get(): make the value when there is none. That allocates.',
    UAPI_BPF,
  ),
]

const GFP = 'include/linux/gfp_types.h'

const gfp = (name: string, value: number, doc: string, extra: Extra = {}): ConstantRow =>
  define(name, value, 'unsigned int', doc, GFP, extra)

const GFP_FLAGS: readonly ConstantRow[] = [
  gfp('__GFP_DMA', 0x1, 'oc->gfp_mask: memory for old DMA.'),
  gfp('__GFP_HIGHMEM', 0x2, 'oc->gfp_mask: memory above the direct map will do.'),
  gfp('__GFP_DMA32', 0x4, 'oc->gfp_mask: memory below 4 GiB.'),
  gfp('__GFP_MOVABLE', 0x8, 'oc->gfp_mask: the page can be moved later.'),
  gfp('__GFP_RECLAIMABLE', 0x10, 'oc->gfp_mask: slab memory that can be given back.'),
  gfp('__GFP_HIGH', 0x20, 'oc->gfp_mask: urgent, may use part of the reserves.'),
  gfp('__GFP_IO', 0x40, 'oc->gfp_mask: may start I/O.'),
  gfp('__GFP_FS', 0x80, 'oc->gfp_mask: may call into file systems. A global OOM without it kills nobody.'),
  gfp('__GFP_ZERO', 0x100, 'oc->gfp_mask: zeroed memory.'),
  gfp('__GFP_ATOMIC', 0x200, 'oc->gfp_mask: may not sleep.', { until: '6.3' }),
  gfp('__GFP_DIRECT_RECLAIM', 0x400, 'oc->gfp_mask: may free memory itself.'),
  gfp('__GFP_KSWAPD_RECLAIM', 0x800, 'oc->gfp_mask: may wake kswapd.'),
  gfp('__GFP_WRITE', 0x1000, 'oc->gfp_mask: the page will be written to.'),
  gfp('__GFP_NOWARN', 0x2000, 'oc->gfp_mask: no message when it fails.'),
  gfp('__GFP_RETRY_MAYFAIL', 0x4000, 'oc->gfp_mask: try hard, then fail; no OOM kill.'),
  gfp('__GFP_NOFAIL', 0x8000, 'oc->gfp_mask: must not fail.'),
  gfp('__GFP_NORETRY', 0x10000, 'oc->gfp_mask: fail early; no OOM kill.'),
  gfp('__GFP_MEMALLOC', 0x20000, 'oc->gfp_mask: may use all reserves.'),
  gfp('__GFP_COMP', 0x40000, 'oc->gfp_mask: one compound page.'),
  gfp('__GFP_NOMEMALLOC', 0x80000, 'oc->gfp_mask: never use the reserves.'),
  gfp('__GFP_HARDWALL', 0x100000, "oc->gfp_mask: stay in the cpuset's nodes."),
  gfp('__GFP_THISNODE', 0x200000, 'oc->gfp_mask: from this node only.'),
  gfp('__GFP_ACCOUNT', 0x400000, 'oc->gfp_mask: charge the memory cgroup.'),
  gfp('GFP_NOIO', 0xc00, 'oc->gfp_mask: may free memory, but start no I/O.'),
  gfp('GFP_NOFS', 0xc40, 'oc->gfp_mask: may start I/O, but not call into file systems.'),
  gfp('GFP_KERNEL', 0xcc0, "oc->gfp_mask: the kernel's ordinary allocation."),
  gfp('GFP_KERNEL_ACCOUNT', 0x400cc0, 'oc->gfp_mask: GFP_KERNEL that is charged to the memory cgroup.'),
  gfp('GFP_USER', 0x100cc0, 'oc->gfp_mask: for user space, but used by the kernel too.'),
  gfp('GFP_HIGHUSER', 0x100cc2, 'oc->gfp_mask: for user space.'),
  gfp('GFP_HIGHUSER_MOVABLE', 0x100cca, 'oc->gfp_mask: for user space, movable: page faults.'),
]

const ERRNO = 'include/uapi/asm-generic/errno-base.h'

/** What helpers return, negated. */
const ERRORS: readonly ConstantRow[] = [
  define('EPERM', 1, 'int', 'Error number: not permitted.', ERRNO),
  define('ENOENT', 2, 'int', 'Error number: there is no such entry.', ERRNO),
  define('E2BIG', 7, 'int', 'Error number: too many; the map is full, or the index is outside the array.', ERRNO),
  define('ENOMEM', 12, 'int', 'Error number: no memory.', ERRNO),
  define('EFAULT', 14, 'int', 'Error number: a bad address.', ERRNO),
  define('EAGAIN', 11, 'int', 'Error number: no room now.', ERRNO),
  define('EBUSY', 16, 'int', 'Error number: busy.', ERRNO),
  define('EEXIST', 17, 'int', 'Error number: there is one already.', ERRNO),
  define('EINVAL', 22, 'int', 'Error number: an argument makes no sense.', ERRNO),
  define('ERANGE', 34, 'int', 'Error number: out of range; a read through NULL gives it.', ERRNO),
]

const LIMITS: readonly ConstantRow[] = [
  define('CLOCK_REALTIME', 0, 'int', 'The wall clock.', 'include/uapi/linux/time.h'),
  define('CLOCK_MONOTONIC', 1, 'int', 'Time since boot without time asleep.', 'include/uapi/linux/time.h'),
  define('CLOCK_BOOTTIME', 7, 'int', 'Time since boot with time asleep.', 'include/uapi/linux/time.h'),
  define('PAGE_SHIFT', 12, 'int', 'A page has 1 << PAGE_SHIFT bytes.', 'arch/x86/include/asm/page_types.h'),
  define('PAGE_SIZE', 4096, 'unsigned long', 'Bytes of a page.', 'arch/x86/include/asm/page_types.h'),
  define(
    'PAGE_COUNTER_MAX',
    2251799813685247n,
    'unsigned long',
    'The limit of a page_counter that stands for "max".',
    'include/linux/page_counter.h',
  ),
  define('MAX_NICE', 19, 'int', 'The largest nice value.', 'include/linux/sched/prio.h'),
  define('MIN_NICE', -20, 'int', 'The smallest nice value.', 'include/linux/sched/prio.h'),
  define('DEFAULT_PRIO', 120, 'int', 'task->static_prio of nice 0.', 'include/linux/sched/prio.h'),
  define('INT_MAX', 2147483647, 'int', 'The largest int.', 'include/vdso/limits.h'),
  define('INT_MIN', -2147483648, 'int', 'The smallest int.', 'include/vdso/limits.h'),
  define('UINT_MAX', 4294967295, 'unsigned int', 'The largest unsigned int.', 'include/vdso/limits.h'),
  define(
    'LONG_MAX',
    (1n << 63n) - 1n,
    'long',
    'The largest long: the score of an OOM origin.',
    'include/vdso/limits.h',
  ),
  define(
    'LONG_MIN',
    -(1n << 63n),
    'long',
    'The smallest long: "never" as a score, and oc->chosen_points at the start.',
    'include/vdso/limits.h',
  ),
  define('ULONG_MAX', (1n << 64n) - 1n, 'unsigned long', 'The largest unsigned long.', 'include/vdso/limits.h'),
  define('U32_MAX', 4294967295, 'unsigned int', 'The largest u32.', 'include/linux/limits.h'),
  define('U64_MAX', (1n << 64n) - 1n, 'unsigned long', 'The largest u64.', 'include/linux/limits.h'),
]

export const CONSTANTS: readonly ConstantRow[] = [
  ...INTERFACES.flatMap(verdictConstants),
  ...TASK_FLAGS,
  ...MM_FLAGS,
  ...SIGNAL_FLAGS,
  ...OOM_CONSTANTS,
  ...RSS_COUNTERS,
  ...CGROUP_SUBSYS,
  ...MEMCG_EVENTS,
  ...MAP_TYPES,
  ...BPF_FLAGS,
  ...GFP_FLAGS,
  ...ERRORS,
  ...LIMITS,
]
