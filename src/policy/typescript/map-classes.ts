// The classes that stand for the kinds of BPF maps: `new hash_map<u64, s32>(64)`.

import type { MapKind } from '../../kernel/schema.ts'

export interface MapClass {
  /** The name in a policy. */
  name: string
  kind: MapKind
  /** What its keys are: of a type of its own, an index, or the task or cgroup that owns the value. */
  keys: 'own' | 'index' | 'task' | 'cgroup'
  doc: string
}

const ONE_CPU = 'One value a CPU; the machine of the playground has one CPU.'

export const MAP_CLASSES: readonly MapClass[] = [
  {
    name: 'hash_map',
    kind: 'HASH',
    keys: 'own',
    doc: 'Keys to values; full when it has as many entries as it was made for.',
  },
  {
    name: 'lru_hash_map',
    kind: 'LRU_HASH',
    keys: 'own',
    doc: 'As hash_map, but a full map forgets the entry used longest ago.',
  },
  {
    name: 'array_map',
    kind: 'ARRAY',
    keys: 'index',
    doc: 'A value for each index from 0; all are there from the start, and 0.',
  },
  { name: 'percpu_hash_map', kind: 'PERCPU_HASH', keys: 'own', doc: `As hash_map. ${ONE_CPU}` },
  { name: 'percpu_array_map', kind: 'PERCPU_ARRAY', keys: 'index', doc: `As array_map. ${ONE_CPU}` },
  { name: 'lru_percpu_hash_map', kind: 'LRU_PERCPU_HASH', keys: 'own', doc: `As lru_hash_map. ${ONE_CPU}` },
  { name: 'task_storage', kind: 'TASK_STORAGE', keys: 'task', doc: 'A value that belongs to a task and goes with it.' },
  {
    name: 'cgrp_storage',
    kind: 'CGRP_STORAGE',
    keys: 'cgroup',
    doc: 'A value that belongs to a cgroup and goes with it.',
  },
]

export const findMapClass = (name: string): MapClass | undefined => MAP_CLASSES.find((row) => row.name === name)
