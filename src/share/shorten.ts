// Shortens the form of a document for links, and back: short keys, what is usual left out, policies and machines of the gallery by name,
// machines near to one of the gallery as the difference. The policy's text stands last: of a link that is cut off, the rest is whole.

import { SCHEMA_FILE, TASK_LIMIT } from '../scenario/format.ts'
import { SCENARIO_VERSION, type Scenario } from '../scenario/model.ts'
import { scenarioToFile } from '../scenario/print.ts'
import type { Problem } from '../scenario/problem.ts'
import { isList, isObject } from '../scenario/values.ts'
import { breakpointToForm } from './breakpoint-form.ts'
import { checksum } from './codec/checksum.ts'
import { columnsToRows, rowsToColumns } from './codec/columns.ts'
import type { PlaygroundDocument, View } from '../document/document.ts'
import type { LinkContext } from './form.ts'
import { applyPatch, makePatch } from './codec/patch.ts'
import { testToForm } from './test-form.ts'
import type { PolicyTest } from '../document/tests.ts'
import { columnsToTasks, tasksToColumns } from './codec/task-columns.ts'

/** A machine with many more or fewer tasks than one of the gallery is no variant of it. */
const NEARBY_TASKS = 8

type Entry = [string, unknown]

const entryUnless = (key: string, value: unknown, usual: boolean): Entry[] => (usual ? [] : [[key, value]])

/**
 * The short form: `t` title, `s` machine, `v` view as `[round, iteration, pid, panes]`, `g` parameters (globals), `m` maps as `[key, value, …]`, `c` tests, `b` breakpoints,
 * `w` watches, `p` policy. A policy of the
 * gallery is `[id, check]`, other text in C is text; in TypeScript it is `[id, check, 1]` or `{t: text}`. A machine is `[id, check]`, `[id, check, patch]` or a file with tasks in columns.
 */
export function shorten(document: PlaygroundDocument, context: LinkContext): unknown {
  const { title, parameters, maps, view, policy, tests = [], breakpoints = [], watches = [] } = document
  const known = knownPolicy(policy, context)
  const mapEntries = Object.entries(maps).map(([name, list]): Entry => [
    name,
    list.flatMap(({ key, value }) => [key, value]),
  ])
  return Object.fromEntries([
    ...entryUnless('t', title, title === ''),
    ['s', shortenScenario(document, context)],
    ...entryUnless('v', shortenView(view), view.round === 0 && view.iteration === null && !view.pid && !view.panes),
    ...entryUnless('g', parameters, Object.keys(parameters).length === 0),
    ...entryUnless('m', Object.fromEntries(mapEntries), mapEntries.length === 0),
    ...entryUnless('c', tests.map(testToForm), isSameTests(tests, known?.tests ?? [])),
    ...entryUnless('b', breakpoints.map(breakpointToForm), breakpoints.length === 0),
    ...entryUnless('w', watches, watches.length === 0),
    ['p', shortenPolicy(policy, context)],
  ])
}

const isSameTests = (a: readonly PolicyTest[], b: readonly PolicyTest[]): boolean =>
  JSON.stringify(a.map(testToForm)) === JSON.stringify(b.map(testToForm))

/** A link of a policy of the gallery that says nothing of tests has those of the gallery. */
function lengthenTests(short: Readonly<Record<string, unknown>>, { policies }: LinkContext): { tests?: unknown } {
  if (short['c'] !== undefined) return { tests: short['c'] }
  const [id] = isList(short['p']) ? short['p'] : []
  const tests = policies.find((item) => item.id === id)?.tests ?? []
  return tests.length === 0 ? {} : { tests: tests.map(testToForm) }
}

const knownPolicy = ({ language, text }: PlaygroundDocument['policy'], { policies }: LinkContext) =>
  policies.find((item) => (language === 'c' ? item.text : item.typescript) === text)

function shortenPolicy({ language, text }: PlaygroundDocument['policy'], context: LinkContext): unknown {
  const known = knownPolicy({ language, text }, context)
  if (language === 'c') return known === undefined ? text : [known.id, checksum(text)]
  return known === undefined ? { t: text } : [known.id, checksum(text), 1]
}

const shortenView = ({ round, iteration, pid, panes }: View): unknown[] => [
  round,
  iteration,
  ...(pid === undefined && panes === undefined ? [] : [pid ?? null]),
  ...(panes === undefined ? [] : [panes]),
]

/** Short forms of machines, by the galleries that they were made with: only an edit of the machine makes another. */
const shortened = new WeakMap<LinkContext, WeakMap<Scenario, unknown>>()

function shortenScenario({ scenario }: PlaygroundDocument, context: LinkContext): unknown {
  if (scenario.kind === 'gallery') return nameScenario(scenario.id, context)
  const known = shortened.get(context) ?? new WeakMap<Scenario, unknown>()
  const short = known.get(scenario.scenario) ?? shortenInline(scenario.scenario, context)
  shortened.set(context, known.set(scenario.scenario, short))
  return short
}

const fileText = (item: LinkContext['scenarios'][number]): string => JSON.stringify(scenarioToFile(item.scenario))

function nameScenario(id: string, context: LinkContext): unknown {
  const item = context.scenarios.find((one) => one.id === id)
  return item === undefined ? [id] : [id, checksum(fileText(item))]
}

