// The link slice: the share link of what is on the screen. address.ts makes it after every pause.

import type { StateCreator } from 'zustand'

import type { Store } from './store.ts'

export interface LinkSlice {
  /** The whole address, or null while the newest change has no link yet. */
  link: string | null
  linkMade: (link: string | null) => void
}

export const createLinkSlice: StateCreator<Store, [], [], LinkSlice> = (set) => ({
  link: null,
  linkMade: (link) => set({ link }),
})
