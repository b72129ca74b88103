// The policy pane: the editor, and below it problems, parameters and maps, and the exports.

import type { PolicyTab } from '../../state/shape/view.ts'
import { Split } from '../parts/Split.tsx'
import { Tabs, type Tab } from '../parts/Tabs.tsx'
import { usePageWidth } from '../parts/useMedia.ts'
import { usePlaygroundState } from '../playground.ts'
import { ExportedC } from './ExportedC.tsx'
import { ScenarioJson } from './Exports.tsx'
import { PolicyEditor } from './PolicyEditor.tsx'
import { Problems } from './Problems.tsx'
import { Sources } from './Sources.tsx'
import { Values } from './Values.tsx'
import './PolicyPane.css'

export function PolicyPane() {
  const open = usePlaygroundState((state) => state.policyTab)
  const openPolicyTab = usePlaygroundState((state) => state.openPolicyTab)
  const problems = usePlaygroundState((state) => state.checkup.diagnostics.length + state.checkup.inputProblems.length)
  const inputs = usePlaygroundState(
    (state) => (state.summary?.parameters.length ?? 0) + (state.summary?.maps.length ?? 0),
  )
  const narrow = usePageWidth() === 'narrow'
  const beside = usePlaygroundState((state) => state.exportBeside) && !narrow
  const editor = <Sources policy={<PolicyEditor />} />
  const tabs: readonly Tab<PolicyTab>[] = [
    { id: 'problems', title: 'Problems', badge: String(problems), render: () => <Problems /> },
    {
      id: 'parameters',
      title: 'Parameters & maps',
      badge: inputs === 0 ? undefined : String(inputs),
      render: () => <Values />,
    },
    ...(beside ? [] : [{ id: 'export', title: 'Exported C', render: () => <ExportedC /> } as const]),
    { id: 'scenario', title: 'Scenario JSON', render: () => <ScenarioJson /> },
  ]
  return (
    <section className="policy pane" aria-label="Policy">
      <Split
        id="policy-details"
        label="Height of the policy’s details"
        direction="column"
        sized="second"
        initial={27}
        least={[80, 34]}
        first={
          <Split
            id="policy-c"
            label="Width of the exported C"
            direction="row"
            sized="second"
            initial={50}
            least={[160, 160]}
            first={editor}
            second={beside ? <ExportedC /> : null}
          />
        }
        second={<Tabs label="Policy details" tabs={tabs} open={open} onOpen={openPolicyTab} />}
      />
    </section>
  )
}
