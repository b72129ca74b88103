// Runs bpf_runtime.c as our own compiler makes it, over maps and tasks put into memory by hand.

import { beforeEach, describe, expect, test } from 'vitest'
import { emitModule } from '../backend/wasm/emit.ts'
import { compileKernel, compilePolicy } from '../policy/compile.ts'
import type { Unit } from '../policy/ir.ts'
import type { MapKind } from './schema.ts'
import { Instance, type WasmValue } from '../simulator/play/instance.ts'
import { offsetOf, structLayout } from '../simulator/image/offsets.ts'
import { CONSTANTS } from './constants.ts'
import { layoutKernelStructs } from './layout.ts'
import { mapLayout } from './map-layout.ts'

const KERNEL = '6.12'
const STRUCTS = layoutKernelStructs(KERNEL)
const KERNEL_UNIT = compileKernel(KERNEL)

const [ENOENT, E2BIG, EFAULT, EEXIST, EINVAL, ERANGE] = [-2n, -7n, -14n, -17n, -22n, -34n]
const [ANY, NOEXIST, EXIST] = [0n, 1n, 2n]

const EXPORTS = [
  'bpf_map_lookup_elem',
  'bpf_map_update_elem',
  'bpf_map_delete_elem',
  'bpf_map_lookup_percpu_elem',
  'bpf_task_storage_get',
  'bpf_task_storage_delete',
  'bpf_probe_read',
  'bpf_probe_read_kernel',
  'bpf_probe_read_kernel_str',
  'bpf_strncmp',
  'bpf_strcmp',
  'bpf_strlen',
  'bpf_strnlen',
  'bpf_strchr',
  'bpf_strstr',
  'bpf_get_prandom_u32',
  'bpf_get_current_comm',
  'bpf_get_current_pid_tgid',
  'bpf_task_from_pid',
  'bpf_jiffies64',
  'bpf_ktime_get_coarse_ns',
  'bpf_iter_num_new',
  'bpf_iter_num_next',
  'bpf_trace_vprintk',
  'bpf_oom_evaluate_task',
] as const

const IMAGE_BYTES = 1 << 20

/** A module over memory that is given out from `imageBase` on. */
class Machine {
  readonly printed: WasmValue[][] = []
  private readonly instance: Instance
  private next: number
  private readonly playground: number

  constructor(policy: Unit | null = null) {
    const module = emitModule(KERNEL_UNIT, policy, { probed: false, exports: EXPORTS })
    this.next = module.layout.imageBase
    const end = this.next + IMAGE_BYTES
    this.instance = new Instance(module, end, 0, { playground_printk: (...args) => this.printed.push(args) + 40 })
    this.playground = module.layout.kernelGlobals.get('playground') ?? 0
    this.control('memory_size', BigInt(end))
    this.control('prandom_state', 1n)
  }

  control(field: string, value: bigint): void {
    this.instance.view().setBigUint64(this.playground + offsetOf(STRUCTS, 'playground_control', field), value, true)
  }

  call(name: (typeof EXPORTS)[number], ...args: WasmValue[]): bigint {
    const result = this.instance.call(name, ...args)
    if (!result.ok) throw new Error(result.trap.message)
    return BigInt(result.value ?? 0)
  }

  /** Zeroed memory. */
  room(size: number): number {
    const address = this.next
    this.next += Math.ceil(size / 8) * 8
    return address
  }

  bytes(address: bigint | number, size: number): number[] {
    return [...this.instance.bytes().subarray(Number(address), Number(address) + size)]
  }

  text(text: string): bigint {
    const address = this.room(text.length + 1)
    this.instance.bytes().set(new TextEncoder().encode(text), address)
    return BigInt(address)
  }

  u32(value: number): bigint {
    const address = this.room(8)
    this.instance.view().setUint32(address, value, true)
    return BigInt(address)
  }

  readU32(address: bigint): number {
    return this.instance.view().getUint32(Number(address), true)
  }

