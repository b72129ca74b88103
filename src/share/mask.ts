// Takes the names of a machine out of a whole document before it is shared: out of the machine, and out of parameters, map contents and
// strings of the policy that mention them. What cannot be replaced safely (comments, parts of names) is found and named instead.

import type { Breakpoint } from '../document/breakpoints.ts'
import { applyMasks, type Masks, masksOf } from '../scenario/mask.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import type { PolicyTest, TaskPattern } from '../document/tests.ts'

export interface MaskedDocument {
  document: PlaygroundDocument
  /** Names of the machine that are still somewhere in the policy's text, for a person to decide about. */
  left: readonly string[]
  /** So many breakpoints and watches had names that could not be replaced, and are not in the document. */
  leftOut: number
}

/** What is asked of the runs, under other names. */
interface MaskedAsked {
  breakpoints: readonly Breakpoint[]
  watches: readonly string[]
}

const MASKED_TITLE = 'Masked'
/** Shorter names stand in every text by chance. */
const SHORTEST_NAME_LEFT = 3

/** The document under other names. A machine of the gallery is no secret: such a document stays as it is. */
export function maskDocument(document: PlaygroundDocument): MaskedDocument {
  if (document.scenario.kind === 'gallery') return { document, left: [], leftOut: 0 }
  const { scenario } = document.scenario
  const { pid } = document.view
  const masks = masksOf(scenario)
  const mask = (name: string, text: string): string => maskValue(text, masks, name)
  const text = maskStrings(document.policy.text, masks)
  const { breakpoints = [], watches = [] } = document
  const asked = maskAsked({ breakpoints, watches }, masks)
  const masked: PlaygroundDocument = {
    ...document,
    title: MASKED_TITLE,
    policy: { ...document.policy, text },
    parameters: Object.fromEntries(
      Object.entries(document.parameters).map(([name, value]) => [name, mask(name, value)]),
    ),
    maps: Object.fromEntries(
      Object.entries(document.maps).map(([name, entries]) => [
        name,
        entries.map(({ key, value }) => ({ key: mask(name, key), value: mask(name, value) })),
      ]),
    ),
    ...(document.tests === undefined ? {} : { tests: document.tests.map((test) => maskTest(test, masks)) }),
    ...(document.breakpoints === undefined ? {} : { breakpoints: asked.breakpoints }),
    ...(document.watches === undefined ? {} : { watches: asked.watches }),
    scenario: { kind: 'inline', scenario: applyMasks(scenario, masks) },
    view: pid === undefined ? document.view : { ...document.view, pid: masks.pids.get(pid) ?? pid },
  }
  const leftOut = breakpoints.length + watches.length - asked.breakpoints.length - asked.watches.length
  return { document: masked, left: namesIn(text, masks), leftOut }
}

/** Without those that have a name in a string that no mask fits: part of one, say. */
const maskAsked = ({ breakpoints, watches }: MaskedAsked, masks: Masks): MaskedAsked => ({
  breakpoints: breakpoints
    .map((one) => ({ ...one, condition: maskExpression(one.condition, masks), task: maskTask(one.task, masks) }))
    .filter(({ condition }) => !hasNames(condition, masks)),
  watches: watches.map((watch) => maskExpression(watch, masks)).filter((watch) => !hasNames(watch, masks)),
})

/** Numbers are taken for pids only where the expression speaks of pids. */
const maskExpression = (text: string, masks: Masks): string =>
  maskValue(text, masks, /pid|tgid/i.test(text) ? 'pid' : '')

/** Names outside of strings are those of the policy, whose text says them as well. */
const hasNames = (text: string, masks: Masks): boolean =>
  Array.from(text.matchAll(STRING)).some(([, quoted = '']) => namesIn(quoted, masks).length > 0)

/** A pid or a name; one that is not of this machine may be of another that is as secret. */
function maskTask(task: string, { comms, pids }: Masks): string {
  const name = task.trim()
  if (/^\d*$/.test(name)) return String(name === '' ? '' : (pids.get(Number(name)) ?? name))
  return comms.get(name) ?? MASKED_TITLE
}

function maskTest(test: PolicyTest, masks: Masks): PolicyTest {
  if (test.kind !== 'victim' && test.kind !== 'not-victim' && test.kind !== 'never-killed') return test
  return { ...test, who: maskPattern(test.who, masks) }
}

function maskPattern(who: TaskPattern, { comms, paths, pids }: Masks): TaskPattern {
  switch (who.by) {
    case 'pid':
      return { by: 'pid', pid: pids.get(who.pid) ?? who.pid }
    case 'comm':
      return { by: 'comm', comm: comms.get(who.comm) ?? MASKED_TITLE }
    case 'memcg':
      return { by: 'memcg', memcg: paths.get(who.memcg) ?? '/' }
    case 'adj':
      return who
  }
}

/** Names of the machine that the text mentions, pids left out. */
const namesIn = (text: string, { comms, paths }: Masks): string[] =>
  [...comms.keys(), ...[...paths.keys()].filter((path) => path !== '/')].filter(
    (name) => name.length >= SHORTEST_NAME_LEFT && text.includes(name),
  )

const STRING = /"((?:[^"\\\n]|\\.)*)"/g
/** A quoted text, `cgroup:/path`, `pid:name`, or a number that stands alone. */
const PART = /"((?:[^"\\]|\\.)*)"|cgroup:([^\s{},="]+)|pid:([^\s{},="]+)|(?<![\w.:/-])(\d+)(?![\w.])/g

/** A value or key as people write it. Numbers are taken for pids only where the name of the parameter or map speaks of pids. */
function maskValue(text: string, masks: Masks, name: string): string {
  const whole = masks.comms.get(text) ?? masks.paths.get(text)
  if (whole !== undefined) return whole
  return text.replaceAll(PART, (part: string, quoted?: string, path?: string, comm?: string, number?: string) => {
    if (quoted !== undefined) return `"${maskName(quoted, masks)}"`
    if (path !== undefined) return `cgroup:${masks.paths.get(path) ?? path}`
    if (comm !== undefined) return `pid:${masks.comms.get(comm) ?? comm}`
    return number !== undefined && /pid/i.test(name) ? String(masks.pids.get(Number(number)) ?? number) : part
  })
}

const maskStrings = (text: string, masks: Masks): string =>
  text.replaceAll(STRING, (_, quoted: string) => `"${maskName(quoted, masks)}"`)

/** A text that is a name as a whole: of a process, a cgroup, or the last directory of one. */
function maskName(text: string, { comms, paths }: Masks): string {
  const known = comms.get(text) ?? paths.get(text)
  if (known !== undefined) return known
  for (const [path, mask] of paths)
    if (path !== '/' && path.endsWith(`/${text}`)) return mask.slice(mask.lastIndexOf('/') + 1)
  return text
}
