// Makes machines: as many processes as asked for, in a shape that machines have, with memory spread as one likes. The same wishes and the
// same seed always give the same machine. Pure; whatever the wishes are, the machine is valid.

import { DEFAULT_KERNEL } from '../kernel/versions.ts'
import { DEFAULT_GLOBAL_GFP_MASK, DEFAULT_MEMCG_GFP_MASK } from './build.ts'
import type { Cgroup, Scenario, Task } from './model.ts'
import { residentPages } from './usage.ts'
import { ORDINARY_TASK, unlimitedCgroup } from './ordinary.ts'

export const SHAPES = ['flat', 'services', 'containers', 'forks'] as const
export const SPREADS = ['equal', 'even', 'few-large'] as const
export const ADJUSTMENTS = ['none', 'some', 'kubernetes'] as const

export interface Wishes {
  seed: number
  /** How many processes, from 1 to MAX_GENERATED. */
  tasks: number
  /** flat: all in one cgroup; services: one cgroup each for a few; containers: pods with limits; forks: a tree of children. */
  shape: (typeof SHAPES)[number]
  /** equal: all the same; even: anything up to a maximum; few-large: most small and few very large (Pareto). */
  spread: (typeof SPREADS)[number]
  adjustments: (typeof ADJUSTMENTS)[number]
  ramPages: number
  swapPages: number
  /** How much of RAM the processes hold, in percent. */
  filled: number
  /** Where memory runs out: the machine, or the largest cgroup below the root. */
  scope: 'global' | 'memcg'
}

export const MAX_GENERATED = 100_000

export const DEFAULT_WISHES: Wishes = {
  seed: 1,
  tasks: 60,
  shape: 'services',
  spread: 'few-large',
  adjustments: 'some',
  ramPages: 2_097_152,
  swapPages: 0,
  filled: 95,
  scope: 'global',
}

