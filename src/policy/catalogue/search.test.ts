import { describe, expect, test } from 'vitest'

import { listRules } from './explain.ts'
import { searchRules } from './search.ts'

const codes = (query: string): string[] =>
  searchRules(listRules(), query).flatMap(({ rules }) => rules.map(({ code }) => code))

describe('rules are found', () => {
  test.each([
    ['by a part of the code', 'unset-p', ['unset-points']],
    ['by words in any order and case', 'ends LOOP follows', ['unbounded-loop']],
    [
      "by a line of the verifier's log",
      "12: (79) r1 = *(u64 *)(r0 +0)\nR0 invalid mem access 'map_value_or_null'",
      ['null-check'],
    ],
    ["by clang's words", "policy.bpf.c:7:9: use of undeclared identifier 'target' (clang)", ['undeclared']],
    ['by a number that varies', 'invalid shift 64', ['invalid-shift']],
  ])('%s', (_how, query, found) => {
    expect(codes(query)).toEqual(found)
  })

  test('all of them where nothing is asked, and none where nothing matches', () => {
    expect(codes(' ').length).toBe(listRules().flatMap(({ rules }) => rules).length)
    expect(codes('qwertyuiop')).toEqual([])
  })
})
