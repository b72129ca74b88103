// The image is checked by walking it as the kernel code does: by its links, from the addresses of the plan.

import { describe, expect, it } from 'vitest'
import { layoutKernelStructs } from '../../kernel/layout.ts'
import { existsIn, KERNEL_VERSIONS } from '../../kernel/versions.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { ImagePlan } from './image-plan.ts'
import { at, planImage } from './image-plan.ts'
import { commBytes, writeImage } from './image.ts'
import { kernelConstant } from './kernel-constant.ts'
import { offsetOf } from './offsets.ts'
import { machine } from '../testing/machine.ts'

const BASE = 65536

/** A written image and ways to read it by struct and member. */
class Image {
  readonly plan: ImagePlan
  private readonly view: DataView

  constructor(scenario: Scenario) {
    this.plan = planImage(scenario, layoutKernelStructs(scenario.kernel), BASE)
    const memory = new ArrayBuffer(this.plan.end)
    writeImage(this.plan, memory)
    this.view = new DataView(memory)
  }

  private place(address: number, struct: string, path: string): number {
    return address + offsetOf(this.plan.structs, struct, path)
  }
  pointer(address: number, struct: string, path: string): number {
    return Number(this.view.getBigUint64(this.place(address, struct, path), true))
  }
  s64(address: number, struct: string, path: string): bigint {
    return this.view.getBigInt64(this.place(address, struct, path), true)
  }
  s32(address: number, struct: string, path: string): number {
    return this.view.getInt32(this.place(address, struct, path), true)
  }
  text(address: number): string {
    const bytes = new Uint8Array(this.view.buffer, address)
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)))
  }
  comm(task: number): string {
    return this.text(this.place(task, 'task_struct', 'comm'))
  }
  task(index: number): number {
    return at(this.plan.tasks, index)
  }
  mm(task: number): number {
    return this.pointer(task, 'task_struct', 'mm')
  }

  /** Comms along a list that `next` links. */
  list(first: number, next: string): string[] {
    const comms: string[] = []
    for (let task = first; task !== 0; task = this.pointer(task, 'task_struct', next)) comms.push(this.comm(task))
    return comms
  }

  /** Directory names and tasks of a subtree, in the order of mem_cgroup_scan_tasks(). */
  walk(memcg: number): string[] {
    const cgroup = this.pointer(memcg, 'mem_cgroup', 'css.cgroup')
    const node = this.pointer(cgroup, 'cgroup', 'kn')
    const name = `${this.text(this.pointer(node, 'kernfs_node', 'name'))}/`
    const set = this.pointer(memcg, 'mem_cgroup', 'first_cset')
    const tasks = this.list(this.pointer(set, 'css_set', 'first_task'), 'next_cg_task')
    const children: string[] = []
    let child = this.pointer(memcg, 'mem_cgroup', 'css.first_child')
    for (; child !== 0; child = this.pointer(child, 'cgroup_subsys_state', 'next_sibling')) {
      children.push(...this.walk(child))
    }
    return [name, ...tasks, ...children]
  }
}

describe('order', () => {
  it('links processes in fork order, whatever their pids and cgroups', () => {
    const image = new Image(
      machine(`
        /a
          30 third  fork=2
          10 first  fork=0
        /b
          20 second fork=1
      `),
    )
    expect(image.list(image.task(0), 'next_task')).toEqual(['first', 'second', 'third'])
  })

  it('links cgroups in pre-order: parents first, children as they came online', () => {
    const image = new Image(
      machine(`
        /
          1 init
        /t
          2 t0
        /t/b
          3 b0
        /t/a
        /t/a/y
          4 ay0
        /t/a/x
          5 ax0
        /t/c
          6 c0
      `),
    )
    expect(image.walk(at(image.plan.memcgs, 0))).toEqual([
      '/',
      'init',
      't/',
      't0',
      'b/',
      'b0',
      'a/',
      'y/',
      'ay0',
      'x/',
      'ax0',
      'c/',
      'c0',
    ])
    const [, a] = [image.plan.cgroupIndex.get('/t'), image.plan.cgroupIndex.get('/t/a') ?? -1]
    expect(image.walk(at(image.plan.memcgs, a))).toEqual(['a/', 'y/', 'ay0', 'x/', 'ax0'])
  })

  it('links the tasks of a cgroup as they joined it, those whose leader has exited last', () => {
    const image = new Image(
      machine(`
        /app
          10 moved   attach=9
          20 exited  leaderExited threads=2 anon=5
          30 stayed
          40 early   attach=0
      `),
    )
    const app = image.plan.cgroupIndex.get('/app') ?? -1
    expect(image.walk(at(image.plan.memcgs, app))).toEqual(['app/', 'early', 'stayed', 'moved', 'exited'])
  })
})

