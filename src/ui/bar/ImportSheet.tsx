// The import sheet: what a log or a snapshot describes, in an operator's words, before it takes the place of what is on the screen.

import { useEffect, useRef, useState } from 'react'

import type { Intake } from '../../state/shape/intake.ts'
import type { OpenChoice } from '../../state/keepers/reading-files.ts'
import type { ImportedLog, ReportSummary } from '../../scenario/import/import-log.ts'
import { importerOf } from '../../scenario/import/importers.ts'
import type { Replay } from '../../scenario/import/replay.ts'
import type { Scenario } from '../../scenario/model.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground } from '../playground.ts'
import { formatCount, formatPages, plural } from '../../scenario/amounts.ts'
import './ImportSheet.css'

const nameOf = (one: { pid: number; comm: string } | null): string =>
  one === null ? 'not known' : `${one.comm} (pid ${one.pid})`

function formatReport({ index, stamp, invoker, scope, memcg, victim }: ReportSummary): string {
  const where = memcg ?? (scope === 'global' ? 'whole machine' : scope)
  const died = victim === null ? 'no victim named' : `${nameOf(victim)} died`
  return `${index + 1}. ${stamp ?? 'no time'}: ${invoker ?? 'somebody'} asked, ${where}, ${died}`
}

function Reading({ intake }: { intake: Intake & { phase: 'reading' } }) {
  const { files } = usePlayground()
  const percent = intake.total === 0 ? 0 : Math.min(100, Math.floor((100 * intake.done) / intake.total))
  return (
    <>
      <label className="sheet-progress">
        Searching {intake.name}
        <progress max={100} value={percent} />
      </label>
      <div className="dialog-actions">
        <button type="button" onClick={() => files.cancel()}>
          Cancel
        </button>
      </div>
    </>
  )
}

function memoryRows({ machine, oom, cgroups }: Scenario): [string, string][] {
  const { scope } = oom
  const limited = scope.kind === 'memcg' ? cgroups.find(({ path }) => path === scope.path) : undefined
  const limit = limited?.memoryMaxPages ?? null
  return [
    ['What ran out', scope.kind === 'global' ? 'the memory of the whole machine' : `the limit of ${scope.path}`],
    ...(limit === null ? [] : [['Limit', formatPages(limit)] satisfies [string, string]]),
    ['Memory', `${formatPages(machine.ramPages)} RAM, ${formatPages(machine.swapPages)} swap`],
  ]
}

