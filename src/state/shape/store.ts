// All that the store holds: its slices, combined. Their actions are made in ../slices/.

import type { StoreApi } from 'zustand/vanilla'
import type { BreakpointsSlice } from './breakpoints.ts'
import type { CompareSlice } from './compare.ts'
import type { CursorSlice } from './cursor.ts'
import type { DocumentSlice } from './document.ts'
import type { EditingSlice } from './editing.ts'
import type { ExportsSlice } from './exports.ts'
import type { HistorySlice } from './history.ts'
import type { IntakeSlice } from './intake.ts'
import type { LinkSlice } from './link.ts'
import type { RunSlice } from './run.ts'
import type { StepperSlice } from './stepper.ts'
import type { TestsSlice } from './tests.ts'
import type { ViewSlice } from './view.ts'

export type Store = BreakpointsSlice &
  CompareSlice &
  CursorSlice &
  DocumentSlice &
  ExportsSlice &
  EditingSlice &
  HistorySlice &
  IntakeSlice &
  LinkSlice &
  RunSlice &
  StepperSlice &
  TestsSlice &
  ViewSlice

export type PlaygroundStore = StoreApi<Store>