describe('processes', () => {
  it('has no mm for kernel threads, zombies and exited leaders, whose thread keeps it', () => {
    const image = new Image(
      machine(`
        /
          1 init     anon=10
          2 kthreadd kthread
          3 gone     zombie
          4 half     leaderExited threads=3 anon=50
      `),
    )
    const [init, kthreadd, gone, half] = [0, 1, 2, 3].map((index) => image.task(index))
    expect([kthreadd, gone, half].map((task) => image.mm(task ?? 0))).toEqual([0, 0, 0])
    expect(image.mm(init ?? 0)).not.toBe(0)
    const thread = image.pointer(half ?? 0, 'task_struct', 'next_thread')
    expect(image.comm(thread)).toBe('half')
    expect(image.s32(thread, 'task_struct', 'pid')).toBe(5)
    expect(image.s32(thread, 'task_struct', 'tgid')).toBe(4)
    expect(image.pointer(thread, 'task_struct', 'group_leader')).toBe(half)
    expect(image.s32(image.mm(thread), 'mm_struct', 'mm_users.counter')).toBe(2)
    expect(image.s32(kthreadd ?? 0, 'task_struct', 'flags')).toBe(0x200000)
  })

  it('shares an mm where the scenario says so', () => {
    const image = new Image(
      machine(`
        /
          10 main  anon=100 threads=3
          11 clone shares=10 anon=7
          12 child ppid=10 vfork
          13 other anon=100
      `),
    )
    const [main, clone, child, other] = [0, 1, 2, 3].map((index) => image.mm(image.task(index)))
    expect([clone, child]).toEqual([main, main])
    expect(other).not.toBe(main)
    expect(image.s32(main ?? 0, 'mm_struct', 'mm_users.counter')).toBe(5)
    expect(image.s64(main ?? 0, 'mm_struct', 'rss_stat[1].count')).toBe(100n)
    expect(image.pointer(image.task(2), 'task_struct', 'vfork_done')).not.toBe(0)
    expect(image.pointer(image.task(2), 'task_struct', 'real_parent')).toBe(image.task(0))
  })

  it('shares one cred among tasks of one user', () => {
    const image = new Image(machine('10 a uid=33\n 11 b uid=33\n 12 c uid=4294967294'))
    const creds = [0, 1, 2].map((index) => image.pointer(image.task(index), 'task_struct', 'cred'))
    expect(creds[0]).toBe(creds[1])
    expect(image.s32(creds[0] ?? 0, 'cred', 'uid.val')).toBe(33)
    expect(image.s32(creds[2] ?? 0, 'cred', 'euid.val') >>> 0).toBe(4294967294)
  })

  it('keeps what an OOM victim had, and marks what the reaper is done with', () => {
    const image = new Image(
      machine(`
        /
          10 dying  oomVictim anon=5
          11 reaped oomVictim oomSkip anon=5
          12 corpse oomVictim zombie
      `),
    )
    const oomMm = [0, 1, 2].map((index) => {
      const signal = image.pointer(image.task(index), 'task_struct', 'signal')
      return image.pointer(signal, 'signal_struct', 'oom_mm')
    })
    expect(oomMm[0]).toBe(image.mm(image.task(0)))
    const hasFlag = (bit: number): number[] => oomMm.map((mm) => (image.pointer(mm, 'mm_struct', 'flags') >>> bit) & 1)
    expect(hasFlag(kernelConstant('MMF_OOM_SKIP'))).toEqual([0, 1, 1])
    expect(hasFlag(kernelConstant('MMF_OOM_REAP_QUEUED'))).toEqual([1, 1, 0])
  })

  it('ends the walk up the parents at the idle task', () => {
    const image = new Image(machine('1 init ppid=0\n 10 orphan ppid=999\n 11 child ppid=10'))
    const names: string[] = []
    let task = image.task(2)
    for (let i = 0; i < 5; i++, task = image.pointer(task, 'task_struct', 'real_parent')) names.push(image.comm(task))
    expect(names).toEqual(['child', 'orphan', 'init', 'swapper/0', 'swapper/0'])
  })
})

