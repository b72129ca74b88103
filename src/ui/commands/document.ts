// Commands that open, share and keep documents.

import type { Playground } from '../../state/playground.ts'
import type { PlaygroundStore } from '../../state/shape/store.ts'
import { copyText } from '../parts/files.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { everywhere, withStore, type Command } from './command.ts'

/** The share link of what is on the screen; just after an edit it takes a moment until there is one. */
function newestLink(store: PlaygroundStore): Promise<string> {
  const { link } = store.getState()
  if (link !== null) return Promise.resolve(link)
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (state.link === null) return
      stop()
      resolve(state.link)
    })
  })
}

async function copyLink({ store }: Playground): Promise<void> {
  const link = await newestLink(store)
  const copied = await copyText(link)
  store.getState().notify(
    copied
      ? { id: 'copied', tone: 'note', text: `Link copied: ${formatCount(link.length)} characters.` }
      : {
          id: 'copied',
          tone: 'warning',
          text: 'The browser did not allow copying. The link is also in the address bar.',
        },
  )
}

export const DOCUMENT_COMMANDS: readonly Command[] = [
  {
    id: 'document.copy-link',
    title: 'Copy the link',
    description: 'A link that opens this policy, machine and step.',
    group: 'Document',
    keys: [everywhere('Mod+s')],
    run: copyLink,
  },
  {
    id: 'document.gallery',
    title: 'Open the gallery',
    description: 'Policies and machines to begin with.',
    group: 'Document',
    keys: [],
    run: withStore((state) => state.openDialog('gallery')),
  },
  {
    id: 'document.import',
    title: 'Import',
    description: 'A kernel log, a snapshot, a policy, a scenario or a link.',
    group: 'Document',
    keys: [],
    run: withStore((state) => state.openDialog('import')),
  },
  {
    id: 'document.sample',
    title: 'Back to the sample',
    description: 'Opens the sample of a first visit. Your draft is kept until you edit.',
    group: 'Document',
    keys: [],
    run: ({ act }) => act({ kind: 'return-to-sample', label: 'Back to the sample' }),
  },
]
