// The helpers and kfuncs of interpreted programs, written from their kernel documentation and not from bpf_runtime.c, so that the two check
// each other. For tests alone.
//
// Left out: what the playground itself decides (one CPU, a clock that stands still, a given pseudo-random sequence) is the same here.

import { type KernelStructLayout, layoutKernelStructs } from '../../../kernel/layout.ts'
import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Environment, Interpreter } from './interpreter.ts'
import type { InterpretedMap } from './maps.ts'
import type { Memory } from './memory.ts'

type Args = readonly bigint[]
type KernelFunction = (call: Call) => bigint

const ENOENT = 2n
const E2BIG = 7n
const EFAULT = 14n
const EINVAL = 22n
const ERANGE = 34n

const COMM_LENGTH = 16
const NAME_LENGTH = 16
const MAX_LOOPS = 1n << 23n
/** CONFIG_HZ=250, and the count that the kernel starts with: 5 minutes before 32 bits wrap. */
const TICK_NS = 4_000_000n
const INITIAL_JIFFIES = BigInt.asUintN(32, -300n * 250n)

/** A line of bpf_printk; gives what the call returns. */
export type Print = (format: bigint, size: number, args: readonly bigint[]) => bigint

/** The kernel around a program: its structs in memory. `playground` is the address of the image's control struct. */
export class KernelCalls implements Environment {
  private readonly structs: ReadonlyMap<string, KernelStructLayout>

  constructor(
    kernel: KernelVersion,
    readonly playground: bigint,
    readonly print: Print,
  ) {
    this.structs = layoutKernelStructs(kernel)
  }

  helper(number: number, args: Args, program: Interpreter): bigint {
    const found = HELPERS.get(number)
    if (found === undefined) throw new Error(`no helper ${number}`)
    return found(new Call(args, program, this))
  }

  kfunc(name: string, args: Args, program: Interpreter): bigint {
    const found = KFUNCS.get(name)
    if (found === undefined) throw new Error(`no kfunc ${name}`)
    return found(new Call(args, program, this))
  }

  hasKfunc = (name: string): boolean => KFUNCS.has(name)

  offset(struct: string, field: string): { offset: bigint; size: number } {
    const found = this.structs.get(struct)?.fields.find((f) => f.name === field)
    if (found === undefined) throw new Error(`no ${field} in struct ${struct}`)
    return { offset: BigInt(found.offset), size: found.size }
  }
}

/** One call: its arguments and what it can reach. */
class Call {
  readonly memory: Memory
  constructor(
    private readonly args: Args,
    readonly program: Interpreter,
    readonly kernel: KernelCalls,
  ) {
    this.memory = program.memory
  }

  arg = (index: number): bigint => this.args[index] ?? 0n
  u32 = (index: number): number => Number(BigInt.asUintN(32, this.arg(index)))
  s32 = (index: number): bigint => BigInt.asIntN(32, this.arg(index))
  map = (): InterpretedMap => this.program.mapAt(this.arg(0))
  key = (): Uint8Array => this.memory.read(this.arg(1), this.map().definition.keySize)

  /** The field of a struct at an address, as an unsigned number. */
  field(address: bigint, struct: string, name: string): bigint {
    const { offset, size } = this.kernel.offset(struct, name)
    return this.memory.load(address + offset, size)
  }

  playground = (name: string): bigint => this.field(this.kernel.playground, 'playground_control', name)
  current = (): bigint => this.playground('current')

  currentCgroup(): bigint {
    return this.field(this.field(this.current(), 'task_struct', 'cgroups'), 'css_set', 'dfl_cgrp')
  }

  cgroupId = (cgroup: bigint): bigint => this.field(this.field(cgroup, 'cgroup', 'kn'), 'kernfs_node', 'id')

  /** The ancestor at a level, or 0. */
  ancestor(cgroup: bigint, level: bigint): bigint {
    const own = BigInt.asIntN(32, this.field(cgroup, 'cgroup', 'level'))
    if (level < 0n || level > own) return 0n
    return this.memory.load(cgroup + this.kernel.offset('cgroup', 'ancestors').offset + 8n * level, 8)
  }

  byte = (address: bigint): bigint | null => (this.memory.isReadable(address, 1) ? this.memory.load(address, 1) : null)
}

const zeros = (size: number): Uint8Array => new Uint8Array(size)

