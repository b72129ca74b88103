// Runs the sample of a first visit while the page is built, so that its finished run is on the screen before the engine has loaded. It is a real
// run of the engine that the page will load; the page repeats it there like any other.

import { SAMPLE_POLICY } from '../gallery/sample.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { RunOutput } from '../simulator/trace/run.ts'

/** The sample's run. Throws when the sample is missing or does not run: a bug of the gallery. */
export function runSample(): RunOutput {
  const policy = SAMPLE_POLICY
  const scenario = findGalleryScenario(policy.bestScenario)
  if (scenario === null) throw new Error(`the gallery has no machine ${policy.bestScenario}`)
  const output = runPolicy({
    policy: { language: 'c', text: policy.text },
    parameters: policy.parameters ?? {},
    maps: policy.maps ?? {},
    scenario,
  })
  if (output.result === null) throw new Error(`the sample ${policy.id} does not run`)
  return output
}

/** A JavaScript expression for plain data with typed arrays and big integers. */
export function toSource(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `[${value.map(toSource).join()}]`
  if (value instanceof BigInt64Array) return `BigInt64Array.of(${[...value].map(toSource).join()})`
  if (ArrayBuffer.isView(value)) {
    const { name } = value.constructor
    return `${name}.of(${Array.from(Object.values(value)).join()})`
  }
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${toSource(item)}`)
      .join()}}`
  return JSON.stringify(value)
}

/** The text of src/state/sample-run.ts in a built page. */
export const sampleRunModule = (): string => `export const sampleRun = ${toSource(runSample())}`
