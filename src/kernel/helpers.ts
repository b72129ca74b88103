// The BPF helpers and kfuncs that programs on the OOM hooks may call, and those that they may not, with the reason.
// Those without `refused` are simulated: `bpf_runtime.c` or `oom_kill.c` has a function of that name.

import type { HelperRow } from './schema.ts'
import type { Release } from './versions.ts'

type Extra = Pick<HelperRow, 'until' | 'args' | 'looks' | 'mayReturnNull' | 'refused'>

const UAPI_BPF = 'include/uapi/linux/bpf.h'
const HELPERS_C = 'kernel/bpf/helpers.c'

const helper = (name: string, since: Release, prototype: string, doc: string, extra: Extra = {}): HelperRow => ({
  name,
  kind: 'helper',
  prototype,
  doc,
  source: UAPI_BPF,
  since,
  ...extra,
})

const kfunc = (
  name: string,
  since: Release,
  prototype: string,
  doc: string,
  extra: Extra = {},
  source: string = HELPERS_C,
): HelperRow => ({ name, kind: 'kfunc', prototype, doc, source, since, ...extra })

const MAP_HELPERS: readonly HelperRow[] = [
  helper(
    'bpf_map_lookup_elem',
    '3.19',
    'void *bpf_map_lookup_elem(void *map, const void *key)',
    'The address of the value for a key, or NULL. Changes through the pointer are seen by everybody.',
    {
      looks: true,
      args: { map: 'map', key: 'map-key' },
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_map_update_elem',
    '3.19',
    'long bpf_map_update_elem(void *map, const void *key, const void *value, u64 flags)',
    'Stores a copy of the value. flags: BPF_ANY, BPF_NOEXIST or BPF_EXIST. 0, or -E2BIG when the map is full or the index is outside the array, -EEXIST, -ENOENT, -EINVAL.',
    {
      args: { map: 'map', key: 'map-key', value: 'map-value' },
    },
  ),
  helper(
    'bpf_map_delete_elem',
    '3.19',
    'long bpf_map_delete_elem(void *map, const void *key)',
    'Deletes an entry. 0, -ENOENT when there is none, -EINVAL for arrays.',
    {
      args: { map: 'map', key: 'map-key' },
    },
  ),
  helper(
    'bpf_map_lookup_percpu_elem',
    '5.19',
    'void *bpf_map_lookup_percpu_elem(void *map, const void *key, u32 cpu)',
    'The value that a CPU has for a key in a PERCPU map, or NULL. The playground has one CPU, number 0.',
    {
      args: { map: 'map', key: 'map-key' },
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_for_each_map_elem',
    '5.13',
    'long bpf_for_each_map_elem(void *map, void *callback_fn, void *callback_ctx, u64 flags)',
    'Calls long callback_fn(map, key, value, ctx) for every entry until it returns 1. Gives the number of calls, or -EINVAL when flags is not 0.',
    {
      args: { map: 'map', callback_fn: 'callback' },
    },
  ),
  helper(
    'bpf_task_storage_get',
    '5.11',
    'void *bpf_task_storage_get(void *map, struct task_struct *task, void *value, u64 flags)',
    'The value that a TASK_STORAGE map keeps for a task, or NULL. With BPF_LOCAL_STORAGE_GET_F_CREATE it is made, as a copy of value or zero; that allocates, which may fail while memory is short.',
    {
      args: { map: 'map', task: 'btf', value: 'map-value' },
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_task_storage_delete',
    '5.11',
    'long bpf_task_storage_delete(void *map, struct task_struct *task)',
    "Deletes a task's value. 0, or -ENOENT.",
    {
      args: { map: 'map', task: 'btf' },
    },
  ),
  helper(
    'bpf_cgrp_storage_get',
    '6.2',
    'void *bpf_cgrp_storage_get(void *map, struct cgroup *cgroup, void *value, u64 flags)',
    'The value that a CGRP_STORAGE map keeps for a cgroup, or NULL. With BPF_LOCAL_STORAGE_GET_F_CREATE it is made, as a copy of value or zero; that allocates.',
    {
      args: { map: 'map', cgroup: 'btf', value: 'map-value' },
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_cgrp_storage_delete',
    '6.2',
    'long bpf_cgrp_storage_delete(void *map, struct cgroup *cgroup)',
    "Deletes a cgroup's value. 0, or -ENOENT.",
    {
      args: { map: 'map', cgroup: 'btf' },
    },
  ),
]

const CURRENT_NOTE = 'About the task whose allocation failed, not about the candidate.'

const PLAIN_HELPERS: readonly HelperRow[] = [
  helper(
    'bpf_loop',
    '5.17',
    'long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)',
    'Calls long callback_fn(u64 index, void *ctx) up to nr_loops times, until it returns 1. Gives the number of calls, -E2BIG for more than 8388608, -EINVAL when flags is not 0.',
    {
      args: { callback_fn: 'callback' },
    },
  ),
  helper(
    'bpf_strncmp',
    '5.17',
    'long bpf_strncmp(const char *s1, u32 s1_sz, const char *s2)',
    'Compares at most s1_sz bytes of s1 with s2: 0 when equal, else less or greater than 0. s2 must be a constant string.',
    {
      args: { s1: 'memory', s2: 'const-string' },
    },
  ),
  helper(
    'bpf_ktime_get_ns',
    '4.1',
    'u64 bpf_ktime_get_ns(void)',
    'Nanoseconds since boot without time asleep: the clock of task->start_time. It stands still during an event.',
    { looks: true },
  ),
  helper(
    'bpf_ktime_get_boot_ns',
    '5.8',
    'u64 bpf_ktime_get_boot_ns(void)',
    'Nanoseconds since boot with time asleep: the clock of task->start_boottime.',
    { looks: true },
  ),
  helper(
    'bpf_ktime_get_coarse_ns',
    '5.11',
    'u64 bpf_ktime_get_coarse_ns(void)',
    'As bpf_ktime_get_ns(), but only as fine as the timer tick.',
    { refused: 'Tracing programs do not have it. Use bpf_ktime_get_ns(), which costs hardly more.' },
  ),
  helper(
    'bpf_jiffies64',
    '5.6',
    'u64 bpf_jiffies64(void)',
    'Timer ticks since boot, 250 a second in the playground; the kernel counts from 5 minutes before 0.',
  ),
  helper(
    'bpf_get_current_task',
    '4.8',
    'u64 bpf_get_current_task(void)',
    `The address of the current task, as a number. ${CURRENT_NOTE}`,
    { looks: true },
  ),
  helper(
    'bpf_get_current_task_btf',
    '5.11',
    'struct task_struct *bpf_get_current_task_btf(void)',
    `The current task. ${CURRENT_NOTE}`,
    { looks: true },
  ),
  helper(
    'bpf_get_current_comm',
    '4.2',
    'long bpf_get_current_comm(void *buf, u32 size_of_buf)',
    `Copies the name of the current task, always with a NUL. ${CURRENT_NOTE}`,
    {
      args: { buf: 'memory' },
    },
  ),
  helper(
    'bpf_get_current_pid_tgid',
    '4.2',
    'u64 bpf_get_current_pid_tgid(void)',
    `tgid << 32 | pid of the current task. ${CURRENT_NOTE}`,
    { looks: true },
  ),
  helper(
    'bpf_get_current_uid_gid',
    '4.2',
    'u64 bpf_get_current_uid_gid(void)',
    `gid << 32 | uid of the current task. ${CURRENT_NOTE}`,
  ),
  helper(
    'bpf_get_current_cgroup_id',
    '4.18',
    'u64 bpf_get_current_cgroup_id(void)',
    `The id of the current task's cgroup. ${CURRENT_NOTE}`,
  ),
  helper(
    'bpf_get_current_ancestor_cgroup_id',
    '5.6',
    'u64 bpf_get_current_ancestor_cgroup_id(int ancestor_level)',
    `The id of the ancestor of the current task's cgroup at a level, 0 for the root; 0 when there is none. ${CURRENT_NOTE}`,
  ),
  helper(
    'bpf_trace_printk',
    '4.1',
    'long bpf_trace_printk(const char *fmt, u32 fmt_size, ...)',
    'Writes a line to the trace pipe, with up to three arguments: what bpf_printk() calls. Slow.',
    {
      args: { fmt: 'memory' },
    },
  ),
  helper(
    'bpf_trace_vprintk',
    '5.16',
    'long bpf_trace_vprintk(const char *fmt, u32 fmt_size, const void *data, u32 data_len)',
    'As bpf_trace_printk(), with up to 12 arguments in an array of u64.',
    {
      args: { fmt: 'memory', data: 'memory' },
    },
  ),
  helper(
    'bpf_probe_read_kernel',
    '5.5',
    'long bpf_probe_read_kernel(void *dst, u32 size, const void *unsafe_ptr)',
    'Copies kernel memory that may not be there. 0, or an error with dst set to 0.',
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_probe_read_kernel_str',
    '5.5',
    'long bpf_probe_read_kernel_str(void *dst, u32 size, const void *unsafe_ptr)',
    'Copies a string, cut to size and always with a NUL. The length with the NUL, or an error with dst empty.',
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_probe_read',
    '4.1',
    'long bpf_probe_read(void *dst, u32 size, const void *unsafe_ptr)',
    'The old name of bpf_probe_read_kernel(); use that one.',
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_probe_read_str',
    '4.11',
    'long bpf_probe_read_str(void *dst, u32 size, const void *unsafe_ptr)',
    'The old name of bpf_probe_read_kernel_str(); use that one.',
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_get_prandom_u32',
    '4.1',
    'u32 bpf_get_prandom_u32(void)',
    'A pseudo-random number. In the playground the same link gives the same numbers.',
  ),
  helper(
    'bpf_get_smp_processor_id',
    '4.1',
    'u32 bpf_get_smp_processor_id(void)',
    'The number of the CPU. The playground has one CPU, number 0.',
  ),
  helper(
    'bpf_get_numa_node_id',
    '4.10',
    'long bpf_get_numa_node_id(void)',
    'The number of the NUMA node. The playground has one node, number 0.',
  ),
]

const SENT = 'In the playground nobody reads it: the record is counted as sent, and there is always room.'
const NO_STACKS = "The playground's tasks have no stacks: it gives -EFAULT, as where there is none."
const NO_USER_MEMORY =
  "The playground has no process's own memory: it gives -EFAULT and zeros, as for a page that is not there."

/** What user space reads, and what works on values of maps. */
const OUTPUT_HELPERS: readonly HelperRow[] = [
  helper(
    'bpf_ringbuf_output',
    '5.8',
    'long bpf_ringbuf_output(void *ringbuf, void *data, u64 size, u64 flags)',
    `Sends a copy of data to user space. ${SENT}`,
    {
      args: { ringbuf: 'map', data: 'memory' },
    },
  ),
  helper(
    'bpf_ringbuf_reserve',
    '5.8',
    'void *bpf_ringbuf_reserve(void *ringbuf, u64 size, u64 flags)',
    `Room for a record of a constant size, or NULL. Hand it over with bpf_ringbuf_submit() or give it back with bpf_ringbuf_discard(). ${SENT}`,
    {
      args: { ringbuf: 'map' },
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_ringbuf_submit',
    '5.8',
    'void bpf_ringbuf_submit(void *data, u64 flags)',
    `Hands a reserved record over. ${SENT}`,
    {
      args: { data: 'record' },
    },
  ),
  helper(
    'bpf_ringbuf_discard',
    '5.8',
    'void bpf_ringbuf_discard(void *data, u64 flags)',
    'Gives a reserved record back.',
    {
      args: { data: 'record' },
    },
  ),
  helper(
    'bpf_ringbuf_query',
    '5.8',
    'u64 bpf_ringbuf_query(void *ringbuf, u64 flags)',
    'Size or fill of a ring buffer; here it is always read at once.',
    {
      args: { ringbuf: 'map' },
    },
  ),
  helper(
    'bpf_perf_event_output',
    '4.4',
    'long bpf_perf_event_output(void *ctx, void *map, u64 flags, void *data, u64 size)',
    `Sends a copy of data to user space. ${SENT}`,
    {
      args: { ctx: 'context', map: 'map', data: 'memory' },
    },
  ),
  helper(
    'bpf_snprintf',
    '5.13',
    'long bpf_snprintf(char *str, u32 str_size, const char *fmt, u64 *data, u32 data_len)',
    'Prints into a buffer, as bpf_printk() would; BPF_SNPRINTF() is the comfortable form. Gives the length with the NUL, also where it was cut.',
    {
      args: { str: 'memory', fmt: 'const-string', data: 'memory' },
    },
  ),
  helper(
    'bpf_strtol',
    '5.2',
    'long bpf_strtol(const char *buf, size_t buf_len, u64 flags, long *res)',
    'Reads a number with a sign; flags is the base: 0, 8, 10 or 16. Gives how many characters it took, or -EINVAL, or -ERANGE.',
    {
      args: { buf: 'memory', res: 'memory' },
    },
  ),
  helper(
    'bpf_strtoul',
    '5.2',
    'long bpf_strtoul(const char *buf, size_t buf_len, u64 flags, unsigned long *res)',
    'Reads a number without a sign; flags is the base: 0, 8, 10 or 16. Gives how many characters it took, or -EINVAL, or -ERANGE.',
    {
      args: { buf: 'memory', res: 'memory' },
    },
  ),
  helper(
    'bpf_ktime_get_tai_ns',
    '6.1',
    'u64 bpf_ktime_get_tai_ns(void)',
    'Nanoseconds since 1970, without leap seconds. A scenario does not say the date: the machine of the playground was booted at 2,000,000,000 seconds.',
  ),
  helper(
    'bpf_get_attach_cookie',
    '5.15',
    'u64 bpf_get_attach_cookie(void *ctx)',
    'The number that the loader gave when it attached the program; 0 in the playground.',
    {
      args: { ctx: 'context' },
    },
  ),
  helper(
    'bpf_get_func_arg',
    '5.17',
    'long bpf_get_func_arg(void *ctx, u32 n, u64 *value)',
    'An argument of the traced function, by its number from 0. 0, or -EINVAL where it has no such argument.',
    {
      args: { ctx: 'context', value: 'memory' },
    },
  ),
  helper(
    'bpf_get_func_arg_cnt',
    '5.17',
    'long bpf_get_func_arg_cnt(void *ctx)',
    'How many arguments the traced function has.',
    {
      args: { ctx: 'context' },
    },
  ),
  helper(
    'bpf_spin_lock',
    '5.1',
    'void bpf_spin_lock(struct bpf_spin_lock *lock)',
    'Locks a value of a map. It guards nothing here: OOM events never run side by side, oom_lock sees to that.',
  ),
  helper('bpf_spin_unlock', '5.1', 'void bpf_spin_unlock(struct bpf_spin_lock *lock)', 'Unlocks a value of a map.'),
  helper(
    'bpf_timer_init',
    '5.15',
    'long bpf_timer_init(struct bpf_timer *timer, void *map, u64 flags)',
    'Prepares a timer in a value of a map. flags is a clock: CLOCK_REALTIME, CLOCK_MONOTONIC or CLOCK_BOOTTIME.',
    {
      args: { map: 'map' },
    },
  ),
  helper(
    'bpf_timer_set_callback',
    '5.15',
    'long bpf_timer_set_callback(struct bpf_timer *timer, void *callback_fn)',
    'Says what a timer calls when it fires: int callback_fn(map, key, value). It never fires here.',
    {
      args: { callback_fn: 'callback' },
    },
  ),
  helper(
    'bpf_timer_start',
    '5.15',
    'long bpf_timer_start(struct bpf_timer *timer, u64 nsecs, u64 flags)',
    'Starts a timer. Time stands still during an event of the playground, so it never fires here.',
  ),
  helper(
    'bpf_timer_cancel',
    '5.15',
    'long bpf_timer_cancel(struct bpf_timer *timer)',
    'Stops a timer. 1 when it was running.',
  ),
  helper(
    'bpf_probe_read_user',
    '5.5',
    'long bpf_probe_read_user(void *dst, u32 size, const void *unsafe_ptr)',
    `Copies memory of the current process. ${NO_USER_MEMORY}`,
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_probe_read_user_str',
    '5.5',
    'long bpf_probe_read_user_str(void *dst, u32 size, const void *unsafe_ptr)',
    `Copies a string of the current process. ${NO_USER_MEMORY}`,
    {
      args: { dst: 'memory' },
    },
  ),
  helper(
    'bpf_get_stackid',
    '4.6',
    'long bpf_get_stackid(void *ctx, void *map, u64 flags)',
    `The number of the current task's stack trace. ${NO_STACKS}`,
    {
      args: { ctx: 'context', map: 'map' },
    },
  ),
  helper(
    'bpf_get_stack',
    '4.18',
    'long bpf_get_stack(void *ctx, void *buf, u32 size, u64 flags)',
    `The current task's stack trace. ${NO_STACKS}`,
    {
      args: { ctx: 'context', buf: 'memory' },
    },
  ),
  helper(
    'bpf_get_task_stack',
    '5.9',
    'long bpf_get_task_stack(struct task_struct *task, void *buf, u32 size, u64 flags)',
    `A task's stack trace. ${NO_STACKS}`,
    {
      args: { task: 'btf', buf: 'memory' },
    },
  ),
  helper(
    'bpf_tail_call',
    '4.2',
    'long bpf_tail_call(void *ctx, void *prog_array_map, u32 index)',
    'Goes on with another program, where user space has put one there. Nobody does here, so the program goes on as it is.',
    {
      args: { ctx: 'context', prog_array_map: 'map' },
    },
  ),
]

const REFUSED_HELPERS: readonly HelperRow[] = [
  helper(
    'bpf_per_cpu_ptr',
    '5.10',
    'void *bpf_per_cpu_ptr(const void *percpu_ptr, u32 cpu)',
    'Address of a per-CPU variable of the kernel.',
    {
      refused: "The playground's memory has no per-CPU variables of the kernel.",
      mayReturnNull: true,
    },
  ),
  helper(
    'bpf_this_cpu_ptr',
    '5.10',
    'void *bpf_this_cpu_ptr(const void *percpu_ptr)',
    'Address of a per-CPU variable of the kernel on this CPU.',
    {
      refused: "The playground's memory has no per-CPU variables of the kernel.",
    },
  ),
  helper('bpf_send_signal', '5.3', 'long bpf_send_signal(u32 sig)', 'Sends a signal to the current process.', {
    refused:
      'It would signal the task whose allocation failed, not the candidate. Answer BPF_EVAL_SELECT to have a task killed.',
  }),
  helper(
    'bpf_send_signal_thread',
    '5.5',
    'long bpf_send_signal_thread(u32 sig)',
    'Sends a signal to the current thread.',
    {
      refused:
        'It would signal the task whose allocation failed, not the candidate. Answer BPF_EVAL_SELECT to have a task killed.',
    },
  ),
  helper(
    'bpf_override_return',
    '4.16',
    'long bpf_override_return(void *regs, u64 rc)',
    'Makes a function return a value without running it.',
    {
      refused:
        'It is for kprobes on functions marked for error injection. An fmod_ret program answers with its return value.',
    },
  ),
  helper('bpf_d_path', '5.10', 'long bpf_d_path(struct path *path, char *buf, u32 sz)', 'The path of a file.', {
    refused: 'The verifier allows it in a few functions only (an allowlist), and the OOM hooks are not among them.',
  }),
  helper(
    'bpf_copy_from_user',
    '5.10',
    'long bpf_copy_from_user(void *dst, u32 size, const void *user_ptr)',
    'Reads user memory.',
    {
      refused:
        'It may sleep to bring the page in, and the OOM hooks must not sleep: they run because there is no memory.',
    },
  ),
  helper(
    'bpf_copy_from_user_task',
    '5.18',
    'long bpf_copy_from_user_task(void *dst, u32 size, const void *user_ptr, struct task_struct *task, u64 flags)',
    "Reads another task's user memory.",
    {
      refused:
        'It may sleep to bring the page in, and the OOM hooks must not sleep: they run because there is no memory.',
    },
  ),
  helper(
    'bpf_probe_write_user',
    '4.8',
    'long bpf_probe_write_user(void *dst, const void *src, u32 len)',
    'Writes user memory of the current task.',
    {
      refused: "The playground's memory has the kernel's structs only, no process's own memory.",
    },
  ),
  helper(
    'bpf_find_vma',
    '5.17',
    'long bpf_find_vma(struct task_struct *task, u64 addr, void *callback_fn, void *callback_ctx, u64 flags)',
    'Finds a memory mapping of a task.',
    {
      refused: "The playground's address spaces have totals only, no mappings.",
    },
  ),
  helper('bpf_kptr_xchg', '5.19', 'void *bpf_kptr_xchg(void *map_value, void *ptr)', 'Keeps a reference in a map.', {
    refused: 'The playground does not simulate references kept in maps. Keep the pid and look the task up again.',
    mayReturnNull: true,
  }),
]

const KFUNCS: readonly HelperRow[] = [
  kfunc(
    'bpf_iter_task_new',
    '6.7',
    'int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task__nullable, unsigned int flags)',
    'Begins a walk over tasks; bpf_for_each(task, ...) calls it. The idle task with pid 0, which a kernel gives first, is not in the machine.',
    {
      args: { it: 'memory' },
    },
  ),
  kfunc(
    'bpf_iter_task_next',
    '6.7',
    'struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it)',
    'The next task of the walk, or NULL at the end.',
    {
      args: { it: 'memory' },
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_iter_task_destroy',
    '6.7',
    'void bpf_iter_task_destroy(struct bpf_iter_task *it)',
    'Ends a walk over tasks.',
    { args: { it: 'memory' } },
  ),
  kfunc(
    'bpf_iter_css_new',
    '6.7',
    'int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags)',
    'Begins a walk over cgroups; bpf_for_each(css, ...) calls it. -EINVAL for an order that it does not have.',
    {
      args: { it: 'memory', start: 'trusted' },
    },
  ),
  kfunc(
    'bpf_iter_css_next',
    '6.7',
    'struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it)',
    'The next css of the walk, or NULL at the end.',
    {
      args: { it: 'memory' },
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_iter_css_destroy',
    '6.7',
    'void bpf_iter_css_destroy(struct bpf_iter_css *it)',
    'Ends a walk over cgroups.',
    { args: { it: 'memory' } },
  ),
  kfunc(
    'set_oom_policy_name',
    '6.1',
    'void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz)',
    'Names the policy for the kernel log: up to 16 bytes of src, the rest 0. A name of 16 bytes or more has no NUL. The last call of an event wins. src must be on the stack: a string literal or a rodata array is refused.',
    {
      args: { oc: 'btf', src: 'memory' },
    },
    'mm/oom_kill.c (RFC v2, patch 2/5)',
  ),
  kfunc(
    'bpf_rcu_read_lock',
    '6.2',
    'void bpf_rcu_read_lock(void)',
    'Begins a section in which RCU pointers stay valid. Nothing changes during an event in the playground.',
  ),
  kfunc(
    'bpf_rcu_read_unlock',
    '6.2',
    'void bpf_rcu_read_unlock(void)',
    'Ends a section that bpf_rcu_read_lock() began.',
  ),
  kfunc(
    'bpf_rdonly_cast',
    '6.2',
    'void *bpf_rdonly_cast(const void *obj, u32 btf_id)',
    'Lets the verifier see an address as a struct of another type, for reading. bpf_core_cast() is the comfortable form.',
  ),
  kfunc(
    'bpf_cast_to_kern_ctx',
    '6.2',
    'void *bpf_cast_to_kern_ctx(void *obj)',
    "The kernel's own form of a program's context.",
    {
      refused: 'It is for network programs; the arguments of these hooks are kernel structs already.',
    },
  ),
  kfunc(
    'bpf_task_from_pid',
    '6.2',
    'struct task_struct *bpf_task_from_pid(s32 pid)',
    'The thread with a pid, trusted and with a reference, or NULL. Release it with bpf_task_release().',
    { mayReturnNull: true },
  ),
  kfunc(
    'bpf_task_acquire',
    '6.2',
    'struct task_struct *bpf_task_acquire(struct task_struct *p)',
    'A reference to a task, or NULL. The argument must be trusted, and arguments of fmod_ret and fentry programs are not: start from bpf_task_from_pid(task->pid).',
    {
      args: { p: 'trusted' },
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_task_release',
    '6.2',
    'void bpf_task_release(struct task_struct *p)',
    'Gives a reference to a task back.',
    { args: { p: 'trusted' } },
  ),
  kfunc(
    'bpf_task_under_cgroup',
    '6.5',
    'long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor)',
    '1 when the task is in the cgroup or below it.',
    {
      args: { task: 'trusted', ancestor: 'trusted' },
    },
  ),
  kfunc(
    'bpf_cgroup_from_id',
    '6.4',
    'struct cgroup *bpf_cgroup_from_id(u64 cgid)',
    'The cgroup with an id, trusted and with a reference, or NULL. Release it with bpf_cgroup_release().',
    { mayReturnNull: true },
  ),
  kfunc(
    'bpf_cgroup_acquire',
    '6.2',
    'struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp)',
    'A reference to a cgroup, or NULL. The argument must be trusted.',
    {
      args: { cgrp: 'trusted' },
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_cgroup_release',
    '6.2',
    'void bpf_cgroup_release(struct cgroup *cgrp)',
    'Gives a reference to a cgroup back.',
    { args: { cgrp: 'trusted' } },
  ),
  kfunc(
    'bpf_cgroup_ancestor',
    '6.2',
    'struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level)',
    'The ancestor of a cgroup at a level, 0 for the root, with a reference, or NULL.',
    {
      args: { cgrp: 'trusted' },
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_iter_num_new',
    '6.4',
    'int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end)',
    'Begins a loop over start .. end-1; bpf_for() calls it. 0, -EINVAL when start is after end, -E2BIG for more than 8388608 steps.',
    {
      args: { it: 'memory' },
    },
  ),
  kfunc(
    'bpf_iter_num_next',
    '6.4',
    'int *bpf_iter_num_next(struct bpf_iter_num *it)',
    'The next number of the loop, or NULL at the end.',
    {
      args: { it: 'memory' },
      mayReturnNull: true,
    },
  ),
  kfunc('bpf_iter_num_destroy', '6.4', 'void bpf_iter_num_destroy(struct bpf_iter_num *it)', 'Ends the loop.', {
    args: { it: 'memory' },
  }),
  kfunc(
    'bpf_strcmp',
    '6.17',
    'int bpf_strcmp(const char *s1__ign, const char *s2__ign)',
    '0 when two strings are equal, -1 or 1 when the first one sorts before or after; -ERANGE for a bad address.',
  ),
  kfunc(
    'bpf_strlen',
    '6.17',
    'int bpf_strlen(const char *s__ign)',
    'The length of a string; -ERANGE for a bad address.',
  ),
  kfunc(
    'bpf_strnlen',
    '6.17',
    'int bpf_strnlen(const char *s__ign, size_t count)',
    'The length of a string, at most count; -ERANGE for a bad address.',
  ),
  kfunc(
    'bpf_strchr',
    '6.17',
    'int bpf_strchr(const char *s__ign, char c)',
    'Where a character first stands in a string; -ENOENT when it does not, -ERANGE for a bad address.',
  ),
  kfunc(
    'bpf_strstr',
    '6.17',
    'int bpf_strstr(const char *s1__ign, const char *s2__ign)',
    'Where the second string first stands in the first; -ENOENT when it does not, -ERANGE for a bad address.',
  ),
]

const SLEEPABLE = 'It may sleep, and the OOM hooks must not sleep: they run because there is no memory.'
const CSS_TASK =
  'The verifier refuses it here: "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs".'

const REFUSED_KFUNCS: readonly HelperRow[] = [
  kfunc(
    'bpf_iter_css_task_new',
    '6.7',
    'int bpf_iter_css_task_new(struct bpf_iter_css_task *it, struct cgroup_subsys_state *css, unsigned int flags)',
    'Begins a walk over the tasks of a css.',
    { refused: CSS_TASK },
  ),
  kfunc(
    'bpf_iter_css_task_next',
    '6.7',
    'struct task_struct *bpf_iter_css_task_next(struct bpf_iter_css_task *it)',
    'The next task of a css.',
    { refused: CSS_TASK, mayReturnNull: true },
  ),
  kfunc(
    'bpf_iter_css_task_destroy',
    '6.7',
    'void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it)',
    'Ends a walk over the tasks of a css.',
    { refused: CSS_TASK },
  ),
  kfunc(
    'bpf_task_get_cgroup1',
    '6.8',
    'struct cgroup *bpf_task_get_cgroup1(struct task_struct *task, int hierarchy_id)',
    "A task's cgroup in a cgroup-v1 hierarchy.",
    {
      refused: "The playground's machines have cgroup v2 only; read task->cgroups->dfl_cgrp.",
      mayReturnNull: true,
    },
  ),
  kfunc(
    'bpf_cgroup_read_xattr',
    '7.0',
    'int bpf_cgroup_read_xattr(struct cgroup *cgroup, const char *name__str, struct bpf_dynptr *value_p)',
    'Reads an extended attribute of a cgroup.',
    {
      refused:
        "The playground's cgroups have no extended attributes. Keep the setting in a map with the cgroup id as the key.",
    },
  ),
  kfunc(
    'bpf_get_mem_cgroup',
    '7.0',
    'struct mem_cgroup *bpf_get_mem_cgroup(struct cgroup_subsys_state *css)',
    'The mem_cgroup of a css.',
    {
      refused:
        'It needs a trusted css, which these hooks cannot give. Read oc->memcg, or use bpf_core_cast(css, struct mem_cgroup).',
      mayReturnNull: true,
    },
    'mm/bpf_memcontrol.c',
  ),
  kfunc(
    'bpf_get_root_mem_cgroup',
    '7.0',
    'struct mem_cgroup *bpf_get_root_mem_cgroup(void)',
    'The root memory cgroup.',
    {
      refused: 'The playground does not simulate it. Read oc->memcg and the fields of its page counters.',
      mayReturnNull: true,
    },
    'mm/bpf_memcontrol.c',
  ),
  kfunc(
    'bpf_mem_cgroup_flush_stats',
    '7.0',
    'void bpf_mem_cgroup_flush_stats(struct mem_cgroup *memcg)',
    'Brings the statistics of a memcg up to date.',
    { refused: SLEEPABLE },
    'mm/bpf_memcontrol.c',
  ),
  kfunc(
    'bpf_mem_cgroup_usage',
    '7.0',
    'unsigned long bpf_mem_cgroup_usage(struct mem_cgroup *memcg)',
    'Charged memory of a memcg in bytes.',
    {
      refused: 'The playground does not simulate it. Read oc->memcg->memory.usage.counter, in pages.',
    },
    'mm/bpf_memcontrol.c',
  ),
  kfunc(
    'bpf_oom_kill_process',
    '7.3',
    'int bpf_oom_kill_process(struct oom_control *oc, struct task_struct *task, const char *message__str)',
    'Kills a process, from a bpf_oom_ops handler.',
    {
      refused:
        'It belongs to the bpf_oom_ops proposal, in which one program handles the whole event. Here answer BPF_EVAL_SELECT.',
    },
    'mm/oom_kill.c (bpf_oom_ops, not merged)',
  ),
  kfunc(
    'bpf_obj_new_impl',
    '6.2',
    'void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign)',
    'Allocates an object.',
    {
      refused: 'It allocates memory, which is what has run out. The playground does not simulate it.',
      mayReturnNull: true,
    },
  ),
]

export const HELPERS: readonly HelperRow[] = [
  ...MAP_HELPERS,
  ...PLAIN_HELPERS,
  ...OUTPUT_HELPERS,
  ...REFUSED_HELPERS,
  ...KFUNCS,
  ...REFUSED_KFUNCS,
]