function getStorage(call: Call): bigint {
  const initial = call.arg(2)
  const { valueSize } = call.map().definition
  return call.map().storageGet(call.arg(1), initial === 0n ? null : call.memory.read(initial, valueSize), call.arg(3))
}

const USER_END = 0x7fff_ffff_f000n
const KERNEL_START = 0xffff_8000_0000_0000n
const VSYSCALL_PAGE = 0xffff_ffff_ff60_0000n
const PAGE_MASK = 0xfffn

/** What a read gives of an address where nothing is: no address of the kernel, or one without a page. */
function readError(address: bigint): bigint {
  const at = BigInt.asUintN(64, address)
  return at < KERNEL_START || (at & ~PAGE_MASK) === VSYSCALL_PAGE ? -ERANGE : -EFAULT
}

/** Where it may be an address of user space too, and there nothing is. */
const anyRead =
  (read: KernelFunction): KernelFunction =>
  (call) => {
    const from = BigInt.asUintN(64, call.arg(2))
    if (from >= USER_END || call.memory.isReadable(from, 1)) return read(call)
    call.memory.write(call.arg(0), zeros(call.u32(1)))
    return -EFAULT
  }

function probeRead(call: Call): bigint {
  const [to, size, from] = [call.arg(0), call.u32(1), call.arg(2)]
  if (call.memory.isReadable(from, size)) {
    call.memory.write(to, call.memory.read(from, size))
    return 0n
  }
  call.memory.write(to, zeros(size))
  return readError(from)
}

function probeReadString(call: Call): bigint {
  const [to, size, from] = [call.arg(0), call.u32(1), call.arg(2)]
  if (size === 0) return 0n
  const text: number[] = []
  while (text.length < size) {
    const address = from + BigInt(text.length)
    const byte = call.byte(address)
    if (byte === null) {
      call.memory.write(to, zeros(size))
      return text.length === 0 ? readError(from) : -EFAULT
    }
    text.push(Number(byte))
    if (byte === 0n) break
  }
  text[text.length - 1] = 0
  call.memory.write(to, Uint8Array.from(text))
  return BigInt(text.length)
}

function currentComm(call: Call): bigint {
  const [to, size] = [call.arg(0), call.u32(1)]
  if (size === 0) return -EINVAL
  const comm = call.memory.read(call.current() + call.kernel.offset('task_struct', 'comm').offset, COMM_LENGTH)
  const end = comm.indexOf(0)
  const text = zeros(size)
  text.set(comm.subarray(0, Math.min(end < 0 ? COMM_LENGTH : end, size - 1)))
  call.memory.write(to, text)
  return 0n
}

function compareBytes(call: Call): bigint {
  const size = call.u32(1)
  for (let n = 0n; n < BigInt(size); n++) {
    const a = call.memory.load(call.arg(0) + n, 1)
    const b = call.memory.load(call.arg(2) + n, 1)
    if (a !== b) return a < b ? -1n : 1n
    if (a === 0n) break
  }
  return 0n
}

function forEach(call: Call): bigint {
  if (call.arg(3) !== 0n) return -EINVAL
  // A key is handed over by address: a copy in a frame of its own.
  const copy = BigInt(call.memory.allocate(call.map().definition.keySize))
  let calls = 0n
  for (const { key, value } of call.map().entries()) {
    call.memory.write(copy, key)
    calls++
    const stop = call.program.callback(call.arg(1), [call.arg(0), copy, BigInt(value), call.arg(2)])
    if (stop !== 0n) break
  }
  return calls
}

function loop(call: Call): bigint {
  const times = BigInt(call.u32(0))
  if (call.arg(3) !== 0n) return -EINVAL
  // The verifier puts the loop in place of the call, with a move of 32 bits.
  if (times > MAX_LOOPS) return BigInt.asUintN(32, -E2BIG)
  for (let n = 0n; n < times; n++) {
    if (call.program.callback(call.arg(1), [n, call.arg(2)]) !== 0n) return n + 1n
  }
  return times
}

/** xorshift64* over the state in the image. */
function random(call: Call): bigint {
  const { offset } = call.kernel.offset('playground_control', 'prandom_state')
  let x = call.playground('prandom_state')
  x ^= x >> 12n
  x = BigInt.asUintN(64, x ^ (x << 25n))
  x ^= x >> 27n
  const state = zeros(8)
  new DataView(state.buffer).setBigUint64(0, x, true)
  call.memory.kernelWrite(call.kernel.playground + offset, state)
  return BigInt.asUintN(32, (x * 0x2545f4914f6cdd1dn) >> 32n)
}

