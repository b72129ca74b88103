import { describe, expect, test } from 'vitest'
import { type KernelStructLayout, layoutKernelStructs, parseCType } from './layout.ts'
import { MAP_SLOT_HEAD, mapLayout } from './map-layout.ts'
import { STRUCTS } from './structs.ts'
import { existsIn, KERNEL_VERSIONS, type KernelVersion } from './versions.ts'

const layoutOf = (kernel: KernelVersion, name: string): KernelStructLayout => {
  const layout = layoutKernelStructs(kernel).get(name)
  if (layout === undefined) throw new Error(`no struct ${name} in ${kernel}`)
  return layout
}

/** Every field with its place in the table, for lists of those that are wrong. */
const FIELDS = STRUCTS.flatMap((struct) =>
  struct.fields.map((field) => ({ ...field, place: `${struct.name}.${field.name}` })),
)

const readsAsType = (text: string): boolean => {
  try {
    parseCType(text)
    return true
  } catch {
    return false
  }
}

const hasDuplicates = (names: readonly string[]): boolean => new Set(names).size < names.length

describe('every row of the struct table', () => {
  test('has a meaning and a source, and a unit where it is a field', () => {
    expect(STRUCTS.filter(({ doc, source }) => !/\S.*\.$/.test(doc) || source === '').map((s) => s.name)).toEqual([])
    const incomplete = FIELDS.filter(({ doc, source, unit }) => doc.trim() === '' || source === '' || unit === '')
    expect(incomplete.map((field) => field.place)).toEqual([])
  })

  test('names a file of the kernel as its source, unless it is only ours', () => {
    const wrong = FIELDS.filter(({ internal, source }) => (internal === true) !== source.startsWith('playground'))
    expect(wrong.map((field) => field.place)).toEqual([])
  })

  test('has a type that can be read', () => {
    expect(FIELDS.filter((field) => !readsAsType(field.type)).map((field) => field.place)).toEqual([])
  })

  test('has a name of its own in every kernel', () => {
    for (const kernel of KERNEL_VERSIONS) {
      const structs = STRUCTS.filter((struct) => existsIn(kernel, struct))
      expect(hasDuplicates(structs.map((struct) => struct.name))).toBe(false)
      const ambiguous = [...layoutKernelStructs(kernel).values()].filter((s) =>
        hasDuplicates(s.fields.map((f) => f.name)),
      )
      expect(ambiguous.map((struct) => struct.name)).toEqual([])
    }
  })

  test('exists in at least one kernel', () => {
    const rows = [...STRUCTS, ...FIELDS]
    const nowhere = rows.filter((row) => !KERNEL_VERSIONS.some((kernel) => existsIn(kernel, row)))
    expect(nowhere.map((row) => row.name)).toEqual([])
  })
})

/** What is wrong with a struct's layout: fields out of line, on top of each other or with a hole that alignment does not explain. */
function layoutFaults(kernel: KernelVersion, layout: KernelStructLayout): string[] {
  const faults: string[] = []
  let end = 0
  for (const field of layout.fields) {
    const align = field.type.includes('*') ? 8 : alignmentOf(kernel, field.type)
    if (field.offset % align !== 0) faults.push(`${layout.name}.${field.name} is not aligned`)
    if (field.offset < end) faults.push(`${layout.name}.${field.name} overlaps`)
    if (field.offset - end >= align) faults.push(`${layout.name}.${field.name} stands after a hole`)
    end = field.offset + field.size
  }
  if (layout.size % layout.align !== 0 || layout.size < end || layout.size - end >= layout.align)
    faults.push(`${layout.name} has a wrong size`)
  return faults
}

describe.each(KERNEL_VERSIONS)('the layout for %s', (kernel) => {
  test('is naturally aligned, in order and without overlap', () => {
    expect([...layoutKernelStructs(kernel).values()].flatMap((layout) => layoutFaults(kernel, layout))).toEqual([])
  })

  test('keeps a task within 400 bytes and a trace record within 48', () => {
    const bytes = ['task_struct', 'signal_struct', 'mm_struct'].map((name) => layoutOf(kernel, name).size)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(400)
    expect(layoutOf(kernel, 'oom_trace_record').size).toBeLessThanOrEqual(48)
  })

  test('begins mem_cgroup and task_group with their css, so that addresses are equal', () => {
    for (const name of ['mem_cgroup', 'task_group'])
      expect(layoutOf(kernel, name).fields[0]).toMatchObject({ name: 'css', offset: 0 })
  })

  test('gives the slots of maps the head that map-layout.ts counts with', () => {
    expect(layoutOf(kernel, 'bpf_map_slot').size).toBe(MAP_SLOT_HEAD)
  })
})

