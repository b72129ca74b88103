// Random machines for comparing rules: small, and full of what rules differ about (ties, -1000, dying victims, shared memory, tiny limits).
// The same seed gives the same machines. For tests alone.

import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import type { Cgroup, OomEvent, Scenario, Task } from '../../scenario/model.ts'

/** Numbers that look random: mulberry32, a generator with 32 bits of state. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * end)
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0
  }

  pick<T>(first: T, ...others: readonly T[]): T {
    return others[this.below(others.length + 1) - 1] ?? first
  }
}

const TASK_LIMIT = 12

/** PAGE_COUNTER_MAX: what a memcg without a limit would have to use to run out. */
const NO_LIMIT_PAGES = 2251799813685247

/** Either tiny numbers, so that ties are common, or any up to a terabyte. */
const pages = (random: Random, tiny: boolean): number => random.below(tiny ? 4 : 1 << random.below(29))

function cgroups(random: Random): Cgroup[] {
  const paths = ['/']
  const count = random.below(6)
  for (let index = 1; index <= count; index++) {
    const parent = paths[random.below(paths.length)] ?? '/'
    paths.push(`${parent === '/' ? '' : parent}/g${index}`)
  }
  return paths.map((path, index) => ({
    path,
    id: index + 1,
    memoryMaxPages: index === 0 ? null : random.pick(null, random.below(2000), random.below(1 << 28)),
    memoryHighPages: null,
    memoryLowPages: 0,
    memoryMinPages: 0,
    swapMaxPages: index === 0 ? null : random.pick(null, 0, random.below(1 << 20)),
    usagePages: null,
    swapUsagePages: null,
    oomGroup: random.oneIn(4),
  }))
}

const isPlain = (task: Task): boolean => !task.kthread && !task.zombie && !task.vfork && task.sharesMmWith === null

function randomTask(
  random: Random,
  index: number,
  tiny: boolean,
  before: readonly Task[],
  paths: readonly string[],
): Task {
  const kind = random.pick(
    'plain',
    'plain',
    'plain',
    'plain',
    'plain',
    'leaderExited',
    'zombie',
    'kthread',
    'shares',
    'vfork',
  )
  const owner = before[random.below(before.length)]
  const shares = owner !== undefined && isPlain(owner) && (kind === 'shares' || kind === 'vfork')
  const hasMm = kind !== 'zombie' && kind !== 'kthread'
  const size = (): number => (hasMm && !random.oneIn(3) ? pages(random, tiny) : 0)
  const oomVictim = kind !== 'kthread' && random.oneIn(15)
  return {
    pid: index === 0 && random.oneIn(2) ? 1 : 1000 - 3 * index,
    ppid: shares && kind === 'vfork' ? owner.pid : random.pick(0, 1, owner?.pid ?? 1),
    comm: `t${index}`,
    uid: random.pick(0, 33, 1000),
    cgroup: paths[random.below(paths.length)] ?? '/',
    anonPages: size(),
    filePages: size(),
    shmemPages: size(),
    swapPages: size(),
    pgtablesBytes: hasMm ? random.below(tiny ? 9000 : 1 << 30) : 0,
    totalVmPages: 0,
    oomScoreAdj: random.pick(0, 0, -1000, -999, 1000, random.below(2001) - 1000),
    threads: kind === 'leaderExited' ? 2 + random.below(3) : kind === 'vfork' ? 1 : random.pick(1, 1, 5),
    startSeconds: index,
    attachSeq: random.oneIn(2) ? null : random.below(20),
    kthread: kind === 'kthread',
    leaderExited: kind === 'leaderExited',
    zombie: kind === 'zombie',
    oomVictim,
    oomSkip: hasMm && random.oneIn(oomVictim ? 2 : 15),
    oomOrigin: random.oneIn(25),
    vfork: shares && kind === 'vfork',
    sharesMmWith: shares ? owner.pid : null,
    inCpuset: !random.oneIn(6),
  }
}

/** Who allocates: a task that is not dying (else there is no selection), or nobody of the scenario. */
function invoker(random: Random, tasks: readonly Task[]): number {
  const chosen = tasks[random.below(tasks.length + 1)]
  return chosen === undefined || chosen.zombie || chosen.oomVictim || chosen.kthread ? 0 : chosen.pid
}

function scopeOf(random: Random, groups: readonly Cgroup[]): OomEvent['scope'] {
  const group = groups[1 + random.below(groups.length - 1)]
  return group === undefined || random.oneIn(2) ? { kind: 'global' } : { kind: 'memcg', path: group.path }
}

/** A machine that has run out of memory and walks its tasks. */
export function randomMachine(random: Random): Scenario {
  const groups = cgroups(random)
  const paths = groups.map((group) => group.path)
  const tiny = random.oneIn(2)
  const tasks: Task[] = []
  const count = 1 + random.below(TASK_LIMIT)
  for (let index = 0; index < count; index++) tasks.push(randomTask(random, index, tiny, tasks, paths))
  const scope = scopeOf(random, groups)
  return {
    title: 'random',
    teaches: '',
    kernel: random.pick(...KERNEL_VERSIONS),
    ...(random.oneIn(2) ? { hook: 'none' } : {}),
    machine: {
      ramPages: random.pick(random.below(3000), random.below(1 << 29)),
      swapPages: random.pick(0, random.below(3000), random.below(1 << 29)),
      uptimeSeconds: 10_000,
      sysctl: {
        panic_on_oom: 0,
        oom_kill_allocating_task: false,
        oom_dump_tasks: true,
        swappiness: random.pick(60, 0, 200),
      },
      unsetPoints: 'zero',
    },
    // A memcg that has room left has no OOM.
    cgroups: groups.map((group) =>
      scope.kind === 'memcg' && group.path === scope.path
        ? { ...group, usagePages: group.memoryMaxPages ?? NO_LIMIT_PAGES }
        : group,
    ),
    tasks,
    oom: {
      scope,
      invokerPid: invoker(random, tasks),
      gfpMask: 0xcc0,
      order: scope.kind === 'global' && random.oneIn(8) ? -1 : 0,
    },
  }
}
