// Executes the code of a BPF object, instruction by instruction, as the kernel's interpreter does: registers of 64 bits, a stack of 512
// bytes a frame, fault-protected loads. For tests alone; what the verifier would have refused throws.

import { arithmetic, atomic, byteOrder, isTaken, u64 } from './arithmetic.ts'
import { pick } from './bytes.ts'
import {
  accessSize,
  CALL_FUNCTION,
  CALL_HELPER,
  CLASS,
  FROM_REGISTER,
  type Instruction,
  LOAD_IMM64,
  MODE,
} from './instructions.ts'
import { InterpretedMap } from './maps.ts'
import type { Memory } from './memory.ts'
import type { BpfObject } from './object.ts'

/** What the kernel does when a program calls it. */
export interface Environment {
  helper(number: number, args: readonly bigint[], program: Interpreter): bigint
  kfunc(name: string, args: readonly bigint[], program: Interpreter): bigint
  hasKfunc(name: string): boolean
}

const STACK_SIZE = 512
const MAX_FRAMES = 8
const MAX_CONTEXT = 8
const MAX_INSTRUCTIONS = 10_000_000

/** Addresses that stand for functions and maps; no memory is there. */
const FUNCTION_BASE = 1n << 40n
const MAP_BASE = 1n << 41n
const KFUNC_ADDRESS = 1n << 42n

const ATOMIC_FETCH = 0x01
const ATOMIC_EXCHANGE = 0xe0
const ATOMIC_COMPARE = 0xf0

export class Interpreter {
  private readonly sections = new Map<number, number>()
  private readonly maps: readonly InterpretedMap[]
  private readonly context: number
  private readonly stack: number
  private depth = 0
  private executed = 0

  constructor(
    private readonly object: BpfObject,
    readonly memory: Memory,
    private readonly environment: Environment,
  ) {
    this.context = memory.allocate(8 * MAX_CONTEXT)
    this.stack = memory.allocate(STACK_SIZE * MAX_FRAMES, 16)
    for (const { index, size, align, data } of object.data) {
      const address = memory.allocate(size, Math.max(8, align))
      memory.write(BigInt(address), data)
      this.sections.set(index, address)
    }
    this.maps = object.maps.map((definition) => new InterpretedMap(definition, memory))
  }

  /** The map by its name. */
  map(name: string): InterpretedMap {
    const found = this.maps.find((map) => map.definition.name === name)
    if (found === undefined) throw new Error(`the object has no map ${name}`)
    return found
  }

  /** The map that a pointer of the program stands for. */
  mapAt(pointer: bigint): InterpretedMap {
    return pick(this.maps, Number(pointer - MAP_BASE), 'map')
  }

  /** Where a variable lies, and its size; null when the compiler has left none of it. */
  variable(name: string): { address: number; size: number } | null {
    const found = this.object.variables.get(name)
    const base = found === undefined ? undefined : this.sections.get(found.section)
    return found === undefined || base === undefined ? null : { address: base + found.offset, size: found.size }
  }

  /** Runs a program with the arguments of the function that it is attached to, and gives r0. */
  run(program: string, args: readonly bigint[]): bigint {
    const entry = this.object.functions.get(program)
    if (entry === undefined) throw new Error(`the object has no program ${program}`)
    args.forEach((arg, index) => this.memory.store(BigInt(this.context + 8 * index), 8, arg))
    this.executed = 0
    this.depth = 0
    return this.callFunction(entry, [BigInt(this.context)])
  }

  /** Calls a callback that a program gave to a helper. */
  callback(pointer: bigint, args: readonly bigint[]): bigint {
    return this.callFunction(Number(pointer - FUNCTION_BASE), args)
  }

  private callFunction(entry: number, args: readonly bigint[]): bigint {
    if (this.depth === MAX_FRAMES) throw new Error('more than 8 frames')
    const registers: bigint[] = Array.from({ length: 11 }, () => 0n)
    args.forEach((arg, index) => (registers[index + 1] = arg))
    const bottom = this.stack + STACK_SIZE * this.depth
    this.memory.write(BigInt(bottom), new Uint8Array(STACK_SIZE))
    registers[10] = BigInt(bottom + STACK_SIZE)
    this.depth++
    const result = this.execute(entry, registers)
    this.depth--
    return result
  }

