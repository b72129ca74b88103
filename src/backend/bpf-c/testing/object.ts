// A BPF object ready to run: its code with CO-RE applied for one kernel and with every reference named, its data and its maps. It is read
// once and may then run in many machines: addresses are given when it runs. For tests alone.

import type { KernelVersion } from '../../../kernel/versions.ts'
import { type BtfType, btfSize, readBtf, readCoreRelocations, resolveAliases } from './btf.ts'
import { pick } from './bytes.ts'
import { type CoreValue, resolveCoreRelocation } from './core-relocation.ts'
import { type ElfFile, type ElfRelocation, type ElfSection, readElf } from './elf.ts'
import { accessSize, CALL, CLASS, decode, type Instruction, LOAD_IMM64, SIZE_BITS } from './instructions.ts'

export interface ObjectMap {
  name: string
  /** BPF_MAP_TYPE_*. */
  type: number
  keySize: number
  valueSize: number
  maxEntries: number
}

/** A named variable: where it lies in its section. */
export interface ObjectVariable {
  section: number
  offset: number
  size: number
}

export interface BpfObject {
  code: readonly Instruction[]
  /** Names of functions, programs included, by the index of their first instruction. */
  functions: ReadonlyMap<string, number>
  /** Sections of data with their initial bytes. */
  data: readonly ElfSection[]
  variables: ReadonlyMap<string, ObjectVariable>
  maps: readonly ObjectMap[]
}

const R_BPF_64_64 = 1
const R_BPF_64_32 = 10

const isData = (section: ElfSection): boolean => /^\.(data|bss|rodata)(\.|$)/.test(section.name)

/** Reads the object that clang wrote, for a kernel. */
export function readObject(file: Uint8Array, kernel: KernelVersion): BpfObject {
  const elf = readElf(file)
  const section = (name: string): Uint8Array => {
    const found = elf.sections.find((s) => s.name === name)
    if (found === undefined) throw new Error(`the object has no ${name}: was it compiled with -g?`)
    return found.data
  }
  const { types, string } = readBtf(section('.BTF'))
  const { code, starts } = readCode(elf)
  for (const relocation of readCoreRelocations(section('.BTF.ext'), string)) {
    const home = elf.sections.find((s) => s.name === relocation.section)
    const start = starts.get(home?.index ?? -1)
    if (start === undefined) throw new Error(`CO-RE relocation in ${relocation.section}, which has no code`)
    const at = start + relocation.offset / 8
    const value = resolveCoreRelocation(relocation, types, kernel)
    applyCore(pick(code, at, 'instruction'), value, `${relocation.section} ${relocation.access}`)
  }
  for (const relocation of elf.relocations) {
    const start = starts.get(relocation.section)
    if (start !== undefined) link(elf, starts, code, start + relocation.offset / 8, relocation)
  }
  linkLocalCalls(code)
  const data = elf.sections.filter(isData)
  return {
    code,
    functions: new Map(
      elf.symbols.flatMap((symbol) => {
        const start = starts.get(symbol.section)
        return symbol.kind === 'function' && start !== undefined ? [[symbol.name, start + symbol.value / 8]] : []
      }),
    ),
    data,
    variables: new Map(
      elf.symbols
        .filter((symbol) => symbol.kind === 'object' && data.some((s) => s.index === symbol.section))
        .map((symbol) => [symbol.name, { section: symbol.section, offset: symbol.value, size: symbol.size }]),
    ),
    maps: readMaps(types),
  }
}

/** All code sections, one after another, and where each begins. */
function readCode(elf: ElfFile): { code: Instruction[]; starts: ReadonlyMap<number, number> } {
  const code: Instruction[] = []
  const starts = new Map<number, number>()
  for (const section of elf.sections) {
    if (!section.executable) continue
    starts.set(section.index, code.length)
    code.push(...decode(section.data))
  }
  return { code, starts }
}

