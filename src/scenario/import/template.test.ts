import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FORMATS } from './formats.ts'
import { formatTemplate, matchFirst, matchTemplate, template } from './template.ts'

const fieldsOf = (templates: Parameters<typeof matchFirst>[0], line: string): Record<string, string> | null => {
  const fields = matchFirst(templates, line)
  return fields === null ? null : Object.fromEntries(fields)
}

describe('matchTemplate', () => {
  test('a blank stands for many, and lists may be (null)', () => {
    const fields = matchTemplate(template('a {n:d}, nodemask={l:l} b'), 'a   -3,  nodemask=(null)   b')
    expect(Object.fromEntries(fields ?? [])).toEqual({ n: '-3', l: '(null)' })
  })

  test('optional groups may be absent', () => {
    const one = template('x={x:d}[[, y={y:d}]][[, z={z:d}]]')
    expect(Object.fromEntries(matchTemplate(one, 'x=1, z=3') ?? [])).toEqual({ x: '1', z: '3' })
    expect(matchTemplate(one, 'x=1, q=3')).toBeNull()
  })
})

test.each(['a b) c,pid=1', '[kworker/0:1]', 'x, order=3', 'invoked oom-killer', 'score 5', ')', 'a) total-vm:1kB'])(
  'the name %j is read from every line that has one',
  (comm) => {
    const line = (
      templates: readonly Parameters<typeof formatTemplate>[0][],
      values: Parameters<typeof formatTemplate>[1],
    ) => {
      const [first] = templates
      return first === undefined ? '' : formatTemplate(first, values)
    }
    const header = line(FORMATS.header, { comm, gfp_mask: 0xcc0, gfp_names: 'GFP_KERNEL', order: 0, oom_score_adj: -5 })
    expect(fieldsOf(FORMATS.header, header)).toMatchObject({ comm, gfp_mask: '0xcc0', gfp_names: 'GFP_KERNEL' })
    const summary = line(FORMATS.summary, {
      constraint: 'CONSTRAINT_MEMCG',
      nodemask: '(null)',
      cpuset: 'a,mems_allowed=7',
      mems_allowed: '0-1,3',
      oom_memcg: '/we, ird',
      task_memcg: '/we, ird/x=1,pid=2',
      comm,
      pid: 31,
      uid: -2,
    })
    expect(fieldsOf(FORMATS.summary, summary)).toMatchObject({
      comm,
      cpuset: 'a,mems_allowed=7',
      mems_allowed: '0-1,3',
      task_memcg: '/we, ird/x=1,pid=2',
      pid: '31',
      uid: '-2',
    })
    const killed = line(FORMATS.killed, {
      message: 'Out of memory',
      pid: 31,
      comm,
      total_vm: 1,
      anon_rss: 2,
      file_rss: 3,
      shmem_rss: 4,
      uid: 5,
      pgtables: 6,
      oom_score_adj: -1000,
    })
    expect(fieldsOf(FORMATS.killed, killed)).toMatchObject({ comm, pid: '31', uid: '5', oom_score_adj: '-1000' })
  },
)

test('every format reads what it prints', () => {
  const value = (kind: string | undefined): string => {
    if (kind === 'd') return '-42'
    if (kind === 'x') return '0xcc0'
    return kind === 'l' ? '0-1,3' : 'word'
  }
  for (const [name, templates] of Object.entries(FORMATS))
    for (const one of templates) {
      const values = Object.fromEntries(
        [...one.source.matchAll(/\{(\w+)(?::(\w))?\}/g)].map(([, field, kind]) => [field ?? '', value(kind)]),
      )
      const fields = matchTemplate(one, formatTemplate(one, values))
      expect({ name, ...Object.fromEntries(fields ?? []) }).toEqual({ name, ...values })
    }
})

test('any line is matched or refused, and the parts of a match are parts of the line', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('oom-kill:', ',task=', ',pid=', '1', '(', ')') }),
  )
  fc.assert(
    fc.property(text, (line) => {
      for (const templates of Object.values(FORMATS))
        for (const value of matchFirst(templates, line)?.values() ?? []) expect(line).toContain(value)
    }),
  )
})
