// The view slice: how the page looks to this person (settings, remembered) and what is open just now (transient).

import { type Settings, DEFAULT_SETTINGS, type ViewSlice } from '../shape/view.ts'
import type { StateCreator } from 'zustand'

import { SPEEDS } from '../playback.ts'
import type { Store } from '../shape/store.ts'

export const createViewSlice: StateCreator<Store, [], [], ViewSlice> = (set, get) => {
  const choose = (part: Partial<Settings>) => set({ settings: { ...get().settings, ...part } })
  return {
    settings: DEFAULT_SETTINGS,
    policyTab: 'problems',
    bottomTab: 'iterations',
    narrowTab: 'world',
    dialog: null,
    explainedRule: null,
    notices: [],
    editorTarget: null,
    chooseTheme: (theme) => choose({ theme }),
    chooseSpeed: (speed) => choose({ speed: SPEEDS.find((one) => one === speed) ?? DEFAULT_SETTINGS.speed }),
    chooseWorldView: (worldView) => choose({ worldView }),
    chooseLanguage: (language) => choose({ language }),
    chooseNarration: (narrate) => choose({ narrate }),
    chooseSingleKeys: (singleKeys) => choose({ singleKeys }),
    restoreLayout: () => choose({ shares: {} }),
    resizePane: (name, share) => choose({ shares: { ...get().settings.shares, [name]: share } }),
    openPolicyTab: (policyTab) => set({ policyTab, narrowTab: 'policy' }),
    openBottomTab: (bottomTab) => set({ bottomTab }),
    openNarrowTab: (narrowTab) => set({ narrowTab }),
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: null }),
    explainRule: (code) => set({ dialog: 'rules', explainedRule: code }),
    notify: (notice) => set({ notices: [...get().notices.filter((one) => one.id !== notice.id), notice] }),
    dismissNotice: (id) => set({ notices: get().notices.filter((one) => one.id !== id) }),
    goToPolicy: (offset) =>
      set({ editorTarget: { offset, count: (get().editorTarget?.count ?? 0) + 1 }, narrowTab: 'policy' }),
  }
}
