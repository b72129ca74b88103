// Decides where everything that a module needs lies in memory. From low to high:
//   0            a page of 64 KiB that stays zero: loads through NULL read 0
//   65536        the kernel code's stack, the policy's .rodata, map headers: the policy may read them
//   writable     the policy's stack, .data and .bss, and the maps' entries: all that the policy may write
//   then         the kernel unit's globals
//   imageBase    where the simulator goes on with its image and trace
// It leaves out what lies beyond imageBase, and how a map keeps its entries (kernel/map-layout.ts).

import { mapArenaBytes } from '../../kernel/map-layout.ts'
import type { Global, Unit } from '../../policy/ir.ts'

export const WASM_PAGE = 65536

/** Bytes of each stack: far more than BPF's 512 in 8 frames, so that the probed build, which keeps all locals in memory, fits too. */
const STACK_SIZE = WASM_PAGE

/** As large as the largest field that has no memory. */
const ZERO_BYTES = 1024

export interface MapPlace {
  /** Address of its `struct bpf_map`. */
  header: number
  /** Address of its buckets and entries. */
  arena: number
  arenaSize: number
}

export interface DataLayout {
  /** The stack of kernel code, out of the policy's reach. It grows upwards, as the policy's does. */
  kernelStackBase: number
  /** The policy's stack. */
  stackBase: number
  /** Bytes of either stack. */
  stackSize: number
  /** The bytes that a policy may write: writableStart <= address < writableEnd. */
  writableStart: number
  writableEnd: number
  /** Bytes that stay zero and that kernel reads find: where fields without a memory of their own lie. */
  zeros: number
  /** The first address that is free for the simulator, a multiple of 64 KiB. */
  imageBase: number
  /** Addresses of the policy's globals. */
  globals: ReadonlyMap<string, number>
  kernelGlobals: ReadonlyMap<string, number>
  maps: ReadonlyMap<string, MapPlace>
  /** What to write into fresh (zero) memory before a run. */
  initial: readonly { address: number; bytes: Uint8Array }[]
}

/** Lays out the data of a kernel unit and, where there is one, of a policy. Equal input gives equal addresses. */
export function layoutData(kernel: Unit, policy: Unit | null): DataLayout {
  let next = WASM_PAGE
  const reserve = (size: number, align: number): number => {
    const address = roundUp(next, Math.max(align, 1))
    next = address + size
    return address
  }
  const initial: { address: number; bytes: Uint8Array }[] = []
  const placeGlobals = (globals: readonly Global[], into: Map<string, number>): void => {
    for (const global of globals) {
      const address = reserve(global.size, global.align)
      into.set(global.name, address)
      if (global.initial.some((byte) => byte !== 0)) initial.push({ address, bytes: global.initial })
    }
  }

  const globals = new Map<string, number>()
  const kernelGlobals = new Map<string, number>()
  const maps = new Map<string, MapPlace>()
  const policyGlobals = policy?.globals ?? []
  const policyMaps = policy?.maps ?? []
  const headerSize = kernel.structs.get('bpf_map')?.size ?? 0

  const kernelStackBase = reserve(STACK_SIZE, 16)
  placeGlobals(
    policyGlobals.filter((g) => g.section === 'rodata'),
    globals,
  )
  const zeros = reserve(ZERO_BYTES, 16)
  const headers = policyMaps.map(() => reserve(headerSize, 8))

  const writableStart = reserve(0, 16)
  const stackBase = reserve(STACK_SIZE, 16)
  placeGlobals(
    policyGlobals.filter((g) => g.section !== 'rodata'),
    globals,
  )
  policyMaps.forEach((map, index) => {
    const arenaSize = mapArenaBytes(map.mapKind, map.keySize, map.valueSize, map.maxEntries)
    maps.set(map.name, { header: headers[index] ?? 0, arena: reserve(arenaSize, 8), arenaSize })
  })
  const writableEnd = reserve(0, 16)

  placeGlobals(kernel.globals, kernelGlobals)
  return {
    kernelStackBase,
    stackBase,
    stackSize: STACK_SIZE,
    writableStart,
    writableEnd,
    zeros,
    imageBase: reserve(0, WASM_PAGE),
    globals,
    kernelGlobals,
    maps,
    initial,
  }
}

export const roundUp = (value: number, align: number): number => Math.ceil(value / align) * align
