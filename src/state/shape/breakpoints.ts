// What the breakpoints slice holds: where a finished run should have stopped, what is watched, and what was found of both.

import type { Analysis } from '../../simulator/trace/analysis.ts'
import type { Breakpoint } from '../../document/breakpoints.ts'
import type { Hit } from '../../reading/hits.ts'
import type { FinishedRun } from './run.ts'

/** A breakpoint that a person has set; the id tells it from others as long as the page is open. */
export interface SetBreakpoint extends Breakpoint {
  id: number
}

/** What was found, and of what. */
export interface Analysed {
  run: FinishedRun
  breakpoints: readonly SetBreakpoint[]
  watches: readonly string[]
  analysis: Analysis
}

export interface BreakpointsSlice {
  breakpoints: readonly SetBreakpoint[]
  watches: readonly string[]
  analysed: Analysed | null
  /** The line of the caret in the policy's editor, from 1 on. */
  caretLine: number
  noteCaretLine: (line: number) => void
  /** Sets a breakpoint on a line, or takes all of the line away. */
  toggleBreakpoint: (line: number) => void
  /** A breakpoint on evaluations as a whole: at first on every change of the chosen task. */
  addBreakpoint: () => void
  changeBreakpoint: (id: number, part: Partial<Breakpoint>) => void
  removeBreakpoint: (id: number) => void
  addWatch: (text: string) => void
  removeWatch: (index: number) => void
  /** Puts the caret of the editor on a line. */
  goToLine: (line: number) => void
  runAnalysed: (analysed: Analysed) => void
  goToHit: (hit: Hit) => void
  /** The next hit after the place on show, or the one before it. */
  jumpToHit: (stride: 1 | -1) => void
}
