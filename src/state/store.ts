// The one store: its slices, combined. Nothing in it is a class instance, a DOM node, a promise or an editor.

import { createStore, type StoreApi } from 'zustand/vanilla'

import { createBreakpointsSlice, type BreakpointsSlice } from './breakpoints.ts'
import { createCompareSlice, type CompareSlice } from './compare.ts'
import { createDocumentSlice, type DocumentSlice } from './document.ts'
import { createEditingSlice, type EditingSlice } from './editing.ts'
import { createExportsSlice, type ExportsSlice } from './exports.ts'
import { createHistorySlice, type HistorySlice } from './history.ts'
import { createImportSlice, type ImportSlice } from './import.ts'
import { createLinkSlice, type LinkSlice } from './link.ts'
import { createRunSlice, type RunSlice } from './run.ts'
import { createStepperSlice, type StepperSlice } from './stepper.ts'
import { createTestsSlice, type TestsSlice } from './tests.ts'
import { createViewSlice, type ViewSlice } from './view.ts'

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
