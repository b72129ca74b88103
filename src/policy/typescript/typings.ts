// The world of a policy in TypeScript as declarations: the kernel's structs, constants and functions from the tables of `src/kernel/`, with
// meaning, unit and kernels as doc comments; and what of TypeScript itself a policy may use. There is no other library.

import { CONSTANTS } from '../../kernel/constants.ts'
import { HELPERS } from '../../kernel/helpers.ts'
import { type CType, parseCType } from '../../kernel/layout.ts'
import type { FieldRow, StructRow } from '../../kernel/schema.ts'
import { STRUCTS } from '../../kernel/structs.ts'
import { parsePrototype } from '../kernel-types.ts'
import type { Type } from '../types.ts'
import { HELPERS_INSTEAD } from './helper-words.ts'
import { LIBRARY } from './library.ts'
import { MAP_CLASSES, type MapClass } from './map-classes.ts'

const INTEGERS = [
  ['s8', '8-bit signed integer, -128 to 127.'],
  ['u8', '8-bit unsigned integer, 0 to 255.'],
  ['s16', '16-bit signed integer, -32,768 to 32,767.'],
  ['u16', '16-bit unsigned integer, 0 to 65,535.'],
  ['s32', '32-bit signed integer, -2,147,483,648 to 2,147,483,647.'],
  ['u32', '32-bit unsigned integer, 0 to 4,294,967,295.'],
  ['s64', '64-bit signed integer.'],
  ['u64', '64-bit unsigned integer.'],
] as const

/** What TypeScript needs to know of itself where there is no library. */
const LANGUAGE = `interface Array<T> {
  /** How many elements it has. */
  readonly length: number;
  [index: number]: T;
}
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
}
interface String {
  /** Room for bytes, the last one a NUL. */
  readonly length: number;
  /** True when the name begins with this text. */
  startsWith(text: string): boolean;
  readonly [index: number]: string;
}
interface Boolean {}
interface Number {}
interface Function {}
interface CallableFunction {}
interface NewableFunction {}
interface IArguments {}
interface Object {}
interface RegExp {}
`

const OWN = `/** True or false, one byte. */
type bool = boolean;
/** What is to happen to a task: NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT or BPF_EVAL_SELECT. */
type verdict = number;
/** The name of a task: 16 bytes, the last one a NUL. */
type comm = string;
/** A number that the page and the loader may change before the start: const volatile in C. */
declare function param(value: number, label?: string, limits?: { min: number; max: number }): number;
/** A switch that the page and the loader may change before the start: const volatile in C. */
declare function param(value: boolean, label?: string): boolean;
/** A name of at most 15 bytes that the page and the loader may change before the start: const volatile in C. */
declare function param(value: string, label?: string): string;
/** Names the policy for the kernel's report, with at most 15 bytes. Stands as a statement of its own. */
declare function set_oom_policy_name(oc: oom_control, name: string): void;
/** Prints a line for the log of the run: %d and %u for 32 bits, %lld and %llu for 64, %x, %s for a name. */
declare function bpf_printk(format: string, ...values: (number | boolean | string)[]): s32;
/** Reads a path step by step with probe reads, which the verifier takes where it refuses a plain read. */
declare function BPF_CORE_READ<T>(path: T): T;
/** True when the running kernel has the member that the path ends in. */
declare function bpf_core_field_exists(path: unknown): bool;
/** True when the running kernel has the struct: bpf_core_type_exists<mm_rss_stat>(). */
declare function bpf_core_type_exists<T>(): bool;
/** The same address as a struct of another type, for reading: bpf_core_cast<mem_cgroup>(css). */
declare function bpf_core_cast<T>(from: unknown): T;
/** An array of numbers, all 0 at first, at the top of a policy: const a = new array<u64>(16). */
declare class array<T> {
  constructor(length: number);
  readonly length: number;
  [index: number]: T;
}
`

/** All declarations as the text of a `.d.ts`. */
export function policyTypings(): string {
  return [
    LANGUAGE,
    ...INTEGERS.map(([name, words]) => `${docComment([words], '')}type ${name} = number;\n`),
    OWN,
    ...MAP_CLASSES.map(mapClass),
    ...STRUCTS.filter(({ internal }) => internal !== true).map(structInterface),
    ...constants(),
    ...functions(),
  ].join('')
}

/** A doc comment; empty parts are left out. */
function docComment(parts: readonly string[], indent: string): string {
  const lines = parts.filter((part) => part !== '').map((part) => part.replaceAll('*/', '* /'))
  const [only] = lines
  if (only === undefined) return ''
  if (lines.length === 1) return `${indent}/** ${only} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join(`${indent} *\n`)}${indent} */\n`
}

