// What one kernel does and another does not, each with a name that code asks for with `has`. Fields, constants and helpers say in their own
// tables since and until when they exist.
//
// `since` is the release that brought the change where that is known; otherwise the first kernel of the playground that has it, and the source
// says at which kernels it was read.

import { existsIn, type KernelVersion, type Lifetime } from './versions.ts'

interface Difference extends Lifetime {
  /** What is so from `since` on and until `until`. */
  what: string
  /** Files and functions, and a commit where one is known. */
  source: string
}

const VERIFIER = 'kernel/bpf/verifier.c'
const SHOW_MEM = 'mm/show_mem.c (6.1: mm/page_alloc.c)'
const READ = 'read at 6.1.192, 6.12.117 and 7.3.4'

export const DIFFERENCES = {
  'verifier-names-program-type': {
    since: '6.12',
    what: 'A helper that is not for this kind of program is refused as such, and not as unknown.',
    source: `${VERIFIER}: check_helper_call; ${READ}`,
  },
  'verifier-prints-signed-bounds': {
    since: '6.12',
    what: 'A return value out of range is reported by its smallest and largest signed value, before as value and mask.',
    source: `${VERIFIER}: verbose_invalid_scalar; ${READ}`,
  },
  'verifier-names-missing-field': {
    since: '6.12',
    what: 'A read behind the members of a struct is reported as a field that is not there, before as an access beyond the struct.',
    source: 'kernel/bpf/btf.c: btf_struct_walk; read at 6.1.192 and 6.12.117',
  },
  'verifier-takes-trusted-memory': {
    since: '6.12',
    what: 'Among the types that a helper takes for memory are trusted pointers.',
    source: `${VERIFIER}: mem_types; ${READ}`,
  },
  'verifier-knows-array-elements': {
    since: '6.14',
    what: 'A lookup in an array with a constant key below its size needs no test for NULL.',
    source: `${VERIFIER}: get_constant_map_key, d2102f2f5d75`,
  },
  'verifier-follows-division': {
    since: '7.0',
    what: 'Bounds are followed through divisions and remainders by a constant.',
    source: `${VERIFIER}: scalar_min_max_udiv, scalar_min_max_umod; ${READ}`,
  },
  'verifier-nests-16-calls': {
    since: '7.3',
    what: 'Calls may nest 16 deep (MAX_CALL_FRAMES), before 8.',
    source: `include/linux/bpf_verifier.h; ${READ}`,
  },
  'rss-counters-lag': {
    since: '6.2',
    until: '7.0',
    what: 'The killer reads the rss of a process from per-CPU counters that are up to 32 pages behind for each CPU and kind of memory; the table of the report and the kill line do too.',
    source:
      'mm/oom_kill.c: oom_badness, get_mm_counter; lib/percpu_counter.c: percpu_counter_batch; exact sums since 5898aa8f9a0b (2026-01-14), in 6.19 or 7.0',
  },
  'report-uid': {
    since: '6.12',
    what: 'The CPU line has the effective uid of the task.',
    source: `lib/dump_stack.c: dump_stack_print_info; ${READ}`,
  },
  'report-preemption-model': {
    since: '7.3',
    what: 'The CPU line ends in the preemption model.',
    source: `lib/dump_stack.c: dump_stack_print_info; ${READ}`,
  },
  'report-blank-before-huge-pages': {
    until: '6.12',
    what: 'The line of a node has a blank after the colons of huge pages.',
    source: `${SHOW_MEM}: show_free_areas; ${READ}`,
  },
  'report-writeback-tmp': {
    until: '7.3',
    what: 'The line of a node has writeback_tmp.',
    source: `${SHOW_MEM}: show_free_areas; ${READ}`,
  },
  'report-balloon': {
    since: '7.3',
    what: 'The line of a node has Balloon, gpu_active and gpu_reclaim.',
    source: `${SHOW_MEM}: show_free_areas; ${READ}`,
  },
  'report-free-highatomic': {
    since: '7.3',
    what: 'The line of a zone has free_highatomic, and kB instead of KB after reserved_highatomic.',
    source: `${SHOW_MEM}: show_free_areas; ${READ}`,
  },
  'report-zspages': {
    since: '7.3',
    what: 'The line of a zone has zspages.',
    source: `${SHOW_MEM}: show_free_areas; ${READ}`,
  },
  'report-protection': {
    since: '6.19',
    what: 'A report says how much memory of the children is protected by memory.min and memory.low.',
    source: 'mm/memcontrol.c: mem_cgroup_show_protected_memory',
  },
} as const satisfies Readonly<Record<string, Difference>>

export type DifferenceName = keyof typeof DIFFERENCES

/** True where a kernel has what the row of that name says. */
export const has = (kernel: KernelVersion, name: DifferenceName): boolean => existsIn(kernel, DIFFERENCES[name])
