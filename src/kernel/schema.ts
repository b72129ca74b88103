// The shape of the tables in this folder. `structs.ts` is the single source of the memory layout, the C front end's struct types, the
// TypeScript typings, the CO-RE declarations of exports and the field help in the inspector.

import type { Release } from './versions.ts'

export interface FieldRow {
  name: string
  /**
   * The C type: a scalar of `SCALARS`, `struct x`, `enum x`, with `*`s, or with `[n]` for an array (`[]` flexible), such as
   * `struct mm_struct *`, `char[16]`, `struct percpu_counter[4]`.
   */
  type: string
  /** What the number counts: `pages`, `bytes`, `ns`, `thousandths of totalpages`; `none` for names, flags and pointers. */
  unit: string
  doc: string
  /** The kernel's file (and function where it helps) that defines it. */
  source: string
  since?: Release
  until?: Release
  /** True for what only the playground's image has (links of its own lists): never shown, never exported, unknown to policies. */
  internal?: true
}

export interface StructRow {
  name: string
  union?: true
  /** True for a struct that has no tag, only a typedef of this name: `atomic_t`, `kuid_t`. Its fields are spelled without `struct`. */
  typedef?: true
  doc: string
  source: string
  since?: Release
  until?: Release
  internal?: true
  /**
   * Bytes of the struct in the real kernel (x86-64, usual configuration), the largest of the kernels of the table. CO-RE moves fields
   * but not the step of an index or of a moved pointer, so an export needs it. The playground's own layout does not use it.
   */
  kernelSize?: number
  fields: readonly FieldRow[]
}

/** One value of a kernel enum, or a #define that policies use. */
export interface ConstantRow {
  name: string
  value: bigint
  /** `int`, `enum oom_constraint`, `unsigned int`, ... */
  type: string
  doc: string
  source: string
  since?: Release
  until?: Release
  /** True for those that vmlinux.h has (enums); false for #defines, which an export must define itself. */
  inVmlinux: boolean
}

/** A BPF helper or kfunc that a program of the playground may call, or one that it may not, with the reason. */
export interface HelperRow {
  name: string
  kind: 'helper' | 'kfunc'
  /** The C prototype, such as `void *bpf_map_lookup_elem(void *map, const void *key)`. */
  prototype: string
  doc: string
  source: string
  /** True where it changes nothing, so that watches and conditions may call it. */
  looks?: true
  since: Release
  until?: Release
  /** Where it is simulated: a function of that name in `bpf_runtime.c` or `oom_kill.c`. Refused helpers say why instead. */
  refused?: string
  /** What the verifier checks about each pointer argument; arguments not named are plain scalars or unchecked. */
  args?: Readonly<
    Record<
      string,
      | 'map'
      | 'map-key'
      | 'map-value'
      | 'memory'
      | 'const-string'
      | 'context'
      | 'callback'
      | 'trusted'
      | 'btf'
      | 'record'
    >
  >
  /** True when the result may be NULL and must be tested before use. */
  mayReturnNull?: true
}

export type MapKind =
  | 'HASH'
  | 'LRU_HASH'
  | 'ARRAY'
  | 'PERCPU_HASH'
  | 'PERCPU_ARRAY'
  | 'LRU_PERCPU_HASH'
  | 'TASK_STORAGE'
  | 'CGRP_STORAGE'
  | 'RINGBUF'
  | 'PERF_EVENT_ARRAY'
  | 'STACK_TRACE'
  | 'PROG_ARRAY'
