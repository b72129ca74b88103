import { describe, expect, it } from 'vitest'

import { filterMatches, parseFilter } from './filter.ts'
import { walk } from '../state/testing/walked-run.ts'

const { input, result } = walk(`
  1 init unkillable next
  10 postgres badness 400 select
  20 postgres policy next
  30 stress-ng badness 500 select`)
const [round] = result.rounds
if (round === undefined) throw new Error('no round')

const found = (text: string): number[] | null => {
  const matches = filterMatches(parseFilter(text), input.scenario, round)
  return matches === null ? null : input.scenario.tasks.filter((_, i) => matches[i] === 1).map(({ pid }) => pid)
}

describe('the filter of the world', () => {
  it.each([
    ['post', [10, 20]],
    ['POST -pid:10', [20]],
    ['pid:10,30', [10, 30]],
    ['verdict:victim', [30]],
    ['verdict:next', [20]],
    ['verdict:unasked', [1]],
    ['verdict:default rule:badness', [10, 30]],
    ['-rule:badness', [1, 20]],
    ['memcg:/', [1, 10, 20, 30]],
    ['memcg:web', []],
  ])('finds by %s', (text, pids) => {
    expect(found(text)).toEqual(pids)
  })

  it.each(['', '   ', '-'])('is none where nothing is written: %j', (text) => {
    expect(found(text)).toBeNull()
  })

  it.each([
    ['pip:3', 'There is no filter "pip:"'],
    ['pid:x', 'pid: takes numbers'],
    ['pid:', 'Write something after pid:'],
    ['verdict:maybe', 'There is no verdict "maybe": write select'],
    ['rule:luck', 'There is no rule "luck"'],
  ])('says what is wrong with %s, and goes on with the rest', (text, message) => {
    expect(parseFilter(text).problem).toContain(message)
    expect(found(`${text} post`)).toEqual([10, 20])
  })
})
