// Writes the instructions of one function: opcodes with their immediates, labels by nesting depth instead of by relative index, and
// locals handed out on demand. It leaves the meaning to its callers.

import type { FunctionBody, MemoryOpcode, PlainOpcode, ValueType } from './encode.ts'
import { ByteWriter } from './encode.ts'

/** A block, loop or if that is open: what a branch names. */
export interface Label {
  depth: number
}

export class CodeWriter {
  readonly #out = new ByteWriter()
  readonly #paramCount: number
  readonly #locals: ValueType[] = []
  readonly #free: Record<ValueType, number[]> = { i32: [], i64: [] }
  #depth = 0

  constructor(paramCount: number) {
    this.#paramCount = paramCount
  }

  /** A new local for the whole function. */
  addLocal(type: ValueType): number {
    return this.#paramCount + this.#locals.push(type) - 1
  }

  /** A local for a short time; `release` gives it back. */
  scratch(type: ValueType): number {
    return this.#free[type].pop() ?? this.addLocal(type)
  }

  release(type: ValueType, local: number): void {
    this.#free[type].push(local)
  }

  op(...names: PlainOpcode[]): void {
    for (const name of names) this.#out.opcode(name)
  }

  i32(value: number): void {
    this.#out.opcode('i32.const')
    this.#out.signed32(value | 0)
  }

  i64(value: bigint): void {
    this.#out.opcode('i64.const')
    this.#out.signed64(BigInt.asIntN(64, value))
  }

  /** A constant of either type; the value is cut to its width. */
  const(type: ValueType, value: bigint): void {
    if (type === 'i32') this.i32(Number(BigInt.asIntN(32, value)))
    else this.i64(value)
  }

  get(local: number): void {
    this.#out.opcode('local.get')
    this.#out.unsigned(local)
  }

  set(local: number): void {
    this.#out.opcode('local.set')
    this.#out.unsigned(local)
  }

  tee(local: number): void {
    this.#out.opcode('local.tee')
    this.#out.unsigned(local)
  }

  globalGet(index: number): void {
    this.#out.opcode('global.get')
    this.#out.unsigned(index)
  }

  globalSet(index: number): void {
    this.#out.opcode('global.set')
    this.#out.unsigned(index)
  }

  /** A load or store at the address on the stack plus `offset` bytes. No alignment is promised. */
  memory(name: MemoryOpcode, offset: number): void {
    this.#out.opcode(name)
    this.#out.unsigned(0)
    this.#out.unsigned(offset)
  }

  /** memory.copy: target, source and size, all i32, are on the stack. */
  memoryCopy(): void {
    this.#out.append(Uint8Array.of(0xfc, 0x0a, 0x00, 0x00))
  }

  /** memory.fill: target, byte and size, all i32, are on the stack. */
  memoryFill(): void {
    this.#out.append(Uint8Array.of(0xfc, 0x0b, 0x00))
  }

  call(functionIndex: number): void {
    this.#out.opcode('call')
    this.#out.unsigned(functionIndex)
  }

  callIndirect(typeIndex: number): void {
    this.#out.opcode('call_indirect')
    this.#out.unsigned(typeIndex)
    this.#out.unsigned(0)
  }

  block(result: ValueType | null = null): Label {
    return this.#open('block', result)
  }

  loop(): Label {
    return this.#open('loop', null)
  }

  if(result: ValueType | null = null): Label {
    return this.#open('if', result)
  }

  else(): void {
    this.#out.opcode('else')
  }

  end(): void {
    this.#depth--
    this.#out.opcode('end')
  }

  br(label: Label): void {
    this.#out.opcode('br')
    this.#out.unsigned(this.#depth - label.depth)
  }

  brIf(label: Label): void {
    this.#out.opcode('br_if')
    this.#out.unsigned(this.#depth - label.depth)
  }

  brTable(labels: readonly Label[], otherwise: Label): void {
    this.#out.opcode('br_table')
    this.#out.vector(labels, (label) => this.#out.unsigned(this.#depth - label.depth))
    this.#out.unsigned(this.#depth - otherwise.depth)
  }

  /** The finished body; `prologue` writes what has to run first, with the locals that are known by then. */
  finish(prologue: (code: CodeWriter) => void = () => {}): FunctionBody {
    const before = new CodeWriter(this.#paramCount)
    prologue(before)
    const all = new ByteWriter()
    all.append(before.#out.toBytes())
    all.append(this.#out.toBytes())
    return { locals: [...this.#locals], instructions: all.toBytes() }
  }

  #open(kind: 'block' | 'loop' | 'if', result: ValueType | null): Label {
    this.#out.opcode(kind)
    this.#out.blockType(result)
    this.#depth++
    return { depth: this.#depth }
  }
}
