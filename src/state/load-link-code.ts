// What makes and reads links, and opens files and drafts. It comes after the first run, or when there is a link to open, so that a first visit has less to load.

import type { Notice } from './shape/view.ts'

const load = () => import('../share/link-code.ts')

/** The functions for links and files; null where a newer version of the page has taken the place of this one, or the network failed. */
export const loadLinkCode = (): Promise<Awaited<ReturnType<typeof load>> | null> => load().catch(() => null)

export const LINKS_NOT_LOADED: Notice = {
  id: 'links',
  tone: 'warning',
  text: 'The code for links, files and drafts could not be loaded. Reload the page; what you typed is kept.',
}
