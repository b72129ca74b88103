// The gallery: policies, each with the scenario that shows it best, and scenarios for the policy at hand.

import { Fragment, useState, type ReactNode } from 'react'

import { findGalleryPolicy, galleryPolicyOf, POLICY_GALLERY, POLICY_GROUPS } from '../../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import type { MachineChoice } from '../../state/shape/document.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlaygroundState } from '../playground.ts'
import { plural } from '../../scenario/amounts.ts'
import { LANGUAGE_NAMES } from '../words/language.ts'
import './GalleryDialog.css'

interface Item {
  id: string
  title: string
  teaches: string
  notes: readonly string[]
}

/** A heading of the list, null for none, with what stands below it. */
interface Group {
  heading: string | null
  items: readonly Item[]
}

const POLICIES: readonly Group[] = Object.entries(POLICY_GROUPS).map(([group, heading]) => ({
  heading,
  items: POLICY_GALLERY.filter((policy) => policy.group === group).map(
    ({ id, title, teaches, source, ties, bestScenario }) => ({
      id,
      title,
      teaches,
      notes: [
        `From: ${source}`,
        `Ties: ${ties}`,
        `Machine: ${SCENARIO_GALLERY.find((one) => one.id === bestScenario)?.scenario.title ?? ''}`,
      ],
    }),
  ),
}))

const SCENARIOS: readonly Item[] = SCENARIO_GALLERY.map(({ id, scenario }) => ({
  id,
  title: scenario.title,
  teaches: scenario.teaches,
  notes: [
    `${plural(scenario.tasks.length, 'process', 'processes')}, ${scenario.oom.scope.kind === 'global' ? 'whole machine' : scenario.oom.scope.path}`,
  ],
}))

interface ListProps {
  title: string
  lead: string
  /** What is chosen once for the whole list. */
  choice?: ReactNode
  groups: readonly Group[]
  current: string | null
  onOpen: (id: string) => void
}

const List = ({ title, lead, choice, groups, current, onOpen }: ListProps) => (
  <section className="gallery-list" aria-label={title}>
    <h3>{title}</h3>
    <p className="faint">{lead}</p>
    {choice}
    {groups.map(({ heading, items }) => (
      <Fragment key={heading ?? ''}>
        {heading !== null && <h4>{heading}</h4>}
        <ul aria-label={heading ?? title}>
          {items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                aria-current={item.id === current}
                aria-labelledby={`gallery-${title}-${item.id}`}
                aria-describedby={`gallery-${title}-${item.id}-about`}
                onClick={() => onOpen(item.id)}
              >
                <b id={`gallery-${title}-${item.id}`}>{item.title}</b>
                <span id={`gallery-${title}-${item.id}-about`}>
                  {item.teaches}
                  {item.notes.map((note) => (
                    <small key={note}>{note}</small>
                  ))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Fragment>
    ))}
  </section>
)

const POLICY_LANGUAGES = ['c', 'typescript'] as const

const MACHINE_CHOICES: readonly { id: MachineChoice; title: string }[] = [
  { id: 'its-own', title: 'Its own machine' },
  { id: 'on-screen', title: 'This machine' },
]

export default function GalleryDialog({ onClose }: { onClose: () => void }) {
  const policy = usePlaygroundState((state) => state.document.policy)
  const known = galleryPolicyOf(policy)
  const language = usePlaygroundState((state) => state.settings.language)
  const chooseLanguage = usePlaygroundState((state) => state.chooseLanguage)
  const scenario = usePlaygroundState((state) => state.document.scenario)
  const openPolicy = usePlaygroundState((state) => state.openPolicy)
  const openScenario = usePlaygroundState((state) => state.openScenario)
  // One's own machine is what one asks about; a machine of the gallery is one of many.
  const [machine, setMachine] = useState<MachineChoice>(scenario.kind === 'inline' ? 'on-screen' : 'its-own')
  const then = (open: (id: string) => void) => (id: string) => {
    open(id)
    onClose()
  }
  return (
    <Dialog title="Gallery" onClose={onClose}>
      <div className="gallery">
        <List
          title="Policies"
          lead={
            machine === 'its-own'
              ? 'Opens the policy on the machine that shows it best.'
              : 'Opens the policy on the machine that is on the screen, with the default parameters.'
          }
          choice={
            <div className="gallery-choices">
              <div className="segmented" role="group" aria-label="Open policies on">
                {MACHINE_CHOICES.map(({ id, title }) => (
                  <button key={id} type="button" aria-pressed={id === machine} onClick={() => setMachine(id)}>
                    {title}
                  </button>
                ))}
              </div>
              <div className="segmented" role="group" aria-label="Open policies in">
                {POLICY_LANGUAGES.map((one) => (
                  <button key={one} type="button" aria-pressed={one === language} onClick={() => chooseLanguage(one)}>
                    {LANGUAGE_NAMES[one]}
                  </button>
                ))}
              </div>
            </div>
          }
          groups={POLICIES}
          current={known?.id ?? null}
          onOpen={then((id) => {
            const chosen = findGalleryPolicy(id)
            if (chosen !== null) openPolicy(chosen, language, machine)
          })}
        />
        <List
          title="Machines"
          lead="Keeps your policy and changes the machine."
          groups={[{ heading: null, items: SCENARIOS }]}
          current={scenario.kind === 'gallery' ? scenario.id : null}
          onOpen={then((id) => openScenario(id, known))}
        />
      </div>
    </Dialog>
  )
}
