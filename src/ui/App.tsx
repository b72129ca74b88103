// The page: bar, notices, and the panes in the layout that its width allows. Sizes of panes are remembered.

import { lazy, Suspense, useEffect } from 'react'

import type { NarrowTab } from '../state/shape/view.ts'
import { Bar } from './bar/Bar.tsx'
import { Notices } from './bar/Notices.tsx'
import { BottomTabs } from './bottom/BottomTabs.tsx'
import { useCommandKeys } from './commands/useCommandKeys.ts'
import { Inspector } from './inspector/Inspector.tsx'
import { useIntake } from './intake.ts'
import { Fallback } from './parts/Fallback.tsx'
import { Split } from './parts/Split.tsx'
import { Tabs, type Tab } from './parts/Tabs.tsx'
import { usePageWidth } from './parts/useMedia.ts'
import { useTheme } from './parts/useTheme.ts'
import { usePlaygroundState } from './playground.ts'
import { PolicyPane } from './policy/PolicyPane.tsx'
import { Narration } from './transport/Narration.tsx'
import { Transport } from './transport/Transport.tsx'
import { Headline, selectIsPanic } from './world/Headline.tsx'
import { loadWorldForm, loadWorldMap } from './world/later.ts'
import { WorldPane } from './world/WorldPane.tsx'
import './tokens.css'
import './base.css'
import './App.css'

const LOADERS = {
  gallery: () => import('./bar/GalleryDialog.tsx'),
  matrix: () => import('./compare/MatrixDialog.tsx'),
  import: () => import('./bar/ImportDialog.tsx'),
  help: () => import('./bar/HelpDialog.tsx'),
  commands: () => import('./commands/CommandPalette.tsx'),
  'go-to': () => import('./commands/GoToDialog.tsx'),
  settings: () => import('./bar/SettingsDialog.tsx'),
  keys: () => import('./commands/KeySheet.tsx'),
  generator: () => import('./world/edit/GeneratorDialog.tsx'),
  rules: () => import('./rules/RulesDialog.tsx'),
}
const loadImportSheet = () => import('./bar/ImportSheet.tsx')

const DIALOGS = {
  gallery: lazy(LOADERS.gallery),
  matrix: lazy(LOADERS.matrix),
  import: lazy(LOADERS.import),
  help: lazy(LOADERS.help),
  commands: lazy(LOADERS.commands),
  'go-to': lazy(LOADERS['go-to']),
  settings: lazy(LOADERS.settings),
  generator: lazy(LOADERS.generator),
  rules: lazy(LOADERS.rules),
  keys: lazy(LOADERS.keys),
}
const ImportSheet = lazy(loadImportSheet)

/** Fetches what opens later once the first run is on the screen: it then opens at once, also without a network. */
function useLaterParts(): void {
  const finished = usePlaygroundState((state) => state.run.phase === 'done' || state.run.phase === 'failed')
  useEffect(() => {
    if (!finished) return
    const timer = setTimeout(() => {
      // One that cannot be fetched is asked for again when it is opened.
      for (const load of [...Object.values(LOADERS), loadImportSheet, loadWorldMap, loadWorldForm])
        load().catch(() => {})
    }, LATER_MS)
    return () => clearTimeout(timer)
  }, [finished])
}

/** Says in the browser's tabs and history which document this is. */
function useTabTitle(): void {
  const title = usePlaygroundState((state) => state.document.title.trim())
  useEffect(() => {
    document.title = title === '' ? 'OOM Policy Playground' : `${title} · OOM Policy Playground`
  }, [title])
}

/** After Monaco has begun to load. */
const LATER_MS = 500

/** A newer version of the page may have taken the place of the one that is open. */
const NotLoaded = () => (
  <p role="alert" className="notice notice-warning">
    This part of the page could not be loaded. Reload the page; what you typed is kept.
  </p>
)

function OpenDialog() {
  const name = usePlaygroundState((state) => state.dialog)
  const closeDialog = usePlaygroundState((state) => state.closeDialog)
  if (name === null) return null
  const DialogOfName = DIALOGS[name]
  return (
    <Fallback key={name} fallback={<NotLoaded />}>
      <Suspense fallback={null}>
        <DialogOfName onClose={closeDialog} />
      </Suspense>
    </Fallback>
  )
}

function OpenSheet() {
  const intake = usePlaygroundState((state) => state.intake)
  return intake === null ? null : (
    <Fallback fallback={<NotLoaded />}>
      <Suspense fallback={null}>
        <ImportSheet intake={intake} />
      </Suspense>
    </Fallback>
  )
}

const LEAST = { policy: 260, world: 300, why: 240, columns: 160, bottom: 62 }

function Columns({ wide }: { wide: boolean }) {
  // The C beside the policy needs room: that division of the page is remembered apart.
  const beside = usePlaygroundState((state) => state.exportBeside)
  const world = <WorldPane />
  const right = wide ? (
    <Split
      id="why"
      label="Width of the Why pane"
      direction="row"
      sized="second"
      initial={38}
      least={[LEAST.world, LEAST.why]}
      first={world}
      second={<Inspector />}
    />
  ) : (
    world
  )
  return (
    <Split
      id={wide ? 'bottom-wide' : 'bottom'}
      label="Height of the details pane"
      direction="column"
      sized="second"
      initial={wide ? 28 : 36}
      least={[LEAST.columns, LEAST.bottom]}
      first={
        <Split
          id={beside ? 'policy-beside' : wide ? 'policy-wide' : 'policy'}
          label="Width of the policy pane"
          direction="row"
          sized="first"
          initial={beside ? 62 : wide ? 27 : 46}
          least={[LEAST.policy, LEAST.world]}
          first={<PolicyPane />}
          second={right}
        />
      }
      second={
        <div className="bottom-stack">
          <Transport />
          <BottomTabs withInspector={!wide} />
        </div>
      }
    />
  )
}

const NARROW_TABS: readonly Tab<NarrowTab>[] = [
  { id: 'policy', title: 'Policy', render: () => <PolicyPane /> },
  { id: 'world', title: 'Machine', render: () => <WorldPane /> },
  { id: 'why', title: 'Why', render: () => <Inspector /> },
  { id: 'log', title: 'Log', render: () => <BottomTabs withInspector={false} /> },
]

function Narrow() {
  const open = usePlaygroundState((state) => state.narrowTab)
  const openNarrowTab = usePlaygroundState((state) => state.openNarrowTab)
  return (
    <div className="narrow">
      <Tabs label="Panes" tabs={NARROW_TABS} open={open} onOpen={openNarrowTab} />
      <Transport />
    </div>
  )
}

export function App() {
  const width = usePageWidth()
  const narrate = usePlaygroundState((state) => state.settings.narrate)
  const panic = usePlaygroundState(selectIsPanic)
  useTheme()
  useCommandKeys()
  useLaterParts()
  useTabTitle()
  useIntake()
  return (
    <>
      <Bar />
      <Notices />
      <main>
        {panic ? <Headline /> : null}
        {width === 'narrow' ? <Narrow /> : <Columns wide={width === 'wide'} />}
      </main>
      {narrate ? <Narration /> : null}
      <OpenDialog />
      <OpenSheet />
    </>
  )
}
