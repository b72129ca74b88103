// The page's one listener for keys. Chords of the editor and those that work everywhere are taken before anybody else sees them; single keys
// last, when no other control wanted them.

import { useEffect } from 'react'

import type { Store } from '../../state/shape/store.ts'
import { usePlayground } from '../playground.ts'
import { chordOf, isBare } from './chord.ts'
import type { Command, CommandKey } from './command.ts'
import { COMMANDS } from './index.ts'

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null

/** Text is being typed here, or the element has keys of its own. */
const TYPING = 'input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable], [data-editor]'

/** Keys that these elements press themselves with. */
const PRESSED_BY_SPACE = 'button, a, summary, input'

function worksHere({ where, chord }: CommandKey, target: EventTarget | null, phase: 'capture' | 'bubble'): boolean {
  switch (where) {
    case 'page':
      return phase === 'bubble' && !isIn(target, TYPING) && !(chord === 'Space' && isIn(target, PRESSED_BY_SPACE))
    case 'editor':
      return phase === 'capture' && isIn(target, '[data-editor]')
    case 'everywhere':
      // A dialog has its own keys.
      return phase === 'capture' && !isIn(target, 'dialog')
  }
}

/** The command that a key press stands for; undefined where it stands for none that can be run. */
export function commandOf(
  event: KeyboardEvent,
  phase: 'capture' | 'bubble',
  state: Store,
  commands: readonly Command[] = COMMANDS,
): Command | undefined {
  const chord = chordOf(event)
  // While a dialog is on its way the keys are meant for it already.
  if (state.dialog !== null || (isBare(chord) && !state.settings.singleKeys && chord !== 'Escape')) return undefined
  return commands.find(
    ({ keys, unavailable }) =>
      keys.some((key) => key.chord === chord && worksHere(key, event.target, phase)) &&
      (unavailable?.(state) ?? null) === null,
  )
}

export function useCommandKeys(): void {
  const playground = usePlayground()
  useEffect(() => {
    const listen = (phase: 'capture' | 'bubble') => (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const command = commandOf(event, phase, playground.store.getState())
      if (command === undefined) return
      event.preventDefault()
      event.stopPropagation()
      void command.run(playground)
    }
    const onCapture = listen('capture')
    const onBubble = listen('bubble')
    document.addEventListener('keydown', onCapture, { capture: true })
    document.addEventListener('keydown', onBubble)
    return () => {
      document.removeEventListener('keydown', onCapture, { capture: true })
      document.removeEventListener('keydown', onBubble)
    }
  }, [playground])
}
