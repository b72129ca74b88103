// What the editing slice holds: changes of the machine, and what of it is selected, filtered and folded.

import type { WorldEdit } from '../../scenario/edit.ts'
import type { Problem } from '../../scenario/problem.ts'

export interface EditingSlice {
  /** The cgroup that is looked at; null: the process at the cursor is. */
  selectedCgroup: string | null
  /** Which form is open below the world. */
  worldForm: 'closed' | 'selection' | 'machine'
  /** The text of the filter, as it was typed. */
  worldFilter: string
  /** How often the filter was asked for by key. */
  filterAsked: number
  /** Rows of trees that were opened (true) or closed by hand, by path or `pid:` and number. */
  folds: Readonly<Record<string, boolean>>
  mapBy: 'memory' | 'points'
  /** Makes an edit; what is wrong with it comes back, and then nothing has changed. */
  changeWorld: (edit: WorldEdit) => readonly Problem[]
  /** Puts the machine of the gallery back that the edited one was made from. */
  returnToGallery: () => void
  selectCgroup: (path: string) => void
  openWorldForm: (form: 'closed' | 'selection' | 'machine') => void
  filterWorld: (text: string) => void
  askForFilter: () => void
  fold: (row: string, open: boolean) => void
  chooseMapBy: (by: 'memory' | 'points') => void
}