  struct(name: string, fields: Readonly<Record<string, number | bigint>> = {}): bigint {
    const address = this.room(structLayout(STRUCTS, name).size)
    for (const [path, value] of Object.entries(fields)) {
      const at = address + offsetOf(STRUCTS, name, path)
      if (typeof value === 'bigint') this.instance.view().setBigUint64(at, value, true)
      else this.instance.view().setUint32(at, value, true)
    }
    return BigInt(address)
  }

  map(kind: MapKind, maxEntries: number, keySize = 4, valueSize = 4, flags = 0): bigint {
    const layout = mapLayout(kind, keySize, valueSize, maxEntries)
    const arena = this.room(layout.arenaSize)
    return this.struct('bpf_map', {
      map_type: Number(CONSTANTS.find((row) => row.name === `BPF_MAP_TYPE_${kind}`)?.value),
      map_flags: flags,
      key_size: keySize,
      value_size: valueSize,
      max_entries: Math.min(layout.capacity, maxEntries),
      slot_size: layout.slotSize,
      value_offset: layout.valueOffset,
      bucket_mask: Math.max(layout.bucketCount - 1, 0),
      buckets: BigInt(arena),
      slots: BigInt(arena + layout.slotsOffset),
    })
  }

  put(map: bigint, key: number, value: number, flags = ANY): bigint {
    return this.call('bpf_map_update_elem', map, this.u32(key), this.u32(value), flags)
  }

  /** The value of a key, or null. */
  get(map: bigint, key: number): number | null {
    const value = this.call('bpf_map_lookup_elem', map, this.u32(key))
    return value === 0n ? null : this.readU32(value)
  }

  remove(map: bigint, key: number): bigint {
    return this.call('bpf_map_delete_elem', map, this.u32(key))
  }
}

let m = new Machine()
beforeEach(() => {
  m = new Machine()
})

describe.each(['HASH', 'PERCPU_HASH'] as const)('%s', (kind) => {
  test('finds what was put in, and nothing else', () => {
    const map = m.map(kind, 100)
    for (let key = 0; key < 100; key++) expect(m.put(map, key * 7, key)).toBe(0n)
    expect(Array.from({ length: 100 }, (_, key) => m.get(map, key * 7))).toEqual(
      Array.from({ length: 100 }, (_, k) => k),
    )
    expect(m.get(map, 1)).toBeNull()
  })

  test('keeps to the flags', () => {
    const map = m.map(kind, 4)
    expect(m.put(map, 1, 1, EXIST)).toBe(ENOENT)
    expect(m.put(map, 1, 1, NOEXIST)).toBe(0n)
    expect(m.put(map, 1, 2, NOEXIST)).toBe(EEXIST)
    expect(m.put(map, 1, 3, EXIST)).toBe(0n)
    expect(m.put(map, 1, 4, 4n)).toBe(EINVAL)
    expect(m.get(map, 1)).toBe(3)
  })

  test('is full at max_entries, until one is deleted', () => {
    const map = m.map(kind, 2)
    expect([m.put(map, 1, 1), m.put(map, 2, 2), m.put(map, 3, 3)]).toEqual([0n, 0n, E2BIG])
    expect(m.put(map, 2, 22)).toBe(0n)
    expect([m.remove(map, 1), m.remove(map, 1), m.put(map, 3, 3)]).toEqual([0n, ENOENT, 0n])
    expect([m.get(map, 1), m.get(map, 2), m.get(map, 3)]).toEqual([null, 22, 3])
  })
})

test('keys and values of any size are kept whole', () => {
  const map = m.map('HASH', 4, 13, 11)
  const key = m.text('thirteen byte')
  const other = m.text('thirteen bytE')
  expect(m.call('bpf_map_update_elem', map, key, m.text('eleven byte'), ANY)).toBe(0n)
  const value = m.call('bpf_map_lookup_elem', map, key)
  expect(new TextDecoder().decode(Uint8Array.from(m.bytes(value, 11)))).toBe('eleven byte')
  expect(m.call('bpf_map_lookup_elem', map, other)).toBe(0n)
})

