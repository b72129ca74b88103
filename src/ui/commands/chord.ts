// A key as text: `ArrowRight`, `Shift+ArrowRight`, `Mod+Shift+p`, `?`. Mod is Ctrl, or Cmd on Apple's machines. Letters are small; Shift
// stands only before letters and named keys, for it is part of what a sign such as `?` is.

/** The part of a keyboard event that says which key was pressed. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

const SIGN = /^[^\p{L}\s]$/u

/** The chord of an event. */
export function chordOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyPress): string {
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toLowerCase() : key
  const shift = shiftKey && !SIGN.test(name)
  return `${ctrlKey || metaKey ? 'Mod+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`
}

/** True for a chord that types something, so that it must not be taken where text is typed. */
export const isBare = (chord: string): boolean => !/^(?:Mod|Alt)\+|^(?:Shift\+)?F\d+$/.test(chord)

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}
const APPLE: Readonly<Record<string, string>> = { Mod: 'Cmd', Alt: 'Option' }
const OTHERS: Readonly<Record<string, string>> = { Mod: 'Ctrl' }

/** The keys of a chord as they are written on the keyboard, in the order in which they are pressed. */
export function keysOf(chord: string, apple: boolean): readonly string[] {
  const modifiers = apple ? APPLE : OTHERS
  return chord
    .split(/\+(?=.)/)
    .map((part) => modifiers[part] ?? NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
}

/** True on Apple's machines, where Cmd stands for Ctrl. */
export const isApple = (): boolean => /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent)
