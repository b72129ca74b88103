// Reads a relocatable ELF64 object for BPF: sections, symbols, relocations. It knows nothing of BPF beyond the machine number.
// For tests alone: an object that clang would not write throws.

import { Bytes, pick } from './bytes.ts'

const EM_BPF = 247
const SHT_SYMTAB = 2
const SHT_NOBITS = 8
const SHT_REL = 9
const SHF_EXECINSTR = 4

export interface ElfSection {
  index: number
  name: string
  executable: boolean
  /** Bytes in memory; `data` is as long, zeros for .bss. */
  size: number
  align: number
  data: Uint8Array
}

export interface ElfSymbol {
  name: string
  /** Offset in the section. */
  value: number
  size: number
  /** Index of the section; 0 for what is not defined here. */
  section: number
  kind: 'none' | 'object' | 'function' | 'section' | 'file'
}

export interface ElfRelocation {
  /** Index of the section that is changed, and the offset in it. */
  section: number
  offset: number
  /** R_BPF_64_64 is 1, R_BPF_64_ABS64 2, R_BPF_64_ABS32 3, R_BPF_64_NODYLD32 4, R_BPF_64_32 10. */
  type: number
  symbol: ElfSymbol
}

export interface ElfFile {
  sections: readonly ElfSection[]
  symbols: readonly ElfSymbol[]
  relocations: readonly ElfRelocation[]
}

const SYMBOL_KINDS = ['none', 'object', 'function', 'section', 'file'] as const

interface Header extends ElfSection {
  type: number
  link: number
  info: number
}

/** Reads the whole file. */
export function readElf(data: Uint8Array): ElfFile {
  const file = new Bytes(data)
  const isElf64 = file.u32(0) === 0x464c457f && file.u8(4) === 2 && file.u8(5) === 1
  if (!isElf64 || file.u16(18) !== EM_BPF) throw new Error('not a little-endian ELF64 object for BPF')
  const headers = readHeaders(file)
  const symbols = headers.filter((h) => h.type === SHT_SYMTAB).flatMap((h) => readSymbols(h, headers))
  const relocations = headers
    .filter((h) => h.type === SHT_REL)
    .flatMap((h) => {
      const table = new Bytes(h.data)
      return Array.from({ length: h.size / 16 }, (_, n): ElfRelocation => ({
        section: h.info,
        offset: table.u64(16 * n),
        type: table.u32(16 * n + 8),
        symbol: pick(symbols, table.u32(16 * n + 12), 'symbol'),
      }))
    })
  return { sections: headers, symbols, relocations }
}

function readHeaders(file: Bytes): Header[] {
  const table = file.u64(40)
  const count = file.u16(60)
  const headerAt = (index: number): number => table + 64 * index
  const names = headerAt(file.u16(62))
  const nameTable = file.u64(names + 24)
  return Array.from({ length: count }, (_, index): Header => {
    const at = headerAt(index)
    const type = file.u32(at + 4)
    const size = file.u64(at + 32)
    return {
      index,
      name: file.string(nameTable + file.u32(at)),
      type,
      executable: (file.u64(at + 8) & SHF_EXECINSTR) !== 0,
      size,
      align: Math.max(1, file.u64(at + 48)),
      data: type === SHT_NOBITS ? new Uint8Array(size) : file.slice(file.u64(at + 24), size),
      link: file.u32(at + 40),
      info: file.u32(at + 44),
    }
  })
}

function readSymbols(header: Header, headers: readonly Header[]): ElfSymbol[] {
  const table = new Bytes(header.data)
  const names = new Bytes(pick(headers, header.link, 'string table').data)
  return Array.from({ length: header.size / 24 }, (_, n): ElfSymbol => {
    const at = 24 * n
    const section = table.u16(at + 6)
    const kind = SYMBOL_KINDS[table.u8(at + 4) & 15] ?? 'none'
    const name = names.string(table.u32(at))
    return { name, value: table.u64(at + 8), size: table.u64(at + 16), section, kind }
  })
}
