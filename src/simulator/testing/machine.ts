// A compact notation for machines in tests. One line a thing: settings, cgroups, and under each cgroup its tasks in fork order.
// It is for tests alone: what is wrong in it throws. Sizes are pages, or K, M, G.
//
//   kernel=6.12 ram=512M swap=0 oom=/app by=30
//   /app max=96M group
//     20 big   anon=50M adj=-500
//     30 mid   anon=20M threads=3 leaderExited

import { isKernelVersion } from '../../kernel/versions.ts'
import type { Cgroup, Scenario, Task } from '../../scenario/model.ts'
import { parseNodeList } from '../../scenario/node-list.ts'

const UNITS: Readonly<Record<string, number>> = { K: 1 / 4, M: 256, G: 256 * 1024 }

function pages(text: string): number {
  const unit = UNITS[text.slice(-1)]
  return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit
}

class Settings {
  private readonly values = new Map<string, string>()
  constructor(
    words: readonly string[],
    private readonly line: string,
  ) {
    for (const word of words) {
      const [name = '', value = 'yes'] = word.split('=')
      this.values.set(name, value)
    }
  }

  take(name: string): string | null {
    const value = this.values.get(name) ?? null
    this.values.delete(name)
    return value
  }

  flag(name: string): boolean {
    return this.take(name) !== null
  }

  number(name: string, missing: number): number {
    const value = this.take(name)
    return value === null ? missing : Number(value)
  }

  pages<T extends number | null>(name: string, missing: T): number | T {
    const value = this.take(name)
    return value === null ? missing : pages(value)
  }

  end(): void {
    const [unknown] = this.values.keys()
    if (unknown !== undefined) throw new Error(`machine(): what is "${unknown}" in "${this.line.trim()}"?`)
  }
}

const nodes = (text: string): number[] => parseNodeList(text) ?? []

/** A member for a value that was given, none where it was not. */
const given = <K extends string, T>(
  key: K,
  text: string | null,
  read: (text: string) => T,
): Partial<Readonly<Record<K, T>>> => {
  const member: Partial<Record<K, T>> = {}
  if (text !== null) member[key] = read(text)
  return member
}

/** What a machine or a cgroup holds beside its processes. */
const extras = (s: Settings): Pick<Cgroup, 'kernelPages' | 'slabPages' | 'cachePages'> => ({
  ...given('kernelPages', s.take('kernel_memory'), pages),
  ...given('slabPages', s.take('slab'), pages),
  ...given('cachePages', s.take('cache'), pages),
})

function cgroupOf(path: string, id: number, s: Settings): Cgroup {
  return {
    path,
    id: s.number('id', id),
    memoryMaxPages: s.pages('max', null),
    memoryHighPages: s.pages('high', null),
    memoryLowPages: s.pages('low', 0),
    memoryMinPages: s.pages('min', 0),
    swapMaxPages: s.pages('swapmax', null),
    usagePages: s.pages('usage', null),
    swapUsagePages: s.pages('swapusage', null),
    oomGroup: s.flag('group'),
    ...extras(s),
    ...(s.flag('uncontrolled') ? { memory: false as const } : {}),
    ...(s.flag('nocpu') ? { cpu: false as const } : {}),
    ...given('cssSetSeq', s.take('cssSetSeq'), Number),
  }
}