describe('an LRU map', () => {
  const kept = (map: bigint, ...keys: number[]) => keys.filter((key) => m.get(map, key) !== null)

  test('frees half of its entries at once, at most 128, when its free nodes are used up', () => {
    const map = m.map('LRU_HASH', 4)
    for (let key = 1; key <= 9; key++) expect(m.put(map, key, key)).toBe(0n)
    expect(kept(map, 1, 2, 3, 4, 5, 6, 7, 8, 9)).toEqual([7, 8, 9])
  })

  test('keeps what was looked up', () => {
    const map = m.map('LRU_HASH', 4)
    for (const key of [1, 2, 3, 4]) m.put(map, key, key)
    expect(kept(map, 1, 4)).toEqual([1, 4])
    for (const key of [5, 6]) m.put(map, key, key)
    expect(kept(map, 1, 2, 3, 4, 5, 6)).toEqual([1, 4, 5, 6])
  })

  test('takes a node before it looks for the entry, so that an update can cost others their place', () => {
    const map = m.map('LRU_HASH', 4)
    for (const key of [1, 2, 3, 4]) m.put(map, key, key)
    expect(m.put(map, 4, 44)).toBe(0n)
    expect(kept(map, 1, 2, 3, 4)).toEqual([3, 4])
    expect(m.get(map, 4)).toBe(44)
  })

  test('uses the place of a deleted entry again', () => {
    const map = m.map('LRU_HASH', 4)
    for (const key of [1, 2, 3, 4]) m.put(map, key, key)
    expect(m.remove(map, 4)).toBe(0n)
    expect(m.put(map, 5, 5)).toBe(0n)
    expect(kept(map, 1, 2, 3, 4, 5)).toEqual([1, 2, 3, 5])
  })

  test.each(['LRU_HASH', 'LRU_PERCPU_HASH'] as const)(
    '%s takes any number of entries, and never more than there is room for',
    (kind) => {
      for (const size of [1, 2, 3, 8, 300]) {
        const map = m.map(kind, size)
        for (let key = 0; key < 1000; key++) {
          expect(m.put(map, key, key)).toBe(0n)
          if (key % 3 === 0) m.get(map, key - 2)
        }
        expect(m.get(map, 999)).toBe(999)
        const all = Array.from({ length: 1000 }, (_, key) => key)
        expect(kept(map, ...all).length).toBeLessThanOrEqual(size)
      }
    },
  )

  test('with a list of its own for each CPU frees up to four', () => {
    const map = m.map('LRU_HASH', 6, 4, 4, 2)
    for (let key = 1; key <= 7; key++) m.put(map, key, key)
    expect(kept(map, 1, 2, 3, 4, 5, 6, 7)).toEqual([5, 6, 7])
  })
})

describe('ARRAY', () => {
  test('has all entries from the start', () => {
    const map = m.map('ARRAY', 3)
    expect([m.get(map, 0), m.get(map, 2), m.get(map, 3)]).toEqual([0, 0, null])
    expect([m.put(map, 2, 9), m.put(map, 3, 9), m.put(map, 1, 9, NOEXIST)]).toEqual([0n, E2BIG, EEXIST])
    expect(m.get(map, 2)).toBe(9)
    expect(m.remove(map, 2)).toBe(EINVAL)
  })

  test('has one CPU', () => {
    const map = m.map('PERCPU_ARRAY', 1)
    m.put(map, 0, 5)
    expect(m.readU32(m.call('bpf_map_lookup_percpu_elem', map, m.u32(0), 0))).toBe(5)
    expect(m.call('bpf_map_lookup_percpu_elem', map, m.u32(0), 1)).toBe(0n)
  })
})

test('TASK_STORAGE keeps a value for a task', () => {
  const map = m.map('TASK_STORAGE', 16, 4, 4)
  const [task, other] = [m.struct('task_struct'), m.struct('task_struct')]
  const get = (owner: bigint, value: bigint, flags: bigint): bigint =>
    m.call('bpf_task_storage_get', map, owner, value, flags)
  expect(get(task, 0n, 0n)).toBe(0n)
  expect(m.readU32(get(task, m.u32(7), 1n))).toBe(7)
  expect(m.readU32(get(task, m.u32(8), 1n))).toBe(7)
  expect(get(other, 0n, 0n)).toBe(0n)
  expect(get(0n, 0n, 1n)).toBe(0n)
  expect(m.call('bpf_task_storage_delete', map, task)).toBe(0n)
  expect(m.call('bpf_task_storage_delete', map, task)).toBe(ENOENT)
})

