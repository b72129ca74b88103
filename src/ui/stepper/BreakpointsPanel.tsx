// What a finished run is asked: breakpoints with their hits, watches with their values over all steps, and which lines never ran.

import { useState } from 'react'

import { selectAnalysed, selectHits } from '../../state/slices/breakpoints.ts'
import type { SetBreakpoint } from '../../state/shape/breakpoints.ts'
import type { Breakpoint } from '../../document/breakpoints.ts'
import { VERDICTS } from '../../kernel/interfaces.ts'
import type { WatchValues } from '../../simulator/trace/analysis.ts'
import { runLine, stopOf } from '../../reading/rounds.ts'
import { selectPosition, selectRounds } from '../../state/selectors.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount, plural } from '../../scenario/amounts.ts'
import { HitList } from './HitList.tsx'
import { Sparkline } from './Sparkline.tsx'
import { formatWatch } from './watch.ts'
import './BreakpointsPanel.css'

/** A field that hands on what was typed when it is left, or at Enter. */
const Field = ({ label, value, onDone }: { label: string; value: string; onDone: (text: string) => void }) => (
  <input
    aria-label={label}
    placeholder={label}
    spellCheck={false}
    defaultValue={value}
    onBlur={(event) => onDone(event.currentTarget.value)}
    onKeyDown={(event) => {
      if (event.key === 'Enter') onDone(event.currentTarget.value)
    }}
  />
)

const titleOf = ({ line }: Breakpoint): string => (line === null ? 'Evaluation' : `Line ${line}`)

