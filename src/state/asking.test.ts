import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'

import { createAsker, keepAnswered, type AskerOptions } from './asking.ts'

/** Somebody who is asked letters, answers when told to, and notes what was given up. */
function slowAsker(options: AskerOptions<string> = {}) {
  const asked: string[] = []
  const givenUp: string[] = []
  const put: string[] = []
  let answer: (text: string) => void = () => {}
  const ask = (question: string, signal: AbortSignal): Promise<string> => {
    asked.push(question)
    signal.addEventListener('abort', () => givenUp.push(question))
    return new Promise((resolve) => (answer = resolve))
  }
  const asker = createAsker(ask, (question, text) => put.push(`${question}=${text}`), options)
  return {
    asker,
    asked,
    givenUp,
    put,
    answer: async (text: string) => {
      answer(text)
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

describe('an asker', () => {
  it('asks at once, and puts the answer', async () => {
    const { asker, asked, put, answer } = slowAsker()
    asker.want('a')
    await answer('1')
    expect({ asked, put }).toEqual({ asked: ['a'], put: ['a=1'] })
  })

  it('has one question in flight; of those that come meanwhile the newest is next, and the older is given up', async () => {
    const { asker, asked, givenUp, put, answer } = slowAsker()
    for (const question of ['a', 'b', 'c']) asker.want(question)
    expect({ asked, givenUp }).toEqual({ asked: ['a'], givenUp: ['a'] })
    await answer('1')
    expect({ asked, put }).toEqual({ asked: ['a', 'c'], put: [] })
    await answer('3')
    expect(put).toEqual(['c=3'])
  })

  it('puts late answers where they are wanted all the same', async () => {
    const { asker, put, answer } = slowAsker({ late: 'put' })
    asker.want('a')
    asker.want('b')
    await answer('1')
    await answer('2')
    expect(put).toEqual(['a=1', 'b=2'])
  })

  it('does not ask again what it has asked, however the answer was', async () => {
    const { asker, asked, answer } = slowAsker()
    asker.want('a')
    asker.want('a')
    await answer('failed')
    asker.want('a')
    expect(asked).toEqual(['a'])
  })

  it('asks once more when it is told to, but not twice at a time', async () => {
    const { asker, asked, answer } = slowAsker()
    asker.want('a')
    asker.again()
    expect(asked).toEqual(['a'])
    await answer('1')
    asker.again()
    expect(asked).toEqual(['a', 'a'])
  })

  it('gives up when nothing is wanted any more, and may then ask the same anew', async () => {
    const { asker, asked, givenUp, put, answer } = slowAsker()
    asker.want('a')
    asker.want(null)
    expect(givenUp).toEqual(['a'])
    await answer('1')
    expect(put).toEqual([])
    asker.want('a')
    await answer('2')
    expect({ asked, put }).toEqual({ asked: ['a', 'a'], put: ['a=2'] })
  })

  it('goes by the meaning of questions where it is told what that is', () => {
    const { asker, asked, givenUp } = slowAsker({ isSame: (one, other) => one.trim() === other.trim() })
    asker.want('a')
    asker.want('a ')
    expect({ asked, givenUp }).toEqual({ asked: ['a'], givenUp: [] })
  })

  describe('with a pause', () => {
    beforeEach(() => {
      vi.useFakeTimers()
    })
    afterEach(() => {
      vi.useRealTimers()
    })

    it('asks only what stands when nothing newer has come for that long', () => {
      const { asker, asked } = slowAsker({ pauseMs: 100 })
      asker.want('a')
      vi.advanceTimersByTime(99)
      asker.want('b')
      vi.advanceTimersByTime(99)
      expect(asked).toEqual([])
      vi.advanceTimersByTime(1)
      expect(asked).toEqual(['b'])
    })

    it('asks nothing when nothing is wanted after all', () => {
      const { asker, asked } = slowAsker({ pauseMs: 100 })
      asker.want('a')
      asker.want(null)
      vi.advanceTimersByTime(1000)
      expect(asked).toEqual([])
    })
  })
})

describe('keepAnswered()', () => {
  it('keeps an answer in step with the store', async () => {
    const store = createStore(() => ({ word: 'one', length: { of: '', is: 0 } }))
    const asked: string[] = []
    keepAnswered(
      store,
      ({ word, length }) => (length.of === word ? null : word),
      async (word) => {
        asked.push(word)
        return word.length
      },
      (word, length) => store.setState({ length: { of: word, is: length } }),
    )
    await vi.waitFor(() => expect(store.getState().length).toEqual({ of: 'one', is: 3 }))
    store.setState({ word: 'three' })
    await vi.waitFor(() => expect(store.getState().length).toEqual({ of: 'three', is: 5 }))
    expect(asked).toEqual(['one', 'three'])
  })
})
