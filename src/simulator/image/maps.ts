// The policy's maps in memory: set up empty, filled with what the person gave (userspace's half of a policy), and read back after a
// round. Entries are put in by the kernel code's own update functions, so that there is one implementation of each kind.

import { mapLayout } from '../../kernel/map-layout.ts'
import type { MapDefinition, Unit } from '../../policy/ir.ts'
import { assertNever, INT, ULONG } from '../../policy/types.ts'
import type { Type } from '../../policy/types.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { MapEntry } from '../../document/policy.ts'
import type { InputProblem } from './globals.ts'
import { integerBits } from './globals.ts'
import type { ImagePlan } from './image-plan.ts'
import { at } from './image-plan.ts'
import type { Instance } from '../play/instance.ts'
import { kernelConstant } from './kernel-constant.ts'
import { offsetOf } from './offsets.ts'
import type { MapContents } from '../trace/trace.ts'
import { formatValue, parseValue, readIntegerAt } from './values.ts'

/** Kernel functions that fill maps; the module must export those that the policy's maps need. */
export const MAP_EXPORTS = ['bpf_map_update_elem', 'bpf_task_storage_get', 'bpf_cgrp_storage_get'] as const

/** An array shows all its entries up to this many; a longer one those that are not all zero. */
const SMALL_ARRAY = 256

type Family = 'hash' | 'array' | 'task-storage' | 'cgroup-storage' | 'channel'

function familyOf(map: MapDefinition): Family {
  switch (map.mapKind) {
    case 'ARRAY':
    case 'PERCPU_ARRAY':
      return 'array'
    case 'TASK_STORAGE':
      return 'task-storage'
    case 'CGRP_STORAGE':
      return 'cgroup-storage'
    case 'HASH':
    case 'LRU_HASH':
    case 'PERCPU_HASH':
    case 'LRU_PERCPU_HASH':
      return 'hash'
    case 'RINGBUF':
    case 'PERF_EVENT_ARRAY':
    case 'STACK_TRACE':
    case 'PROG_ARRAY':
      return 'channel'
    default:
      return assertNever(map.mapKind)
  }
}

/** What a person writes as the key: storage maps have pids and cgroup ids for the kernel's pointers. */
export function keyTypeOf(map: MapDefinition): Type {
  const family = familyOf(map)
  return family === 'task-storage' ? INT : family === 'cgroup-storage' ? ULONG : map.key
}

/** Bytes that `fillMaps` needs behind the image for a key and a value. */
export const mapScratchSize = (unit: Unit): number =>
  unit.maps.reduce((most, map) => Math.max(most, 16 + map.keySize + map.valueSize), 0) + 16

/** Writes the `struct bpf_map` of every map: empty, as a loader creates them. */
export function createMaps(unit: Unit, plan: ImagePlan, instance: Instance): void {
  const view = instance.view()
  for (const map of unit.maps) {
    const place = instance.module.layout.maps.get(map.name)
    if (place === undefined) throw new Error(`map ${map.name} has no place`)
    const layout = mapLayout(map.mapKind, map.keySize, map.valueSize, map.maxEntries)
    const o = (field: string): number => place.header + offsetOf(plan.structs, 'bpf_map', field)
    const numbers: Readonly<Record<string, number>> = {
      map_type: kernelConstant(`BPF_MAP_TYPE_${map.mapKind}`),
      map_flags: map.mapFlags,
      key_size: map.keySize,
      value_size: map.valueSize,
      max_entries: layout.capacity,
      slot_size: layout.slotSize,
      value_offset: layout.valueOffset,
      bucket_mask: Math.max(layout.bucketCount - 1, 0),
    }
    for (const [field, value] of Object.entries(numbers)) view.setUint32(o(field), value, true)
    if (layout.bucketCount > 0) view.setUint32(o('buckets'), place.arena, true)
    view.setUint32(o('slots'), place.arena + layout.slotsOffset, true)
    instance.bytes().set(new TextEncoder().encode(map.name).subarray(0, 15), o('name'))
  }
}

