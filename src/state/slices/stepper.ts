// The stepper slice: whether steps are tasks or statements, and the statement on show. Recording is the worker's (stepping.ts); a step
// within what is recorded is a look-up here.

import type { Stepped, StepperSlice } from '../shape/stepper.ts'
import type { StateCreator } from 'zustand'

import type { StatementSite } from '../../simulator/trace/recording.ts'
import type { Moment } from '../../simulator/trace/moment.ts'
import { runLine, cursorAt, stopOf } from '../../reading/rounds.ts'
import { finishedRun } from '../run-state.ts'
import { selectPosition } from '../selectors.ts'
import { advanceStatement, momentAt, siteAt } from '../../reading/statements.ts'
import type { Store } from '../shape/store.ts'

export const createStepperSlice: StateCreator<Store, [], [], StepperSlice> = (set, get) => {
  function show(stepped: Stepped): void {
    const origin = siteAt(stepped.recording, stepped.at)?.origin
    set({ stepped, frame: 0, stepperProblem: null, ...(origin === undefined ? {} : { openSource: origin }) })
  }

  /** Goes on in the next or the previous stretch of the run. */
  function leave(stride: 1 | -1): void {
    const rounds = finishedRun(get().run)?.result.rounds
    if (rounds === undefined) return
    const stop = stopOf(rounds, get().cursor) + stride
    if (stop < 0 || stop >= runLine(rounds).count) {
      set({ playing: false })
      return
    }
    const { goTo, playing } = get()
    goTo(cursorAt(rounds, stop), { playing, statement: stride === 1 ? 0 : 'last' })
  }

  return {
    stepUnit: 'task',
    stepped: null,
    entry: null,
    frame: 0,
    stepperProblem: null,
    openSource: 'policy',
    chooseStepUnit(stepUnit) {
      set(
        stepUnit === 'task'
          ? { stepUnit, stepped: null, entry: null, openSource: 'policy' }
          : { stepUnit, playing: false, bottomTab: 'statement' },
      )
    },
    stepStatement(step) {
      const { stepped } = get()
      if (stepped === null || selectStepped(get()) === null) return
      const target = advanceStatement(stepped.recording, stepped.at, step)
      if (target.kind === 'statement') show({ ...stepped, at: target.at })
      else leave(target.kind === 'after' ? 1 : -1)
    },
    showStatement(cursor, wanted) {
      const stepped = selectStepped(get())
      const here = get().cursor.round === cursor.round && get().cursor.iteration === cursor.iteration
      if (here && stepped !== null && typeof wanted === 'number') {
        get().goTo(cursor)
        show({ ...stepped, at: wanted })
      } else get().goTo(cursor, { statement: wanted })
      set({ stepUnit: 'statement', bottomTab: 'statement' })
    },
    seekStatement(at) {
      const { stepped } = get()
      if (stepped !== null && at >= 0 && at < stepped.recording.site.length) show({ ...stepped, at })
    },
    showFrame(frame) {
      const stepped = selectStepped(get())
      const origin = stepped === null ? undefined : selectFrames(stepped)[frame]?.origin
      if (origin !== undefined) set({ frame, openSource: origin })
    },
    showSource: (openSource) => set({ openSource }),
    statementsRecorded(run, recording) {
      show({ run, recording, at: recording.at })
      set({ entry: null })
    },
    statementsMissing: (stepperProblem) => set({ stepped: null, entry: null, stepperProblem }),
  }
}

const selectFrames = ({ recording, at }: Stepped): Moment['frames'] => momentAt(recording, at)?.frames ?? []

/** The statement on show; null in the other unit, and until the place of the cursor is recorded. */
export function selectStepped(state: Store): Stepped | null {
  const { stepUnit, stepped, run, cursor } = state
  if (stepUnit !== 'statement' || stepped === null || stepped.run !== finishedRun(run)) return null
  const { round, stretch } = stepped.recording
  return round === cursor.round && stretch === selectPosition(state) ? stepped : null
}

/** What can be seen at the statement on show. */
export const selectMoment = (state: Store): Moment | null => {
  const stepped = selectStepped(state)
  return stepped === null ? null : momentAt(stepped.recording, stepped.at)
}

/** The place in a source that is on show: of the statement, or of the call that is looked at. */
export function selectShownSpan(state: Store): { origin: StatementSite['origin']; start: number; end: number } | null {
  const stepped = selectStepped(state)
  if (stepped === null) return null
  const frame = state.frame === 0 ? undefined : selectFrames(stepped)[state.frame]
  return frame === undefined ? placeOf(siteAt(stepped.recording, stepped.at)) : placeOf(frame)
}

const places = new WeakMap<
  Pick<StatementSite, 'origin' | 'span'>,
  { origin: StatementSite['origin']; start: number; end: number }
>()

/** The same object for the same site, so that views can select it. */
function placeOf(site: Pick<StatementSite, 'origin' | 'span'> | null) {
  if (site === null) return null
  const known = places.get(site)
  if (known !== undefined) return known
  const made = { origin: site.origin, ...site.span }
  places.set(site, made)
  return made
}
