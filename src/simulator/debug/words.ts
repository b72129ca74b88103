// Words for values of a stopped program: integers as they are, pointers as what they point to. Everything is read from the memory as it is
// at that moment.

import type { FieldName } from '../../backend/wasm/debug-info.ts'
import type { Scalar } from '../../backend/wasm/value-types.ts'
import type { Unit } from '../../policy/ir.ts'
import type { Type } from '../../policy/types.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { Instance } from '../play/instance.ts'
import { offsetOf } from '../image/offsets.ts'
import { formatValue, quoteBytes, readIntegerAt } from '../image/values.ts'

/** Texts of aggregates are cut here: they stand beside a line. */
const LONGEST = 160
const LONGEST_STRING = 64
const NOWHERE = 0xffff_ffff_ffff_ffffn

export class Words {
  constructor(
    private readonly plan: ImagePlan,
    private readonly instance: Instance,
    private readonly policy: Unit,
  ) {}

  /** The value of a type at an address. */
  at(address: number, type: Type, unit: Unit): string {
    const view = this.instance.view()
    if (address < 0 || address + 8 > view.byteLength) return 'outside of the memory'
    if (type.kind === 'pointer') return this.pointer(view.getBigUint64(address, true), type.to)
    const text = formatValue(view, address, type, unit.structs)
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  }

  /** A value that is at hand, widened to 64 bits. */
  value(value: bigint, type: Scalar): string {
    if (type.kind === 'pointer') return this.pointer(BigInt.asUintN(64, value), type.to)
    if (type.bool) return String(value !== 0n)
    return String(type.signed ? BigInt.asIntN(64, value) : BigInt.asUintN(type.bits, value))
  }

  /** What a pointer points to, where that has a name. */
  private pointer(address: bigint, to: Type): string {
    if (address === 0n) return 'NULL'
    if (address === NOWHERE) return '(void *)-1'
    const { plan } = this
    const place = Number(address)
    const inArena = ({ base, stride, count }: ImagePlan['tasks']): boolean =>
      place >= base && place < base + stride * count
    if (to.kind === 'int' && to.name === 'char') return this.string(place)
    if (inArena(plan.tasks)) return this.task(place)
    if (inArena(plan.signals)) return this.ownerOf(plan.signals, place, 'signal of')
    if (inArena(plan.mms)) {
      const owner = plan.spaces.owner[Math.floor((place - plan.mms.base) / plan.mms.stride)]
      return owner === undefined ? 'mm' : `mm of ${this.task(plan.tasks.base + owner * plan.tasks.stride)}`
    }
    if (inArena(plan.memcgs)) return this.cgroup(Math.floor((place - plan.memcgs.base) / plan.memcgs.stride))
    const cgroup = plan.cgroups.indexOf(place)
    if (cgroup >= 0) return this.cgroup(cgroup)
    if (place === plan.oomControl) return 'the oom_control'
    return this.ofPolicy(place) ?? `0x${address.toString(16)}`
  }

  private task(place: number): string {
    const { plan } = this
    const start = plan.tasks.base + Math.floor((place - plan.tasks.base) / plan.tasks.stride) * plan.tasks.stride
    const pid = readIntegerAt(this.instance.view(), start + offsetOf(plan.structs, 'task_struct', 'pid'), {
      bits: 32,
      signed: true,
    })
    const comm = this.instance.text(start + offsetOf(plan.structs, 'task_struct', 'comm'), 16)
    return `${comm} (${pid})`
  }

  private ownerOf(arena: ImagePlan['tasks'], place: number, lead: string): string {
    const index = Math.floor((place - arena.base) / arena.stride)
    return `${lead} ${this.task(this.plan.tasks.base + index * this.plan.tasks.stride)}`
  }

  private cgroup(index: number): string {
    return this.plan.scenario.cgroups[index]?.path ?? 'a cgroup'
  }

  private string(address: number): string {
    const bytes = this.instance.bytes().subarray(address, address + LONGEST_STRING)
    const end = bytes.indexOf(0)
    return end < 0 ? `${quoteBytes(bytes)}…` : quoteBytes(bytes.subarray(0, end))
  }

  private ofPolicy(place: number): string | null {
    const { layout } = this.instance.module
    for (const global of this.policy.globals) {
      if (!global.synthetic && layout.globals.get(global.name) === place) return `&${global.name}`
    }
    for (const [name, map] of layout.maps) if (map.header === place) return `&${name}`
    for (const [name, map] of layout.maps) {
      if (place >= map.arena && place < map.arena + map.arenaSize) return `an entry of ${name}`
    }
    return null
  }
}

/** What the number in a member counts, such as `pages`; null where it counts nothing. `fields` are the member and those that it is in. */
export function unitOf(plan: ImagePlan, fields: readonly FieldName[]): string | null {
  for (const field of fields) {
    const unit = plan.structs.get(field.struct)?.fields.find(({ name }) => name === field.name)?.row.unit
    if (unit !== undefined && unit !== OF_OWNER) return unit === 'none' ? null : unit
  }
  return null
}

/** The table's word for members of structs that count whatever the member counts that holds them. */
const OF_OWNER = 'of its owner'
