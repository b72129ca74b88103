// What a link of some length fits into.

import { formatCount } from '../../scenario/amounts.ts'

/** The longest message of the chats with the shortest ones, and the longest address that mailers, trackers and proxies commonly keep whole. */
const MAX_IN_CHAT = 2000
const MAX_IN_TICKET = 8000

export interface LinkLength {
  /** `738 characters`. */
  count: string
  /** `fits a chat message`. */
  fits: string
}

export function formatLinkLength(characters: number): LinkLength {
  const count = `${formatCount(characters)} characters`
  if (characters <= MAX_IN_CHAT) return { count, fits: 'fits a chat message' }
  if (characters <= MAX_IN_TICKET) return { count, fits: 'fits a ticket, not a chat' }
  return { count, fits: 'too long to send; share a file' }
}
