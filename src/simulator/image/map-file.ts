// The contents of a policy's maps as the text file that the exported loader reads: a line an entry, `map key value`.

import type { MapDefinition, Unit } from '../../policy/ir.ts'
import type { Type } from '../../policy/types.ts'
import type { MapEntry } from '../../document/policy.ts'
import type { InputProblem } from './globals.ts'
import { keyTypeOf } from './maps.ts'
import type { Names } from './values.ts'
import { formatValue, isCharArray, parseValue } from './values.ts'

export interface MapFile {
  /** Null when the policy has no maps. */
  text: string | null
  /** Entries that could not be used; they are left out. */
  problems: readonly InputProblem[]
}

const HEAD = `# What the maps begin with. A line is: map key value
# Keys and values: a number, cgroup:/path, comm:name (a key for every process of that name), "text", or hex: and the bytes of the type.
`

/** Prints what was given for the maps. A number that is the id of a cgroup of the machine becomes its path, since ids differ from machine to machine. */
export function printMapFile(unit: Unit, given: Readonly<Record<string, readonly MapEntry[]>>, names: Names): MapFile {
  if (unit.maps.length === 0) return { text: null, problems: [] }
  const problems: InputProblem[] = []
  const lines = unit.maps.flatMap((map) => [
    `\n# ${map.name}${map.doc === null ? '' : `: ${map.doc.replaceAll(/\s+/g, ' ').trim()}`}`,
    ...(given[map.name] ?? []).flatMap((entry, index) => {
      const printed = printEntry(unit, map, entry, names)
      if (printed.ok) return [`${map.name} ${printed.line}`]
      problems.push({ place: `map ${map.name}, entry ${index + 1}`, message: printed.message })
      return []
    }),
  ])
  return { text: `${HEAD}${lines.join('\n')}\n`, problems }
}

type Printed = { ok: true; line: string } | { ok: false; message: string }

function printEntry(unit: Unit, map: MapDefinition, entry: MapEntry, names: Names): Printed {
  const keyType = keyTypeOf(map)
  const key = parseValue(entry.key, keyType, unit.structs, names)
  if (!key.ok) return { ok: false, message: `Key: ${key.message}` }
  const value = parseValue(entry.value, map.value, unit.structs, names)
  if (!value.ok) return { ok: false, message: `Value: ${value.message}` }
  const named = symbol(entry.key)
  const guessed = named === null ? cgroupOf(keyType, key.bytes, names) : null
  const keyWord = named ?? guessed ?? printWord(unit, keyType, key.bytes)
  const valueWord = symbol(entry.value) ?? printWord(unit, map.value, value.bytes)
  const note = guessed === null ? '' : ` # ${entry.key.trim()} in the playground`
  return { ok: true, line: `${keyWord} ${valueWord}${note}` }
}

/** A name that is found anew on the machine where the policy runs. */
function symbol(text: string): string | null {
  const [, kind, name] = /^\s*(cgroup|pid):(.+?)\s*$/.exec(text) ?? []
  if (kind === undefined || name === undefined) return null
  return quoteIfNeeded(`${kind === 'pid' ? 'comm' : 'cgroup'}:${name}`)
}

/** The cgroup whose id a 64-bit number is. */
function cgroupOf(type: Type, bytes: Uint8Array, names: Names): string | null {
  if (type.kind !== 'int' || type.bits !== 64) return null
  const id = new DataView(bytes.buffer).getBigUint64(0, true)
  const cgroup = names.cgroups.find((one) => BigInt(one.id) === id)
  return cgroup === undefined ? null : quoteIfNeeded(`cgroup:${cgroup.path}`)
}

function printWord(unit: Unit, type: Type, bytes: Uint8Array): string {
  if (type.kind === 'int') return formatValue(new DataView(bytes.buffer), 0, type, unit.structs)
  if (isCharArray(type)) {
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1
    return quote(bytes.subarray(0, end))
  }
  return `hex:${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

const quoteIfNeeded = (word: string): string => (/[\s"#]/.test(word) ? quote(new TextEncoder().encode(word)) : word)

/** A text in quotes as the loader reads it: plain ASCII stays, the rest is \xNN. */
const quote = (bytes: Uint8Array): string =>
  `"${[...bytes]
    .map((byte) =>
      byte === 0x22 || byte === 0x5c
        ? `\\${String.fromCharCode(byte)}`
        : byte < 0x20 || byte > 0x7e
          ? `\\x${byte.toString(16).padStart(2, '0')}`
          : String.fromCharCode(byte),
    )
    .join('')}"`
