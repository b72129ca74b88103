import { describe, expect, it } from 'vitest'

import { compilePolicy } from '../../policy/compile.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { printMapFile } from './map-file.ts'

const unitOf = (maps: string) => {
  const { value, diagnostics } = compilePolicy({ language: 'c', text: `#include "vmlinux.h"\n${maps}` }, '6.12')
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join(' '))
  return value
}

const mapOf = (key: string, value: string): string =>
  `/* what it is for */\nstruct {\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__uint(max_entries, 8);\n\t__type(key, ${key});\n\t__type(value, ${value});\n} m SEC(".maps");\n`

const { scenario: names } = SCENARIO_GALLERY.find((one) => one.id === 'cgroup-priority') ?? {}
if (names === undefined) throw new Error('the gallery has no cgroup-priority')
const [, cgroup] = names.cgroups
const task = names.tasks.find(({ comm }) => names.tasks.filter((one) => one.comm === comm).length === 1)

const lineOf = (key: string, value: string, entry: { key: string; value: string }): string | undefined =>
  printMapFile(unitOf(mapOf(key, value)), { m: [entry] }, names)
    .text?.split('\n')
    .find((line) => line.startsWith('m '))

describe('the file that fills the maps', () => {
  it.each([
    ['u64', 'int', { key: '999999', value: '-3' }, 'm 999999 -3'],
    [
      'u64',
      'int',
      { key: `${cgroup?.id}`, value: '1' },
      `m cgroup:${cgroup?.path} 1 # ${cgroup?.id} in the playground`,
    ],
    ['u64', 'int', { key: `cgroup:${cgroup?.path}`, value: '1' }, `m cgroup:${cgroup?.path} 1`],
    ['int', 'int', { key: `pid:${task?.comm}`, value: '1' }, `m comm:${task?.comm} 1`],
  ])('%s -> %s: %j', (key, value, entry, line) => {
    expect(lineOf(key, value, entry)).toBe(line)
  })

  it('writes texts in quotes and everything else as bytes', () => {
    expect(lineOf('int', 'u64', { key: '0x10', value: '18446744073709551615' })).toBe('m 16 18446744073709551615')
    const struct = 'struct pair { u16 a; u16 b; };\nstruct name { char text[8]; };\n'
    const unit = unitOf(struct + mapOf('struct pair', 'struct name'))
    const { text } = printMapFile(unit, { m: [{ key: '{1, 0x203}', value: '{"ab"}' }] }, names)
    expect(text).toContain('m hex:01000302 hex:6162000000000000')
  })

  it('says what cannot be used', () => {
    const { text, problems } = printMapFile(unitOf(mapOf('u64', 'int')), { m: [{ key: 'x', value: '1' }] }, names)
    expect(text).not.toMatch(/^m /m)
    expect(problems).toMatchObject([{ place: 'map m, entry 1' }])
  })

  it('is not there for a policy without maps', () => {
    expect(printMapFile(unitOf('int x;'), {}, names)).toEqual({ text: null, problems: [] })
  })
})
