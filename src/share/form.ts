// The document as plain JSON, and back: the form that files have and that links shorten. Reading keeps every part that can be read and
// says of each other part what is wrong and what stands in for it.

import type { Scenario } from '../scenario/model.ts'
import { scenarioToFile } from '../scenario/print.ts'
import type { Problem } from '../scenario/problem.ts'
import { parseScenario } from '../scenario/validate.ts'
import { isCount, isList, isObject } from '../scenario/values.ts'
import type { MapEntry } from '../document/policy.ts'
import { breakpointToForm, readAsked, readBreakpoint, readWatch } from './breakpoint-form.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import { readTests, testToForm } from './test-form.ts'
import type { PolicyTest } from '../document/tests.ts'

/** The galleries that documents refer to. They are handed in, because this folder knows no policies. */
export interface LinkContext {
  policies: readonly { id: string; text: string; typescript: string; tests?: readonly PolicyTest[] }[]
  scenarios: readonly { id: string; scenario: Scenario }[]
}

/** What could be read of a link or file, and what was wrong with it. */
export interface DecodedDocument {
  document: PlaygroundDocument | null
  problems: readonly Problem[]
}

/** The document as JSON, without its version. */
export function documentToForm(document: PlaygroundDocument): Record<string, unknown> {
  const { title, policy, parameters, maps, scenario, tests = [], breakpoints = [], watches = [], view } = document
  return {
    title,
    scenario: scenario.kind === 'gallery' ? { gallery: scenario.id } : { inline: scenarioToFile(scenario.scenario) },
    view,
    parameters,
    maps,
    ...(tests.length === 0 ? {} : { tests: tests.map(testToForm) }),
    ...(breakpoints.length === 0 ? {} : { breakpoints: breakpoints.map(breakpointToForm) }),
    ...(watches.length === 0 ? {} : { watches }),
    policy,
  }
}

/** Reads one part of a form; `undefined` where it is not of the right shape. */
type PartReader<T> = (value: unknown) => T | undefined

/** The document of a form; null only where it is no form at all. */
export function formToDocument(form: unknown, context: LinkContext): DecodedDocument {
  if (!isObject(form)) return { document: null, problems: [problem('', 'This is not a playground document.')] }
  const problems: Problem[] = []
  const read = <T>(key: string, reader: PartReader<T>, standIn: T, instead: string): T => {
    const value = reader(form[key])
    if (value !== undefined) return value
    const what = form[key] === undefined ? 'missing' : 'not readable'
    problems.push(problem(key, `The ${key} of this document is ${what}; ${instead}.`))
    return standIn
  }
  const document: PlaygroundDocument = {
    title: read('title', readText, 'Untitled', 'it is called "Untitled"'),
    policy: read('policy', readPolicy, { language: 'c', text: '' }, 'the editor starts empty'),
    parameters: read('parameters', readParameters, {}, 'they have the values of the text'),
    maps: read('maps', readMaps, {}, 'they start empty'),
    scenario: readScenario(form['scenario'], context, problems),
    ...readTestsPart(form['tests'], problems),
    ...readAskedParts(form, problems),
    view: read('view', readView, { round: 0, iteration: null }, 'the end of the first round is on show'),
  }
  return { document, problems }
}

const problem = (place: string, message: string): Problem => ({
  code: 'unreadable-part',
  severity: 'error',
  place,
  message,
})

/** No tests where there are none; those that cannot be read are left out. */
function readTestsPart(value: unknown, problems: Problem[]): Pick<PlaygroundDocument, 'tests'> {
  if (value === undefined) return {}
  const read = readTests(value)
  if (read === null) {
    problems.push(problem('tests', 'The tests of this document could not be read; it has none now.'))
    return {}
  }
  for (const { index, message } of read.wrong)
    problems.push(problem(`tests[${index}]`, `${message} This test was left out.`))
  return read.tests.length === 0 ? {} : { tests: read.tests }
}

