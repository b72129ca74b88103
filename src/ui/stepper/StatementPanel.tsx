// Everything that can be seen at the statement on show: the calls that are open, the locals of the one looked at, globals and maps, the task
// under evaluation and oc. What a statement has changed is marked.

import type { NamedValue } from '../../simulator/trace/moment.ts'
import { selectMoment, selectStepped } from '../../state/slices/stepper.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { MapTable } from './MapTable.tsx'
import { useSourceLines } from './useSourceLines.ts'
import './StatementPanel.css'

export const Changed = ({ changed }: { changed: boolean }) =>
  changed ? (
    <span className="value-changed">
      <span className="visually-hidden">changed</span>
    </span>
  ) : null

function Values({ title, values, empty }: { title: string; values: readonly NamedValue[]; empty: string }) {
  return (
    <section className="moment-part" aria-label={title}>
      <h4>{title}</h4>
      {values.length === 0 ? (
        <p className="faint">{empty}</p>
      ) : (
        <dl className="moment-values">
          {values.map(({ name, type, text, unit, changed }, index) => (
            <div key={`${index} ${name}`} title={type} data-changed={changed}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <Changed changed={changed} />
                {text}
                {unit === null ? null : <span className="value-unit"> {unit}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function CallStack() {
  const stepped = usePlaygroundState(selectStepped)
  const moment = usePlaygroundState(selectMoment)
  const shown = usePlaygroundState((state) => state.frame)
  const showFrame = usePlaygroundState((state) => state.showFrame)
  const lineOf = useSourceLines(stepped?.run.input.policy.text ?? '')
  if (moment === null) return null
  return (
    <section className="moment-part" aria-label="Call stack">
      <h4>Call stack</h4>
      <ol className="call-stack">
        {moment.frames.map(({ function: name, origin, span }, index) => (
          <li key={index}>
            <button type="button" aria-pressed={index === shown} onClick={() => showFrame(index)}>
              <code>{name}()</code>
              <span className="faint">{lineOf(origin, span.start)}</span>
            </button>
          </li>
        ))}
      </ol>
      {moment.returned === null ? null : (
        <p className="moment-returned">
          <code>{moment.returned.function}()</code> returned <b>{moment.returned.text}</b>
        </p>
      )}
    </section>
  )
}

export default function StatementPanel() {
  const unit = usePlaygroundState((state) => state.stepUnit)
  const chooseStepUnit = usePlaygroundState((state) => state.chooseStepUnit)
  const problem = usePlaygroundState((state) => state.stepperProblem)
  const stepped = usePlaygroundState(selectStepped)
  const moment = usePlaygroundState(selectMoment)
  const frame = usePlaygroundState((state) => state.frame)
  if (unit === 'task')
    return (
      <p className="empty">
        Step through the policy and the kernel’s own code, forwards and backwards:{' '}
        <button type="button" onClick={() => chooseStepUnit('statement')}>
          Step by statement
        </button>
      </p>
    )
  if (problem !== null && stepped === null) return <p className="empty">{problem}</p>
  if (moment === null) return <p className="empty">Running this step again…</p>
  return (
    <div className="moment">
      <CallStack />
      <Values title="Locals" values={moment.frames[frame]?.locals ?? []} empty="This function has none." />
      <Values title="Globals" values={moment.globals} empty="The policy has none." />
      {moment.maps.map((map) => (
        <MapTable key={map.name} map={map} />
      ))}
      <Values title="task" values={moment.task} empty="No process is being evaluated here." />
      <Values title="oc" values={moment.oc} empty="" />
      {stepped?.recording.truncated === true ? (
        <p className="faint">
          Only the first {formatCount(stepped.recording.site.length)} statements of this step are kept.
        </p>
      ) : null}
    </div>
  )
}
