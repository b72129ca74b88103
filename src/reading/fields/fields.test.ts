// The rows of the inspector against the memory that a policy reads: the same paths, the same numbers, and nothing forgotten.

import { describe, expect, test } from 'vitest'
import { type CType, layoutKernelStructs, parseCType } from '../../kernel/layout.ts'
import { followPath, type PathStep } from '../../kernel/members.ts'
import { KERNEL_VERSIONS, type KernelVersion } from '../../kernel/versions.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import type { Scenario } from '../../scenario/model.ts'
import { cgroupUsage, memcgPath } from '../../scenario/usage.ts'
import { at, planImage, type ImagePlan } from '../../simulator/image/image-plan.ts'
import { writeImage } from '../../simulator/image/image.ts'
import { kernelConstant } from '../../simulator/image/kernel-constant.ts'
import { offsetOf } from '../../simulator/image/offsets.ts'
import { machine } from '../../simulator/testing/machine.ts'
import { CONTROL_FIELDS } from './control-fields.ts'
import { pathIn, type Field, type MemberField } from './field.ts'
import { MEMCG_FIELDS, memcgRowsOf } from './memcg-fields.ts'
import { TASK_FIELDS, taskRows } from './task-fields.ts'

/** Every state that a process of a machine can be in. */
const ODD_ONES = machine(`
  ram=2G nodes=1G,1G oom=/app by=30
  /
    1 init
    2 orphan ppid=999
  /app max=1G high=900M low=100M min=50M swapmax=64M group
    20 big     anon=50M file=3M shmem=2M swap=1M vm=90M adj=-500 uid=7 nice=-5 threads=3 start=5
    30 mid     anon=20M mems=1
    31 gone    zombie
    32 headless anon=9M threads=4 leaderExited
    33 dying   anon=8M oomVictim
    34 reaped  anon=1M oomVictim oomSkip
    35 cause   anon=1M oomOrigin
    36 child   vfork ppid=30 anon=20M
    37 twin    shares=30 anon=20M
    38 far     anon=1M outside
    39 kernel  kthread
`)

const MACHINES: readonly Scenario[] = [...SCENARIO_GALLERY.map(({ scenario }) => scenario), ODD_ONES]

const members = <Of>(fields: readonly Field<Of>[]): MemberField<Of>[] =>
  fields.filter((field): field is MemberField<Of> => 'path' in field)

/** A written image, read by paths as a program reads it. */
class Memory {
  readonly plan: ImagePlan
  readonly view: DataView

  constructor(readonly scenario: Scenario) {
    this.plan = planImage(scenario, layoutKernelStructs(scenario.kernel), 65536)
    const buffer = new ArrayBuffer(this.plan.end)
    writeImage(this.plan, buffer)
    this.view = new DataView(buffer)
  }

  private place(address: number, { struct, row, index }: PathStep): { address: number; type: CType } {
    const place = address + offsetOf(this.plan.structs, struct, row.name)
    const type = parseCType(row.type)
    if (type.kind !== 'array' || index === null) return { address: place, type }
    const number = /^\d+$/.test(index) ? Number(index) : kernelConstant(index)
    return { address: address + offsetOf(this.plan.structs, struct, `${row.name}[${number}]`), type: type.of }
  }

  /** What stands at the path; 0 where it goes through NULL, as for a policy. */
  read(root: number, path: string): bigint {
    const steps = followPath(path, this.scenario.kernel)
    let address = root
    for (const [number, step] of steps.entries()) {
      const found = this.place(address, step)
      const last = number === steps.length - 1
      if (last) return this.value(found.address, found.type)
      address = found.type.kind === 'pointer' ? Number(this.value(found.address, found.type)) : found.address
      if (address === 0) return 0n
    }
    return 0n
  }

  private value(address: number, type: CType): bigint {
    if (type.kind !== 'scalar') return this.view.getBigUint64(address, true)
    const { bits, signed } = type.scalar
    const raw = this.view.getBigUint64(address, true)
    return signed ? BigInt.asIntN(bits, raw) : BigInt.asUintN(bits, raw)
  }

  /** True when any byte of the field is set in any struct of the kind. */
  isUsed(struct: string, path: string): boolean {
    const { plan } = this
    const arena = {
      task_struct: plan.tasks,
      mm_struct: plan.mms,
      signal_struct: plan.signals,
      mem_cgroup: plan.memcgs,
    }[struct]
    if (arena === undefined) throw new Error(`${struct} has no arena`)
    const offset = offsetOf(plan.structs, struct, path)
    const holder = holderOf(this.scenario.kernel, struct, path)
    return Array.from({ length: arena.count }, (_, index) => at(arena, index) + offset).some((address) =>
      new Uint8Array(this.view.buffer, address, holder).some((byte) => byte !== 0),
    )
  }
}

