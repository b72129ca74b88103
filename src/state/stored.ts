// What outlives a visit, in the browser's localStorage: the draft, the settings, and the last policy that hung.
// Storage may be missing, full or hold anything; none of that is an error here.

import { SPEEDS } from './playback.ts'
import { DEFAULT_SETTINGS, THEMES, WORLD_VIEWS, type Settings } from './shape/view.ts'
import { isObject } from '../scenario/values.ts'

/** The part of `localStorage` that is used. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const DRAFT = 'oom-playground:draft'
const SETTINGS = 'oom-playground:settings'
const HUNG = 'oom-playground:hung'

const numbersOf = (record: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))

function read(storage: KeyValues, key: string): unknown {
  try {
    const text = storage.getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function write(storage: KeyValues, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden storage costs the draft, never the session.
  }
}

/** A draft and the link that stood in the address when it was written: with that link it is newer than the link, with another it is not. */
export interface Draft {
  /** The text of a document file. */
  file: string
  fragment: string
  /** The fragment has other names than the file: masking was on. */
  masked: boolean
}

export const writeDraft = (storage: KeyValues, draft: Draft): void => write(storage, DRAFT, draft)

export function removeDraft(storage: KeyValues): void {
  try {
    storage.removeItem(DRAFT)
  } catch {
    // As in write().
  }
}

/** null where there is none. Whether its file can be read is for the reader of files to say. */
export function readDraft(storage: KeyValues): Draft | null {
  const stored = read(storage, DRAFT)
  if (!isObject(stored)) return null
  const { file, fragment, masked } = stored
  return typeof file === 'string' && typeof fragment === 'string' ? { file, fragment, masked: masked === true } : null
}

export const writeSettings = (storage: KeyValues, settings: Settings): void => write(storage, SETTINGS, settings)

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
export const writeHung = (storage: KeyValues, text: string): void => write(storage, HUNG, text)

export const readHung = (storage: KeyValues): string | null => {
  const stored = read(storage, HUNG)
  return typeof stored === 'string' ? stored : null
}
