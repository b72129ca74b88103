// The one store: its slices, combined. Nothing in it is a class instance, a DOM node, a promise or an editor.

import { createStore, type StoreApi } from 'zustand/vanilla'

import { createBreakpointsSlice, type BreakpointsSlice } from './slices/breakpoints.ts'
import { createCompareSlice, type CompareSlice } from './slices/compare.ts'
import { createDocumentSlice, type DocumentSlice } from './slices/document.ts'
import { createEditingSlice, type EditingSlice } from './slices/editing.ts'
import { createExportsSlice, type ExportsSlice } from './slices/exports.ts'
import { createHistorySlice, type HistorySlice } from './slices/history.ts'
import { createImportSlice, type ImportSlice } from './slices/import.ts'
import { createLinkSlice, type LinkSlice } from './slices/link.ts'
import { createRunSlice, type RunSlice } from './slices/run.ts'
import { createStepperSlice, type StepperSlice } from './slices/stepper.ts'
import { createTestsSlice, type TestsSlice } from './slices/tests.ts'
import { createViewSlice, type ViewSlice } from './slices/view.ts'

export type Store = BreakpointsSlice &
  CompareSlice &
  DocumentSlice &
  ExportsSlice &
  EditingSlice &
  HistorySlice &
  ImportSlice &
  LinkSlice &
  RunSlice &
  StepperSlice &
  TestsSlice &
  ViewSlice
export type PlaygroundStore = StoreApi<Store>

export const createPlaygroundStore = (): PlaygroundStore =>
  createStore<Store>()((...parts) => ({
    ...createBreakpointsSlice(...parts),
    ...createCompareSlice(...parts),
    ...createDocumentSlice(...parts),
    ...createEditingSlice(...parts),
    ...createExportsSlice(...parts),
    ...createHistorySlice(...parts),
    ...createImportSlice(...parts),
    ...createLinkSlice(...parts),
    ...createRunSlice(...parts),
    ...createStepperSlice(...parts),
    ...createTestsSlice(...parts),
    ...createViewSlice(...parts),
  }))
