// How views reach the store and the engine: one context, set once by main.tsx.

import { createContext, use } from 'react'
import { useStore } from 'zustand'

import type { Playground } from '../state/playground.ts'
import type { Store } from '../state/shape/store.ts'

export const PlaygroundContext = createContext<Playground | null>(null)

export function usePlayground(): Playground {
  const playground = use(PlaygroundContext)
  if (playground === null) throw new Error('a view is outside of PlaygroundContext')
  return playground
}

/** Reads the store. The selector returns a value or an existing reference, never a new object. */
export const usePlaygroundState = <T>(selector: (state: Store) => T): T => useStore(usePlayground().store, selector)
