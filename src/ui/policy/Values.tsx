// Parameters (const volatile globals) as a form and map contents as rows: the half of a policy that userspace supplies.

import { useId, useState } from 'react'

import type { MapInfo, ParameterInfo } from '../../simulator/trace/run.ts'
import type { MapEntry } from '../../document/policy.ts'
import { scenarioOf } from '../../state/slices/document.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import './Values.css'

function Parameter({ parameter }: { parameter: ParameterInfo }) {
  const value = usePlaygroundState((state) => state.document.parameters[parameter.name])
  const setParameter = usePlaygroundState((state) => state.setParameter)
  const id = useId()
  return (
    <div className="parameter">
      <label htmlFor={id}>
        {parameter.doc ?? parameter.name}{' '}
        <code>
          {parameter.type} {parameter.name}
        </code>
      </label>
      <input
        id={id}
        className="mono"
        value={value ?? parameter.defaultValue}
        title={parameter.range === null ? undefined : `${parameter.range.min} to ${parameter.range.max}`}
        onChange={(event) =>
          setParameter(parameter.name, event.target.value === parameter.defaultValue ? null : event.target.value)
        }
      />
      {value === undefined ? (
        <span className="faint">as in the text</span>
      ) : (
        <button type="button" className="quiet" onClick={() => setParameter(parameter.name, null)}>
          Back to {parameter.defaultValue}
        </button>
      )}
    </div>
  )
}

const NO_ENTRIES: readonly MapEntry[] = []

function MapRows({ map, suggestions }: { map: MapInfo; suggestions: string }) {
  const stored = usePlaygroundState((state) => state.document.maps[map.name] ?? NO_ENTRIES)
  const setMapEntries = usePlaygroundState((state) => state.setMapEntries)
  /** The row being added lives here until it has a key. */
  const [added, setAdded] = useState<MapEntry>({ key: '', value: '' })

  const change = (index: number, part: Partial<MapEntry>) =>
    setMapEntries(
      map.name,
      stored.map((entry, at) => (at === index ? { ...entry, ...part } : entry)),
    )
  const add = () => {
    if (added.key.trim() === '') return
    setMapEntries(map.name, [...stored, { key: added.key.trim(), value: added.value.trim() || '0' }])
    setAdded({ key: '', value: '' })
  }

  return (
    <fieldset className="map-editor">
      <legend>
        <code>{map.name}</code> {map.doc}
        <span className="faint">
          {' '}
          {map.kind}, {map.keyType} to {map.valueType}, at most {formatCount(map.maxEntries)}
        </span>
      </legend>
      <div className="map-row map-head" aria-hidden>
        <span>Key</span>
        <span>Value</span>
        <span />
      </div>
      {stored.map((entry, index) => (
        <div key={index} className="map-row">
          <input
            className="mono"
            aria-label={`${map.name} key ${index + 1}`}
            list={suggestions}
            value={entry.key}
            onChange={(event) => change(index, { key: event.target.value })}
          />
          <input
            className="mono"
            aria-label={`${map.name} value ${index + 1}`}
            value={entry.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <button
            type="button"
            className="quiet"
            aria-label={`Remove ${entry.key}`}
            onClick={() =>
              setMapEntries(
                map.name,
                stored.filter((_, at) => at !== index),
              )
            }
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <form
        className="map-row"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <input
          className="mono"
          aria-label={`${map.name} new key`}
          placeholder="cgroup:/… or a number"
          list={suggestions}
          value={added.key}
          onChange={(event) => setAdded({ ...added, key: event.target.value })}
        />
        <input
          className="mono"
          aria-label={`${map.name} new value`}
          placeholder="0"
          value={added.value}
          onChange={(event) => setAdded({ ...added, value: event.target.value })}
        />
        <button type="submit" className="quiet" aria-label={`Add to ${map.name}`}>
          <Icon name="add" />
        </button>
      </form>
    </fieldset>
  )
}

export function Values() {
  const summary = usePlaygroundState((state) => state.summary)
  const scenario = usePlaygroundState((state) => scenarioOf(state.document))
  const suggestions = useId()
  const parameters = summary?.parameters ?? []
  const maps = summary?.maps ?? []
  if (parameters.length === 0 && maps.length === 0)
    return (
      <p className="empty">
        This policy has no parameters or maps. A <code>const volatile</code> global becomes a parameter here.
      </p>
    )
  return (
    <div className="values">
      <datalist id={suggestions}>
        {scenario.cgroups.map((cgroup) => (
          <option key={cgroup.path} value={`cgroup:${cgroup.path}`}>
            {cgroup.path}
          </option>
        ))}
      </datalist>
      {parameters.map((parameter) => (
        <Parameter key={parameter.name} parameter={parameter} />
      ))}
      {maps.map((map) => (
        <MapRows key={map.name} map={map} suggestions={suggestions} />
      ))}
    </div>
  )
}