  private execute(entry: number, registers: bigint[]): bigint {
    const { code } = this.object
    let at = entry
    for (;;) {
      const instruction = pick(code, at++, 'instruction')
      if (++this.executed > MAX_INSTRUCTIONS) throw new Error('the program does not end')
      const { opcode, dst, src, reference } = instruction
      if (reference?.kind === 'poison') throw new Error(reference.why)
      const target = registers[dst] ?? 0n
      const source = registers[src] ?? 0n
      const operand = (opcode & FROM_REGISTER) === 0 ? instruction.wide : source
      const operation = opcode & 0xf0
      switch (opcode & 7) {
        case CLASS.LD:
          if (opcode !== LOAD_IMM64) throw new Error(`no instruction 0x${opcode.toString(16)}`)
          registers[dst] = this.wideValue(instruction)
          at++
          break
        case CLASS.LDX: {
          const size = accessSize(opcode)
          const value = this.memory.load(u64(source + BigInt(instruction.offset)), size)
          const extends_ = (opcode & 0xe0) === MODE.MEMSX
          registers[dst] = extends_ ? u64(BigInt.asIntN(8 * size, value)) : value
          break
        }
        case CLASS.ST:
          this.memory.store(u64(target + BigInt(instruction.offset)), accessSize(opcode), instruction.wide)
          break
        case CLASS.STX:
          if ((opcode & 0xe0) === MODE.ATOMIC) this.executeAtomic(instruction, registers)
          else this.memory.store(u64(target + BigInt(instruction.offset)), accessSize(opcode), source)
          break
        case CLASS.ALU:
        case CLASS.ALU64: {
          const width = (opcode & 7) === CLASS.ALU ? 32 : 64
          registers[dst] =
            operation === 0xd0
              ? byteOrder(target, instruction.imm, width === 64 || (opcode & FROM_REGISTER) !== 0)
              : arithmetic(operation, width, target, operand, instruction.offset)
          break
        }
        case CLASS.JMP:
          if (operation === 0x80) registers[0] = this.executeCall(instruction, registers)
          else if (operation === 0x90) return registers[0] ?? 0n
          else if (isTaken(operation, 64, target, operand)) at += instruction.offset
          break
        default: {
          const isLongJump = operation === 0x00
          if (isTaken(operation, 32, target, operand)) at += isLongJump ? instruction.imm : instruction.offset
        }
      }
    }
  }

  private wideValue({ wide, reference }: Instruction): bigint {
    if (reference === null) return wide
    switch (reference.kind) {
      case 'data':
        return BigInt((this.sections.get(reference.section) ?? 0) + reference.offset)
      case 'map':
        return MAP_BASE + BigInt(this.maps.findIndex((map) => map.definition.name === reference.name))
      case 'function':
        return FUNCTION_BASE + BigInt(reference.entry)
      case 'kfunc':
        return this.environment.hasKfunc(reference.name) ? KFUNC_ADDRESS : 0n
      case 'poison':
        throw new Error(reference.why)
    }
  }

  private executeCall({ src, imm, reference }: Instruction, registers: readonly bigint[]): bigint {
    const args = registers.slice(1, 6)
    if (reference?.kind === 'function' && src === CALL_FUNCTION) return this.callFunction(reference.entry, args)
    if (reference?.kind === 'kfunc') return u64(this.environment.kfunc(reference.name, args, this))
    if (src !== CALL_HELPER) throw new Error('a call of nothing')
    return u64(this.environment.helper(imm, args, this))
  }

  private executeAtomic({ opcode, dst, src, offset, imm }: Instruction, registers: bigint[]): void {
    const size = accessSize(opcode)
    const width = size === 8 ? 64 : 32
    const address = u64((registers[dst] ?? 0n) + BigInt(offset))
    const operand = BigInt.asUintN(width, registers[src] ?? 0n)
    const old = this.memory.load(address, size)
    const operation = imm & ~ATOMIC_FETCH
    if (operation === ATOMIC_COMPARE) {
      if (old === BigInt.asUintN(width, registers[0] ?? 0n)) this.memory.store(address, size, operand)
      registers[0] = old
      return
    }
    this.memory.store(address, size, atomic(operation, width, old, operand))
    if ((imm & ATOMIC_FETCH) !== 0 || operation === ATOMIC_EXCHANGE) registers[src] = old
  }
}