/** Puts the given entries in. What cannot be read or does not fit is left out and told. `scratch` is memory of `mapScratchSize`. */
export function fillMaps(
  unit: Unit,
  given: Readonly<Record<string, readonly MapEntry[]>>,
  plan: ImagePlan,
  instance: Instance,
  scratch: number,
): InputProblem[] {
  const problems: InputProblem[] = []
  for (const [name, entries] of Object.entries(given)) {
    const map = unit.maps.find((m) => m.name === name)
    if (map === undefined) {
      const known = unit.maps.map((m) => m.name).join(', ')
      const message = known === '' ? 'The policy has no maps.' : `The policy has no such map. It has: ${known}.`
      problems.push({ place: `map ${name}`, message })
      continue
    }
    entries.forEach((entry, index) => {
      const message = putEntry(unit, map, entry, plan, instance, scratch)
      if (message !== null) problems.push({ place: `map ${name}, entry ${index + 1}`, message })
    })
  }
  return problems
}

/** Null when the entry is in, else what is wrong with it. */
function putEntry(
  unit: Unit,
  map: MapDefinition,
  entry: MapEntry,
  plan: ImagePlan,
  instance: Instance,
  scratch: number,
): string | null {
  if (familyOf(map) === 'channel') return 'Entries cannot be put into a map of this kind here.'
  const key = parseValue(entry.key, keyTypeOf(map), unit.structs, plan.scenario)
  if (!key.ok) return `Key: ${key.message}`
  const value = parseValue(entry.value, map.value, unit.structs, plan.scenario)
  if (!value.ok) return `Value: ${value.message}`
  const keyView = new DataView(key.bytes.buffer)
  const valueAddress = scratch + Math.ceil(key.bytes.length / 8) * 8
  instance.bytes().set(key.bytes, scratch)
  instance.bytes().set(value.bytes, valueAddress)
  const header = BigInt(instance.module.layout.maps.get(map.name)?.header ?? 0)
  const full = `The map is full: it has room for ${map.maxEntries} entries.`
  const family = familyOf(map)
  switch (family) {
    case 'array': {
      const index = keyView.getUint32(0, true)
      if (index >= map.maxEntries) return `There is no entry ${index}: the array has ${map.maxEntries}, from 0 on.`
      return update() ? null : full
    }
    case 'hash':
      return update() ? null : full
    case 'channel':
      return null
    case 'task-storage': {
      const pid = keyView.getInt32(0, true)
      const task = plan.scenario.tasks.findIndex((t) => t.pid === pid)
      if (task < 0) return `The machine has no process ${pid}.`
      return store('bpf_task_storage_get', at(plan.tasks, task)) ? null : full
    }
    case 'cgroup-storage': {
      const id = Number(keyView.getBigUint64(0, true))
      const cgroup = plan.scenario.cgroups.findIndex((c) => c.id === id)
      if (cgroup < 0) return `The machine has no cgroup with the id ${id}.`
      return store('bpf_cgrp_storage_get', plan.cgroups[cgroup] ?? 0) ? null : full
    }
    default:
      return assertNever(family)
  }

  function update(): boolean {
    const result = instance.call('bpf_map_update_elem', header, BigInt(scratch), BigInt(valueAddress), 0n)
    return result.ok && Number(result.value) === 0
  }

  function store(getter: 'bpf_task_storage_get' | 'bpf_cgrp_storage_get', owner: number): boolean {
    const create = BigInt(kernelConstant('BPF_LOCAL_STORAGE_GET_F_CREATE'))
    const result = instance.call(getter, header, BigInt(owner), BigInt(valueAddress), create)
    if (!result.ok || Number(result.value) === 0) return false
    // The given value counts only when the entry is new.
    instance.bytes().set(value.ok ? value.bytes : [], Number(result.value))
    return true
  }
}

/** The contents of every map: hash maps in the order of their slots, arrays by index. */
export const readMaps = (unit: Unit, plan: ImagePlan, instance: Instance): MapContents[] =>
  unit.maps.map((map) => ({
    name: map.name,
    kind: map.mapKind,
    maxEntries: map.maxEntries,
    keyBits: integerBits(keyTypeOf(map)),
    valueBits: integerBits(map.value),
    entries: entriesOf(unit, map, plan, instance),
    ...readEvictions(map, plan, instance),
  }))

