import { expect, it } from 'vitest'

import { DOCUMENT_ID, KERNEL_ID } from '../../reading/matrix.ts'
import { MACHINES, pairsInOrder, POLICIES } from './useMatrix.ts'

it('plays the machine on the screen first, then what every column is read against, and every pair once', () => {
  const pairs = pairsInOrder()
  expect(pairs.slice(0, POLICIES.length).every(({ scenario }) => scenario === DOCUMENT_ID)).toBe(true)
  const next = pairs.slice(POLICIES.length, POLICIES.length + 2 * (MACHINES.length - 1))
  expect(new Set(next.map(({ policy }) => policy))).toEqual(new Set([DOCUMENT_ID, KERNEL_ID]))
  const distinct = new Set(pairs.map(({ policy, scenario }) => `${policy} ${scenario}`))
  expect([pairs.length, distinct.size]).toEqual(Array(2).fill(POLICIES.length * MACHINES.length))
})
