// Where a place of the IR lies: a base, constant bytes folded into one offset, and the index terms that are left for run time.

import type { Expr, Local, Place } from '../../policy/ir.ts'
import type { StructTable } from '../../policy/types.ts'
import { assertNever, sizeOf } from '../../policy/types.ts'
import type { DataLayout } from './layout.ts'

/** Where a local variable is kept: a WebAssembly local, or bytes of the function's frame. */
export type Home = { kind: 'register'; index: number } | { kind: 'frame'; offset: number }

export interface Address {
  base:
    | { kind: 'frame' }
    /** The offset is an address of its own. */
    | { kind: 'absolute' }
    | { kind: 'pointer'; expr: Expr }
  offset: number
  terms: readonly { index: Expr; scale: number }[]
  /** The bytes from `start` on that belong to the variable, for frames and absolute addresses. */
  room: { start: number; size: number } | null
}

/** What the addresses of a function's places depend on. */
export interface AddressSpace {
  layout: DataLayout
  origin: 'policy' | 'kernel'
  structs: StructTable
  locals: readonly Local[]
  homes: readonly Home[]
}

/** The address of a place in memory; a local in a register has none, to ask for it is a bug. */
export function addressOf(place: Place, space: AddressSpace): Address {
  switch (place.kind) {
    case 'local': {
      const home = space.homes[place.local]
      const local = space.locals[place.local]
      if (home?.kind !== 'frame' || local === undefined) throw new Error(`local ${place.local} is not in memory`)
      const room = { start: home.offset, size: sizeOf(local.type, space.structs) }
      return { base: { kind: 'frame' }, offset: home.offset, terms: [], room }
    }
    case 'global': {
      const globals = space.origin === 'policy' ? space.layout.globals : space.layout.kernelGlobals
      const address = globals.get(place.name)
      if (address === undefined) throw new Error(`no global ${place.name}`)
      const room = { start: address, size: sizeOf(place.type, space.structs) }
      return { base: { kind: 'absolute' }, offset: address, terms: [], room }
    }
    case 'map': {
      const map = space.layout.maps.get(place.name)
      if (map === undefined) throw new Error(`no map ${place.name}`)
      return { base: { kind: 'absolute' }, offset: map.header, terms: [], room: null }
    }
    case 'deref':
      return addressInPointer(place.pointer, space)
    case 'member':
      // Nothing stands for it: it lies in bytes that are always zero.
      if (place.field.unmodelled === true)
        return { base: { kind: 'absolute' }, offset: space.layout.zeros, terms: [], room: null }
      return moved(addressOf(place.base, space), place.field.offset)
    case 'index':
      return indexed(addressOf(place.base, space), place.index, sizeOf(place.type, space.structs))
    default:
      return assertNever(place)
  }
}

/** Looks through `&place`, pointer casts and pointer arithmetic. */
function addressInPointer(pointer: Expr, space: AddressSpace): Address {
  switch (pointer.kind) {
    case 'address':
      return addressOf(pointer.place, space)
    case 'convert':
      if (pointer.operand.type.kind === 'pointer') return addressInPointer(pointer.operand, space)
      break
    case 'pointerAdd':
      return indexed(addressInPointer(pointer.pointer, space), pointer.index, pointer.scale)
    default:
  }
  return { base: { kind: 'pointer', expr: pointer }, offset: 0, terms: [], room: null }
}

function indexed(address: Address, index: Expr, scale: number): Address {
  if (index.kind === 'const') return moved(address, Number(index.value) * scale)
  return { ...address, terms: [...address.terms, { index, scale }] }
}

const moved = (address: Address, bytes: number): Address => ({ ...address, offset: address.offset + bytes })
