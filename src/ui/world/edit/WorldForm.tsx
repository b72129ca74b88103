// Every value of a process, a cgroup or the machine as fields, from one table each. Loaded when it is first opened.

import { useId, useState } from 'react'

import type { Scenario } from '../../../scenario/model.ts'
import type { WorldEdit } from '../../../scenario/edit.ts'
import {
  cgroupValues,
  machineValues,
  oomValues,
  taskValues,
  textOf,
  type FormValues,
} from '../../../state/machine-form.ts'
import type { Target } from '../../../state/selection.ts'
import { usePlaygroundState } from '../../playground.ts'
import { Field } from './Field.tsx'
import {
  CGROUP_GROUPS,
  MACHINE_GROUPS,
  OOM_GROUPS,
  TASK_GROUPS,
  type Control,
  type Group,
  type Value,
} from './form-fields.ts'
import './WorldForm.css'

interface ControlProps<Key extends string> {
  control: Control<Key>
  values: FormValues
  paths: readonly string[]
  edit: (key: Key, value: Value) => WorldEdit
}

/** The first problem of a change by a click, for a person to see. */
function useChange(): [string | null, (edit: WorldEdit) => void] {
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  const [problem, setProblem] = useState<string | null>(null)
  return [
    problem,
    (edit) => setProblem(changeWorld(edit).find(({ severity }) => severity === 'error')?.message ?? null),
  ]
}

function Flag<Key extends string>({
  control,
  values,
  edit,
}: ControlProps<Key> & { control: Control<Key> & { kind: 'flag' } }) {
  const [problem, change] = useChange()
  const value = values[control.key]
  const checked = value === undefined ? control.usually : value === control.on
  return (
    <>
      <label className="form-flag" title={control.hint}>
        <input
          type="checkbox"
          checked={checked}
          onChange={(event) => change(edit(control.key, event.target.checked ? control.on : control.off))}
        />
        <span>
          {control.label} {control.kernel === undefined ? null : <code>{control.kernel}</code>}
        </span>
      </label>
      {problem === null ? null : (
        <p role="alert" className="form-problem">
          {problem}
        </p>
      )}
    </>
  )
}

function Choice<Key extends string>({
  control,
  values,
  paths,
  edit,
}: ControlProps<Key> & { control: Control<Key> & { kind: 'choice' | 'path' } }) {
  const [problem, change] = useChange()
  const options: readonly (readonly [Value, string])[] =
    control.kind === 'choice'
      ? control.options
      : [
          ...(control.before ?? []),
          ...paths.filter((path) => control.root || path !== '/').map((path) => [path, path] as const),
        ]
  const current = values[control.key]
  const at = options.findIndex(([value]) => value === (current ?? null))
  return (
    <>
      <label className="form-choice" title={control.hint}>
        <span>
          {control.label} {control.kernel === undefined ? null : <code>{control.kernel}</code>}
        </span>
        <select
          value={Math.max(0, at)}
          onChange={(event) => change(edit(control.key, options[Number(event.target.value)]?.[0] ?? null))}
        >
          {options.map(([value, text], index) => (
            <option key={String(value)} value={index}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {problem === null ? null : (
        <p role="alert" className="form-problem">
          {problem}
        </p>
      )}
    </>
  )
}

function OneControl<Key extends string>(props: ControlProps<Key>) {
  const { control, values, edit } = props
  switch (control.kind) {
    case 'flag':
      return <Flag {...props} control={control} />
    case 'choice':
    case 'path':
      return <Choice {...props} control={control} />
    case 'text':
      return (
        <Field
          label={control.label}
          kernel={control.kernel}
          hint={control.hint}
          placeholder={control.usually}
          step={control.step}
          value={textOf(values, control.key)}
          edit={(text) => edit(control.key, text)}
        />
      )
  }
}

interface GroupsProps<Key extends string> {
  id: string
  groups: readonly Group<Key>[]
  values: FormValues
  paths: readonly string[]
  edit: (key: Key, value: Value) => WorldEdit
}

const Groups = <Key extends string>({ id, groups, ...rest }: GroupsProps<Key>) =>
  groups.map((group) => (
    <fieldset key={group.title}>
      <legend>{group.title}</legend>
      {group.controls.map((control) => (
        <OneControl key={`${id} ${control.key}`} control={control} {...rest} />
      ))}
    </fieldset>
  ))

/** `target` null: the machine as a whole. */
export default function WorldForm({ scenario, target }: { scenario: Scenario; target: Target | null }) {
  const heading = useId()
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const paths = scenario.cgroups.map(({ path }) => path)
  const isMachine = target === null || (target.kind === 'cgroup' && target.path === '/')
  const task = target?.kind === 'task' ? taskValues(scenario, target.pid) : null
  const cgroup = target?.kind === 'cgroup' && !isMachine ? cgroupValues(scenario, target.path) : null
  return (
    // It scrolls, so the keyboard must be able to reach it.
    <div className="world-form" role="group" aria-labelledby={heading} tabIndex={0}>
      <h3 id={heading} className="visually-hidden">
        {isMachine ? 'Machine and event' : task === null ? 'Cgroup' : 'Process'}
      </h3>
      {task !== null && target?.kind === 'task' ? (
        <Groups
          id={`task ${target.pid}`}
          groups={TASK_GROUPS}
          values={task}
          paths={paths}
          edit={(key, value) => ({ what: 'task', pid: target.pid, key, value })}
        />
      ) : null}
      {cgroup !== null && target?.kind === 'cgroup' ? (
        <Groups
          id={`cgroup ${target.path}`}
          groups={CGROUP_GROUPS}
          values={cgroup}
          paths={paths}
          edit={(key, value) => ({ what: 'cgroup', path: target.path, key, value })}
        />
      ) : null}
      {isMachine ? (
        <>
          <p className="form-ways">
            <button type="button" onClick={() => openDialog('generator')}>
              Make a machine from a seed
            </button>
          </p>
          <Groups
            id="oom"
            groups={OOM_GROUPS}
            values={oomValues(scenario)}
            paths={paths}
            edit={(key, value) => ({ what: 'oom', key, value })}
          />
          <Groups
            id="machine"
            groups={MACHINE_GROUPS}
            values={machineValues(scenario)}
            paths={paths}
            edit={(key, value) => ({ what: 'machine', key, value })}
          />
        </>
      ) : null}
    </div>
  )
}