function printArray(call: Call): bigint {
  const count = call.u32(3) / 8
  if (!Number.isInteger(count) || count > 12) return -EINVAL
  const args = Array.from({ length: count }, (_, n) => call.memory.load(call.arg(2) + BigInt(8 * n), 8))
  return call.kernel.print(call.arg(0), call.u32(1), args)
}

/** By number, as include/uapi/linux/bpf.h has them. */
const HELPERS: ReadonlyMap<number, KernelFunction> = new Map<number, KernelFunction>([
  [1, (c) => c.map().lookup(c.key())],
  [2, (c) => c.map().update(c.key(), c.memory.read(c.arg(2), c.map().definition.valueSize), c.arg(3))],
  [3, (c) => c.map().delete(c.key())],
  [4, anyRead(probeRead)],
  [5, (c) => c.playground('ktime_ns')],
  [6, (c) => c.kernel.print(c.arg(0), c.u32(1), [c.arg(2), c.arg(3), c.arg(4)])],
  [7, random],
  [8, () => 0n],
  [
    14,
    (c) =>
      (BigInt.asUintN(32, c.field(c.current(), 'task_struct', 'tgid')) << 32n) |
      c.field(c.current(), 'task_struct', 'pid'),
  ],
  [
    15,
    (c) => {
      const cred = c.field(c.current(), 'task_struct', 'cred')
      return (c.field(cred, 'cred', 'gid') << 32n) | c.field(cred, 'cred', 'uid')
    },
  ],
  [16, currentComm],
  [35, (c) => c.current()],
  [42, () => 0n],
  [45, anyRead(probeReadString)],
  [80, (c) => c.cgroupId(c.currentCgroup())],
  [113, probeRead],
  [115, probeReadString],
  [118, (c) => INITIAL_JIFFIES + c.playground('ktime_ns') / TICK_NS],
  [
    123,
    (c) => {
      const ancestor = c.ancestor(c.currentCgroup(), c.s32(0))
      return ancestor === 0n ? 0n : c.cgroupId(ancestor)
    },
  ],
  [125, (c) => c.playground('boot_ns')],
  [156, getStorage],
  [157, (c) => c.map().storageDelete(c.arg(1))],
  [158, (c) => c.current()],
  [160, (c) => (c.playground('ktime_ns') / TICK_NS) * TICK_NS],
  [164, forEach],
  [177, printArray],
  [181, loop],
  [182, compareBytes],
  [195, (c) => (c.u32(2) === 0 ? c.map().lookup(c.key()) : 0n)],
  [210, getStorage],
  [211, (c) => c.map().storageDelete(c.arg(1))],
])

function setPolicyName(call: Call): bigint {
  const size = Math.min(Number(call.arg(2)), NAME_LENGTH)
  const name = zeros(NAME_LENGTH)
  name.set(call.memory.read(call.arg(1), size))
  call.memory.kernelWrite(call.arg(0) + call.kernel.offset('oom_control', 'policy_name').offset, name)
  return 0n
}

function taskFromPid(call: Call): bigint {
  const pid = BigInt.asUintN(32, call.arg(0))
  let leader = call.playground('first_task')
  while (leader !== 0n) {
    for (let task = leader; task !== 0n; task = call.field(task, 'task_struct', 'next_thread')) {
      if (call.field(task, 'task_struct', 'pid') === pid) return task
    }
    leader = call.field(leader, 'task_struct', 'next_task')
  }
  return 0n
}

function cgroupFromId(call: Call): bigint {
  const visit = (css: bigint): bigint => {
    if (css === 0n) return 0n
    const cgroup = call.field(css, 'cgroup_subsys_state', 'cgroup')
    if (call.cgroupId(cgroup) === call.arg(0)) return cgroup
    const below = visit(call.field(css, 'cgroup_subsys_state', 'first_child'))
    return below === 0n ? visit(call.field(css, 'cgroup_subsys_state', 'next_sibling')) : below
  }
  return visit(call.playground('root_mem_cgroup') + call.kernel.offset('mem_cgroup', 'css').offset)
}

