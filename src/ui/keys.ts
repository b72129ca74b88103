// The keys of the page. Single keys work only where no text is being typed and no other control wants them.

import { useEffect } from 'react'

import type { Step } from '../state/playback.ts'
import { roundIndex } from '../state/iteration.ts'
import { stopOf } from '../state/rounds.ts'
import { selectFinished, selectRounds, victimOf } from '../state/selectors.ts'
import type { RoundTrace } from '../simulator/trace.ts'
import type { PlaygroundStore } from '../state/store.ts'
import { usePlayground } from './playground.ts'

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  'Shift+ArrowLeft': 'previous-change',
  'Shift+ArrowRight': 'next-change',
  Home: 'first',
  End: 'last',
}

/** Text is being typed here, or the element has keys of its own. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, dialog, [contenteditable], [data-editor]') !== null

const hasOwnSpace = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, summary') !== null

/** The victim of the round on show, else of the next round that has one, else of the last. */
function goToVictim(store: PlaygroundStore): void {
  const { cursor, seekStop } = store.getState()
  const rounds = selectRounds(store.getState())
  const tasks = selectFinished(store.getState())?.input.scenario.tasks
  const hasVictim = (round: RoundTrace) => victimOf(round) !== -1
  const here = rounds.findIndex((round, index) => index >= cursor.round && hasVictim(round))
  const number = here === -1 ? rounds.findLastIndex(hasVictim) : here
  const round = rounds[number]
  if (round === undefined || tasks === undefined) return
  const iteration = roundIndex(round, tasks).iterationOfTask[victimOf(round)] ?? -1
  if (iteration >= 0) seekStop(stopOf(rounds, { round: number, iteration }))
}

/** Does what a key stands for; false where it stands for nothing. */
function press(store: PlaygroundStore, event: KeyboardEvent): boolean {
  const step = STEPS[`${event.shiftKey ? 'Shift+' : ''}${event.key}`]
  if (step !== undefined) store.getState().step(step)
  else if (event.key === ' ' && !hasOwnSpace(event.target)) store.getState().togglePlay()
  else if (event.key === 'v' || event.key === 'V') goToVictim(store)
  else if (event.key === '?') store.getState().openDialog('help')
  else return false
  return true
}

export function useKeys(): void {
  const { store } = usePlayground()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (press(store, event)) event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [store])
}
