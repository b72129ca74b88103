// Fields that programs read and that the machine has nothing to say about. They have a type here and no memory: each reads as 0, a pointer
// as NULL, with a warning at the place that reads it. A field that gets a value moves to `structs.ts`.

import type { FieldRow, StructRow } from './schema.ts'
import { STRUCTS } from './structs.ts'
import type { Release } from './versions.ts'

/** `struct: type name; type name; ...`, by the header of the kernel; `@release` after a name is the first kernel that has it. */
const TABLE: Readonly<Record<string, string>> = {
  'include/linux/sched.h': `
    task_struct: unsigned int __state; int on_cpu; int on_rq; int wake_cpu; int recent_used_cpu; int normal_prio;
      unsigned int rt_priority; struct sched_entity se; unsigned int policy; int nr_cpus_allowed; const struct cpumask *cpus_ptr;
      struct cpumask cpus_mask; int exit_code; int exit_signal; int pdeath_signal; unsigned int personality; unsigned long atomic_flags;
      struct list_head children; struct list_head sibling; struct list_head tasks; struct list_head thread_node;
      struct pid *thread_pid; struct completion *vfork_done; unsigned int ptrace; unsigned long nvcsw; unsigned long nivcsw;
      struct fs_struct *fs; struct files_struct *files; struct sighand_struct *sighand; struct sched_info sched_info; u64 gtime;
      struct mem_cgroup *active_memcg; unsigned int memcg_nr_pages_over_high;
      struct task_io_accounting ioac; u64 parent_exec_id; u64 self_exec_id; int nr_dirtied; unsigned long jobctl; struct thread_info thread_info;
      struct refcount_struct usage; struct refcount_struct rcu_users; void *stack; void *worker_private
    sched_entity: u64 sum_exec_runtime; u64 vruntime; u64 exec_start; u64 prev_sum_exec_runtime; u64 nr_migrations; struct load_weight load;
      int depth; struct sched_entity *parent; u64 deadline@6.12; u64 slice@6.12; s64 vlag@6.12
    load_weight: unsigned long weight; u32 inv_weight
    sched_info: unsigned long pcount; unsigned long long run_delay; unsigned long long last_arrival; unsigned long long last_queued
    task_io_accounting: u64 rchar; u64 wchar; u64 syscr; u64 syscw; u64 read_bytes; u64 write_bytes; u64 cancelled_write_bytes
    thread_info: unsigned long flags; u32 status; u32 cpu
    cpumask: unsigned long bits[1]`,
  'include/linux/sched/signal.h': `
    signal_struct: struct rlimit rlim[16]; u64 utime; u64 stime; u64 cutime; u64 cstime; u64 gtime; unsigned long nvcsw;
      unsigned long nivcsw; unsigned long cnvcsw; unsigned long cnivcsw; unsigned long min_flt; unsigned long maj_flt; unsigned long cmin_flt;
      unsigned long cmaj_flt; unsigned long inblock; unsigned long oublock; unsigned long maxrss; unsigned long cmaxrss;
      unsigned long long sum_sched_runtime; int group_exit_code; int notify_count; int leader; struct refcount_struct sigcnt;
      struct pid *pids[4]; struct pid *tty_old_pgrp; struct tty_struct *tty; struct task_struct *curr_target; struct task_struct *group_exec_task;
      struct task_io_accounting ioac
    rlimit: unsigned long rlim_cur; unsigned long rlim_max
    sighand_struct: struct refcount_struct count`,
  'include/linux/mm_types.h': `
    mm_struct: struct file *exe_file; unsigned long arg_start; unsigned long arg_end; unsigned long env_start; unsigned long env_end;
      unsigned long start_code; unsigned long end_code; unsigned long start_data; unsigned long end_data; unsigned long start_brk;
      unsigned long brk; unsigned long start_stack; unsigned long mmap_base; unsigned long task_size; unsigned long def_flags;
      struct user_namespace *user_ns; atomic_t membarrier_state; atomic_t mm_count; atomic_long_t pinned_vm; unsigned long saved_auxv[46]`,
  'include/linux/cgroup-defs.h': `
    cgroup: unsigned long flags; int max_depth; int max_descendants; int nr_dying_descendants; int nr_populated_csets;
      int nr_populated_domain_children; int nr_populated_threaded_children; int nr_threaded_children; u16 subtree_control;
      u16 subtree_ss_mask; struct cgroup_root *root; struct cgroup *dom_cgrp; struct cgroup *old_dom_cgrp
    cgroup_subsys_state: struct list_head sibling; struct list_head children; atomic_t online_cnt
    cgroup_subsys: int id; const char *name; const char *legacy_name
    cgroup_root: int hierarchy_id; unsigned int flags; unsigned int subsys_mask; char name[64]
    css_set: struct refcount_struct refcount; struct css_set *dom_cset; struct list_head tasks
    list_head: struct list_head *next; struct list_head *prev`,
  'include/linux/memcontrol.h': `
    mem_cgroup: struct mem_cgroup_id id; atomic_long_t memory_events[9]; atomic_long_t memory_events_local[9]
    mem_cgroup_id: int id; struct refcount_struct ref`,
  'include/linux/page_counter.h': 'page_counter: unsigned long emin; unsigned long elow',
  'kernel/sched/sched.h': 'task_group: unsigned long shares; struct task_group *parent',
  'include/linux/nsproxy.h': `
    nsproxy: struct uts_namespace *uts_ns; struct ipc_namespace *ipc_ns; struct mnt_namespace *mnt_ns;
      struct pid_namespace *pid_ns_for_children; struct net *net_ns; struct time_namespace *time_ns;
      struct time_namespace *time_ns_for_children; struct cgroup_namespace *cgroup_ns`,
  'include/linux/cred.h': `
    cred: atomic_long_t usage; unsigned int securebits; struct user_struct *user; struct user_namespace *user_ns; struct ucounts *ucounts;
      struct group_info *group_info`,
  'include/linux/ns_common.h': 'ns_common: unsigned int inum; struct refcount_struct count',
  'include/linux/pid_namespace.h': `
    pid_namespace: struct ns_common ns; unsigned int level; struct pid_namespace *parent; unsigned int pid_allocated;
      struct task_struct *child_reaper; struct user_namespace *user_ns`,
  'include/linux/pid.h': `
    pid: struct refcount_struct count; unsigned int level; struct upid numbers[1]
    upid: int nr; struct pid_namespace *ns`,
  'include/linux/user_namespace.h': `
    user_namespace: struct ns_common ns; int level; kuid_t owner; kgid_t group; struct user_namespace *parent`,
  'include/linux/sched/user.h': 'user_struct: kuid_t uid; atomic_long_t locked_vm',
  'include/linux/utsname.h': `
    uts_namespace: struct new_utsname name; struct ns_common ns; struct user_namespace *user_ns
    new_utsname: char sysname[65]; char nodename[65]; char release[65]; char version[65]; char machine[65]; char domainname[65]`,
  'fs/mount.h': 'mnt_namespace: struct ns_common ns',
  'include/linux/ipc_namespace.h': 'ipc_namespace: struct ns_common ns',
  'include/linux/cgroup.h': 'cgroup_namespace: struct ns_common ns',
  'include/linux/time_namespace.h': 'time_namespace: struct ns_common ns',
  'include/net/net_namespace.h': 'net: struct ns_common ns',
  'include/linux/fs_struct.h': 'fs_struct: struct path pwd; struct path root; int umask; int users',
  'include/linux/fdtable.h': `
    files_struct: atomic_t count; struct fdtable *fdt; unsigned int next_fd
    fdtable: unsigned int max_fds; struct file **fd`,
  'include/linux/path.h': 'path: struct vfsmount *mnt; struct dentry *dentry',
  'include/linux/mount.h': 'vfsmount: struct dentry *mnt_root; struct super_block *mnt_sb',
  'include/linux/dcache.h': `
    dentry: struct qstr d_name; struct dentry *d_parent; struct inode *d_inode; unsigned char d_iname[32]; unsigned int d_flags;
      struct super_block *d_sb
    qstr: const unsigned char *name; u32 len; u32 hash`,
  'include/linux/fs.h': `
    file: struct path f_path; struct inode *f_inode; unsigned int f_flags; unsigned int f_mode; loff_t f_pos
    inode: unsigned long i_ino; umode_t i_mode; kuid_t i_uid; kgid_t i_gid; loff_t i_size; struct super_block *i_sb; unsigned int i_flags
    super_block: unsigned int s_dev; unsigned long s_magic; char s_id[32]; struct dentry *s_root`,
  'include/linux/kernfs.h':
    'kernfs_node: umode_t mode; unsigned short flags; atomic_t count; unsigned int hash; void *priv',
}

