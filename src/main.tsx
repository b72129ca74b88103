// The page's entry: makes the playground with the browser around it, shows it, starts it.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { createPlayground } from './state/playground.ts'
import { sampleRun } from './state/sample-run.ts'
import type { KeyValues } from './state/stored.ts'
import { App } from './ui/App.tsx'
import { PlaygroundContext } from './ui/playground.ts'

/** The browser's storage, or one that forgets where there is none: some browsers throw at the mere name. */
function browserStorage(): KeyValues {
  try {
    return localStorage
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} }
  }
}

const playground = createPlayground({
  sampleRun,
  makeWorker: () => new Worker(new URL('./worker/entry.ts', import.meta.url), { type: 'module', name: 'engine' }),
  address: {
    readFragment: () => location.hash.slice(1),
    writeFragment: (fragment) => history.replaceState(null, '', `#${fragment}`),
    base: () => location.href.replace(/#.*$/, ''),
  },
  storage: browserStorage(),
  onAddressChange: (listener) => addEventListener('hashchange', listener),
  onLeave(listener) {
    // At pagehide a reload may have begun to read the storage already; beforeunload comes first, but not on every way out.
    addEventListener('beforeunload', listener)
    addEventListener('pagehide', listener)
  },
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <PlaygroundContext value={playground}>
      <App />
    </PlaygroundContext>
  </StrictMode>,
)
void playground.start()
