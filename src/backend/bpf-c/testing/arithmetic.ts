// What BPF's arithmetic, jumps and byte swaps compute, on unsigned 64-bit numbers. Nothing traps: x / 0 is 0, x % 0 is x, shift counts are
// masked, and 32-bit operations zero the upper half. For tests alone.

export type Width = 32 | 64

export const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)

/** The operation in the high four bits of an ALU opcode; `offset` selects the signed forms of cpu v4. */
export function arithmetic(operation: number, width: Width, a: bigint, b: bigint, offset: number): bigint {
  const x = BigInt.asUintN(width, a)
  const y = BigInt.asUintN(width, b)
  const signedX = BigInt.asIntN(width, x)
  const signedY = BigInt.asIntN(width, y)
  const count = y & BigInt(width - 1)
  const wrap = (value: bigint): bigint => BigInt.asUintN(width, value)
  switch (operation) {
    case 0x00:
      return wrap(x + y)
    case 0x10:
      return wrap(x - y)
    case 0x20:
      return wrap(x * y)
    case 0x30:
      if (y === 0n) return 0n
      return offset === 1 ? wrap(signedX / signedY) : x / y
    case 0x40:
      return x | y
    case 0x50:
      return x & y
    case 0x60:
      return wrap(x << count)
    case 0x70:
      return x >> count
    case 0x80:
      return wrap(-x)
    case 0x90:
      if (y === 0n) return x
      return offset === 1 ? wrap(signedX % signedY) : x % y
    case 0xa0:
      return x ^ y
    case 0xb0:
      // movsx: the offset is the width that is extended.
      return offset === 0 ? y : wrap(BigInt.asIntN(offset, y))
    case 0xc0:
      return wrap(signedX >> count)
    default:
      throw new Error(`no arithmetic operation 0x${operation.toString(16)}`)
  }
}

/** Whether a jump of this operation (the high four bits) is taken. */
export function isTaken(operation: number, width: Width, a: bigint, b: bigint): boolean {
  const x = BigInt.asUintN(width, a)
  const y = BigInt.asUintN(width, b)
  const signedX = BigInt.asIntN(width, x)
  const signedY = BigInt.asIntN(width, y)
  switch (operation) {
    case 0x00:
      return true
    case 0x10:
      return x === y
    case 0x20:
      return x > y
    case 0x30:
      return x >= y
    case 0x40:
      return (x & y) !== 0n
    case 0x50:
      return x !== y
    case 0x60:
      return signedX > signedY
    case 0x70:
      return signedX >= signedY
    case 0xa0:
      return x < y
    case 0xb0:
      return x <= y
    case 0xc0:
      return signedX < signedY
    case 0xd0:
      return signedX <= signedY
    default:
      throw new Error(`no jump 0x${operation.toString(16)}`)
  }
}

/** Byte order: `swap` reverses the low `bits` bits' bytes; either way what is above them becomes 0. */
export function byteOrder(value: bigint, bits: number, swap: boolean): bigint {
  let rest = BigInt.asUintN(bits, value)
  if (!swap) return rest
  let result = 0n
  for (let done = 0; done < bits; done += 8) {
    result = (result << 8n) | (rest & 0xffn)
    rest >>= 8n
  }
  return result
}

/** What an atomic instruction leaves in memory; `operation` is its immediate without the fetch bit. */
export function atomic(operation: number, width: Width, old: bigint, operand: bigint): bigint {
  const wrap = (value: bigint): bigint => BigInt.asUintN(width, value)
  switch (operation) {
    case 0x00:
      return wrap(old + operand)
    case 0x40:
      return wrap(old | operand)
    case 0x50:
      return wrap(old & operand)
    case 0xa0:
      return wrap(old ^ operand)
    case 0xe0:
      return wrap(operand)
    default:
      throw new Error(`no atomic operation 0x${operation.toString(16)}`)
  }
}
