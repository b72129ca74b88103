// Writes the WebAssembly binary format: LEB128 numbers, names, opcodes and sections, in the words of the specification. It knows nothing
// of our IR and checks nothing; tests validate what the emitter makes with it.

export type ValueType = 'i32' | 'i64'

export interface FunctionSignature {
  params: readonly ValueType[]
  results: readonly ValueType[]
}

const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e }
const EMPTY_BLOCK = 0x40
const FUNCREF = 0x70

/** The instructions that the emitter uses, by the specification's names. */
export const OPCODES = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  br_table: 0x0e,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'global.get': 0x23,
  'global.set': 0x24,
  'i32.load': 0x28,
  'i64.load': 0x29,
  'i32.load8_s': 0x2c,
  'i32.load8_u': 0x2d,
  'i32.load16_s': 0x2e,
  'i32.load16_u': 0x2f,
  'i64.load8_s': 0x30,
  'i64.load8_u': 0x31,
  'i64.load16_s': 0x32,
  'i64.load16_u': 0x33,
  'i64.load32_s': 0x34,
  'i64.load32_u': 0x35,
  'i32.store': 0x36,
  'i64.store': 0x37,
  'i32.store8': 0x3a,
  'i32.store16': 0x3b,
  'i64.store8': 0x3c,
  'i64.store16': 0x3d,
  'i64.store32': 0x3e,
  'i32.const': 0x41,
  'i64.const': 0x42,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.gt_s': 0x4a,
  'i32.gt_u': 0x4b,
  'i32.le_s': 0x4c,
  'i32.le_u': 0x4d,
  'i32.ge_s': 0x4e,
  'i32.ge_u': 0x4f,
  'i64.eqz': 0x50,
  'i64.eq': 0x51,
  'i64.ne': 0x52,
  'i64.lt_s': 0x53,
  'i64.lt_u': 0x54,
  'i64.gt_s': 0x55,
  'i64.gt_u': 0x56,
  'i64.le_s': 0x57,
  'i64.le_u': 0x58,
  'i64.ge_s': 0x59,
  'i64.ge_u': 0x5a,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_s': 0x6d,
  'i32.div_u': 0x6e,
  'i32.rem_s': 0x6f,
  'i32.rem_u': 0x70,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.div_s': 0x7f,
  'i64.div_u': 0x80,
  'i64.rem_s': 0x81,
  'i64.rem_u': 0x82,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_s': 0x87,
  'i64.shr_u': 0x88,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_s': 0xac,
  'i64.extend_i32_u': 0xad,
  'i32.extend8_s': 0xc0,
  'i32.extend16_s': 0xc1,
} as const

export type Opcode = keyof typeof OPCODES

/** Instructions with a memory argument (alignment and offset). */
export type MemoryOpcode = Extract<Opcode, `${ValueType}.${'load' | 'store'}${string}`>

/** Instructions without immediates. */
export type PlainOpcode = Exclude<
  Opcode,
  | MemoryOpcode
  | `local.${string}`
  | `global.${string}`
  | `${string}.const`
  | `br${string}`
  | `call${string}`
  | 'block'
  | 'loop'
  | 'if'
>

