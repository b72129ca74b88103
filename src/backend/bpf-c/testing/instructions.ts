// BPF instructions as the kernel's Documentation/bpf/standardization/instruction-set.rst has them: decoding, and names of opcode parts.
// For tests alone.

import { Bytes } from './bytes.ts'

/** The low three bits of an opcode. */
export const CLASS = { LD: 0, LDX: 1, ST: 2, STX: 3, ALU: 4, JMP: 5, JMP32: 6, ALU64: 7 } as const

/** The mode of loads and stores: the high three bits. */
export const MODE = { IMM: 0x00, MEM: 0x60, MEMSX: 0x80, ATOMIC: 0xc0 } as const

/** Bytes by the size bits of loads and stores. */
export const accessSize = (opcode: number): number => ({ 0x00: 4, 0x08: 2, 0x10: 1, 0x18: 8 })[opcode & 0x18] ?? 4
export const SIZE_BITS: Readonly<Record<number, number>> = { 4: 0x00, 2: 0x08, 1: 0x10, 8: 0x18 }

/** An operand comes from a register, not from `imm`. */
export const FROM_REGISTER = 0x08

export const LOAD_IMM64 = 0x18
export const CALL = 0x85
export const EXIT = 0x95

/** src_reg of a call. */
export const CALL_HELPER = 0
export const CALL_FUNCTION = 1

/** What the 64-bit value of a load or the target of a call stands for until it runs. */
export type Reference =
  | { kind: 'data'; section: number; offset: number }
  | { kind: 'map'; name: string }
  /** The index of the function's first instruction. */
  | { kind: 'function'; entry: number }
  | { kind: 'kfunc'; name: string }
  /** A CO-RE relocation that found nothing: libbpf makes it an invalid instruction, which may stand only where it never runs. */
  | { kind: 'poison'; why: string }

export interface Instruction {
  opcode: number
  dst: number
  src: number
  offset: number
  imm: number
  /** The 64-bit value of LOAD_IMM64, and `imm` sign-extended elsewhere; as an unsigned number. */
  wide: bigint
  reference: Reference | null
}

/** The instructions of a section; the second half of a LOAD_IMM64 stays as an instruction of its own that never runs. */
export function decode(data: Uint8Array): Instruction[] {
  const code = new Bytes(data)
  return Array.from({ length: data.length / 8 }, (_, index): Instruction => {
    const at = 8 * index
    const opcode = code.u8(at)
    const imm = code.s32(at + 4)
    const wide =
      opcode === LOAD_IMM64
        ? (BigInt(code.u32(at + 12)) << 32n) | BigInt(code.u32(at + 4))
        : BigInt.asUintN(64, BigInt(imm))
    const registers = code.u8(at + 1)
    return { opcode, dst: registers & 15, src: registers >> 4, offset: code.s16(at + 2), imm, wide, reference: null }
  })
}
