// Which tabs and views are on show, as links carry them: by name, and only those that are not the usual ones.

import type { Store } from './shape/store.ts'
import { BOTTOM_TABS, NARROW_TABS, POLICY_TABS, WORLD_VIEWS } from './shape/view.ts'

type Panes = Readonly<Record<string, string>>
type Shown = Pick<Store, 'bottomTab' | 'policyTab' | 'narrowTab' | 'settings'>

/** The first name of each list is the usual one. */
const named = ({
  bottomTab,
  policyTab,
  narrowTab,
  settings,
}: Shown): readonly [string, readonly string[], string][] => [
  ['details', BOTTOM_TABS, bottomTab],
  ['policy', POLICY_TABS, policyTab],
  ['narrow', NARROW_TABS, narrowTab],
  ['world', WORLD_VIEWS, settings.worldView],
]

/** The names of what is on show. */
export const panesOnShow = (state: Shown): Panes =>
  Object.fromEntries(named(state).flatMap(([name, all, shown]) => (shown === all[0] ? [] : [[name, shown]])))

/** What of the store puts these panes on show. Names that are not known here leave things as they are. */
export function showPanes(panes: Panes, { settings }: Pick<Store, 'settings'>): Partial<Shown> {
  const of = <T extends string>(all: readonly T[], name: string): T | undefined =>
    Object.hasOwn(panes, name) ? all.find((one) => one === panes[name]) : undefined
  const bottomTab = of(BOTTOM_TABS, 'details')
  const policyTab = of(POLICY_TABS, 'policy')
  const narrowTab = of(NARROW_TABS, 'narrow')
  const worldView = of(WORLD_VIEWS, 'world')
  return {
    ...(bottomTab === undefined ? {} : { bottomTab }),
    ...(policyTab === undefined ? {} : { policyTab }),
    ...(narrowTab === undefined ? {} : { narrowTab }),
    ...(worldView === undefined ? {} : { settings: { ...settings, worldView } }),
  }
}
