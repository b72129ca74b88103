// CO-RE: what libbpf does when it loads an object into a running kernel. Here the running kernel is the playground's table of structs and
// constants, laid out for one kernel version. For tests alone.
//
// Left out: bit fields, and what libbpf does when several kernel types have one name.

import { CONSTANTS } from '../../../kernel/constants.ts'
import { type CType, type KernelStructLayout, layoutKernelStructs, parseCType } from '../../../kernel/layout.ts'
import { existsIn, type KernelVersion } from '../../../kernel/versions.ts'
import { btfSize, type BtfType, type CoreRelocation, resolveAliases } from './btf.ts'
import { pick } from './bytes.ts'

/** The value that an instruction gets; null where the kernel has nothing of the kind, so that the instruction must not run. */
export interface CoreValue {
  value: bigint | null
  /** For field offsets: bytes of the field as the policy declares it and as the kernel has it. */
  sizes: { declared: number; real: number } | null
}

/** enum bpf_core_relo_kind, by number. */
const KINDS = [
  'field-offset',
  'field-size',
  'field-exists',
  'field-signed',
  'field-shift-left',
  'field-shift-right',
  'type-id-local',
  'type-id-target',
  'type-exists',
  'type-size',
  'enum-value-exists',
  'enum-value',
  'type-matches',
] as const

const structs = new Map<KernelVersion, ReadonlyMap<string, KernelStructLayout>>()

/** The structs of a kernel that a policy may know of. */
function publicStructs(kernel: KernelVersion): ReadonlyMap<string, KernelStructLayout> {
  const known = structs.get(kernel)
  if (known !== undefined) return known
  const made = new Map([...layoutKernelStructs(kernel)].filter(([, layout]) => !layout.internal))
  structs.set(kernel, made)
  return made
}

/** `task_struct___new` is task_struct: what follows three underscores is a flavour. */
const essentialName = (name: string): string => name.replace(/___.*$/, '')

/** What a relocation comes to on a kernel. */
export function resolveCoreRelocation(
  relocation: CoreRelocation,
  types: readonly BtfType[],
  kernel: KernelVersion,
): CoreValue {
  const plain = (value: bigint | null): CoreValue => ({ value, sizes: null })
  const flag = (condition: boolean): CoreValue => plain(condition ? 1n : 0n)
  const kind = pick(KINDS, relocation.kind, 'kind of CO-RE relocation')
  switch (kind) {
    case 'field-offset': {
      const field = findField(relocation, types, kernel)
      if (field === null) return plain(null)
      return { value: BigInt(field.offset), sizes: { declared: field.declaredSize, real: field.size } }
    }
    case 'field-size': {
      const field = findField(relocation, types, kernel)
      return plain(field === null ? null : BigInt(field.size))
    }
    case 'field-exists':
      return flag(findField(relocation, types, kernel) !== null)
    case 'field-signed': {
      const field = findField(relocation, types, kernel)
      return field === null ? plain(null) : flag(field.signed)
    }
    case 'field-shift-left':
    case 'field-shift-right': {
      // How BPF_CORE_READ_BITFIELD cuts a field out of 64 bits; for one that is no bit field its width decides.
      const field = findField(relocation, types, kernel)
      return plain(field === null ? null : BigInt(64 - 8 * field.size))
    }
    case 'type-id-local':
    case 'type-id-target':
      return plain(BigInt(relocation.type))
    case 'type-exists':
    case 'type-matches':
      return flag(targetSize(relocation, types, kernel) !== null)
    case 'type-size': {
      const size = targetSize(relocation, types, kernel)
      return plain(size === null ? null : BigInt(size))
    }
    case 'enum-value-exists':
      return flag(findEnumerator(relocation, types, kernel) !== null)
    case 'enum-value':
      return plain(findEnumerator(relocation, types, kernel))
  }
}

