// The fields of the OOM event, of the process and of its memory cgroup, as the kernel's table of structs has them. It is loaded after the
// first run, as the table is large.

import { useMemo } from 'react'
import type { Scenario, Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { controlRows } from '../../reading/fields/control-fields.ts'
import { memcgRowsOf } from '../../reading/fields/memcg-fields.ts'
import { taskRows } from '../../reading/fields/task-fields.ts'
import type { FieldRow } from '../../reading/fields/field.ts'
import type { Chosen } from '../../reading/iteration.ts'
import './Fields.css'

/** A path in code, which breaks behind an arrow and nowhere else. */
const Path = ({ path }: { path: string }) => (
  <code>
    {path.split(/(?<=->)/).map((part, place) => (
      <span key={place} className="path-part">
        {part}
        <wbr />
      </span>
    ))}
  </code>
)

const Rows = ({ rows }: { rows: readonly FieldRow[] }) => (
  <dl className="fields">
    {rows.map((row) => (
      <div key={row.label} title={row.facts === null ? row.hint : `${row.hint}\n${row.facts}`}>
        <dt>
          {row.label} <Path path={row.kernel} />
        </dt>
        <dd title={row.exact}>{row.value}</dd>
      </div>
    ))}
  </dl>
)

interface Props {
  /** Says when the values of `oom_control` are these. */
  moment: string
  chosen: Chosen | null
  round: RoundTrace
  /** The process on show; left out where nobody is. */
  task: Task | undefined
  scenario: Scenario
}

export default function Fields({ moment, chosen, round, task, scenario }: Props) {
  const control = useMemo(() => controlRows(chosen, round, scenario), [chosen, round, scenario])
  const process = useMemo(() => (task === undefined ? [] : taskRows(task, scenario)), [task, scenario])
  const memcg = useMemo(() => (task === undefined ? [] : memcgRowsOf(task, scenario)), [task, scenario])
  return (
    <>
      <h3 className="section">{moment}</h3>
      <Rows rows={control} />
      {process.length === 0 ? null : (
        <>
          <h3 className="section">The process</h3>
          <Rows rows={process} />
        </>
      )}
      {memcg.length === 0 ? null : (
        <>
          <h3 className="section">Its memory cgroup</h3>
          <Rows rows={memcg} />
        </>
      )}
    </>
  )
}