describe('cgroups', () => {
  const TREE = `
    /
      1 init anon=10
    /pod max=96M id=40
      10 db  anon=100 swap=7 pgtables=8192
    /pod/web group low=5
      11 web anon=50 file=20 shmem=5
  `

  it('sums usage up the tree', () => {
    const image = new Image(machine(TREE))
    const usage = [0, 1, 2].map((index) =>
      image.s64(at(image.plan.memcgs, index), 'mem_cgroup', 'memory.usage.counter'),
    )
    expect(usage).toEqual([177n, 177n, 75n])
    expect(image.s64(at(image.plan.memcgs, 1), 'mem_cgroup', 'swap.usage.counter')).toBe(7n)
  })

  it('has limits in pages, and PAGE_COUNTER_MAX for none', () => {
    const image = new Image(machine(TREE))
    const max = [0, 1, 2].map((index) => image.s64(at(image.plan.memcgs, index), 'mem_cgroup', 'memory.max'))
    expect(max).toEqual([2251799813685247n, 24576n, 2251799813685247n])
    expect(image.s64(at(image.plan.memcgs, 2), 'mem_cgroup', 'memory.low')).toBe(5n)
  })

  it.each(KERNEL_VERSIONS)('knows level, ancestors, id and name of a group on %s', (kernel) => {
    const image = new Image({ ...machine(TREE), kernel })
    const set = image.pointer(image.task(2), 'task_struct', 'cgroups')
    const web = image.pointer(set, 'css_set', 'dfl_cgrp')
    const pod = image.pointer(web, 'cgroup', 'ancestors[1]')
    expect(image.s32(web, 'cgroup', 'level')).toBe(2)
    expect([web, pod].map((group) => image.s32(group, 'cgroup', 'nr_descendants'))).toEqual([0, 1])
    expect(image.pointer(web, 'cgroup', 'ancestors[2]')).toBe(web)
    expect(image.s64(image.pointer(pod, 'cgroup', 'kn'), 'kernfs_node', 'id')).toBe(40n)
    const parent = image.pointer(
      image.pointer(web, 'cgroup', 'kn'),
      'kernfs_node',
      existsIn(kernel, { since: '6.15' }) ? '__parent' : 'parent',
    )
    expect(parent).toBe(image.pointer(pod, 'cgroup', 'kn'))
    const group = image.pointer(image.task(2), 'task_struct', 'sched_task_group')
    expect(image.pointer(group, 'task_group', 'css.cgroup')).toBe(web)
    expect(image.pointer(set, 'css_set', 'subsys[3]')).toBe(at(image.plan.memcgs, 2))
  })
})

it('puts the rss where the kernel of the scenario has it', () => {
  const image = new Image(machine('kernel=6.1\n 10 a anon=3 file=4 swap=5 shmem=6'))
  const mm = image.mm(image.task(0))
  const rss = [0, 1, 2, 3].map((index) => image.s64(mm, 'mm_struct', `rss_stat.count[${index}].counter`))
  expect(rss).toEqual([4n, 3n, 5n, 6n])
})

it('cuts a comm to 15 bytes, in the middle of a letter if need be', () => {
  expect(commBytes('a-very-long-name-indeed')).toHaveLength(15)
  expect([...commBytes('fourteen-bytesé')].slice(13)).toEqual([0x73, 0xc3])
})

it('needs at most 512 bytes a task', () => {
  const [task] = machine('10 a anon=1').tasks
  if (task === undefined) throw new Error('the machine has no task')
  const count = 10_000
  const tasks = Array.from({ length: count }, (_, index) => ({ ...task, pid: index + 2 }))
  const scenario = { ...machine('10 a'), tasks }
  const plan = planImage(scenario, layoutKernelStructs('6.12'), BASE)
  expect((plan.end - BASE) / count).toBeLessThanOrEqual(512)
})
