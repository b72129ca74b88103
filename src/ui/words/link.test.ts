import { expect, it } from 'vitest'

import { formatLinkLength } from './link.ts'

it.each([
  [738, '738 characters', 'fits a chat message'],
  [2000, '2,000 characters', 'fits a chat message'],
  [2001, '2,001 characters', 'fits a ticket, not a chat'],
  [9000, '9,000 characters', 'too long to send; share a file'],
])('a link of %i characters', (length, count, fits) => {
  expect(formatLinkLength(length)).toEqual({ count, fits })
})