/** Mulberry32 (Tommy Ettinger, public domain): numbers from 0 up to 1, the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const NAMES = [
  'nginx',
  'postgres',
  'redis',
  'node',
  'java',
  'python3',
  'ruby',
  'worker',
  'envoy',
  'mysqld',
  'etl',
  'cron',
]

const within = (value: number, least: number, most: number): number =>
  Number.isFinite(value) ? Math.max(least, Math.min(most, Math.round(value))) : least

const cgroup = (path: string, id: number, part: Partial<Cgroup> = {}): Cgroup => ({
  ...unlimitedCgroup(path, id),
  ...part,
})

/** Shares that add up to 1. */
function sharesOf(count: number, spread: Wishes['spread'], random: () => number): number[] {
  const weights = Array.from({ length: count }, () => {
    const drawn = random()
    switch (spread) {
      case 'equal':
        return 1
      case 'even':
        return 0.05 + drawn
      case 'few-large':
        // Pareto with alpha 1.1, cut so that one process never is everything.
        return Math.min(200, (1 - drawn) ** (-1 / 1.1))
    }
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** The cgroups of a shape; processes go to the last `homes` of them. */
function cgroupsOf(shape: Wishes['shape'], count: number): { cgroups: Cgroup[]; homes: number } {
  const root = cgroup('/', 1)
  switch (shape) {
    case 'flat':
      return { cgroups: [root, cgroup('/system.slice', 2)], homes: 1 }
    case 'forks':
      return {
        cgroups: [root, cgroup('/user.slice', 2), cgroup('/user.slice/session-1.scope', 3)],
        homes: 1,
      }
    case 'services': {
      const homes = Math.max(1, Math.min(200, Math.ceil(count / 6)))
      const services = Array.from({ length: homes }, (_, i) =>
        cgroup(`/system.slice/${NAMES[i % NAMES.length]}-${i + 1}.service`, i + 3),
      )
      return { cgroups: [root, cgroup('/system.slice', 2), ...services], homes }
    }
    case 'containers': {
      const homes = Math.max(1, Math.min(500, Math.ceil(count / 4)))
      const pods = Array.from({ length: homes }, (_, i) =>
        cgroup(`/kubepods.slice/pod-${i + 1}`, i + 3, { oomGroup: i % 3 === 0 }),
      )
      return { cgroups: [root, cgroup('/kubepods.slice', 2), ...pods], homes }
    }
  }
}

function adjOf(adjustments: Wishes['adjustments'], random: () => number): number {
  const drawn = random()
  switch (adjustments) {
    case 'none':
      return 0
    case 'some':
      return drawn < 0.05 ? -1000 : drawn < 0.25 ? Math.round((random() * 2 - 1) * 900) : 0
    case 'kubernetes':
      // Guaranteed, burstable by its request, best effort (kubelet's qos policy).
      return drawn < 0.2 ? -997 : drawn < 0.7 ? within(1000 - random() * 990, 3, 999) : 1000
  }
}

/** The machine of these wishes; numbers out of their range are brought into it. */
export function generateScenario(wishes: Wishes): Scenario {
  const random = randomFrom(wishes.seed)
  const count = within(wishes.tasks, 1, MAX_GENERATED)
  const ramPages = within(wishes.ramPages, 16_384, 2 ** 40)
  const swapPages = within(wishes.swapPages, 0, 2 ** 40)
  const held = (ramPages * within(wishes.filled, 1, 100)) / 100
  const { cgroups, homes } = cgroupsOf(wishes.shape, count)
  const shares = sharesOf(count, wishes.spread, random)
  const homeOf = (index: number): string => cgroups[cgroups.length - homes + (index % homes)]?.path ?? '/'

  const init = task({
    pid: 1,
    ppid: 0,
    comm: 'systemd',
    cgroup: '/',
    pages: Math.min(4096, Math.floor(held / 20)),
    swap: 0,
    adj: 0,
    start: 0,
    anonShare: 0.5,
  })
  const firstPid = 1000
  const tasks: Task[] = [init]
  for (let index = 0; index < count; index++) {
    const parent = wishes.shape === 'forks' && index > 0 ? firstPid + Math.floor((index - 1) / 2) : 1
    tasks.push(
      task({
        pid: firstPid + index,
        ppid: parent,
        comm: wishes.shape === 'forks' ? 'bash' : (NAMES[Math.floor(random() * NAMES.length)] ?? 'worker'),
        cgroup: homeOf(index),
        pages: Math.floor((held - residentPages(init)) * (shares[index] ?? 0)),
        swap: Math.floor(swapPages * (shares[index] ?? 0) * random()),
        adj: adjOf(wishes.adjustments, random),
        start: 10 + index,
        anonShare: 0.7 + 0.3 * random(),
      }),
    )
  }

  const usage = new Map<string, number>()
  for (const one of tasks)
    usage.set(one.cgroup, (usage.get(one.cgroup) ?? 0) + residentPages(one) + one.pgtablesBytes / 4096)
  // A pod may have a quarter more than it uses; the largest is at its limit where memory runs out in a cgroup.
  const [largest] = [...usage].filter(([path]) => path !== '/').toSorted((a, b) => b[1] - a[1])
  const scoped = wishes.scope === 'memcg' && largest !== undefined ? largest[0] : null
  const limited = cgroups.map((one) => {
    const pages = Math.ceil(usage.get(one.path) ?? 0)
    if (one.path === scoped) return { ...one, memoryMaxPages: Math.max(1, pages) }
    const isPod = wishes.shape === 'containers' && one.path.includes('/pod-')
    return isPod ? { ...one, memoryMaxPages: Math.ceil(pages * 1.25) + 256 } : one
  })
  const candidates = scoped === null ? tasks.slice(1) : tasks.filter((one) => one.cgroup === scoped)
  const invoker = candidates[Math.floor(random() * candidates.length)] ?? init
  return {
    title: `Made from seed ${wishes.seed >>> 0}`,
    teaches: '',
    kernel: DEFAULT_KERNEL,
    machine: {
      ramPages,
      swapPages,
      uptimeSeconds: Math.max(3600, 10 + count),
      sysctl: { panic_on_oom: 0, oom_kill_allocating_task: false, oom_dump_tasks: true, swappiness: 60 },
      unsetPoints: 'zero',
    },
    cgroups: limited,
    tasks,
    oom: {
      scope: scoped === null ? { kind: 'global' } : { kind: 'memcg', path: scoped },
      invokerPid: invoker.pid,
      gfpMask: scoped === null ? DEFAULT_GLOBAL_GFP_MASK : DEFAULT_MEMCG_GFP_MASK,
      order: 0,
    },
  }
}

interface Made {
  pid: number
  ppid: number
  comm: string
  cgroup: string
  pages: number
  swap: number
  adj: number
  start: number
  /** How much of its memory is anonymous, from 0 to 1; the rest is files. */
  anonShare: number
}

function task({ pid, ppid, comm, cgroup: path, pages, swap, adj, start, anonShare }: Made): Task {
  const anonPages = Math.floor(pages * anonShare)
  return {
    pid,
    ppid,
    comm,
    uid: 0,
    cgroup: path,
    anonPages,
    filePages: pages - anonPages,
    shmemPages: 0,
    swapPages: swap,
    pgtablesBytes: (8 + Math.ceil((pages + swap) / 512)) * 4096,
    totalVmPages: pages + swap + 2048,
    oomScoreAdj: adj,
    startSeconds: start,
    ...ORDINARY_TASK,
  }
}
