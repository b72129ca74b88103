// What the view slice holds: how the page looks to this person (settings, remembered) and what is open just now (transient).

import type { PolicyLanguage, PolicySource } from '../../document/policy.ts'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const

export type Theme = (typeof THEMES)[number]

/** Of each list the first is on show at first; links name the others. */
export const WORLD_VIEWS = ['memcg', 'tree', 'map', 'table'] as const

export type WorldView = (typeof WORLD_VIEWS)[number]

export const POLICY_TABS = ['problems', 'parameters', 'export', 'scenario'] as const

export type PolicyTab = (typeof POLICY_TABS)[number]

export const BOTTOM_TABS = [
  'iterations',
  'why',
  'log',
  'tests',
  'compare',
  'report',
  'printed',
  'values',
  'statement',
  'breakpoints',
  'raw',
] as const

export type BottomTab = (typeof BOTTOM_TABS)[number]

export const NARROW_TABS = ['world', 'policy', 'why', 'log'] as const

export type NarrowTab = (typeof NARROW_TABS)[number]

export type DialogName =
  | 'gallery'
  | 'matrix'
  | 'import'
  | 'help'
  | 'commands'
  | 'keys'
  | 'settings'
  | 'go-to'
  | 'generator'
  | 'rules'

/** Something that the person must know and can put away. */
export interface Notice {
  id: string
  tone: 'note' | 'warning'
  text: string
  /** Sentences that belong to it, such as the parts of a link that could not be read. */
  details?: readonly string[]
  /** One way on, as a button. */
  action?: NoticeAction
}

export type NoticeAction =
  | { kind: 'return-to-sample'; label: string }
  | { kind: 'open-draft'; label: string }
  | { kind: 'run-anyway'; label: string }
  /** Shows what every policy of the gallery does on the machine on the screen. */
  | { kind: 'open-matrix'; label: string }
  /** Hands a text to the clipboard, such as a link that could not be read. */
  | { kind: 'copy'; label: string; text: string }
  /** Puts the text back that was shown as C. */
  | { kind: 'back-to-typescript'; label: string; policy: PolicySource }

/** What is remembered from visit to visit. */
export interface Settings {
  theme: Theme
  speed: number
  worldView: WorldView
  /** In which the gallery opens its policies. */
  language: PolicyLanguage
  /** Speak each step to screen readers. */
  narrate: boolean
  /** Single letters and arrows are commands where no text is typed. */
  singleKeys: boolean
  /** Shares of resizable panes in percent, by name of the line that was dragged. */
  shares: Readonly<Record<string, number>>
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  speed: 2,
  worldView: 'memcg',
  language: 'c',
  narrate: true,
  singleKeys: true,
  shares: {},
}

export interface ViewSlice {
  settings: Settings
  policyTab: PolicyTab
  bottomTab: BottomTab
  narrowTab: NarrowTab
  dialog: DialogName | null
  /** The code that the dialog of rules explains; null where it lists them all. */
  explainedRule: string | null
  notices: readonly Notice[]
  /** Where the editor should put its caret, as an offset; `count` tells two requests for one place apart. */
  editorTarget: { offset: number; count: number } | null
  chooseTheme: (theme: Theme) => void
  chooseSpeed: (speed: number) => void
  chooseWorldView: (view: WorldView) => void
  chooseLanguage: (language: PolicyLanguage) => void
  chooseNarration: (narrate: boolean) => void
  chooseSingleKeys: (singleKeys: boolean) => void
  restoreLayout: () => void
  resizePane: (name: string, share: number) => void
  openPolicyTab: (tab: PolicyTab) => void
  openBottomTab: (tab: BottomTab) => void
  openNarrowTab: (tab: NarrowTab) => void
  openDialog: (dialog: DialogName) => void
  closeDialog: () => void
  /** Opens the dialog of rules: at the one of a code, or at the list. */
  explainRule: (code: string | null) => void
  /** Shows a notice; a newer one with the same id takes the place of the older. */
  notify: (notice: Notice) => void
  dismissNotice: (id: string) => void
  goToPolicy: (offset: number) => void
}
