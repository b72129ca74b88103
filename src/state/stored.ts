// What outlives a visit, in the browser's localStorage: the settings, the last policy that hung, and the draft (stored-draft.ts).
// Storage may be missing, full or hold anything; none of that is an error here.

import { SPEEDS } from './playback.ts'
import { DEFAULT_SETTINGS, THEMES, WORLD_VIEWS, type Settings } from './shape/view.ts'
import { isObject } from '../scenario/values.ts'

/** The part of `localStorage` that is used. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const PREFIX = 'oom-playground:'
const SETTINGS = 'settings'
const HUNG = 'hung'

const numbersOf = (record: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))

/** null where there is nothing. */
export function readStored(storage: KeyValues, key: string): string | null {
  try {
    return storage.getItem(PREFIX + key)
  } catch {
    return null
  }
}

/** False where a full or forbidden storage does not take it: what was there stays. That costs the draft, never the session. */
export function writeStored(storage: KeyValues, key: string, text: string): boolean {
  try {
    storage.setItem(PREFIX + key, text)
    return true
  } catch {
    return false
  }
}

export function removeStored(storage: KeyValues, key: string): void {
  try {
    storage.removeItem(PREFIX + key)
  } catch {
    // As in writeStored().
  }
}

function read(storage: KeyValues, key: string): unknown {
  const text = readStored(storage, key)
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

const write = (storage: KeyValues, key: string, value: unknown): boolean =>
  writeStored(storage, key, JSON.stringify(value))

export const writeSettings = (storage: KeyValues, settings: Settings): boolean => write(storage, SETTINGS, settings)

export function readSettings(storage: KeyValues): Settings {
  const stored = read(storage, SETTINGS)
  if (!isObject(stored)) return DEFAULT_SETTINGS
  return {
    theme: THEMES.find((one) => one === stored['theme']) ?? DEFAULT_SETTINGS.theme,
    speed: SPEEDS.find((one) => one === stored['speed']) ?? DEFAULT_SETTINGS.speed,
    worldView: WORLD_VIEWS.find((one) => one === stored['worldView']) ?? DEFAULT_SETTINGS.worldView,
    language: stored['language'] === 'typescript' ? 'typescript' : 'c',
    narrate: stored['narrate'] !== false,
    singleKeys: stored['singleKeys'] !== false,
    shares: isObject(stored['shares']) ? numbersOf(stored['shares']) : DEFAULT_SETTINGS.shares,
  }
}

/** Remembers the policy that did not come back, so that the next visit does not start it without being asked. */
export const writeHung = (storage: KeyValues, text: string): boolean => write(storage, HUNG, text)

export const readHung = (storage: KeyValues): string | null => {
  const stored = read(storage, HUNG)
  return typeof stored === 'string' ? stored : null
}