const DOC = 'The machine of the playground does not model it: it reads as 0, a pointer as NULL.'

function fieldOf(text: string, source: string): FieldRow {
  const [, type = '', name = '', length = '', since] =
    /^(.*?[\s*])(\w+)((?:\[\d+\])?)(?:@([\d.]+))?$/s.exec(text.trim()) ?? []
  return {
    name,
    type: `${type.replaceAll(/\s+/g, ' ').trim()}${length}`,
    unit: 'none',
    doc: DOC,
    source,
    ...(since === '6.12' ? { since: '6.12' satisfies Release } : {}),
  }
}

/** The rows of the table: of structs that `structs.ts` has, the fields that it does not have. */
export const UNMODELLED: readonly StructRow[] = Object.entries(TABLE).flatMap(([source, text]) =>
  text
    .split(/\n(?=\s*\w+:)/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): StructRow => {
      const [name = '', ...rest] = part.split(':')
      return {
        name: name.trim(),
        doc: DOC,
        source,
        fields: rest
          .join(':')
          .split(';')
          .map((field) => fieldOf(field, source)),
      }
    }),
)

const known = new Map(STRUCTS.map((row) => [row.name, new Set(row.fields.map((field) => field.name))]))

/** The fields of a struct that have no memory. */
export const unmodelledFields = (struct: string): readonly FieldRow[] =>
  UNMODELLED.find(({ name }) => name === struct)?.fields.filter(
    (field) => known.get(struct)?.has(field.name) !== true,
  ) ?? []

/** Every struct that a program can name, with the fields that have no memory behind those that have. Held structs stand before holders. */
export const DECLARED_STRUCTS: readonly StructRow[] = [
  ...inOrder(UNMODELLED.filter(({ name }) => !known.has(name))),
  ...STRUCTS.map((row) => ({ ...row, fields: [...row.fields, ...unmodelledFields(row.name)] })),
]

/** Structs held by value before those that hold them. */
function inOrder(rows: readonly StructRow[]): StructRow[] {
  const placed: StructRow[] = []
  const place = (row: StructRow): void => {
    if (placed.includes(row)) return
    for (const { type } of row.fields) {
      const held = /^struct (\w+)(?:\[\d+\])?$/.exec(type)?.[1]
      const inner = rows.find(({ name }) => name === held)
      if (inner !== undefined && inner !== row) place(inner)
    }
    placed.push(row)
  }
  for (const row of rows) place(row)
  return placed
}
