// From the text of a policy to what it does: programs in C, compiled, emitted and asked through the hook.

import { beforeAll, describe, expect, test } from 'vitest'
import { mapLayout } from '../../kernel/map-layout.ts'
import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import { compileKernel, compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import type { Unit } from '../../policy/ir.ts'
import { FAULT_CODES } from './context.ts'
import { emitModule } from './emit.ts'
import type { Running } from './testing/build.ts'
import { start } from './testing/build.ts'

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
char LICENSE[] SEC("license") = "GPL";
`

let kernel: Unit

beforeAll(() => {
  kernel = compileKernel('6.12')
})

function compile(text: string): Unit {
  const { value, diagnostics } = compilePolicy({ language: 'c', text: HEAD + text }, '6.12')
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join('\n'))
  return value
}

const imports = { playground_printk: () => {}, probe: () => {} }

/** A policy that is one verdict program with this body, and what stands before it. */
function load(body: string, before = '', probed = false): Running {
  const policy = compile(`${before}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(verdict, struct task_struct *task, struct oom_control *oc)
{
${body}
}
`)
  const running = start(kernel, policy, ['bpf_oom_evaluate_task'], { probed, imports })
  setMaps(running, policy)
  return running
}

/** Sets the headers of the maps up, as a loader creates them. */
function setMaps({ module, view }: Running, policy: Unit): void {
  const fields = kernel.structs.get('bpf_map')?.fields ?? []
  for (const map of policy.maps) {
    const place = module.layout.maps.get(map.name)
    if (place === undefined) throw new Error(`no place for ${map.name}`)
    const layout = mapLayout(map.mapKind, map.keySize, map.valueSize, map.maxEntries)
    const values: Record<string, number> = {
      map_type: map.mapKind === 'HASH' ? 1 : 2,
      key_size: map.keySize,
      value_size: map.valueSize,
      max_entries: layout.capacity,
      slot_size: layout.slotSize,
      value_offset: layout.valueOffset,
      bucket_mask: Math.max(layout.bucketCount - 1, 0),
      buckets: layout.bucketCount === 0 ? 0 : place.arena,
      slots: place.arena + layout.slotsOffset,
    }
    for (const [name, value] of Object.entries(values)) {
      const field = fields.find((f) => f.name === name)
      if (field === undefined) throw new Error(`struct bpf_map has no ${name}`)
      view.setUint32(place.header + field.offset, value, true)
    }
  }
}

/** What the hook answers, in the plain and in the probed build alike; task and oc are NULL, whose fields read 0. */
function verdict(body: string, before = ''): unknown {
  const plain = load(body, before)
  const probed = load(body, before, true)
  const answers = [plain, probed].map((running) => running.call('bpf_oom_evaluate_task', 0n, 0n))
  expect(answers[0]).toBe(answers[1])
  expect(plain.global('instructions')).toBe(probed.global('instructions'))
  return answers[0]
}

describe('C means what C and BPF say', () => {
  test.each([
    ['return 7 / (task->pid);', 0],
    ['return 7 % (task->pid);', 7],
    ['unsigned int big = 0xfffffff0; return (big + task->pid) > 5;', 1],
    ['int small = -16; return (small + task->pid) > 5;', 0],
    ['long x = -9; return (x + task->pid) >> 1;', -5],
    ['unsigned char c = 250; c += 10; return c;', 4],
    ['signed char c = 127; c++; return c;', -128],
    ['bool b = 256 + task->pid; return b + b;', 2],
    ['int i = 5; int j = i++ + ++i; return i * 100 + j;', 712],
    ['u64 x = 1ULL << 40; return (int)(x >> 38);', 4],
    ['int a[4] = { 1, 2, [3] = 4 }; int *p = a + 3; return *p * 10 + p[-2] + (p - a);', 45],
    ['struct pair { int a; long b; } x = { 3, 4 }, y = x; y.b += 5; return x.b * 10 + y.b + y.a;', 52],
    ['char s[] = "abc"; return sizeof(s) * 100 + s[2];', 499],
    ['int x = ({ int y = 4; y * 2; }); return x;', 8],
    ['return task->mm->owner->pid + (task->comm[3] == 0) + (oc->chosen == NULL);', 2],
    ['return task->pid ?: 9;', 9],
    ['union { u32 word; u8 bytes[4]; } u = { .word = 0x01020304 }; return u.bytes[0] * 10 + u.bytes[3];', 41],
  ])('%s', (body, expected) => {
    expect(verdict(body)).toBe(expected)
  })

  test('loops, switch and goto', () => {
    expect(
      verdict(`
        int sum = 0, i;
        for (i = 0; i < 10; i++) {
          switch (i) {
          case 0 ... 2: continue;
          case 3: sum += 100; /* falls through */
          case 4: sum += 10; break;
          case 7: goto out;
          default: sum++;
          }
        }
      out:
        return sum * 10 + i;`),
    ).toBe(1227)
    expect(verdict('int n = 0; bpf_for(n, 2, 6) { if (n == 4) break; } return n;')).toBe(4)
    expect(verdict('int n = 0; bpf_repeat(7) { n++; } return n;')).toBe(7)
  })

  test('bpf_loop with a callback that writes to the stack of its caller', () => {
    const before = `
      struct sum { long total; };
      static long add(u32 index, void *context)
      {
        struct sum *sum = context;
        sum->total += index;
        return index == 4;
      }`
    expect(
      verdict('struct sum sum = {}; long n = bpf_loop(100, add, &sum, 0); return n * 100 + sum.total;', before),
    ).toBe(510)
  })

  test('maps and globals live from one call to the next', () => {
    const running = load(
      `
      u64 key = 5;
      u32 *count = bpf_map_lookup_elem(&seen, &key);
      u32 one = 1;
      calls++;
      if (!count) {
        bpf_map_update_elem(&seen, &key, &one, BPF_ANY);
        return 0;
      }
      __sync_fetch_and_add(count, calls * 10);
      return *count;`,
      `
      int calls = 0;
      struct {
        __uint(type, BPF_MAP_TYPE_HASH);
        __uint(max_entries, 8);
        __type(key, u64);
        __type(value, u32);
      } seen SEC(".maps");`,
    )
    expect([1, 2, 3].map(() => running.call('bpf_oom_evaluate_task', 0n, 0n))).toEqual([0, 21, 51])
  })

  test('a loop that the verifier cannot bound by itself is stopped by the budget, with its place', () => {
    const before = 'int limit = 1 << 30;'
    const running = load('int n = 0; bpf_repeat(8000000) { n += limit; } return n;', before)
    expect(() => running.call('bpf_oom_evaluate_task', 0n, 0n)).toThrow(WebAssembly.RuntimeError)
    expect(running.global('fault_code')).toBe(FAULT_CODES.budget)
    expect(running.module.sites[running.global('fault_site')]?.kind).toBe('loop')
    expect(running.global('fault_count')).toBeGreaterThan(1000)
  })
})

describe.each(KERNEL_VERSIONS)('on Linux %s', (version) => {
  let unit: Unit

  beforeAll(() => {
    unit = compileKernel(version)
  })

  test.each(POLICY_GALLERY)('the policy $id makes a valid module, plain and probed', ({ text }) => {
    const policy = compilePolicy({ language: 'c', text }, version).value
    expect(policy).not.toBeNull()
    for (const probed of [false, true]) {
      const { bytes } = emitModule(unit, policy, { probed, exports: ['out_of_memory', 'mem_cgroup_out_of_memory'] })
      expect(WebAssembly.validate(bytes)).toBe(true)
    }
  })

  test('every kernel function makes valid code', () => {
    const exports = unit.functions.map(({ name }) => name)
    for (const probed of [false, true]) {
      expect(WebAssembly.validate(emitModule(unit, null, { probed, exports }).bytes)).toBe(true)
    }
  })
})