/** Bytes of the field at the end of a path of structs held by value. */
function holderOf(kernel: KernelVersion, struct: string, path: string): number {
  let size = 0
  let name = struct
  for (const part of path.split('.')) {
    const field = layoutKernelStructs(kernel)
      .get(name)
      ?.fields.find((one) => one.name === part)
    if (field === undefined) throw new Error(`no ${part} in ${name}`)
    size = field.size
    const type = parseCType(field.type)
    name = type.kind === 'struct' ? type.name : ''
  }
  return size
}

/** What a row says, as the number that the memory holds; what a row says in words is only there or not. */
function claim<Of>(field: MemberField<Of>, of: Of): bigint | boolean | null {
  const value = field.read(of)
  return typeof value === 'number' ? BigInt(value) : value
}

function heldBy<Of>(field: MemberField<Of>, memory: Memory, root: number, said: bigint | boolean): bigint | boolean {
  const path = pathIn(field, memory.scenario.kernel)
  const value = memory.read(root, path)
  if (typeof said === 'bigint') return value
  if (field.flag === undefined) return value !== 0n
  const mask =
    'mask' in field.flag ? BigInt(kernelConstant(field.flag.mask)) : 1n << BigInt(kernelConstant(field.flag.bit))
  return (value & mask) !== 0n
}

/** Rows that say another number than the memory holds. */
function contradictions<Of>(fields: readonly Field<Of>[], of: Of, memory: Memory, root: number, where: string) {
  return members(fields)
    .filter(({ when }) => when?.(of) ?? true)
    .flatMap((field) => {
      const said = claim(field, of)
      if (said === null) return []
      const held = heldBy(field, memory, root, said)
      return held === said ? [] : [`${where}: ${field.label} says ${said}, the memory ${held}`]
    })
}

describe.each(KERNEL_VERSIONS)('on %s', (kernel) => {
  const machines = MACHINES.map((scenario) => ({ ...scenario, kernel }))

  test('every path exists', () => {
    for (const field of members<never>([...TASK_FIELDS, ...MEMCG_FIELDS, ...CONTROL_FIELDS]))
      expect(followPath(pathIn(field, kernel), kernel).length).toBeGreaterThan(0)
  })

  test('a process says what a policy reads', () => {
    for (const scenario of machines) {
      const memory = new Memory(scenario)
      const wrong = scenario.tasks.flatMap((task, index) =>
        // The memory of a process whose leader has exited hangs on another thread.
        contradictions(
          task.leaderExited ? TASK_FIELDS.filter(({ label }) => !OF_MEMORY.has(label)) : TASK_FIELDS,
          { task, scenario },
          memory,
          at(memory.plan.tasks, index),
          `${scenario.title}, ${task.comm}`,
        ),
      )
      expect(wrong).toEqual([])
    }
  })

  test('a memory cgroup says what a policy reads', () => {
    for (const scenario of machines) {
      const memory = new Memory(scenario)
      const usage = cgroupUsage(scenario)
      const wrong = scenario.cgroups.flatMap((cgroup, index) => {
        const used = usage.get(cgroup.path)
        if (used === undefined || memcgPath(scenario.cgroups, cgroup.path) !== cgroup.path) return []
        const of = { cgroup, usage: used }
        return contradictions(MEMCG_FIELDS, of, memory, at(memory.plan.memcgs, index), cgroup.path)
      })
      expect(wrong).toEqual([])
    }
  })
})

const OF_MEMORY: ReadonlySet<string> = new Set(
  members(TASK_FIELDS)
    .filter((field) => pathIn(field, '7.3').startsWith('task->mm->'))
    .map(({ label }) => label),
)

/** Fields that the memory holds and the inspector does not show, each with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'task_struct.prio': 'the same as static_prio: no machine has processes of another scheduling class',
  'task_struct.sched_task_group': 'leads to the cgroup that the inspector names',
  'task_struct.exit_state': 'the rows "Has exited" and "Main thread has exited" say it',
  'task_struct.tgid': 'the pid of the heading: the inspector shows processes, not threads',
  'task_struct.comm': 'is the heading',
  'task_struct.parent': 'differs from real_parent only under a debugger, which no machine has',
  'task_struct.group_leader': 'the process itself',
  'task_struct.start_boottime': 'the same as start_time: no machine has slept',
  'task_struct.real_cred': 'the same as cred on every machine',
  'task_struct.nsproxy': 'only whether it is NULL is known, which "Has exited" says',
  'mm_struct.mm_users': 'the threads of the processes that share it, each shown with its process',
  'mm_struct.hiwater_rss': 'no machine knows an earlier peak: it equals the memory in RAM',
  'mm_struct.hiwater_vm': 'no machine knows an earlier peak: it equals the address space',
  'mm_struct.owner': 'the process, or the one whose memory it shares',
  'signal_struct.live': 'the threads, without those that have exited',
  'signal_struct.flags': 'says that the process is exiting, as the rows on exited processes and victims do',
  'mem_cgroup.css.id': 'a number of the image',
  'mem_cgroup.css.flags': 'every cgroup of a machine is online',
  'mem_cgroup.css.serial_nr': 'the place of the cgroup in the tree, which the page draws',
  'mem_cgroup.css.parent': 'the tree of cgroups shows it',
  'mem_cgroup.memory.emin': 'no reclaim is played: it equals min',
  'mem_cgroup.memory.elow': 'no reclaim is played: it equals low',
  'mem_cgroup.memory.watermark': 'no machine knows an earlier peak: it equals the usage',
  'mem_cgroup.memory.parent': 'the tree of cgroups shows it',
  'mem_cgroup.swap.high': 'no machine says memory.swap.high: it has no limit',
  'mem_cgroup.swap.watermark': 'no machine knows an earlier peak: it equals the usage',
  'mem_cgroup.swap.parent': 'the tree of cgroups shows it',
  'mem_cgroup.swappiness': 'does not count on cgroup v2: vm.swappiness of the machine does',
  'oom_control.zonelist': 'an address in which no machine has anything',
}

/** Fields of a struct by name; structs that it holds by value are opened, but for those that only wrap a number. */
function fieldPaths(kernel: KernelVersion, struct: string): string[] {
  const layout = layoutKernelStructs(kernel).get(struct)
  return (layout?.fields ?? []).flatMap(({ name, type, row }) => {
    if (row.internal === true) return []
    const held = parseCType(type)
    if (held.kind !== 'struct' || held.typedef || held.name === 'mm_rss_stat') return [name]
    return fieldPaths(kernel, held.name).map((inner) => `${name}.${inner}`)
  })
}

