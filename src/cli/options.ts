// Reads the options of a command. Node's parser does the work; here its errors become usage errors, and the repeated options
// `--param name=value` and `--map name:key=value` become what the engine takes.

import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import type { MapEntry } from '../document/policy.ts'
import { UsageError } from './problem.ts'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** The options and the words that are not options; an unknown option is a usage error. */
export function readOptions<T extends OptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

/** The value of an option that must be there. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new UsageError(`${option} is missing.`)
  return value
}

export function refusePositionals(positionals: readonly string[]): void {
  const [first] = positionals
  if (first !== undefined) throw new UsageError(`"${first}" is not expected here.`)
}

/** `name=value` pairs; a name given twice is a usage error. */
export function readParameters(pairs: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals <= 0) throw new UsageError(`--param ${pair}: write --param name=value.`)
    const name = pair.slice(0, equals)
    if (Object.hasOwn(parameters, name)) throw new UsageError(`--param ${name} is given twice.`)
    parameters[name] = pair.slice(equals + 1)
  }
  return parameters
}

/** Where the key ends: the first `=` outside of quotes and braces, or -1. */
function equalsOutside(text: string): number {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c === '\\') i++
      else if (c === '"') quoted = false
    } else if (c === '"') quoted = true
    else if (c === '{') depth++
    else if (c === '}') depth--
    else if (c === '=' && depth === 0) return i
  }
  return -1
}

/** `name:key=value` triples; the entries of one map stay in their order. */
export function readMaps(triples: readonly string[]): Record<string, MapEntry[]> {
  const maps: Record<string, MapEntry[]> = {}
  for (const triple of triples) {
    const colon = triple.indexOf(':')
    const rest = triple.slice(colon + 1)
    const equals = equalsOutside(rest)
    if (colon <= 0 || equals <= 0) throw new UsageError(`--map ${triple}: write --map name:key=value.`)
    const entries = (maps[triple.slice(0, colon)] ??= [])
    entries.push({ key: rest.slice(0, equals), value: rest.slice(equals + 1) })
  }
  return maps
}