function BreakpointRow({ breakpoint, index }: { breakpoint: SetBreakpoint; index: number }) {
  const change = usePlaygroundState((state) => state.changeBreakpoint)
  const remove = usePlaygroundState((state) => state.removeBreakpoint)
  const found = usePlaygroundState((state) => selectAnalysed(state)?.analysis.breakpoints[index] ?? null)
  const edit = (part: Partial<Breakpoint>) => change(breakpoint.id, part)
  const title = titleOf(breakpoint)
  return (
    <li className="breakpoint-row" aria-label={title}>
      <b>
        <span className="breakpoint-sign" aria-hidden /> {title}
      </b>
      <Field
        label="Condition"
        value={breakpoint.condition}
        onDone={(condition) => {
          if (condition !== breakpoint.condition) edit({ condition })
        }}
      />
      <Field
        label="Pid or name"
        value={breakpoint.task}
        onDone={(task) => {
          if (task !== breakpoint.task) edit({ task })
        }}
      />
      <select
        aria-label="Verdict"
        value={breakpoint.verdict ?? ''}
        onChange={(event) => edit({ verdict: VERDICTS.find((one) => one === event.target.value) ?? null })}
      >
        <option value="">any verdict</option>
        {VERDICTS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <label title="Only where oc->chosen changes">
        <input
          type="checkbox"
          checked={breakpoint.change}
          onChange={(event) => edit({ change: event.target.checked })}
        />{' '}
        chosen changes
      </label>
      <button type="button" className="quiet" aria-label={`Remove: ${title}`} onClick={() => remove(breakpoint.id)}>
        <Icon name="close" />
      </button>
      <span className="breakpoint-found">
        {found === null
          ? '…'
          : (found.problem ??
            `${plural(found.count, 'hit')}${found.more ? ' or more' : ''}${
              found.line === null || found.line === breakpoint.line ? '' : `, at line ${found.line}`
            }`)}
      </span>
    </li>
  )
}

function Hits() {
  const hits = usePlaygroundState(selectHits)
  const jumpToHit = usePlaygroundState((state) => state.jumpToHit)
  if (hits.length === 0) return null
  return (
    <>
      <div className="hit-buttons">
        <button type="button" title="Previous hit ([)" onClick={() => jumpToHit(-1)}>
          <Icon name="previous" /> Previous hit
        </button>
        <button type="button" title="Next hit (])" onClick={() => jumpToHit(1)}>
          Next hit <Icon name="next" />
        </button>
      </div>
      <HitList hits={hits} />
    </>
  )
}

function WatchRow({ text, index, values }: { text: string; index: number; values: WatchValues | undefined }) {
  const remove = usePlaygroundState((state) => state.removeWatch)
  const rounds = usePlaygroundState(selectRounds)
  const cursor = usePlaygroundState((state) => state.cursor)
  const position = usePlaygroundState(selectPosition)
  const ofRound = values?.values[cursor.round]
  const now = ofRound?.[Math.min(position, ofRound.length - 1)]
  return (
    <li className="watch-row" aria-label={`Watch ${text}`}>
      <code>{text}</code>
      <output aria-label="Value now">
        {values === undefined ? '…' : (values.problem ?? (now === undefined ? '–' : formatWatch(values, now)))}
      </output>
      {values === undefined || values.problem !== null ? (
        <span />
      ) : (
        <Sparkline
          label={`${text} over all steps`}
          values={values.values}
          stops={runLine(rounds).count}
          starts={runLine(rounds).starts}
          at={stopOf(rounds, cursor)}
        />
      )}
      <button type="button" className="quiet" aria-label={`Remove watch ${text}`} onClick={() => remove(index)}>
        <Icon name="close" />
      </button>
    </li>
  )
}

function Watches() {
  const watches = usePlaygroundState((state) => state.watches)
  const addWatch = usePlaygroundState((state) => state.addWatch)
  const analysed = usePlaygroundState(selectAnalysed)
  const [text, setText] = useState('')
  return (
    <section aria-label="Watches" className="watches">
      <h4>Watches</h4>
      <form
        className="watch-new"
        onSubmit={(event) => {
          event.preventDefault()
          addWatch(text)
          setText('')
        }}
      >
        <input
          aria-label="Expression to watch"
          placeholder="oc->chosen_points, task->pid, a global"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit">Watch</button>
      </form>
      <ul>
        {watches.map((one, index) => (
          <WatchRow
            key={one}
            text={one}
            index={index}
            values={analysed?.watches === watches ? analysed.analysis.watches[index] : undefined}
          />
        ))}
      </ul>
    </section>
  )
}

function Coverage() {
  const lines = usePlaygroundState((state) => selectAnalysed(state)?.analysis.lines ?? null)
  const goToPolicy = usePlaygroundState((state) => state.goToLine)
  if (lines === null) return null
  const all = lines.filter((count) => count >= 0).length
  const never = Array.from(lines.keys()).filter((line) => lines[line] === 0)
  return (
    <p className="coverage">
      {never.length === 0
        ? `All ${plural(all, 'line')} with statements ran.`
        : `${all - never.length} of ${plural(all, 'line')} with statements ran. Never: `}
      {never.slice(0, MAX_LINES).map((line) => (
        <button key={line} type="button" className="quiet" onClick={() => goToPolicy(line + 1)}>
          {line + 1}
        </button>
      ))}
      {never.length > MAX_LINES ? ` and ${formatCount(never.length - MAX_LINES)} more` : null}
    </p>
  )
}

const MAX_LINES = 24

export default function BreakpointsPanel() {
  const breakpoints = usePlaygroundState((state) => state.breakpoints)
  const addBreakpoint = usePlaygroundState((state) => state.addBreakpoint)
  return (
    <div className="asked">
      <section aria-label="Breakpoints" className="breakpoints">
        <h4>Breakpoints</h4>
        {breakpoints.length === 0 ? (
          <p className="faint">
            Set one after the run: click beside a line number, or press <kbd>F9</kbd> in the editor. All hits are found
            at once.
          </p>
        ) : (
          <ul>
            {breakpoints.map((one, index) => (
              <BreakpointRow key={one.id} breakpoint={one} index={index} />
            ))}
          </ul>
        )}
        <button type="button" onClick={addBreakpoint}>
          <Icon name="add" /> Break on verdict
        </button>
        <Hits />
        <Coverage />
      </section>
      <Watches />
    </div>
  )
}