/** The alignment of a scalar is its size; of a struct it is its own. */
function alignmentOf(kernel: KernelVersion, type: string): number {
  const parsed = parseCType(type)
  const element = parsed.kind === 'array' ? parsed.of : parsed
  if (element.kind === 'scalar') return element.scalar.bits / 8
  return element.kind === 'struct' ? layoutOf(kernel, element.name).align : 4
}

const shape = (kernel: KernelVersion, name: string): string[] =>
  layoutOf(kernel, name).fields.map((field) => `${field.offset} ${field.type} ${field.name}`)

test('task_struct, byte for byte', () => {
  expect(shape('6.12', 'task_struct')).toEqual([
    '0 unsigned int flags',
    '4 int prio',
    '8 int static_prio',
    '16 struct task_group * sched_task_group',
    '24 struct mm_struct * mm',
    '32 int exit_state',
    '36 pid_t pid',
    '40 pid_t tgid',
    '44 u32 index',
    '48 struct task_struct * real_parent',
    '56 struct task_struct * parent',
    '64 struct task_struct * group_leader',
    '72 struct completion * vfork_done',
    '80 u64 utime',
    '88 u64 stime',
    '96 u64 start_time',
    '104 u64 start_boottime',
    '112 unsigned long min_flt',
    '120 unsigned long maj_flt',
    '128 const struct cred * real_cred',
    '136 const struct cred * cred',
    '144 char[16] comm',
    '160 struct nsproxy * nsproxy',
    '168 struct signal_struct * signal',
    '176 nodemask_t mems_allowed',
    '184 struct css_set * cgroups',
    '192 u64 bind_nodes',
    '200 struct task_struct * next_task',
    '208 struct task_struct * next_cg_task',
    '216 struct task_struct * next_thread',
  ])
  for (const kernel of KERNEL_VERSIONS) expect(shape(kernel, 'task_struct')).toEqual(shape('6.12', 'task_struct'))
})

test('the two shapes of rss_stat, of mm->flags and of the parent of a directory', () => {
  const types = (struct: string, field: RegExp): string[] =>
    (['6.1', '6.12', '7.3'] as const).flatMap((kernel) =>
      shape(kernel, struct)
        .filter((line) => field.test(line))
        .map((line) => line.replace(/^\d+ /, '')),
    )
  expect(types('mm_struct', / rss_stat$/)).toEqual([
    'struct mm_rss_stat rss_stat',
    'struct percpu_counter[4] rss_stat',
    'struct percpu_counter[4] rss_stat',
  ])
  expect(types('mm_struct', / flags$/)).toEqual(['unsigned long flags', 'unsigned long flags', 'mm_flags_t flags'])
  expect(types('kernfs_node', /parent$/)).toEqual([
    'struct kernfs_node * parent',
    'struct kernfs_node * parent',
    'struct kernfs_node * __parent',
  ])
})

describe('parseCType', () => {
  test('reads pointers, arrays and what is const', () => {
    expect(parseCType('const struct cred *')).toEqual({
      kind: 'pointer',
      constant: true,
      to: { kind: 'struct', name: 'cred', union: false, typedef: false },
    })
    expect(parseCType('struct cgroup *[]')).toMatchObject({ kind: 'array', length: null, of: { kind: 'pointer' } })
    expect(parseCType('u8[2][3]')).toMatchObject({ kind: 'array', length: 2, of: { kind: 'array', length: 3 } })
    expect(parseCType('atomic_t')).toMatchObject({ kind: 'struct', name: 'atomic_t', typedef: true })
  })

  test.each(['', 'struct', 'nonsense', 'int (*)(void)', 'struct a b'])('refuses %j', (text) => {
    expect(() => parseCType(text)).toThrow(/struct table/)
  })
})

test('a map arena holds its buckets, then its slots', () => {
  expect(mapLayout('HASH', 8, 4, 24)).toEqual({
    capacity: 24,
    slotSize: 40,
    valueOffset: 32,
    bucketCount: 32,
    slotsOffset: 128,
    arenaSize: 128 + 24 * 40,
  })
})
