import { describe, expect, it } from 'vitest'
import { didYouMean, nearestNames } from './nearest.ts'

describe('nearestNames()', () => {
  it.each([
    ['pidd', ['pid', 'tgid', 'comm'], ['pid']],
    ['BPF_EVAL_SLECT', ['BPF_EVAL_NEXT', 'BPF_EVAL_SELECT'], ['BPF_EVAL_SELECT']],
    // Two neighbours swapped count as one slip.
    ['taks', ['task', 'tags', 'mark'], ['tags', 'task']],
    // Of equals first what begins as it does.
    ['thread', ['kthread', 'threads'], ['threads', 'kthread']],
    ['x', ['pid'], []],
    ['zebra', ['pid', 'tgid'], []],
    ['pid', ['pid'], []],
  ])('%s among %o', (name, candidates, nearest) => {
    expect(nearestNames(name, candidates)).toEqual(nearest)
  })
})

describe('didYouMean()', () => {
  it('is a question, or nothing', () => {
    expect(didYouMean(['a', 'b'])).toBe(" Did you mean 'a' or 'b'?")
    expect(didYouMean([])).toBe('')
  })
})