/** A growing run of bytes. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Unsigned LEB128 of a number in 0..2^32-1. */
  unsigned(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  /** Signed LEB128 of a number in -2^31..2^31-1. */
  signed32(value: number): void {
    let rest = value
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.byte(rest & 0x7f)
  }

  /** Signed LEB128 of a number in -2^63..2^63-1. */
  signed64(value: bigint): void {
    let rest = value
    while (rest < -0x40n || rest > 0x3fn) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  /** A name: its UTF-8 bytes after their count. */
  name(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.unsigned(bytes.length)
    this.append(bytes)
  }

  opcode(name: Opcode): void {
    this.byte(OPCODES[name])
  }

  valueType(type: ValueType): void {
    this.byte(VALUE_TYPES[type])
  }

  blockType(type: ValueType | null): void {
    this.byte(type === null ? EMPTY_BLOCK : VALUE_TYPES[type])
  }

  /** A vector: the count of the items, then each as `write` puts it. */
  vector<T>(items: readonly T[], write: (item: T, index: number) => void): void {
    this.unsigned(items.length)
    items.forEach(write)
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #grow(atLeast: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + atLeast))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** A function's locals beyond its parameters, and its instructions without the final `end`. */
export interface FunctionBody {
  locals: readonly ValueType[]
  instructions: Uint8Array
}

/** What a module consists of. Function indices count the imported functions first, then `functions`. */
export interface ModuleParts {
  types: readonly FunctionSignature[]
  imports: readonly { module: string; name: string; typeIndex: number }[]
  /** The memory, imported as `env.memory`, with its least size in pages of 64 KiB. */
  memoryPages: number
  functions: readonly { name: string; typeIndex: number; body: FunctionBody }[]
  /** Mutable globals, all exported. */
  globals: readonly { name: string; type: ValueType; initial: number }[]
  exports: readonly { name: string; functionIndex: number }[]
  /** Function indices in the table, from entry 1 on; entry 0 stays null, as a NULL function pointer. */
  table: readonly number[]
}

const SECTIONS = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
} as const

const EXTERNAL_KINDS = { function: 0, table: 1, memory: 2, global: 3 } as const

/** The module in WebAssembly's binary format, version 1, with a name section for readable stack traces. */
export function encodeModule(parts: ModuleParts): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  out.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00))

  section(out, 'type', (w) =>
    w.vector(parts.types, (signature) => {
      w.byte(0x60)
      w.vector(signature.params, (type) => w.valueType(type))
      w.vector(signature.results, (type) => w.valueType(type))
    }),
  )
  section(out, 'import', (w) => {
    w.unsigned(parts.imports.length + 1)
    w.name('env')
    w.name('memory')
    w.byte(EXTERNAL_KINDS.memory)
    w.byte(0x00)
    w.unsigned(parts.memoryPages)
    for (const { module, name, typeIndex } of parts.imports) {
      w.name(module)
      w.name(name)
      w.byte(EXTERNAL_KINDS.function)
      w.unsigned(typeIndex)
    }
  })
  section(out, 'function', (w) => w.vector(parts.functions, (f) => w.unsigned(f.typeIndex)))
  section(out, 'table', (w) => {
    w.unsigned(1)
    w.byte(FUNCREF)
    w.byte(0x00)
    w.unsigned(parts.table.length + 1)
  })
  section(out, 'global', (w) =>
    w.vector(parts.globals, ({ type, initial }) => {
      w.valueType(type)
      w.byte(0x01)
      w.opcode(`${type}.const`)
      w.signed32(initial)
      w.opcode('end')
    }),
  )
  section(out, 'export', (w) => {
    w.unsigned(parts.globals.length + parts.exports.length)
    parts.globals.forEach(({ name }, index) => {
      w.name(name)
      w.byte(EXTERNAL_KINDS.global)
      w.unsigned(index)
    })
    for (const { name, functionIndex } of parts.exports) {
      w.name(name)
      w.byte(EXTERNAL_KINDS.function)
      w.unsigned(functionIndex)
    }
  })
  if (parts.table.length > 0) {
    section(out, 'element', (w) => {
      w.unsigned(1)
      w.byte(0x00)
      w.opcode('i32.const')
      w.signed32(1)
      w.opcode('end')
      w.vector(parts.table, (functionIndex) => w.unsigned(functionIndex))
    })
  }
  section(out, 'code', (w) =>
    w.vector(parts.functions, ({ body }) => {
      const code = new ByteWriter()
      code.vector(body.locals, (type) => {
        code.unsigned(1)
        code.valueType(type)
      })
      code.append(body.instructions)
      code.opcode('end')
      w.unsigned(code.length)
      w.append(code.toBytes())
    }),
  )
  section(out, 'custom', (w) => {
    w.name('name')
    const names = new ByteWriter()
    names.vector(parts.functions, ({ name }, index) => {
      names.unsigned(parts.imports.length + index)
      names.name(name)
    })
    w.byte(0x01)
    w.unsigned(names.length)
    w.append(names.toBytes())
  })
  return out.toBytes()
}

function section(out: ByteWriter, name: keyof typeof SECTIONS, write: (content: ByteWriter) => void): void {
  const content = new ByteWriter()
  write(content)
  out.byte(SECTIONS[name])
  out.unsigned(content.length)
  out.append(content.toBytes())
}
