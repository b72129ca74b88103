import { describe, expect, test } from 'vitest'
import { BADNESS_EXEMPTIONS, EFFECTS, RULES } from '../simulator/trace/trace.ts'
import { CONSTANTS } from './constants.ts'
import { OOM_EVENT_KINDS } from './events.ts'
import { HELPERS } from './helpers.ts'
import { parseCType } from './layout.ts'
import type { HelperRow } from './schema.ts'
import { KERNEL_SOURCE, OOM_KILL_C } from './sources.ts'
import { existsIn, KERNEL_VERSIONS } from './versions.ts'

/** A full sentence or more. */
const isSentence = (text: string): boolean => /\S.*\.$/.test(text)

const readsAsType = (text: string): boolean => {
  try {
    parseCType(text)
    return true
  } catch {
    return false
  }
}

const holds = (type: string, value: bigint): boolean => {
  const parsed = parseCType(type)
  const { bits, signed } = parsed.kind === 'scalar' ? parsed.scalar : { bits: 32, signed: false }
  return (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value
}

const names = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name)

describe('every constant', () => {
  test('has a meaning, a source and an integer type that holds it', () => {
    expect(names(CONSTANTS.filter((row) => !isSentence(row.doc) || row.source === ''))).toEqual([])
    expect(names(CONSTANTS.filter((row) => !['enum', 'scalar'].includes(parseCType(row.type).kind)))).toEqual([])
    expect(names(CONSTANTS.filter((row) => !holds(row.type, row.value)))).toEqual([])
  })

  test('has one value a kernel', () => {
    for (const kernel of KERNEL_VERSIONS) {
      const here = names(CONSTANTS.filter((row) => existsIn(kernel, row)))
      expect(new Set(here).size).toBe(here.length)
    }
  })

  test('of the verdicts is what RFC v2 says', () => {
    const verdicts = CONSTANTS.filter((row) => /^(NO_BPF_POLICY|BPF_E\w+_(ABORT|NEXT|SELECT))$/.test(row.name))
    expect(verdicts.map(({ name, value, inVmlinux }) => [name, value, inVmlinux])).toEqual([
      ['NO_BPF_POLICY', 0n, true],
      ['BPF_EVAL_ABORT', 1n, true],
      ['BPF_EVAL_NEXT', 2n, true],
      ['BPF_EVAL_SELECT', 3n, true],
      ['BPF_EAVL_SELECT', 3n, false],
    ])
  })
})

/** The types and names of the parameters in a prototype. */
const paramsOf = (row: HelperRow): { type: string; name: string }[] => {
  const [, list = ''] = /^[\w\s*]+\((.*)\)$/.exec(row.prototype) ?? []
  return list
    .split(', ')
    .filter((param) => param !== 'void' && param !== '...' && param !== '')
    .map((param) => {
      const [, type = '', name = ''] = /^(.*?)(\w+)$/.exec(param) ?? []
      return { type: type.trim(), name }
    })
}

/** What bpf_printk() becomes has a name of its own: the runtime has no variable arguments. */
const RUNTIME_NAMES: Readonly<Record<string, string>> = { bpf_trace_printk: 'bpf_trace_printk_n' }

/** The result's type and the name in a prototype. */
const headOf = (row: HelperRow): { type: string; name: string } => {
  const [, type = '', name = ''] = /^([\w\s*]+?)\b(\w+)\(/.exec(row.prototype) ?? []
  return { type: type.trim(), name }
}

const isDefined = (name: string): boolean => new RegExp(`^\\w[\\w\\s*]*\\b${name}\\(`, 'm').test(KERNEL_SOURCE)

describe('every helper and kfunc', () => {
  test('has a meaning, a source and a reason where it is refused', () => {
    expect(names(HELPERS.filter((row) => !isSentence(row.doc) || row.source === ''))).toEqual([])
    expect(names(HELPERS.filter((row) => row.refused !== undefined && !isSentence(row.refused)))).toEqual([])
    expect(new Set(names(HELPERS)).size).toBe(HELPERS.length)
  })

  test('has a prototype of that name whose types can be read', () => {
    expect(names(HELPERS.filter((row) => headOf(row).name !== row.name))).toEqual([])
    const unreadable = HELPERS.filter((row) => ![headOf(row), ...paramsOf(row)].every(({ type }) => readsAsType(type)))
    expect(names(unreadable)).toEqual([])
  })

  test('names only its own parameters as checked', () => {
    const strangers = HELPERS.filter((row) =>
      Object.keys(row.args ?? {}).some((arg) => !names(paramsOf(row)).includes(arg)),
    )
    expect(names(strangers)).toEqual([])
  })

  test('is a function of the kernel source, unless it is refused', () => {
    const simulated = HELPERS.filter((row) => row.refused === undefined)
    expect(simulated.map((row) => RUNTIME_NAMES[row.name] ?? row.name).filter((name) => !isDefined(name))).toEqual([])
  })
})

describe('the enums of oom_kill.c', () => {
  const enumerators = (prefix: string): string[] => {
    const [, body = ''] = new RegExp(`enum \\{\\s*(${prefix}_[^}]*)\\}`).exec(OOM_KILL_C) ?? []
    return body
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
  }
  const spelled = (prefix: string, list: readonly string[]): string[] =>
    list.map((name) => `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`)

  test.each([
    ['RULE', RULES],
    ['EFFECT', EFFECTS],
    ['EXEMPT', BADNESS_EXEMPTIONS],
    ['EVENT', OOM_EVENT_KINDS],
  ])('%s_* are in the order of the list that the simulator reads by', (prefix, list) => {
    expect(enumerators(prefix)).toEqual(spelled(prefix, list))
  })
})