const Rows = ({ rows }: { rows: readonly (readonly [string, string])[] }) => (
  <dl className="sheet-facts">
    {rows.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

function ReplayLine({ replay }: { replay: Replay }) {
  const tone = replay.agrees === true ? 'agrees' : replay.agrees === false ? 'differs' : 'open'
  const text =
    replay.agrees === true
      ? `Our replay agrees with your log: ${nameOf(replay.victim)}.`
      : replay.agrees === false
        ? `Our replay does not agree with your log: it picks ${replay.victim === null ? 'nobody' : nameOf(replay.victim)}.`
        : 'This decision cannot be replayed.'
  return (
    <p className={`sheet-replay sheet-replay-${tone}`} role="note" aria-label="Replay">
      <Icon name={replay.agrees === true ? 'hint' : 'warning'} />
      <span>
        {text} {replay.reason}
      </span>
    </p>
  )
}

const Sentences = ({ title, texts }: { title: string; texts: readonly string[] }) =>
  texts.length === 0 ? null : (
    <details open={texts.length <= 4}>
      <summary>
        {title} ({texts.length})
      </summary>
      <ul className="sheet-gaps" aria-label={title}>
        {texts.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </details>
  )

function LogFacts({ imported, release }: { imported: ImportedLog; release: string | null }) {
  const { scenario, report, replay, gaps, problems } = imported
  const rows: [string, string][] = [
    ['Kernel', release ?? 'not named'],
    ['When', report.stamp ?? 'no time in the log'],
    ['Who asked for memory', report.header?.comm ?? report.cpu?.comm ?? 'not known'],
    ['Who died', nameOf(replay.logged)],
    ...(scenario === null ? [] : memoryRows(scenario)),
    ['Processes', formatCount(report.rows.length)],
  ]
  return (
    <>
      <Rows rows={rows} />
      <ReplayLine replay={replay} />
      {scenario === null ? (
        <p>This report does not say how large any process was, so no machine can be made from it.</p>
      ) : null}
      <Sentences title="What the log does not say" texts={gaps.map(({ message }) => message)} />
      <Sentences title="Damaged or unusual lines" texts={problems.map(({ message }) => message)} />
    </>
  )
}

function OpenActions({ possible }: { possible: boolean }) {
  const { files } = usePlayground()
  const button = useRef<HTMLButtonElement>(null)
  // Enter opens what was read: the sheet has just come from reading, with the focus nowhere in particular.
  useEffect(() => button.current?.focus(), [])
  const [choice, setChoice] = useState<OpenChoice>({ maskNames: false, keepPolicy: false })
  return (
    <>
      <fieldset className="sheet-choices">
        <legend className="visually-hidden">How to open it</legend>
        <label>
          <input
            type="checkbox"
            role="switch"
            aria-checked={choice.maskNames}
            checked={choice.maskNames}
            onChange={(event) => setChoice({ ...choice, maskNames: event.target.checked })}
          />{' '}
          Mask names, pids and cgroup paths
        </label>
        <label>
          <input
            type="checkbox"
            checked={choice.keepPolicy}
            onChange={(event) => setChoice({ ...choice, keepPolicy: event.target.checked })}
          />{' '}
          Keep the open policy instead of the kernel’s own rule
        </label>
      </fieldset>
      <div className="dialog-actions">
        <span className="faint sheet-privacy">Nothing leaves this browser.</span>
        <button type="button" onClick={() => files.cancel()}>
          Cancel
        </button>
        <button ref={button} type="button" className="primary" disabled={!possible} onClick={() => files.open(choice)}>
          Open this machine
        </button>
      </div>
    </>
  )
}

function ReadLog({ intake }: { intake: Intake & { phase: 'log' } }) {
  const { files } = usePlayground()
  const { log, pick, imported } = intake
  return (
    <>
      {log.reports.length < 2 ? null : (
        <label className="sheet-pick">
          {plural(log.reports.length, 'report')} in {intake.name}
          <select
            size={Math.min(6, log.reports.length)}
            value={pick}
            onChange={(event) => void files.pick(Number(event.target.value))}
          >
            {log.reports.map((report) => (
              <option key={report.index} value={report.index}>
                {formatReport(report)}
              </option>
            ))}
          </select>
        </label>
      )}
      <LogFacts imported={imported} release={log.reports[pick]?.release ?? null} />
      <OpenActions possible={imported.scenario !== null} />
    </>
  )
}

function ReadMachine({ intake }: { intake: Intake & { phase: 'machine' } }) {
  const { summary, scenario, gaps, problems } = intake.machine
  const { cannotSay } = importerOf(intake.importer)
  return (
    <>
      <p>{summary}</p>
      {scenario === null ? (
        <p>It does not say how large any process is, so there is no machine to open.</p>
      ) : (
        <Rows
          rows={[
            ['Kernel rules', scenario.kernel],
            ['Processes', formatCount(scenario.tasks.length)],
            ['Memory cgroups', formatCount(scenario.cgroups.length)],
            [
              'Memory',
              `${formatPages(scenario.machine.ramPages)} RAM, ${formatPages(scenario.machine.swapPages)} swap`,
            ],
          ]}
        />
      )}
      <Sentences
        title="What it does not say"
        texts={[...(cannotSay === null ? [] : [cannotSay]), ...[...gaps, ...problems].map(({ message }) => message)]}
      />
      <OpenActions possible={scenario !== null} />
    </>
  )
}

function titleOf(intake: Intake): string {
  switch (intake.phase) {
    case 'reading':
      return 'Import'
    case 'log':
      return importerOf('kernel-log').becomes.title
    case 'machine':
      return importerOf(intake.importer).becomes.title
  }
}

export default function ImportSheet({ intake }: { intake: Intake }) {
  const { files } = usePlayground()
  return (
    <Dialog title={titleOf(intake)} onClose={() => files.cancel()}>
      {intake.phase === 'reading' ? (
        <Reading intake={intake} />
      ) : intake.phase === 'log' ? (
        <ReadLog intake={intake} />
      ) : (
        <ReadMachine intake={intake} />
      )}
    </Dialog>
  )
}
