// The tabs below the transport; what they show stands in their own files.

import { lazy } from 'react'

import { finishedRun, isStale } from '../../state/run-state.ts'
import { selectInspected, selectRound, selectRounds, victimOf } from '../../state/selectors.ts'
import { selectTestCount } from '../../state/slices/tests.ts'
import { BOTTOM_TABS, type BottomTab } from '../../state/shape/view.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { Inspector } from '../inspector/Inspector.tsx'
import { PolicyValues } from '../inspector/PolicyValues.tsx'
import { Later } from '../parts/Later.tsx'
import { Tabs, type Tab } from '../parts/Tabs.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { Iterations } from './Iterations.tsx'
import { KernelReport } from './KernelReport.tsx'
import './BottomTabs.css'

const BreakpointsPanel = lazy(() => import('../stepper/BreakpointsPanel.tsx'))
const RawImportPanel = lazy(() => import('./RawImportPanel.tsx'))
const StatementPanel = lazy(() => import('../stepper/StatementPanel.tsx'))

function KernelLog({ rounds }: { rounds: readonly RoundTrace[] }) {
  const showRound = usePlaygroundState((state) => state.showRound)
  const inspectTask = usePlaygroundState((state) => state.inspectTask)
  const shownRound = usePlaygroundState((state) => state.cursor.round)
  const shownTask = usePlaygroundState(selectInspected)
  if (rounds.every(({ log }) => log.length === 0)) return <p className="empty">The kernel printed nothing.</p>
  return (
    <ol className="log" aria-label="Kernel log">
      {rounds.flatMap((round, number) => {
        const victim = victimOf(round)
        return round.log.map(({ text, task }, index) => {
          const killed = task !== null && task === victim && text.includes('Killed process')
          return (
            <li key={`${number} ${index}`} className={killed ? 'log-killed' : undefined}>
              {rounds.length > 1 && index === 0 ? <span className="log-round">Round {number + 1}</span> : null}
              {task === null ? (
                text
              ) : (
                <button
                  type="button"
                  title="Show this process"
                  aria-current={number === shownRound && task === shownTask ? 'step' : undefined}
                  onClick={() => {
                    showRound(number)
                    inspectTask(task)
                  }}
                >
                  {text}
                </button>
              )}
            </li>
          )
        })
      })}
    </ol>
  )
}

function Printed({ round }: { round: RoundTrace }) {
  const seek = usePlaygroundState((state) => state.seek)
  if (round.printed.length === 0) return <p className="empty">The policy printed nothing. Use bpf_printk() to print.</p>
  return (
    <ol className="log" aria-label="Printed lines">
      {round.printed.map((line, index) => (
        <li key={index}>
          <span className="log-step">
            {line.iteration < 0
              ? 'before'
              : line.iteration >= round.iterations.length
                ? 'after'
                : `#${line.iteration + 1}`}
          </span>
          {line.iteration >= 0 && line.iteration < round.iterations.length ? (
            <button type="button" onClick={() => seek(line.iteration)}>
              {line.text}
            </button>
          ) : (
            line.text
          )}
        </li>
      ))}
    </ol>
  )
}

const TestsPane = lazy(() => import('../tests/TestsPane.tsx'))
const ComparePane = lazy(() => import('../compare/ComparePane.tsx'))

/** The reason stands first where it is a tab. */
const TABS_IN_ORDER: readonly BottomTab[] = ['why', ...BOTTOM_TABS.filter((id) => id !== 'why')]

/** What of a tab is loaded when it is opened. */
const later = (content: React.ReactNode) => () => <Later>{content}</Later>

export function BottomTabs({ withInspector }: { withInspector: boolean }) {
  const finished = usePlaygroundState((state) => finishedRun(state.run))
  const round = usePlaygroundState(selectRound)
  const rounds = usePlaygroundState(selectRounds)
  const cursor = usePlaygroundState((state) => state.cursor)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const raw = usePlaygroundState((state) => state.rawImport)
  const open = usePlaygroundState((state) => state.bottomTab)
  const testCount = usePlaygroundState(selectTestCount)
  const openBottomTab = usePlaygroundState((state) => state.openBottomTab)
  const asked = usePlaygroundState((state) => state.breakpoints.length + state.watches.length)
  if (finished === null || round === null) return <section className="bottom pane" aria-label="Details" />
  const { scenario } = finished.input

  const rows: Readonly<Record<BottomTab, Omit<Tab<BottomTab>, 'id'> | null>> = {
    why: withInspector ? { title: 'Why', render: () => <Inspector /> } : null,
    iterations: {
      title: 'Steps',
      badge: formatCount(rounds.reduce((sum, { iterations }) => sum + iterations.length, 0)),
      render: () => <Iterations rounds={rounds} scenario={scenario} cursor={cursor} />,
    },
    log: {
      title: 'Kernel log',
      badge: formatCount(rounds.reduce((sum, { log }) => sum + log.length, 0)),
      render: () => <KernelLog rounds={rounds} />,
    },
    tests: { title: 'Tests', badge: testCount, render: later(<TestsPane />) },
    compare: { title: 'Compare', render: later(<ComparePane />) },
    report: { title: 'Kernel report', render: () => <KernelReport run={finished} /> },
    printed: {
      title: 'Printed lines',
      badge: String(round.printed.length),
      render: () => <Printed round={round} />,
    },
    values: { title: 'Globals and maps', render: () => <PolicyValues round={round} /> },
    statement: { title: 'Statement', render: later(<StatementPanel />) },
    breakpoints: {
      title: 'Breakpoints and watches',
      badge: asked === 0 ? undefined : String(asked),
      render: later(<BreakpointsPanel />),
    },
    raw:
      raw === null
        ? null
        : {
            title: 'Raw import',
            badge: formatCount(raw.lines.length),
            render: later(<RawImportPanel raw={raw} run={finished} />),
          },
  }
  const tabs = TABS_IN_ORDER.flatMap((id): Tab<BottomTab>[] => {
    const row = rows[id]
    return row === null ? [] : [{ id, ...row }]
  })
  return (
    <section className="bottom pane" aria-label="Details" data-stale={stale}>
      <Tabs label="Details" tabs={tabs} open={open} onOpen={openBottomTab} />
    </section>
  )
}