function readEvictions(map: MapDefinition, plan: ImagePlan, instance: Instance): Pick<MapContents, 'evicted'> {
  const place = instance.module.layout.maps.get(map.name)
  if (place === undefined) return {}
  const evicted = instance.view().getUint32(place.header + offsetOf(plan.structs, 'bpf_map', 'lru_evictions'), true)
  return evicted === 0 ? {} : { evicted }
}

function entriesOf(unit: Unit, map: MapDefinition, plan: ImagePlan, instance: Instance): Entry[] {
  switch (familyOf(map)) {
    case 'array':
      return readArray(unit, map, instance)
    case 'channel':
      return readSent(map, plan, instance)
    case 'hash':
    case 'task-storage':
    case 'cgroup-storage':
      return readSlots(unit, map, plan, instance)
  }
}

/** Of what programs have sent to user space there is only the number of records. */
function readSent(map: MapDefinition, plan: ImagePlan, instance: Instance): Entry[] {
  const header = instance.module.layout.maps.get(map.name)?.header ?? 0
  const sent = instance.view().getUint32(header + offsetOf(plan.structs, 'bpf_map', 'count'), true)
  return sent === 0 ? [] : [{ key: 'sent to user space', value: String(sent) }]
}

interface Entry {
  key: string
  value: string
}

function readArray(unit: Unit, map: MapDefinition, instance: Instance): Entry[] {
  const { slotSize } = mapLayout(map.mapKind, map.keySize, map.valueSize, map.maxEntries)
  const arena = instance.module.layout.maps.get(map.name)?.arena ?? 0
  const view = instance.view()
  const bytes = instance.bytes()
  const entries: Entry[] = []
  for (let index = 0; index < map.maxEntries; index++) {
    const slot = arena + index * slotSize
    if (map.maxEntries > SMALL_ARRAY && bytes.subarray(slot, slot + map.valueSize).every((byte) => byte === 0)) continue
    entries.push({ key: String(index), value: formatValue(view, slot, map.value, unit.structs) })
  }
  return entries
}

function readSlots(unit: Unit, map: MapDefinition, plan: ImagePlan, instance: Instance): Entry[] {
  const place = instance.module.layout.maps.get(map.name)
  if (place === undefined) return []
  const layout = mapLayout(map.mapKind, map.keySize, map.valueSize, map.maxEntries)
  const view = instance.view()
  const fresh = view.getUint32(place.header + offsetOf(plan.structs, 'bpf_map', 'fresh_slot'), true)
  const used = offsetOf(plan.structs, 'bpf_map_slot', 'used')
  const keyOffset = plan.structs.get('bpf_map_slot')?.size ?? 0
  const entries: Entry[] = []
  for (let index = 0; index < fresh; index++) {
    const slot = place.arena + layout.slotsOffset + index * layout.slotSize
    if (view.getUint8(slot + used) === 0) continue
    entries.push({
      key: formatKey(unit, map, plan, view, slot + keyOffset),
      value: formatValue(view, slot + layout.valueOffset, map.value, unit.structs),
    })
  }
  return entries
}

/** Storage maps have an address as key; it is shown as the pid or cgroup id that a person would write. */
function formatKey(unit: Unit, map: MapDefinition, plan: ImagePlan, view: DataView, address: number): string {
  const { tasks, cgroups }: Pick<Scenario, 'tasks' | 'cgroups'> = plan.scenario
  const family = familyOf(map)
  if (family === 'hash' || family === 'array') return formatValue(view, address, map.key, unit.structs)
  const owner = Number(readIntegerAt(view, address, { bits: 64, signed: false }))
  const known =
    family === 'task-storage'
      ? tasks[(owner - plan.tasks.base) / plan.tasks.stride]?.pid
      : cgroups[plan.cgroups.indexOf(owner)]?.id
  return known === undefined ? `0x${owner.toString(16)}` : String(known)
}