function taskOf(pid: number, comm: string, cgroup: string, s: Settings): Task {
  const anonPages = s.pages('anon', 0)
  const sharesMmWith = s.take('shares')
  const attachSeq = s.take('attach')
  return {
    pid,
    ppid: s.number('ppid', 1),
    comm: comm.replaceAll('_', ' '),
    uid: s.number('uid', 0),
    cgroup,
    anonPages,
    filePages: s.pages('file', 0),
    shmemPages: s.pages('shmem', 0),
    ...given('sharedMemory', s.take('shared'), String),
    swapPages: s.pages('swap', 0),
    pgtablesBytes: s.number('pgtables', 0),
    totalVmPages: s.pages('vm', anonPages),
    oomScoreAdj: s.number('adj', 0),
    threads: s.number('threads', 1),
    startSeconds: s.number('start', pid),
    attachSeq: attachSeq === null ? null : Number(attachSeq),
    kthread: s.flag('kthread'),
    leaderExited: s.flag('leaderExited'),
    zombie: s.flag('zombie'),
    oomVictim: s.flag('oomVictim'),
    oomSkip: s.flag('oomSkip'),
    oomOrigin: s.flag('oomOrigin'),
    vfork: s.flag('vfork'),
    sharesMmWith: sharesMmWith === null ? null : Number(sharesMmWith),
    inCpuset: !s.flag('outside'),
    ...given('oomScoreAdjMin', s.take('adjmin'), Number),
    ...(s.flag('stuck') ? { stuck: true as const } : {}),
    ...given('nice', s.take('nice'), Number),
    ...given('memsAllowed', s.take('mems'), nodes),
    ...given('bindNodes', s.take('bind'), nodes),
  }
}

/**
 * The machine that the notation says. Without `oom=/path` the OOM is global; without `by=pid` the last task allocates. `fork=n` places a
 * task elsewhere in the fork order than its line; underscores in a comm are blanks. Cgroup ids count from the root's 1.
 */
export function machine(notation: string): Scenario {
  const cgroups: Cgroup[] = []
  const tasks: { task: Task; fork: number }[] = []
  let global = new Settings([], '')
  let path = '/'
  const addCgroup = (words: readonly string[], line: string): void => {
    const settings = new Settings(words, line)
    cgroups.push(cgroupOf(path, cgroups.length + 1, settings))
    settings.end()
  }
  const lines = notation.split('\n').map((line) => line.replace(/\/\/.*/, ''))
  if (!lines.some((line) => /^\s*\/(\s|$)/.test(line))) addCgroup([], '/')
  for (const line of lines) {
    const [first, ...rest] = line.trim().split(/\s+/)
    if (first === undefined || first === '') continue
    if (first.startsWith('/')) {
      path = first
      addCgroup(rest, line)
    } else if (/^\d+$/.test(first)) {
      const [comm = '', ...words] = rest
      const settings = new Settings(words, line)
      const fork = settings.number('fork', tasks.length)
      tasks.push({ task: taskOf(Number(first), comm, path, settings), fork })
      settings.end()
    } else global = new Settings([first, ...rest], line)
  }
  const kernel = global.take('kernel') ?? '6.12'
  if (!isKernelVersion(kernel)) throw new Error(`machine(): no kernel ${kernel}`)
  const scope = global.take('oom')
  const panic = global.number('panic_on_oom', 0)
  const scenario: Scenario = {
    title: 'a test machine',
    teaches: '',
    kernel,
    ...(global.take('hook') === 'none' ? { hook: 'none' as const } : {}),
    machine: {
      ramPages: global.pages('ram', 256 * 1024),
      swapPages: global.pages('swap', 0),
      ...extras(global),
      uptimeSeconds: global.number('uptime', 10_000),
      sysctl: {
        panic_on_oom: panic === 2 ? 2 : panic === 1 ? 1 : 0,
        oom_kill_allocating_task: global.flag('oom_kill_allocating_task'),
        oom_dump_tasks: true,
        swappiness: global.number('swappiness', 60),
      },
      unsetPoints: global.take('unset') === 'long-max' ? 'long-max' : 'zero',
      ...given('nodePages', global.take('nodes'), (text) => text.split(',').map(pages)),
    },
    cgroups,
    tasks: tasks.sort((a, b) => a.fork - b.fork).map((t) => t.task),
    oom: {
      scope: scope === null ? { kind: 'global' } : { kind: 'memcg', path: scope },
      invokerPid: global.number('by', tasks.at(-1)?.task.pid ?? 0),
      gfpMask: global.number('gfp', 0xcc0),
      order: global.number('order', 0),
      ...given('requestPages', global.take('request'), pages),
      ...(global.flag('syscall') ? { pageFault: false as const } : {}),
      ...given('nodemask', global.take('nodemask'), nodes),
      ...given('notifierPages', global.take('notifiers'), pages),
    },
  }
  global.end()
  return scenario
}
