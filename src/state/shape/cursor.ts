// What the cursor slice holds: the one place of the run that every pane shows, and what moves it.

import type { Cursor } from '../../reading/rounds.ts'
import type { Wanted } from '../../simulator/trace/recording.ts'
import type { Step } from '../playback.ts'

/** How somebody goes to a place; for most there is nothing to say. */
export interface Going {
  /** Playback goes on. Whoever goes somewhere by themselves stops it. */
  playing?: boolean
  /** The process to look at once there is a run, of a document that is just being opened. */
  pid?: number | null
  /** The statement to begin at, for the stepper. */
  statement?: Wanted
}

export interface CursorSlice {
  cursor: Cursor
  /** A task looked at that the walk never reached; null: the task of the cursor. */
  inspectedTask: number | null
  /** Of a document that was just opened: the process to look at once there is a run. */
  inspectedPid: number | null
  playing: boolean
  /** Shows a place of the run in every pane: what was looked at apart from it is let go. Nothing else moves the cursor. */
  goTo: (place: Cursor, going?: Going) => void
  /** Shows an iteration of the round on show, or its outcome at the index after the last. */
  seek: (iteration: number) => void
  /** Shows a stop of the whole run, as rounds.ts counts them. */
  seekStop: (stop: number) => void
  step: (step: Step) => void
  /** Playback's own steps: they do not stop it, its end does. */
  playOn: (stride: number) => void
  inspectTask: (task: number) => void
  showRound: (round: number) => void
  togglePlay: () => void
}