/** struct bpf_iter_num keeps the number given last and the end, both int. */
function newIterator(call: Call): bigint {
  const [it, start, end] = [call.arg(0), call.s32(1), call.s32(2)]
  const valid = start <= end && end - start <= MAX_LOOPS
  call.memory.store(it, 4, valid ? BigInt.asUintN(32, start - 1n) : 0n)
  call.memory.store(it + 4n, 4, valid ? BigInt.asUintN(32, end) : 0n)
  if (start > end) return -EINVAL
  return valid ? 0n : -E2BIG
}

function nextOfIterator(call: Call): bigint {
  const it = call.arg(0)
  const next = BigInt.asIntN(32, call.memory.load(it, 4) + 1n)
  if (next >= BigInt.asIntN(32, call.memory.load(it + 4n, 4))) return endIterator(call)
  call.memory.store(it, 4, BigInt.asUintN(32, next))
  return it
}

function endIterator(call: Call): bigint {
  call.memory.store(call.arg(0), 8, 0n)
  return 0n
}

/** The bytes of a string without its NUL; null when it leaves readable memory. */
function stringAt(call: Call, address: bigint, limit = Number.POSITIVE_INFINITY): number[] | null {
  const text: number[] = []
  while (text.length < limit) {
    const byte = call.byte(address + BigInt(text.length))
    if (byte === null) return null
    if (byte === 0n) break
    text.push(Number(byte))
  }
  return text
}

function strcmp(call: Call): bigint {
  const [a, b] = [stringAt(call, call.arg(0)), stringAt(call, call.arg(1))]
  if (a === null || b === null) return -ERANGE
  const at = [...a, 0].findIndex((byte, n) => byte !== (b[n] ?? 0))
  if (at < 0) return 0n
  return (a[at] ?? 0) < (b[at] ?? 0) ? -1n : 1n
}

function strchr(call: Call): bigint {
  const text = stringAt(call, call.arg(0))
  if (text === null) return -ERANGE
  const at = [...text, 0].indexOf(Number(call.arg(1) & 0xffn))
  return at < 0 ? -ENOENT : BigInt(at)
}

function strstr(call: Call): bigint {
  const [text, part] = [stringAt(call, call.arg(0)), stringAt(call, call.arg(1))]
  if (text === null || part === null) return -ERANGE
  const latin = (bytes: readonly number[]): string => String.fromCharCode(...bytes)
  const at = latin(text).indexOf(latin(part))
  return at < 0 ? -ENOENT : BigInt(at)
}

const length = (text: readonly number[] | null): bigint => (text === null ? -ERANGE : BigInt(text.length))

const KFUNCS: ReadonlyMap<string, KernelFunction> = new Map<string, KernelFunction>([
  ['set_oom_policy_name', setPolicyName],
  ['bpf_rcu_read_lock', () => 0n],
  ['bpf_rcu_read_unlock', () => 0n],
  ['bpf_rdonly_cast', (c) => c.arg(0)],
  ['bpf_task_from_pid', taskFromPid],
  ['bpf_task_acquire', (c) => c.arg(0)],
  ['bpf_task_release', () => 0n],
  [
    'bpf_task_under_cgroup',
    (c) => {
      const own = c.field(c.field(c.arg(0), 'task_struct', 'cgroups'), 'css_set', 'dfl_cgrp')
      const level = BigInt.asIntN(32, c.field(c.arg(1), 'cgroup', 'level'))
      return c.ancestor(own, level) === c.arg(1) ? 1n : 0n
    },
  ],
  ['bpf_cgroup_from_id', cgroupFromId],
  ['bpf_cgroup_acquire', (c) => c.arg(0)],
  ['bpf_cgroup_release', () => 0n],
  ['bpf_cgroup_ancestor', (c) => c.ancestor(c.arg(0), c.s32(1))],
  ['bpf_iter_num_new', newIterator],
  ['bpf_iter_num_next', nextOfIterator],
  ['bpf_iter_num_destroy', endIterator],
  ['bpf_strcmp', strcmp],
  ['bpf_strlen', (c) => length(stringAt(c, c.arg(0)))],
  ['bpf_strnlen', (c) => length(stringAt(c, c.arg(0), Number(c.arg(1))))],
  ['bpf_strchr', strchr],
  ['bpf_strstr', strstr],
])
