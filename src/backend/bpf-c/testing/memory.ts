// The memory that an interpreted program sees: a machine's image, which it may read only, and an area of its own behind it for stack, data
// and map values. For tests alone.

/** Where NULL and small offsets from it lie: zeros, as the image has them. */
const FIRST_KERNEL_ADDRESS = 65536n

export class Memory {
  readonly view: DataView
  private next: number

  /** The program's own area is `base` <= address < `end`. */
  constructor(
    buffer: ArrayBuffer,
    private readonly base: number,
    private readonly end: number,
  ) {
    this.view = new DataView(buffer)
    this.next = base
  }

  /** Fresh zeroed bytes of the own area. */
  allocate(size: number, align = 8): number {
    const address = Math.ceil(this.next / align) * align
    this.next = address + size
    if (this.next > this.end) throw new Error('the area of the interpreter is too small')
    return address
  }

  /** A load is fault-protected: where there is no memory it reads 0. */
  load(address: bigint, size: number): bigint {
    if (address > BigInt(this.end - size)) return 0n
    const at = Number(address)
    switch (size) {
      case 1:
        return BigInt(this.view.getUint8(at))
      case 2:
        return BigInt(this.view.getUint16(at, true))
      case 4:
        return BigInt(this.view.getUint32(at, true))
      default:
        return this.view.getBigUint64(at, true)
    }
  }

  /** A store outside of the own area is what the verifier would have refused: it throws. */
  store(address: bigint, size: number, value: bigint): void {
    const at = Number(address)
    if (at < this.base || at + size > this.end) throw new Error(`a store at 0x${address.toString(16)}`)
    switch (size) {
      case 1:
        return this.view.setUint8(at, Number(BigInt.asUintN(8, value)))
      case 2:
        return this.view.setUint16(at, Number(BigInt.asUintN(16, value)), true)
      case 4:
        return this.view.setUint32(at, Number(BigInt.asUintN(32, value)), true)
      default:
        return this.view.setBigUint64(at, value, true)
    }
  }

  /** True when helpers can read these bytes as kernel memory. */
  isReadable(address: bigint, size: number): boolean {
    return address >= FIRST_KERNEL_ADDRESS && address + BigInt(size) <= BigInt(this.end)
  }

  /** A copy of bytes that are there. */
  read(address: bigint, size: number): Uint8Array {
    if (Number(address) + size > this.end) throw new Error(`a helper reads at 0x${address.toString(16)}`)
    return new Uint8Array(this.view.buffer, Number(address), size).slice()
  }

  /** Bytes that a helper writes into the own area. */
  write(address: bigint, bytes: Uint8Array): void {
    const at = Number(address)
    if (at < this.base || at + bytes.length > this.end) throw new Error(`a helper writes at 0x${address.toString(16)}`)
    this.kernelWrite(address, bytes)
  }

  /** Bytes that the kernel itself writes, anywhere. */
  kernelWrite(address: bigint, bytes: Uint8Array): void {
    new Uint8Array(this.view.buffer, Number(address), bytes.length).set(bytes)
  }
}