/** Neither breakpoints nor watches where there are none; those that cannot be read are left out. */
function readAskedParts(
  form: Readonly<Record<string, unknown>>,
  problems: Problem[],
): Pick<PlaygroundDocument, 'breakpoints' | 'watches'> {
  const read = <T extends object>(key: string, reader: (one: unknown) => T | string): readonly T[] => {
    if (form[key] === undefined) return []
    const list = readAsked(form[key], reader)
    if (list === null) problems.push(problem(key, `The ${key} of this document are not readable; it has none.`))
    for (const { index, message } of list?.wrong ?? [])
      problems.push(problem(`${key}[${index}]`, `${message} What stands here was left out.`))
    return list?.asked ?? []
  }
  const breakpoints = read('breakpoints', readBreakpoint)
  const watches = read('watches', readWatch).map(({ text }) => text)
  return {
    ...(breakpoints.length === 0 ? {} : { breakpoints }),
    // Each is watched once.
    ...(watches.length === 0 ? {} : { watches: [...new Set(watches)] }),
  }
}

const readText: PartReader<string> = (value) => (typeof value === 'string' ? value : undefined)

const readPolicy: PartReader<PlaygroundDocument['policy']> = (value) =>
  isObject(value) &&
  (value['language'] === 'c' || value['language'] === 'typescript') &&
  typeof value['text'] === 'string'
    ? { language: value['language'], text: value['text'] }
    : undefined

/** Reads every member of an object with the same reader; one that cannot be read makes the whole unreadable. */
function readMembers<T>(value: unknown, reader: PartReader<T>): Record<string, T> | undefined {
  if (!isObject(value)) return undefined
  const members: [string, T][] = []
  for (const [key, item] of Object.entries(value)) {
    const member = reader(item)
    if (member === undefined) return undefined
    members.push([key, member])
  }
  return Object.fromEntries(members)
}

const readParameters: PartReader<PlaygroundDocument['parameters']> = (value) => readMembers(value, readText)

const readMapEntries: PartReader<readonly MapEntry[]> = (value) => {
  if (!isList(value)) return undefined
  const entries: MapEntry[] = []
  for (const item of value) {
    if (!isObject(item) || typeof item['key'] !== 'string' || typeof item['value'] !== 'string') return undefined
    entries.push({ key: item['key'], value: item['value'] })
  }
  return entries
}

const readMaps: PartReader<PlaygroundDocument['maps']> = (value) => readMembers(value, readMapEntries)

const readView: PartReader<PlaygroundDocument['view']> = (value) => {
  if (!isObject(value) || !isCount(value['round'])) return undefined
  const { round, iteration, pid, panes } = value
  if (iteration !== null && !isCount(iteration)) return undefined
  const names = readMembers(panes, readText)
  return {
    round,
    iteration,
    ...(isCount(pid) ? { pid } : {}),
    ...(names === undefined || Object.keys(names).length === 0 ? {} : { panes: names }),
  }
}

function readScenario(value: unknown, context: LinkContext, problems: Problem[]): PlaygroundDocument['scenario'] {
  const first: PlaygroundDocument['scenario'] = { kind: 'gallery', id: context.scenarios[0]?.id ?? '' }
  const instead = 'the first machine of the gallery stands in for it'
  if (isObject(value) && typeof value['gallery'] === 'string') {
    const id = value['gallery']
    if (context.scenarios.some((item) => item.id === id)) return { kind: 'gallery', id }
    problems.push(problem('scenario', `The gallery has no machine ${JSON.stringify(id)}; ${instead}.`))
    return first
  }
  if (isObject(value) && value['inline'] !== undefined) {
    // A machine that is being built may have no processes yet.
    const read = parseScenario(value['inline'], { mayBeEmpty: true })
    problems.push(...read.problems.map((one) => ({ ...one, place: `scenario: ${one.place}` })))
    if (read.value !== null) return { kind: 'inline', scenario: read.value }
    problems.push(problem('scenario', `The machine of this document cannot be used; ${instead}.`))
    return first
  }
  const what = value === undefined ? 'missing' : 'not readable'
  problems.push(problem('scenario', `The machine of this document is ${what}; ${instead}.`))
  return first
}
