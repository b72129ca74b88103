// The breakpoints slice: where a finished run should have stopped, what is watched, and what the worker has found of both.

import type { SetBreakpoint, Analysed, BreakpointsSlice } from '../shape/breakpoints.ts'
import type { StateCreator } from 'zustand'

import type { Breakpoint } from '../../document/breakpoints.ts'
import { hitBeyond, hitsOf, type Hit } from '../../reading/hits.ts'
import { lineStarts } from '../../policy/span.ts'
import { cursorAt, stopOf } from '../../reading/rounds.ts'
import { finishedRun } from '../run-state.ts'
import { selectStepped } from './stepper.ts'
import type { Store } from '../shape/store.ts'

const nextId = (breakpoints: readonly SetBreakpoint[]): number =>
  1 + breakpoints.reduce((most, { id }) => Math.max(most, id), 0)

const ANYWHERE: Breakpoint = { line: null, condition: '', task: '', verdict: null, change: false }

export const createBreakpointsSlice: StateCreator<Store, [], [], BreakpointsSlice> = (set, get) => ({
  breakpoints: [],
  watches: [],
  analysed: null,
  caretLine: 1,
  noteCaretLine(caretLine) {
    if (caretLine !== get().caretLine) set({ caretLine })
  },
  toggleBreakpoint(line) {
    const others = get().breakpoints.filter((one) => one.line !== line)
    const isSet = others.length < get().breakpoints.length
    set({ breakpoints: isSet ? others : [...others, { ...ANYWHERE, line, id: nextId(others) }] })
  },
  addBreakpoint() {
    const { breakpoints } = get()
    set({ breakpoints: [...breakpoints, { ...ANYWHERE, change: true, id: nextId(breakpoints) }] })
  },
  changeBreakpoint: (id, part) =>
    set({ breakpoints: get().breakpoints.map((one) => (one.id === id ? { ...one, ...part } : one)) }),
  removeBreakpoint: (id) => set({ breakpoints: get().breakpoints.filter((one) => one.id !== id) }),
  addWatch(text) {
    const watch = text.trim()
    if (watch !== '' && !get().watches.includes(watch)) set({ watches: [...get().watches, watch] })
  },
  removeWatch: (index) => set({ watches: get().watches.filter((_, at) => at !== index) }),
  goToLine(line) {
    const offset = lineStarts(get().document.policy.text)[line - 1]
    if (offset !== undefined) get().goToPolicy(offset)
  },
  runAnalysed: (analysed) => set({ analysed }),
  goToHit(hit) {
    const rounds = finishedRun(get().run)?.result.rounds
    if (rounds === undefined) return
    const cursor = cursorAt(rounds, hit.stop)
    if (hit.statement === null && get().stepUnit === 'task') get().seekStop(hit.stop)
    else get().showStatement(cursor, hit.statement ?? 'policy')
  },
  jumpToHit(stride) {
    const rounds = finishedRun(get().run)?.result.rounds
    const hits = selectHits(get())
    if (rounds === undefined || hits.length === 0) return
    const stepped = selectStepped(get())
    const here = { stop: stopOf(rounds, get().cursor), statement: stepped?.at ?? null }
    const hit = hitBeyond(hits, here, stride)
    if (hit !== null) get().goToHit(hit)
  },
})

const NO_HITS: readonly Hit[] = []

/** All hits of the run on show, in its order. */
export function selectHits({ run, analysed }: Pick<Store, 'run' | 'analysed'>): readonly Hit[] {
  const finished = finishedRun(run)
  return finished === null || analysed?.run !== finished ? NO_HITS : hitsOf(analysed.analysis, finished.result.rounds)
}

/** What was found of the run on show; null until it is there. */
export const selectAnalysed = ({ run, analysed }: Pick<Store, 'run' | 'analysed'>): Analysed | null =>
  analysed !== null && analysed.run === finishedRun(run) ? analysed : null
