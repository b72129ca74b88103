// Reads numbers and strings of little-endian binary formats, and says where a file ends too early. For tests alone.

/** A cursor-less reader: every read names its offset. */
export class Bytes {
  private readonly view: DataView
  constructor(readonly data: Uint8Array) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  u8 = (at: number): number => this.view.getUint8(at)
  u16 = (at: number): number => this.view.getUint16(at, true)
  u32 = (at: number): number => this.view.getUint32(at, true)
  s16 = (at: number): number => this.view.getInt16(at, true)
  s32 = (at: number): number => this.view.getInt32(at, true)
  /** A 64-bit number that is known to be an offset or a size. */
  u64 = (at: number): number => Number(this.view.getBigUint64(at, true))

  /** The text from `at` up to the next NUL. */
  string(at: number): string {
    const end = this.data.indexOf(0, at)
    if (end < 0) throw new Error(`a string at ${at} does not end`)
    return new TextDecoder().decode(this.data.subarray(at, end))
  }

  slice = (at: number, size: number): Uint8Array => {
    if (at < 0 || at + size > this.data.length) throw new Error(`${size} bytes at ${at} are beyond the end`)
    return this.data.subarray(at, at + size)
  }
}

/** The element at an index that must be there. */
export function pick<T>(items: readonly T[], index: number, what: string): T {
  const item = items[index]
  if (item === undefined) throw new Error(`there is no ${what} ${index}`)
  return item
}