/** The fields that a path shows: `task->mm->total_vm` shows `task_struct.mm` and `mm_struct.total_vm`. */
function shownBy(path: string, kernel: KernelVersion): string[] {
  const steps = followPath(path, kernel)
  let next = 0
  return path
    .split('->')
    .slice(1)
    .flatMap((hop) => {
      const names = hop.split('.').map((part) => part.replace(/\[.*/, ''))
      const struct = steps[next]?.struct ?? ''
      next += names.length
      // A wrapper's own name is not one of the struct's.
      return names.map((_, index) => `${struct}.${names.slice(0, index + 1).join('.')}`)
    })
}

describe('nothing is forgotten', () => {
  const kernel = '7.3'
  const shown = new Set(
    members<never>([...TASK_FIELDS, ...MEMCG_FIELDS, ...CONTROL_FIELDS]).flatMap((field) =>
      shownBy(pathIn(field, kernel), kernel),
    ),
  )
  const memories = MACHINES.map((scenario) => new Memory({ ...scenario, kernel }))
  const modelled = ['task_struct', 'mm_struct', 'signal_struct', 'mem_cgroup'].flatMap((struct) =>
    fieldPaths(kernel, struct)
      .filter((path) => memories.some((memory) => memory.isUsed(struct, path)))
      .map((path) => `${struct}.${path}`),
  )
  const control = fieldPaths(kernel, 'oom_control').map((path) => `oom_control.${path}`)

  test('every field that a machine fills is shown, or left out with a reason', () => {
    const forgotten = [...modelled, ...control].filter((field) => !shown.has(field) && !(field in LEFT_OUT))
    expect(forgotten).toEqual([])
  })

  test('every reason is about a field that would be missing without it', () => {
    const stale = Object.keys(LEFT_OUT).filter(
      (field) => shown.has(field) || ![...modelled, ...control].includes(field),
    )
    expect(stale).toEqual([])
  })

  test('what no machine fills is not shown as if it were known', () => {
    const structs = ['task_struct', 'mm_struct', 'signal_struct', 'mem_cgroup']
    const known = structs.flatMap((struct) => fieldPaths(kernel, struct).map((path) => `${struct}.${path}`))
    expect(known.filter((field) => shown.has(field) && !modelled.includes(field))).toEqual([])
  })
})

describe('the words of a row', () => {
  const rowOf = (label: string, kernel: KernelVersion = '7.3') => {
    const scenario = { ...ODD_ONES, kernel }
    const task = scenario.tasks.find(({ comm }) => comm === 'big')
    if (task === undefined) throw new Error('no process')
    return [...taskRows(task, scenario), ...memcgRowsOf(task, scenario)].find((row) => row.label === label)
  }

  test('come from the table of structs, with what it does to the choice', () => {
    expect(rowOf('of which anonymous')).toEqual({
      label: 'of which anonymous',
      kernel: 'task->mm->rss_stat[MM_ANONPAGES].count',
      value: '50 MiB',
      exact: '12,800 pages of 4 KiB',
      hint: 'Index into rss_stat: resident anonymous pages (heap, stack). They come free when it dies.',
      facts: 's64, in pages; include/linux/mm_types_task.h',
    })
  })

  test('follow the kernel of the machine', () => {
    expect(rowOf('of which anonymous', '6.1')?.kernel).toBe('task->mm->rss_stat.count[MM_ANONPAGES].counter')
  })

  test('say the limits of the memory cgroup', () => {
    expect(rowOf('Hard limit')).toMatchObject({ value: '1 GiB', kernel: 'memcg->memory.max' })
    expect(rowOf('Dies as a whole')).toMatchObject({ value: 'yes', kernel: 'memcg->oom_group' })
  })
})
