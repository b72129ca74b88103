// What the engine is given for a document.

import type { RunInput } from '../simulator/trace/run.ts'
import type { EditedDocument } from './shape/document.ts'
import { scenarioOf } from './slices/document.ts'

let last: RunInput | null = null

/** The same object for as long as a document asks for the same run: runs are told apart by it. A new title asks for no new run. */
export function runInputOf(document: EditedDocument): RunInput {
  const { policy, parameters, maps } = document
  const scenario = scenarioOf(document)
  const isLast =
    last !== null &&
    last.policy === policy &&
    last.parameters === parameters &&
    last.maps === maps &&
    last.scenario === scenario
  if (last === null || !isLast) last = { policy, parameters, maps, scenario }
  return last
}
