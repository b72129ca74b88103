import { describe, expect, it } from 'vitest'

import { advanceStatement } from './statements.ts'

describe('advanceStatement()', () => {
  // f() { a; g(); b; } with g() { c; h(); d; } and h() { e; }
  const recording = { depth: Uint16Array.of(1, 1, 2, 2, 3, 2, 1) }
  const step = (at: number, which: Parameters<typeof advanceStatement>[2]) => advanceStatement(recording, at, which)

  it('goes into calls and back into them', () => {
    expect(step(1, 'next')).toEqual({ kind: 'statement', at: 2 })
    expect(step(6, 'previous')).toEqual({ kind: 'statement', at: 5 })
  })

  it('goes over calls both ways', () => {
    expect(step(1, 'over')).toEqual({ kind: 'statement', at: 6 })
    expect(step(3, 'over')).toEqual({ kind: 'statement', at: 5 })
    expect(step(6, 'over-back')).toEqual({ kind: 'statement', at: 1 })
  })

  it('goes out to where the function has returned, and back to where it was called', () => {
    expect(step(4, 'out')).toEqual({ kind: 'statement', at: 5 })
    expect(step(2, 'out')).toEqual({ kind: 'statement', at: 6 })
    expect(step(4, 'out-back')).toEqual({ kind: 'statement', at: 3 })
  })

  it('leaves the stretch at its ends', () => {
    expect(step(6, 'next')).toEqual({ kind: 'after' })
    expect(step(0, 'previous')).toEqual({ kind: 'before' })
    expect(step(1, 'out')).toEqual({ kind: 'after' })
  })
})
