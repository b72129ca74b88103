// How much memory the maps of a policy need, and where their parts lie: the one formula that the back end (which reserves the memory),
// the simulator (which fills in `struct bpf_map`) and bpf_runtime.c (which works with it) share. It reads and writes no memory.
//
// An arena is: bucket heads (u32 each), then slots. A slot is a struct bpf_map_slot, the key and the value, each padded to 8 bytes; an
// array has no buckets, and its slots are values alone.

import type { MapKind } from './schema.ts'

/** sizeof(struct bpf_map_slot). */
export const MAP_SLOT_HEAD = 24

/** Entries of a storage map, whose definition has max_entries 0: the kernel keeps these in the tasks and cgroups themselves. */
export const STORAGE_CAPACITY = 4096

/** Bytes for the records that a program has reserved in a ring buffer and not handed over yet. */
const RECORD_ROOM = 1 << 16

/** True for maps that hold nothing to look up: what a program puts there is for user space, or user space puts it there. */
export const isChannel = (kind: MapKind): boolean =>
  kind === 'RINGBUF' || kind === 'PERF_EVENT_ARRAY' || kind === 'STACK_TRACE' || kind === 'PROG_ARRAY'

export interface MapLayout {
  /** Slots there are: max_entries, or STORAGE_CAPACITY. */
  capacity: number
  slotSize: number
  /** Where the value begins in a slot. */
  valueOffset: number
  /** A power of two, at least 1; 0 for arrays. */
  bucketCount: number
  /** Where the slots begin in the arena; the buckets begin at 0. */
  slotsOffset: number
  arenaSize: number
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8

/** The layout of a map's arena; sizes in bytes as the definition has them. */
export function mapLayout(kind: MapKind, keySize: number, valueSize: number, maxEntries: number): MapLayout {
  if (kind === 'ARRAY' || kind === 'PERCPU_ARRAY') {
    const slotSize = padded(valueSize)
    return {
      capacity: maxEntries,
      slotSize,
      valueOffset: 0,
      bucketCount: 0,
      slotsOffset: 0,
      arenaSize: slotSize * maxEntries,
    }
  }
  if (isChannel(kind)) {
    const room = kind === 'RINGBUF' ? Math.min(padded(maxEntries), RECORD_ROOM) : 8
    return { capacity: maxEntries, slotSize: 8, valueOffset: 0, bucketCount: 0, slotsOffset: 0, arenaSize: room }
  }
  const storage = kind === 'TASK_STORAGE' || kind === 'CGRP_STORAGE'
  const capacity = storage ? STORAGE_CAPACITY : maxEntries
  // The key of a storage map is the address of its task or cgroup.
  const valueOffset = MAP_SLOT_HEAD + padded(storage ? 8 : keySize)
  const slotSize = valueOffset + padded(valueSize)
  let bucketCount = 1
  while (bucketCount < capacity) bucketCount *= 2
  const slotsOffset = padded(bucketCount * 4)
  return { capacity, slotSize, valueOffset, bucketCount, slotsOffset, arenaSize: slotsOffset + slotSize * capacity }
}

/** Bytes of the arena of a map. */
export const mapArenaBytes = (kind: MapKind, keySize: number, valueSize: number, maxEntries: number): number =>
  mapLayout(kind, keySize, valueSize, maxEntries).arenaSize
