// The link slice: the share link of what is on the screen. address.ts makes it after every pause.

import type { LinkSlice } from '../shape/link.ts'
import type { StateCreator } from 'zustand'

import type { Store } from '../shape/store.ts'

export const createLinkSlice: StateCreator<Store, [], [], LinkSlice> = (set) => ({
  link: null,
  tooLargeForLink: false,
  linkMade: (link) => set({ link, tooLargeForLink: false }),
  linkRefused: () => set({ link: null, tooLargeForLink: true }),
  maskLink: false,
  namesLeft: [],
  askedLeftOut: 0,
  chooseMaskLink: (maskLink) => set({ maskLink }),
  namesFound: (namesLeft, askedLeftOut) => set({ namesLeft, askedLeftOut }),
})
