// The lines of the kernel's OOM report, in one table: what reads logs and what prints reports use the same spellings. For each line the
// current spelling stands first, then those of older kernels. The rows of the task table are in `task-table.ts`.
// Source: dump_header, dump_oom_summary, __oom_kill_process, oom_reap_task in mm/oom_kill.c; show_mem; mem_cgroup_print_oom_meminfo and
// mem_cgroup_print_oom_context in mm/memcontrol.c; dump_stack_print_info in lib/dump_stack.c; 2.6.30 to 7.3.

import { template } from './template.ts'

const GFP = 'gfp_mask={gfp_mask:x}[[({gfp_names})]]'
const ADJUSTMENT = '[[, oomkilladj={oom_adj:d}]][[, oom_adj={old_adj:d}]][[, oom_score_adj={oom_score_adj:d}]]'
const RSS = 'anon-rss:{anon_rss:d}kB, file-rss:{file_rss:d}kB'

export const FORMATS = {
  /** Who allocated. Since 5.0 without nodemask; oom_adj until 3.6; policy_name by RFC v2. */
  header: [
    template(
      `{comm} invoked oom-killer: ${GFP}[[, nodemask={nodemask:l}]], order={order:d}[[, policy_name={policy_name}]]${ADJUSTMENT}`,
    ),
  ],
  cpu: [template('CPU: {cpu:d}[[ UID: {uid:d}]] PID: {pid:d} Comm: {rest}'), template('Pid: {pid:d}, comm: {rest}')],
  /** Its own line until 4.20. */
  cpuset: [template('{comm} cpuset={cpuset} mems_allowed={mems_allowed:l}')],
  /** Until 4.20; since 5.0 the summary says it. */
  limit: [
    template('Task in {task_memcg} killed as a result of limit of {oom_memcg}'),
    template('Memory limit reached of cgroup {oom_memcg}'),
  ],
  usage: [template('{counter}: usage {usage:d}kB, limit {limit:d}kB, failcnt {failcnt:d}')],
  statsTitle: [template('Memory cgroup stats for {path}:')],
  /** Until 5.1 all of a cgroup's statistics stand in the line of its title. */
  statsInline: [template('Memory cgroup stats for {path}: cache:{rest}')],
  stat: [template('{key:w} {value:d}')],
  protection: [template('Memory cgroup min protection {min:d}kB -- low protection {low:d}kB')],
  memInfo: [template('Mem-Info:'), template('Mem-info:')],
  pagecache: [template('{pages:d} total pagecache pages')],
  swapCache: [template('{pages:d} pages in swap cache')],
  freeSwap: [template('Free swap  = {kb:d}kB')],
  totalSwap: [template('Total swap = {kb:d}kB')],
  /** ARM until 3.9 has its own words. */
  ram: [template('{pages:d} pages RAM'), template('{pages:d} pages of RAM')],
  highMem: [template('{pages:d} pages HighMem/MovableOnly')],
  reserved: [template('{pages:d} pages reserved'), template('{pages:d} reserved pages')],
  cmaReserved: [template('{pages:d} pages cma reserved')],
  hwPoisoned: [template('{pages:d} pages hwpoisoned')],
  tasksTitle: [template('Tasks state (memory values in pages):')],
  /** Since 5.0. The cpuset is missing with CPUSETS=n, the scope with MEMCG=n. */
  summary: [
    template(
      'oom-kill:constraint={constraint:w},nodemask={nodemask:l}[[,cpuset={cpuset},mems_allowed={mems_allowed:l}]],oom_memcg={oom_memcg}[[,task_memcg={task_memcg}]],task={comm},pid={pid:d},uid={uid:d}',
    ),
    template(
      'oom-kill:constraint={constraint:w},nodemask={nodemask:l}[[,cpuset={cpuset},mems_allowed={mems_allowed:l}]],{scope:w}[[,task_memcg={task_memcg}]],task={comm},pid={pid:d},uid={uid:d}',
    ),
    template(
      'oom-kill:constraint={constraint:w},nodemask={nodemask:l}[[,cpuset={cpuset},mems_allowed={mems_allowed:l}]][[,task_memcg={task_memcg}]],task={comm},pid={pid:d},uid={uid:d}',
    ),
  ],
  /** Until 5.0: the process that the rule chose, which is not always the one that is killed. */
  selected: [
    template('{message}: Kill process {pid:d} ({comm}) score {score:d} or sacrifice child'),
    template('{message}: kill process {pid:d} ({comm}) score {score:d} or a child'),
    template('{message}: Kill process {pid:d} ({comm}) score {score:d} or a child'),
    template('{message}: Kill process {pid:d} ({comm}) score {score:d} and children.'),
  ],
  killed: [
    template(
      `{message}: Killed process {pid:d} ({comm}) total-vm:{total_vm:d}kB, ${RSS}, shmem-rss:{shmem_rss:d}kB, UID:{uid:d} pgtables:{pgtables:d}kB oom_score_adj:{oom_score_adj:d}`,
    ),
    template(
      `{message}: Killed process {pid:d} ({comm}) total-vm:{total_vm:d}kB, ${RSS}, shmem-rss:{shmem_rss:d}kB, pgtables:{pgtables:d}kB oom_score_adj:{oom_score_adj:d}`,
    ),
    template(
      `{message}: Killed process {pid:d} ({comm}) total-vm:{total_vm:d}kB, ${RSS}[[, shmem-rss:{shmem_rss:d}kB]]`,
    ),
    template(
      `Killed process {pid:d}, UID {uid:d}, ({comm}) total-vm:{total_vm:d}kB, ${RSS}[[, shmem-rss:{shmem_rss:d}kB]]`,
    ),
    template(
      `Killed process {pid:d} ({comm}), UID {uid:d}, total-vm:{total_vm:d}kB, ${RSS}[[, shmem-rss:{shmem_rss:d}kB]]`,
    ),
    template(`Killed process {pid:d} ({comm}) total-vm:{total_vm:d}kB, ${RSS}[[, shmem-rss:{shmem_rss:d}kB]]`),
    template(`Killed process {pid:d} ({comm}) vsz:{total_vm:d}kB, ${RSS}`),
    template('{message}: Killed process {pid:d} ({comm})'),
    template('Killed process {pid:d} ({comm})'),
    template('{message}: Killed process {pid:d} ({comm}).'),
  ],
  /** 3.x and 4.x: another process with the same memory. */
  sharing: [template('Kill process {pid:d} ({comm}) sharing same memory')],
  group: [template('Tasks in {path} are going to be killed due to memory.oom.group set')],
  exiting: [template('{message}: OOM victim {pid:d} ({comm}) is already exiting. Skip killing the task')],
  pinned: [template('oom killer {pid:d} ({comm}) has mm pinned by {by_pid:d} ({by_comm})')],
  noKillable: [template('Out of memory and no killable processes...')],
  ignored: [template('OOM request ignored. No task eligible')],
  faultRetried: [template('Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF')],
  deadlocked: [template('Kernel panic - not syncing: System is deadlocked on memory')],
  panicOnOom: [template('Kernel panic - not syncing: Out of memory: {which} panic_on_oom is enabled')],
  reaped: [
    template(
      'oom_reaper: reaped process {pid:d} ({comm}), now anon-rss:{anon_rss:d}kB, file-rss:{file_rss:d}kB, shmem-rss:{shmem_rss:d}kB',
    ),
  ],
  unableToReap: [template('oom_reaper: unable to reap pid:{pid:d} ({comm})')],
} as const
