// The gallery: policies, each with the scenario that shows it best, and scenarios for the policy at hand.

import { POLICY_GALLERY, SCENARIO_GALLERY } from '../../state/library.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlaygroundState } from '../playground.ts'
import { plural } from '../words/amounts.ts'

interface Item {
  id: string
  title: string
  teaches: string
  note: string
}

const POLICIES: readonly Item[] = POLICY_GALLERY.map(({ id, title, teaches, bestScenario }) => ({
  id,
  title,
  teaches,
  note: SCENARIO_GALLERY.find((one) => one.id === bestScenario)?.scenario.title ?? '',
}))

const SCENARIOS: readonly Item[] = SCENARIO_GALLERY.map(({ id, scenario }) => ({
  id,
  title: scenario.title,
  teaches: scenario.teaches,
  note: `${plural(scenario.tasks.length, 'process', 'processes')}, ${scenario.oom.scope.kind === 'global' ? 'whole machine' : scenario.oom.scope.path}`,
}))

interface ListProps {
  title: string
  lead: string
  items: readonly Item[]
  current: string | null
  onOpen: (id: string) => void
}

const List = ({ title, lead, items, current, onOpen }: ListProps) => (
  <section className="gallery-list" aria-label={title}>
    <h3>{title}</h3>
    <p className="faint">{lead}</p>
    <ul>
      {items.map((item) => (
        <li key={item.id}>
          <button type="button" aria-current={item.id === current} onClick={() => onOpen(item.id)}>
            <b>{item.title}</b>
            <span>{item.teaches}</span>
            <small>{item.note}</small>
          </button>
        </li>
      ))}
    </ul>
  </section>
)

export default function GalleryDialog({ onClose }: { onClose: () => void }) {
  const text = usePlaygroundState((state) => state.document.policy.text)
  const scenario = usePlaygroundState((state) => state.document.scenario)
  const openPolicy = usePlaygroundState((state) => state.openPolicy)
  const openScenario = usePlaygroundState((state) => state.openScenario)
  const then = (open: (id: string) => void) => (id: string) => {
    open(id)
    onClose()
  }
  return (
    <Dialog title="Gallery" onClose={onClose}>
      <div className="gallery">
        <List
          title="Policies"
          lead="Opens the policy on the machine that shows it best."
          items={POLICIES}
          current={POLICY_GALLERY.find((one) => one.text === text)?.id ?? null}
          onOpen={then(openPolicy)}
        />
        <List
          title="Scenarios"
          lead="Keeps the policy and puts it on another machine."
          items={SCENARIOS}
          current={scenario.kind === 'gallery' ? scenario.id : null}
          onOpen={then(openScenario)}
        />
      </div>
    </Dialog>
  )
}
