// Functions of the kernel's headers that policies in TypeScript may call although BPF cannot: each is a few lines of C that go into the
// policy's C when it uses them. They read memory counters on every kernel of the playground, which TypeScript could not spell.

export interface LibraryFunction {
  name: string
  /** As the struct and helper tables spell prototypes. */
  prototype: string
  doc: string
  source: string
  /** True for those that read the counters of an mm: their C stands on `LIBRARY_HEAD` and `at_least_zero`. */
  counters: boolean
  c: string
}

/** Declarations that the functions of an mm stand on. */
const LIBRARY_HEAD = `/*
 * mm->rss_stat was a struct of four counters up to Linux 6.1; since 6.2 it is an array. The old one is read
 * with BPF_CORE_READ, because the verifier of 6.1 refuses to index an array of atomic_long_t.
 */
struct mm_rss_stat___old {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

struct mm_struct___old {
	struct mm_rss_stat___old rss_stat;
} __attribute__((preserve_access_index));

struct mm_struct___new {
	struct percpu_counter rss_stat[4];
} __attribute__((preserve_access_index));

#define RSS_COUNT(mm, member)                                                                    \\
	(bpf_core_type_exists(struct mm_rss_stat___old) ?                                        \\
		 BPF_CORE_READ((struct mm_struct___old *)(mm), rss_stat.count[member].counter) : \\
		 ((struct mm_struct___new *)(mm))->rss_stat[member].count)
`

export const LIBRARY: readonly LibraryFunction[] = [
  {
    name: 'at_least_zero',
    prototype: 'u64 at_least_zero(s64 pages)',
    doc: 'The number, or 0 for one below zero: counters that lag behind may read less than nothing.',
    source: 'playground',
    counters: false,
    c: `/* The counters lag behind and may read below zero. */
static __always_inline u64 at_least_zero(s64 pages)
{
	return pages > 0 ? pages : 0;
}
`,
  },
  {
    name: 'mem_cgroup_from_css',
    prototype: 'struct mem_cgroup *mem_cgroup_from_css(struct cgroup_subsys_state *css)',
    doc: 'The mem_cgroup of a memory css, to be read with BPF_CORE_READ(mem_cgroup_from_css(css).memory.usage.counter).',
    source: 'include/linux/memcontrol.h: mem_cgroup_from_css()',
    counters: false,
    c: `/* A memory css is the first member of its mem_cgroup. */
static __always_inline struct mem_cgroup *mem_cgroup_from_css(struct cgroup_subsys_state *css)
{
	return (struct mem_cgroup *)css;
}
`,
  },
  {
    name: 'get_mm_rss',
    prototype: 'u64 get_mm_rss(struct mm_struct *mm)',
    doc: 'Resident pages: file, anonymous and shared memory together. 0 for a task without an mm.',
    source: 'include/linux/mm.h: get_mm_rss()',
    counters: true,
    c: `/* Resident pages; 0 without an mm, because a load through NULL reads 0. */
static __always_inline u64 get_mm_rss(struct mm_struct *mm)
{
	return at_least_zero(RSS_COUNT(mm, MM_FILEPAGES)) + at_least_zero(RSS_COUNT(mm, MM_ANONPAGES)) +
	       at_least_zero(RSS_COUNT(mm, MM_SHMEMPAGES));
}
`,
  },
  ...(
    [
      ['get_mm_filepages', 'MM_FILEPAGES', 'Resident pages of files.'],
      ['get_mm_anonpages', 'MM_ANONPAGES', 'Resident anonymous pages: heap and stacks.'],
      ['get_mm_shmempages', 'MM_SHMEMPAGES', 'Resident pages of shared memory and tmpfs.'],
      ['get_mm_swapents', 'MM_SWAPENTS', 'Pages that are swapped out.'],
    ] as const
  ).map(([name, member, doc]): LibraryFunction => ({
    name,
    prototype: `u64 ${name}(struct mm_struct *mm)`,
    doc: `${doc} 0 for a task without an mm.`,
    source: `include/linux/mm.h: get_mm_counter(mm, ${member})`,
    counters: true,
    c: `/* ${doc} 0 without an mm, because a load through NULL reads 0. */
static __always_inline u64 ${name}(struct mm_struct *mm)
{
	return at_least_zero(RSS_COUNT(mm, ${member}));
}
`,
  })),
]

export const findLibraryFunction = (name: string): LibraryFunction | undefined =>
  LIBRARY.find((row) => row.name === name)

/** The C that stands before a policy which uses these functions. */
export function libraryCode(used: ReadonlySet<string>): string[] {
  const rows = LIBRARY.filter(({ name }) => used.has(name))
  const counters = rows.some((row) => row.counters)
  const wanted = LIBRARY.filter(({ name }) => used.has(name) || (counters && name === 'at_least_zero'))
  return [...(counters ? [LIBRARY_HEAD] : []), ...wanted.map(({ c }) => c)]
}

/** Names that the library takes in C. */
export const isLibraryName = (name: string): boolean => name === 'RSS_COUNT' || LIBRARY.some((row) => row.name === name)
