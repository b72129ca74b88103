// For tests: what the state uses of a browser.

import type { AddressBar } from '../keepers/address.ts'
import type { KeyValues } from '../stored.ts'

export function memoryStorage(): KeyValues {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

export function memoryAddress(fragment = ''): AddressBar {
  let current = fragment
  return {
    readFragment: () => current,
    writeFragment: (next) => {
      current = next
    },
    base: () => 'https://example.org/oom/',
  }
}