/** As bpf_core_patch_insn(): offsets go to loads and stores, all else to immediates. */
function applyCore(instruction: Instruction, { value, sizes }: CoreValue, place: string): void {
  if (value === null) {
    instruction.reference = { kind: 'poison', why: `the kernel has nothing for ${place}` }
    return
  }
  const kind = instruction.opcode & 7
  if (kind === CLASS.LDX || kind === CLASS.ST || kind === CLASS.STX) {
    instruction.offset = Number(value)
    // A field that is wider or narrower in this kernel is loaded in its own width.
    if (sizes !== null && sizes.declared === accessSize(instruction.opcode) && sizes.real !== sizes.declared) {
      instruction.opcode = (instruction.opcode & ~0x18) | (SIZE_BITS[sizes.real] ?? 0)
    }
    return
  }
  instruction.imm = Number(BigInt.asIntN(32, value))
  instruction.wide = BigInt.asUintN(64, value)
}

function link(
  elf: ElfFile,
  starts: ReadonlyMap<number, number>,
  code: readonly Instruction[],
  at: number,
  { symbol, type }: ElfRelocation,
): void {
  const instruction = pick(code, at, 'instruction')
  const codeStart = starts.get(symbol.section)
  if (type === R_BPF_64_32 && instruction.opcode === CALL) {
    if (codeStart !== undefined) {
      const entry = codeStart + symbol.value / 8 + instruction.imm + 1
      instruction.reference = { kind: 'function', entry }
    } else if (symbol.section === 0) instruction.reference = { kind: 'kfunc', name: symbol.name }
    else throw new Error(`a call of ${symbol.name}, which is no code`)
    return
  }
  if (type !== R_BPF_64_64 || instruction.opcode !== LOAD_IMM64) throw new Error(`relocation ${type} of ${symbol.name}`)
  const addend = Number(BigInt.asIntN(64, instruction.wide))
  if (symbol.section === 0) {
    instruction.reference = { kind: 'kfunc', name: symbol.name }
    return
  }
  const section = pick(elf.sections, symbol.section, 'section')
  if (codeStart !== undefined) {
    instruction.reference = { kind: 'function', entry: codeStart + (symbol.value + addend) / 8 }
  } else if (section.name === '.maps') instruction.reference = { kind: 'map', name: symbol.name }
  else if (isData(section)) {
    instruction.reference = { kind: 'data', section: section.index, offset: symbol.value + addend }
  } else throw new Error(`${symbol.name} is in ${section.name}, which no program can use`)
}

/** Calls within a section have no relocation: their immediate counts from the next instruction. */
function linkLocalCalls(code: readonly Instruction[]): void {
  code.forEach((instruction, at) => {
    if (instruction.opcode !== CALL || instruction.src !== 1 || instruction.reference !== null) return
    instruction.reference = { kind: 'function', entry: at + 1 + instruction.imm }
  })
}

/** The maps of the `.maps` section: `__uint(name, n)` is a pointer to int[n], `__type(name, t)` a pointer to t. */
function readMaps(types: readonly BtfType[]): ObjectMap[] {
  const section = types.find((type) => type.kind === 'section' && type.name === '.maps')
  if (section?.kind !== 'section') return []
  return section.variables.map((id): ObjectMap => {
    const variable = pick(types, id, 'BTF type')
    if (variable.kind !== 'variable') throw new Error('.maps has something that is no variable')
    const definition = resolveAliases(types, variable.type)
    if (definition.kind !== 'struct') throw new Error(`the map ${variable.name} is no struct`)
    const pointed = (name: string): number | null => {
      const member = definition.members.find((m) => m.name === name)
      const pointer = member === undefined ? null : resolveAliases(types, member.type)
      return pointer?.kind === 'pointer' ? pointer.to : null
    }
    const number = (name: string): number | null => {
      const to = pointed(name)
      const array = to === null ? null : resolveAliases(types, to)
      return array?.kind === 'array' ? array.length : null
    }
    const size = (type: string, bytes: string): number => {
      const to = pointed(type)
      return number(bytes) ?? (to === null ? 0 : btfSize(types, to))
    }
    return {
      name: variable.name,
      type: number('type') ?? 0,
      keySize: size('key', 'key_size'),
      valueSize: size('value', 'value_size'),
      maxEntries: number('max_entries') ?? 0,
    }
  })
}