const kernels = ({ since, until }: { since?: string; until?: string }): string =>
  since !== undefined && until !== undefined
    ? `Linux ${since} until ${until}.`
    : since !== undefined
      ? `Since Linux ${since}.`
      : until !== undefined
        ? `Before Linux ${until}.`
        : ''

function structInterface(row: StructRow): string {
  const names = [...new Set(row.fields.filter(({ internal }) => internal !== true).map(({ name }) => name))]
  const members = names.map((name) => member(row.fields.filter((field) => field.name === name)))
  return `${docComment([row.doc, kernels(row)], '')}interface ${row.name} {\n${members.join('')}}\n`
}

/** A member; one that kernels have in different shapes has all of them, and each kernel takes the one that it has. */
function member(rows: readonly FieldRow[]): string {
  const [first] = rows
  if (first === undefined) return ''
  const words = rows.flatMap((row) => {
    const unit = row.unit === 'none' ? '' : `Unit: ${row.unit}. `
    return [row.doc, `${unit}In C: ${row.type}. ${kernels(row)}`.trim()]
  })
  const types = [...new Set(rows.map((row) => typeName(parseCType(row.type))))]
  return `${docComment(words, '  ')}  readonly ${first.name}: ${types.join(' & ')};\n`
}

function typeName(type: CType): string {
  switch (type.kind) {
    case 'void':
      return 'unknown'
    case 'scalar':
      return type.scalar.bool ? 'bool' : `${type.scalar.signed ? 's' : 'u'}${type.scalar.bits}`
    case 'enum':
      return 'u32'
    case 'struct':
      return KNOWN.has(type.name) ? type.name : 'unknown'
    case 'pointer':
      return isChar(type.to) ? 'comm' : typeName(type.to)
    case 'array':
      return isChar(type.of) ? 'comm' : `readonly ${typeName(type.of)}[]`
  }
}

const KNOWN: ReadonlySet<string> = new Set(STRUCTS.filter(({ internal }) => internal !== true).map(({ name }) => name))

const isChar = (type: CType): boolean => type.kind === 'scalar' && type.name === 'char'

function constants(): string[] {
  const names = new Set<string>()
  return CONSTANTS.flatMap((row) => {
    if (names.has(row.name)) return []
    names.add(row.name)
    const words = [row.doc, `Value: ${row.value}. ${kernels(row)}`.trim()]
    return [`${docComment(words, '')}declare const ${row.name}: number;\n`]
  })
}

function functions(): string[] {
  const helpers = HELPERS.filter(
    (row) =>
      row.refused === undefined && !Object.hasOwn(HELPERS_INSTEAD, row.name) && row.name !== 'set_oom_policy_name',
  )
  const rows = [
    ...helpers.map((row) => ({
      ...row,
      words: `${row.kind === 'kfunc' ? 'A kfunc' : 'A BPF helper'}. ${kernels(row)}`.trim(),
    })),
    ...LIBRARY.map((row) => ({ ...row, words: '', mayReturnNull: false })),
  ]
  return rows.map(({ name, prototype, doc, words, mayReturnNull }) => {
    const { type, params } = parsePrototype(prototype)
    const list = type.params.map((param, i) => `${params[i] ?? ''}: ${irName(param)}`).join(', ')
    const returns = `${irName(type.returns)}${mayReturnNull === true ? ' | null' : ''}`
    return `${docComment([doc, words], '')}declare function ${name}(${list}): ${returns};\n`
  })
}

function irName(type: Type): string {
  switch (type.kind) {
    case 'void':
      return 'void'
    case 'int':
      return type.bool ? 'bool' : `${type.signed ? 's' : 'u'}${type.bits}`
    case 'struct':
      return type.key
    case 'pointer':
      return type.to.kind === 'int' ? 'comm' : irName(type.to)
    case 'array':
    case 'function':
      return 'unknown'
  }
}

function mapClass({ name, keys, doc }: MapClass): string {
  const key = { own: 'K', index: 'u32', task: 'task_struct', cgroup: 'cgroup' }[keys]
  const storage = keys === 'task' || keys === 'cgroup'
  const flags = storage ? '' : ', flags?: u64'
  return `${docComment([doc], '')}declare class ${name}<${keys === 'own' ? 'K, V' : 'V'}> {
  constructor(${storage ? '' : 'max_entries: number'});
  /** The value for a key, or undefined where there is none, which has to be tested. */
  get(key: ${key}): V | undefined;
  /** Stores a value. 0, or a negative number such as -7 where the map is full. */
  set(key: ${key}, value: V${flags}): s64;
${keys === 'index' ? '' : `  /** Forgets a key. 0, or a negative number where it was not there. */\n  delete(key: ${key}): s64;\n`}}
`
}
