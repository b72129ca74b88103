// The document slice: what a person edits. Its actions are named after what the person did; none of them runs anything, the run follows
// from the change (keepers/running.ts).

import type { EditedDocument, DocumentSlice } from '../shape/document.ts'
import type { StateCreator } from 'zustand'

import type { GalleryPolicy } from '../../gallery/policy.ts'
import { SAMPLE_POLICY } from '../../gallery/sample.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import { applyChange } from '../../scenario/change.ts'
import { galleryTests } from '../../gallery/promises.ts'
import type { Cursor } from '../../reading/rounds.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import type { Scenario } from '../../scenario/model.ts'
import { showPanes } from '../panes.ts'
import { NEW_POLICIES } from '../new-policies.ts'
import { START } from './cursor.ts'
import { movedBreakpoints } from './moved-lines.ts'
import type { Store } from '../shape/store.ts'
import { testsForOtherMachine } from './tests.ts'

/** A policy of the gallery with the scenario that shows it best. */
const documentOfPolicy = (policy: GalleryPolicy, language: PolicyLanguage): EditedDocument => ({
  title: policy.title,
  policy: { language, text: language === 'c' ? policy.text : policy.typescript },
  parameters: policy.parameters ?? {},
  maps: policy.maps ?? {},
  scenario: { kind: 'gallery', id: policy.bestScenario },
  tests: galleryTests(policy.id),
})

/** A policy that attaches nothing. */
export const NO_POLICY_TEXT = `// No policy is attached: the kernel's own rule decides. Open one from the gallery to see whom it would have chosen,
// or write one here.
`

/** What a first visit shows. */
export const SAMPLE: EditedDocument = documentOfPolicy(SAMPLE_POLICY, 'c')

/** The scenario of a document; the first of the gallery where its id is not known. */
export function scenarioOf(document: Pick<EditedDocument, 'scenario'>): Scenario {
  const { scenario } = document
  if (scenario.kind === 'inline') return scenario.scenario
  const item = SCENARIO_GALLERY.find((one) => one.id === scenario.id) ?? SCENARIO_GALLERY[0]
  if (item === undefined) throw new Error('the scenario gallery is empty')
  return item.scenario
}

const without = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

/** What an opened document has besides what is edited. */
interface Opened {
  place?: Cursor
  pid?: number | null
  asked?: Pick<Store, 'breakpoints' | 'watches'>
}

export const createDocumentSlice: StateCreator<Store, [], [], DocumentSlice> = (set, get) => {
  const change = (part: Partial<EditedDocument>) => set({ document: { ...get().document, ...part } })
  const open = (document: EditedDocument, opened: Opened = {}) => {
    get().goTo(opened.place ?? START, { pid: opened.pid ?? null })
    set({
      document,
      // They belong to the policy that they were set in.
      ...(document.policy.text === get().document.policy.text ? {} : { breakpoints: [], watches: [] }),
      ...opened.asked,
      // The way back to a text belongs to the document that it came from.
      notices: get().notices.filter(({ action }) => action?.kind !== 'back-to-typescript'),
      // Of another machine the log says nothing.
      rawImport: document.scenario === get().document.scenario ? get().rawImport : null,
    })
  }
  /** The tests without those that a policy of the gallery brought for its best scenario, unless that is the one. */
  const ownTests = (scenario: string, known: GalleryPolicy | null) => {
    const { tests = [] } = get().document
    if (known === null) return tests
    const own = testsForOtherMachine(known.id, tests)
    return known.bestScenario === scenario ? [...galleryTests(known.id), ...own] : own
  }
  return {
    document: SAMPLE,
    renameDocument: (title) => change({ title }),
    editPolicy(text) {
      const { policy } = get().document
      if (text === policy.text) return
      set({
        document: { ...get().document, policy: { ...policy, text } },
        breakpoints: movedBreakpoints(get().breakpoints, policy.text, text),
      })
    },
    setParameter(name, value) {
      const others = without(get().document.parameters, name)
      change({ parameters: value === null ? others : { ...others, [name]: value } })
    },
    setMapEntries(name, entries) {
      const others = without(get().document.maps, name)
      change({ maps: entries.length === 0 ? others : { ...others, [name]: entries } })
    },
    openPolicy(policy, language, on = 'its-own') {
      const opened = documentOfPolicy(policy, language)
      const { scenario } = get().document
      const isOwn = scenario.kind === 'gallery' && scenario.id === policy.bestScenario
      if (on === 'its-own' || isOwn) return open(opened)
      // Its parameters, maps and tests are about its own machine.
      open({ ...opened, parameters: {}, maps: {}, tests: [], scenario })
    },
    beginPolicy: (language) =>
      open({
        ...get().document,
        title: 'My policy',
        policy: { language, text: NEW_POLICIES[language] },
        parameters: {},
        maps: {},
        tests: [],
      }),
    // Lines of the other text mean nothing in this one.
    rewritePolicy: (policy) => set({ document: { ...get().document, policy }, breakpoints: [] }),
    openScenario: (id, known) =>
      open({ ...get().document, scenario: { kind: 'gallery', id }, tests: ownTests(id, known) }),
    openImportedScenario: (scenario) => open({ ...get().document, scenario: { kind: 'inline', scenario } }),
    openImportedPolicy: (policy, title) => open({ ...get().document, title, policy, parameters: {}, maps: {} }),
    openMachine: (scenario, policy) =>
      open({
        ...get().document,
        title: scenario.title,
        scenario: { kind: 'inline', scenario },
        ...(policy === null ? {} : { policy: { language: 'c', text: policy }, parameters: {}, maps: {} }),
      }),
    makeChange: (made) =>
      change({ scenario: { kind: 'inline', scenario: applyChange(scenarioOf(get().document), made) } }),
    openDocument({ view, breakpoints = [], watches = [], ...document }) {
      const { round, iteration, pid = null, panes = {} } = view
      const asked = { breakpoints: breakpoints.map((one, index) => ({ ...one, id: index + 1 })), watches }
      open(document, { place: { round, iteration }, pid, asked })
      set(showPanes(panes, get()))
    },
    returnToSample: () => open(SAMPLE),
  }
}