describe('reads that may fail', () => {
  test('through NULL give -ERANGE and zeros', () => {
    const dst = BigInt(m.room(8))
    m.call('bpf_probe_read_kernel', dst, 8, m.text('12345678'))
    expect(m.call('bpf_probe_read_kernel', dst, 8, 0n)).toBe(ERANGE)
    expect(m.bytes(dst, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })

  test.each([
    ['the first page', 0xff8n, ERANGE],
    ['user space', 0x7fff_1234_5678n, ERANGE],
    ['its end', 0x7fff_ffff_f000n, ERANGE],
    ['addresses that are none', 0x8000_0000_0000n, ERANGE],
    ['the vsyscall page', -10_485_760n, ERANGE],
    ['kernel space where nothing is mapped', -4096n, EFAULT],
    ['its begin', 0xffff_8000_0000_0000n, EFAULT],
  ])('of %s give the error of the kernel', (_, address, error) => {
    const dst = BigInt(m.room(8))
    const signed = BigInt.asIntN(64, address)
    expect(m.call('bpf_probe_read_kernel', dst, 8, signed)).toBe(error)
    expect(m.call('bpf_probe_read_kernel_str', dst, 8, signed)).toBe(error)
    expect(m.call('bpf_strlen', signed)).toBe(error)
  })

  test('that may be of user space fault there', () => {
    const dst = BigInt(m.room(8))
    expect(m.call('bpf_probe_read', dst, 8, 0n)).toBe(EFAULT)
    expect(m.call('bpf_probe_read', dst, 8, 0x7fff_1234_5678n)).toBe(EFAULT)
    expect(m.call('bpf_probe_read', dst, 8, -4096n)).toBe(EFAULT)
    expect(m.call('bpf_probe_read', dst, 8, 0x8000_0000_0000n)).toBe(ERANGE)
    expect(m.call('bpf_probe_read', dst, 8, m.text('12345678'))).toBe(0n)
  })

  test('of a string stop at its NUL or at the size', () => {
    const dst = BigInt(m.room(16))
    expect(m.call('bpf_probe_read_kernel_str', dst, 16, m.text('java'))).toBe(5n)
    expect(m.bytes(dst, 5)).toEqual([106, 97, 118, 97, 0])
    expect(m.call('bpf_probe_read_kernel_str', dst, 3, m.text('java'))).toBe(3n)
    expect(m.bytes(dst, 3)).toEqual([106, 97, 0])
    expect(m.call('bpf_probe_read_kernel_str', dst, 3, 0n)).toBe(ERANGE)
  })
})

describe('strings', () => {
  test.each([
    ['java', 4, 'java', 0n],
    ['javac', 4, 'java', 0n],
    ['java', 16, 'javac', -1n],
    ['b', 1, 'a', 1n],
    ['a\0b', 3, 'a', 0n],
  ])('bpf_strncmp(%j, %d, %j) is %d', (s1, size, s2, result) => {
    expect(m.call('bpf_strncmp', m.text(s1), size, m.text(s2))).toBe(result)
  })

  test('the kfuncs give lengths and places', () => {
    const text = m.text('policy')
    expect(m.call('bpf_strcmp', text, m.text('policy'))).toBe(0n)
    expect(m.call('bpf_strcmp', text, m.text('politics'))).toBe(-1n)
    expect(m.call('bpf_strcmp', text, 0n)).toBe(ERANGE)
    expect(m.call('bpf_strlen', text)).toBe(6n)
    expect(m.call('bpf_strnlen', text, 3n)).toBe(3n)
    expect(m.call('bpf_strchr', text, 'l'.charCodeAt(0))).toBe(2n)
    expect(m.call('bpf_strchr', text, 'x'.charCodeAt(0))).toBe(ENOENT)
    expect(m.call('bpf_strstr', text, m.text('lic'))).toBe(2n)
    expect(m.call('bpf_strstr', text, m.text('ice'))).toBe(ENOENT)
    expect(m.call('bpf_strstr', text, m.text(''))).toBe(0n)
  })
})

describe('the current task', () => {
  test('is named and numbered, with the name cut to the buffer', () => {
    const task = m.struct('task_struct', { pid: 1201, tgid: 1200, 'comm[0]': 0x61766a61 })
    m.control('current', task)
    expect(m.call('bpf_get_current_pid_tgid')).toBe((1200n << 32n) | 1201n)
    const buffer = m.room(16)
    expect(m.call('bpf_get_current_comm', BigInt(buffer), 3)).toBe(0n)
    expect(m.bytes(buffer, 3)).toEqual([0x61, 0x6a, 0])
  })

  test('and every other is found by its pid, threads too', () => {
    const thread = m.struct('task_struct', { pid: 11 })
    const second = m.struct('task_struct', { pid: 20 })
    const first = m.struct('task_struct', { pid: 10, next_task: second, next_thread: thread })
    m.control('first_task', first)
    expect([10, 11, 20, 12].map((pid) => m.call('bpf_task_from_pid', pid))).toEqual([first, thread, second, 0n])
  })
})

test('time stands still, in whole ticks where it is coarse', () => {
  m.control('ktime_ns', 10_001_234n)
  expect(m.call('bpf_ktime_get_coarse_ns')).toBe(8_000_000n)
  expect(m.call('bpf_jiffies64')).toBe(2n ** 32n - 75_000n + 2n)
})

test('chance is the same for the same seed', () => {
  const draw = (): bigint[] => Array.from({ length: 4 }, () => m.call('bpf_get_prandom_u32'))
  const first = draw()
  expect(new Set(first).size).toBe(4)
  m.control('prandom_state', 1n)
  expect(draw()).toEqual(first)
})

test('a number iterator gives every number once', () => {
  const it = m.struct('bpf_iter_num')
  const numbers = (start: number, end: number): number[] => {
    const seen: number[] = []
    m.call('bpf_iter_num_new', it, start, end)
    for (let p = m.call('bpf_iter_num_next', it); p !== 0n; p = m.call('bpf_iter_num_next', it))
      seen.push(m.readU32(p) | 0)
    return seen
  }
  expect(numbers(-1, 3)).toEqual([-1, 0, 1, 2])
  expect(numbers(5, 5)).toEqual([])
  expect(m.call('bpf_iter_num_new', it, 2, 1)).toBe(EINVAL)
  expect(m.call('bpf_iter_num_new', it, 0, 8_388_609)).toBe(E2BIG)
})

test('a line of bpf_printk goes out with its values', () => {
  expect(m.call('bpf_trace_vprintk', m.text('%d'), 3, m.u32(1), 8)).toBe(41n)
  expect(m.call('bpf_trace_vprintk', m.text('%d'), 3, m.u32(1), 7)).toBe(EINVAL)
  expect(m.printed.map(([, size, , count]) => [size, count])).toEqual([[3, 1]])
})

/** What a program returns whose body is `body`; it may use a function `step(u64 index, void *ctx)` that counts and stops at 5. */
function runProgram(body: string): bigint {
  const text = `
    static long step(u64 index, void *ctx) { *(int *)ctx += 1; return index >= 5; }
    SEC("fmod_ret/bpf_oom_evaluate_task")
    int BPF_PROG(run, struct task_struct *task, struct oom_control *oc) { int n = 0; ${body} }
    char _license[] SEC("license") = "GPL";`
  const { value, diagnostics } = compilePolicy({ language: 'c', text }, KERNEL)
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join('\n'))
  return new Machine(value).call('bpf_oom_evaluate_task', 0n, 0n)
}

describe('bpf_loop', () => {
  test.each([
    ['return bpf_loop(3, step, &n, 0);', 3n],
    ['bpf_loop(3, step, &n, 0); return n;', 3n],
    ['return bpf_loop(100, step, &n, 0);', 6n],
    ['return bpf_loop(1, step, &n, 1);', EINVAL],
    ['return bpf_loop(8388609, step, &n, 0);', E2BIG],
    ['long got = bpf_loop(8388609, step, &n, 0); return got == 4294967289;', 1n],
  ])('%s gives %d', (body, result) => {
    expect(runProgram(body)).toBe(result)
  })
})
