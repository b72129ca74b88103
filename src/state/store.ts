// The one store: its slices, combined. Nothing in it is a class instance, a DOM node, a promise or an editor.

import type { Store, PlaygroundStore } from './shape/store.ts'
import { createStore } from 'zustand/vanilla'

import { createBreakpointsSlice } from './slices/breakpoints.ts'
import { createCompareSlice } from './slices/compare.ts'
import { createCursorSlice } from './slices/cursor.ts'
import { createDocumentSlice } from './slices/document.ts'
import { createEditingSlice } from './slices/editing.ts'
import { createExportsSlice } from './slices/exports.ts'
import { createHistorySlice } from './slices/history.ts'
import { createIntakeSlice } from './slices/intake.ts'
import { createLinkSlice } from './slices/link.ts'
import { createRunSlice } from './slices/run.ts'
import { createStepperSlice } from './slices/stepper.ts'
import { createTestsSlice } from './slices/tests.ts'
import { createViewSlice } from './slices/view.ts'

export const createPlaygroundStore = (): PlaygroundStore =>
  createStore<Store>()((...parts) => ({
    ...createBreakpointsSlice(...parts),
    ...createCompareSlice(...parts),
    ...createCursorSlice(...parts),
    ...createDocumentSlice(...parts),
    ...createEditingSlice(...parts),
    ...createExportsSlice(...parts),
    ...createHistorySlice(...parts),
    ...createIntakeSlice(...parts),
    ...createLinkSlice(...parts),
    ...createRunSlice(...parts),
    ...createStepperSlice(...parts),
    ...createTestsSlice(...parts),
    ...createViewSlice(...parts),
  }))