/** The name of the struct, union, enum or typedef that a relocation is about, without qualifiers. */
function rootName(types: readonly BtfType[], id: number): string {
  let type = pick(types, id, 'BTF type')
  // A typedef of a struct without a tag is its name.
  let name = ''
  while (type.kind === 'alias') {
    if (type.name !== '') name = type.name
    type = pick(types, type.to, 'BTF type')
  }
  const own = type.kind === 'struct' || type.kind === 'union' || type.kind === 'enum' ? type.name : ''
  return essentialName(own === '' ? name : own)
}

function targetSize(relocation: CoreRelocation, types: readonly BtfType[], kernel: KernelVersion): number | null {
  const name = rootName(types, relocation.type)
  const layout = publicStructs(kernel).get(name)
  if (layout !== undefined) return layout.size
  const isEnum = CONSTANTS.some((row) => row.type === `enum ${name}` && existsIn(kernel, row))
  return isEnum ? 4 : null
}

function findEnumerator(relocation: CoreRelocation, types: readonly BtfType[], kernel: KernelVersion): bigint | null {
  const type = resolveAliases(types, relocation.type)
  if (type.kind !== 'enum') throw new Error('an enum value of a type that is no enum')
  const { name } = pick(type.values, Number(relocation.access), 'enum value')
  const tag = essentialName(type.name)
  const row = CONSTANTS.find(
    (r) => r.name === essentialName(name) && (tag === '' || r.type === `enum ${tag}`) && existsIn(kernel, r),
  )
  return row?.value ?? null
}

interface FoundField {
  offset: number
  size: number
  signed: boolean
  declaredSize: number
}

/** Walks the policy's own types along the access string and the kernel's along the names met; null where they part. */
function findField(relocation: CoreRelocation, types: readonly BtfType[], kernel: KernelVersion): FoundField | null {
  const [first = 0, ...steps] = relocation.access.split(':').map(Number)
  const layouts = publicStructs(kernel)
  const root = layouts.get(rootName(types, relocation.type))
  if (root === undefined) return null
  let local = relocation.type
  let target: CType = { kind: 'struct', name: root.name, union: root.union, typedef: root.typedef }
  let offset = first * root.size
  for (const step of steps) {
    const type = resolveAliases(types, local)
    if (type.kind === 'array') {
      if (target.kind !== 'array') return null
      if (target.length !== null && step >= target.length) return null
      offset += step * targetBytes(target.of, layouts)
      target = target.of
      local = type.of
    } else if (type.kind === 'struct' || type.kind === 'union') {
      const member = pick(type.members, step, 'member')
      local = member.type
      // A member without a name is a step on the policy's side alone: the kernel's members are found by name.
      if (member.name === '') continue
      if (target.kind !== 'struct') return null
      const field = layouts
        .get(target.name)
        ?.fields.find((f) => f.name === essentialName(member.name) && f.row.internal !== true)
      if (field === undefined) return null
      offset += field.offset
      target = parseCType(field.type)
      if (!compatible(target, resolveAliases(types, local))) return null
    } else throw new Error(`a CO-RE access goes into a ${type.kind}`)
  }
  return {
    offset,
    size: targetBytes(target, layouts),
    signed: target.kind === 'scalar' && target.scalar.signed,
    declaredSize: btfSize(types, local),
  }
}

/** As bpf_core_fields_are_compat(): the kinds must be the same, sizes and names need not. */
function compatible(target: CType, local: BtfType): boolean {
  switch (target.kind) {
    case 'scalar':
    case 'enum':
      return local.kind === 'int' || local.kind === 'enum'
    case 'pointer':
      return local.kind === 'pointer'
    case 'array':
      return local.kind === 'array'
    case 'struct':
      return local.kind === 'struct' || local.kind === 'union'
    case 'void':
      return false
  }
}

function targetBytes(type: CType, layouts: ReadonlyMap<string, KernelStructLayout>): number {
  switch (type.kind) {
    case 'void':
      return 0
    case 'scalar':
      return type.scalar.bits / 8
    case 'enum':
      return 4
    case 'pointer':
      return 8
    case 'array':
      return (type.length ?? 0) * targetBytes(type.of, layouts)
    case 'struct':
      return layouts.get(type.name)?.size ?? 0
  }
}
