// Reads a scenario: JSON text or a value of unknown shape in, the model and everything that is wrong out. Never throws. Errors mean that
// there is no model; warnings say what was changed or looks odd.

import * as v from 'valibot'

import { nearestNames } from '../kernel/nearest.ts'
import { buildScenario } from './build.ts'
import { CGROUP, MACHINE, OOM, SCENARIO, SYSCTL, TASK, TASK_LIMIT, keysOf } from './format.ts'
import { parseJson } from './json-text.ts'
import type { Scenario } from './model.ts'
import { checkPlausible } from './plausible.ts'
import type { Read } from './problem.ts'
import { Report, joinPlace, quote } from './report.ts'
import { isObject } from './values.ts'

export interface ParseOptions {
  /** Accepts a machine without tasks, as it is while it is being built: it cannot be run. */
  mayBeEmpty?: boolean
}

/** The scenario of a JSON text or of a parsed value, in the file format of `format.ts`. */
export function parseScenario(input: unknown, options: ParseOptions = {}): Read<Scenario> {
  if (typeof input !== 'string') return readScenario(input, options)
  const json = parseJson(input)
  return json.problems.length > 0 ? { value: null, problems: json.problems } : readScenario(json.value, options)
}

function readScenario(input: unknown, options: ParseOptions): Read<Scenario> {
  const report = new Report()
  const scenario = checkVersion(input, report) ? readVersion1(input, report, options) : null
  return { value: report.hasErrors ? null : scenario, problems: report.problems }
}

/** A file of a newer version may mean something else by the same keys, so nothing of it is read. */
function checkVersion(input: unknown, report: Report): boolean {
  const version = isObject(input) ? input['version'] : 1
  if (typeof version !== 'number' || version <= 1) return true
  report.error('newer-version', 'version', `This file has version ${version} of the format; this page reads version 1.`)
  return false
}

function readVersion1(input: unknown, report: Report, { mayBeEmpty = false }: ParseOptions): Scenario | null {
  if (!isObject(input)) {
    report.error('wrong-value', '', `A scenario must be an object, {…}; it is ${quote(input)}.`)
    return null
  }
  reportUnknownKeys(input, report)
  if (Array.isArray(input['tasks']) && input['tasks'].length > TASK_LIMIT) {
    report.error(
      'too-many-tasks',
      'tasks',
      `At most ${TASK_LIMIT} tasks can be read; this file has ${input['tasks'].length}.`,
    )
    return null
  }
  const file = v.safeParse(SCENARIO, input)
  if (!file.success) {
    for (const issue of file.issues) reportIssue(issue, report)
    return null
  }
  const scenario = buildScenario(file.output, report)
  if (scenario.tasks.length > 0) checkPlausible(scenario, report)
  else if (!mayBeEmpty) report.error('no-tasks', 'tasks', 'A machine needs at least one task.')
  return scenario
}

function reportIssue(issue: v.BaseIssue<unknown>, report: Report): void {
  let place = ''
  for (const { key } of issue.path ?? []) place = joinPlace(place, typeof key === 'number' ? key : String(key))
  const name = place === '' ? 'A scenario' : place
  if (issue.received === 'undefined') report.error('missing', place, `${name} is missing.`)
  else report.error('wrong-value', place, `${name} ${issue.message}; it is ${quote(issue.input)}.`)
}

function reportUnknownKeys(input: Readonly<Record<string, unknown>>, report: Report): void {
  const check = (value: unknown, known: readonly string[], place: string): void => {
    if (!isObject(value)) return
    for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
      const [meant] = nearestNames(key, known)
      report.warn(
        'unknown-key',
        joinPlace(place, key),
        `${JSON.stringify(key)} is not known here and was left out.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
      )
    }
  }
  const checkEach = (value: unknown, known: readonly string[], place: string): void => {
    if (Array.isArray(value)) value.forEach((item: unknown, index) => check(item, known, joinPlace(place, index)))
  }
  check(input, keysOf(SCENARIO), '')
  check(input['machine'], keysOf(MACHINE), 'machine')
  if (isObject(input['machine'])) check(input['machine']['sysctl'], keysOf(SYSCTL), 'machine.sysctl')
  checkEach(input['cgroups'], keysOf(CGROUP), 'cgroups')
  checkEach(input['tasks'], keysOf(TASK), 'tasks')
  check(input['oom'], keysOf(OOM), 'oom')
  if (isObject(input['oom'])) check(input['oom']['scope'], ['memcg'], 'oom.scope')
}
