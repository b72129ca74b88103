// Whether the browser has a network, as React state. The page itself needs none.

import { useSyncExternalStore } from 'react'

const subscribe = (notify: () => void): (() => void) => {
  addEventListener('online', notify)
  addEventListener('offline', notify)
  return () => {
    removeEventListener('online', notify)
    removeEventListener('offline', notify)
  }
}

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine)