function shortenInline(scenario: Scenario, context: LinkContext): unknown {
  const file = scenarioToFile(scenario)
  const { tasks } = scenario
  const variants = context.scenarios
    .filter((item) => Math.abs(item.scenario.tasks.length - tasks.length) <= NEARBY_TASKS)
    .map((item) => [item.id, checksum(fileText(item)), makePatch(scenarioToFile(item.scenario), file) ?? {}])
  const whole = shortenFile(file)
  const choices: readonly unknown[] = [whole, ...variants]
  const lengths = choices.map((choice) => JSON.stringify(choice).length)
  return choices[lengths.indexOf(Math.min(...lengths))]
}

/** What every file of this version begins with. */
const HEAD = { $schema: SCHEMA_FILE, version: SCENARIO_VERSION }

/** A machine's file with cgroups and tasks in columns. Ids that count up from the root's stand for themselves. */
function shortenFile(file: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { $schema: _schema, version: _version, cgroups: listed, tasks: listedTasks, ...rest } = file
  const cgroups = toRows(listed)
  const counted = cgroups.every(({ id }, index) => id === index + 2)
  const tasks = toRows(listedTasks)
  return {
    ...rest,
    cgroups: rowsToColumns(counted ? cgroups.map(({ id: _id, ...row }) => row) : cgroups),
    tasks: tasksToColumns(tasks, pathsOf(cgroups)) ?? rowsToColumns(tasks),
  }
}

function lengthenFile(short: Readonly<Record<string, unknown>>): unknown {
  const cgroups = columnsToRows(short['cgroups'], TASK_LIMIT)
  const tasks = columnsToTasks(short['tasks'], pathsOf(cgroups ?? [])) ?? columnsToRows(short['tasks'], TASK_LIMIT)
  const whole = { ...HEAD, ...short, cgroups: cgroups ?? short['cgroups'], tasks: tasks ?? short['tasks'] }
  const counted = cgroups?.every((cgroup) => !Object.hasOwn(cgroup, 'id')) === true
  return counted ? { ...whole, cgroups: cgroups.map((cgroup, index) => ({ ...cgroup, id: index + 2 })) } : whole
}

const pathsOf = (cgroups: readonly Readonly<Record<string, unknown>>[]): string[] => [
  '/',
  ...cgroups.map(({ path }) => (typeof path === 'string' ? path : '/')),
]

const toRows = (value: unknown): Readonly<Record<string, unknown>>[] => (isList(value) ? value.filter(isObject) : [])

/** The form of a short form. What does not fit is passed on as it is: the reader of forms says what is wrong with it. */
export function lengthen(short: unknown, context: LinkContext, problems: Problem[]): unknown {
  if (!isObject(short)) return short
  const view = short['v'] ?? [0, null]
  return {
    title: short['t'] ?? '',
    scenario: lengthenScenario(short['s'], context, problems),
    view: isList(view) ? { round: view[0], iteration: view[1], pid: view[2], panes: view[3] } : view,
    parameters: short['g'] ?? {},
    maps: lengthenMaps(short['m'] ?? {}),
    ...lengthenTests(short, context),
    ...(short['b'] === undefined ? {} : { breakpoints: short['b'] }),
    ...(short['w'] === undefined ? {} : { watches: short['w'] }),
    policy: lengthenPolicy(short['p'], context, problems),
  }
}

function lengthenMaps(maps: unknown): unknown {
  if (!isObject(maps)) return maps
  return Object.fromEntries(Object.entries(maps).map(([name, list]) => [name, isList(list) ? pairs(list) : list]))
}

const pairs = (list: readonly unknown[]): unknown[] =>
  Array.from({ length: Math.ceil(list.length / 2) }, (_, index) => ({
    key: list[2 * index],
    value: list[2 * index + 1],
  }))

function lengthenPolicy(policy: unknown, context: LinkContext, problems: Problem[]): unknown {
  if (typeof policy === 'string') return { language: 'c', text: policy }
  if (isObject(policy) && typeof policy['t'] === 'string') return { language: 'typescript', text: policy['t'] }
  if (!isList(policy)) return policy
  const [id, check, inTypeScript] = policy
  const known = context.policies.find((item) => item.id === id)
  if (known === undefined) {
    const message = `The gallery has no policy ${JSON.stringify(id)} any more, so its text is lost.`
    problems.push({ code: 'unknown-policy', severity: 'error', place: 'policy', message })
    return undefined
  }
  const text = inTypeScript === 1 ? known.typescript : known.text
  if (check !== checksum(text)) problems.push(changed('policy', known.id))
  return { language: inTypeScript === 1 ? 'typescript' : 'c', text }
}

function lengthenScenario(scenario: unknown, context: LinkContext, problems: Problem[]): unknown {
  if (isObject(scenario)) return { inline: lengthenFile(scenario) }
  if (!isList(scenario)) return scenario
  const [id, check, patch] = scenario
  const known = context.scenarios.find((item) => item.id === id)
  if (known === undefined) return { gallery: id }
  const file = scenarioToFile(known.scenario)
  if (check !== checksum(JSON.stringify(file))) problems.push(changed('scenario', known.id))
  return patch === undefined ? { gallery: id } : { inline: applyPatch(file, patch) }
}

const changed = (place: string, id: string): Problem => ({
  code: 'gallery-changed',
  severity: 'warning',
  place,
  message: `${JSON.stringify(id)} of the gallery has changed since this link was made; the current one is used.`,
})
