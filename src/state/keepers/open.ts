// Opens what comes from outside: a link, or a text that was picked, dropped or pasted. What was wrong with it becomes a notice; what could
// be read is kept.

import type { Problem } from '../../scenario/problem.ts'
import { parseJson } from '../../scenario/json-text.ts'
import { parseScenario } from '../../scenario/validate.ts'
import type { DecodedDocument } from '../../share/form.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import { loadLinkCode, LINKS_NOT_LOADED } from '../load-link-code.ts'
import type { Importer } from './importer.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import { isObject } from '../../scenario/values.ts'

const sentences = (problems: readonly Problem[]): string[] =>
  problems.map(({ place, message }) => (place === '' || place === 'link' ? message : `${place}: ${message}`))

function openDecoded(
  store: PlaygroundStore,
  what: 'link' | 'file',
  decoded: DecodedDocument,
  asItCame: string | null = null,
): boolean {
  const { document, problems } = decoded
  if (document !== null) store.getState().openDocument(document)
  if (problems.length > 0)
    store.getState().notify({
      id: 'opened',
      tone: 'warning',
      text:
        document === null
          ? `This ${what} could not be read.`
          : `This ${what} could be read only in part. What could be read is open.`,
      details: sentences(problems),
      ...(asItCame === null ? {} : { action: { kind: 'copy', label: 'Copy the original link', text: asItCame } }),
    })
  else store.getState().dismissNotice('opened')
  return document !== null
}

/** Opens a fragment. False where it held nothing that could be read. */
export async function openLink(store: PlaygroundStore, fragment: string): Promise<boolean> {
  const links = await loadLinkCode()
  if (links !== null)
    return openDecoded(store, 'link', await links.decodeLink(fragment, links.GALLERY_CONTEXT), `#${fragment}`)
  store.getState().notify(LINKS_NOT_LOADED)
  return false
}

async function openDocumentFile(store: PlaygroundStore, text: string): Promise<void> {
  const links = await loadLinkCode()
  if (links === null) store.getState().notify(LINKS_NOT_LOADED)
  else openDecoded(store, 'file', links.parseDocument(text, links.GALLERY_CONTEXT))
}

function openScenarioJson(store: PlaygroundStore, name: string, json: unknown): void {
  const { value, problems } = parseScenario(json)
  if (value !== null) store.getState().openImportedScenario(value)
  if (value === null || problems.length > 0)
    store.getState().notify({
      id: 'opened',
      tone: 'warning',
      text: value === null ? `${name} could not be read as a scenario.` : `${name} was opened, with warnings.`,
      details: sentences(problems),
    })
}

/** A link of the playground anywhere in the text, as people paste it. */
const LINK_IN_TEXT = /#?(v\d+\.[0-9a-z]*[.-][\w-]+)\s*$/

/** What kernel reports and snapshots have. */
const LOG_LANDMARKS = [
  'invoked oom-killer',
  'oom-kill:constraint',
  'Killed process ',
  'Kill process ',
  '== oom-snapshot ',
]

/** Policies, links and the beginnings of files are no longer than this. */
const HEAD_LENGTH = 1 << 20

/** True for a JSON value a line, as containers log. */
const isJsonLines = (head: string): boolean => /^\{[^\n]*\}\r?\n\s*\{/.test(head)

/** The language that a text is a policy in, by what every policy of it has; null for what is none. */
function languageOfText(text: string): PolicyLanguage | null {
  if (/\bSEC\s*\(|#\s*include\b|\bBPF_PROG\b/.test(text)) return 'c'
  return /^export function \w+\([^)]*: *(?:task_struct|oom_control)\b/m.test(text) ? 'typescript' : null
}

/** What a text seems to be; null where it is nothing that the playground opens. Quick, however long the text is. */
export function recogniseText(text: string): 'json' | 'link' | 'policy' | 'log' | null {
  const trimmed = text.slice(0, HEAD_LENGTH).trim()
  const isLog = LOG_LANDMARKS.some((landmark) => text.includes(landmark))
  if (isLog && (!trimmed.startsWith('{') || isJsonLines(trimmed)) && !/\bSEC\s*\(/.test(trimmed)) return 'log'
  if (trimmed.startsWith('{')) return 'json'
  if (/^\S+$/.test(trimmed) && LINK_IN_TEXT.test(trimmed)) return 'link'
  return languageOfText(trimmed) === null ? null : 'policy'
}

/** Opens a text of any kind that the playground knows. `name` is its file's name, or what to call it. */
export async function openText(
  { store, importer }: { store: PlaygroundStore; importer: Pick<Importer, 'read'> },
  name: string,
  text: string,
): Promise<void> {
  const kind = recogniseText(text) ?? (/\.(?:[ch]|ts)$/.test(name) ? 'policy' : null)
  store.getState().dismissNotice('opened')
  switch (kind) {
    case 'policy':
      store
        .getState()
        .openImportedPolicy(
          { language: languageOfText(text) ?? (name.endsWith('.ts') ? 'typescript' : 'c'), text },
          name.replace(/(\.bpf|\.policy)?\.(?:[ch]|ts)$/, ''),
        )
      return
    case 'link':
      await openLink(store, LINK_IN_TEXT.exec(text.trim())?.[1] ?? '')
      return
    case 'json': {
      const json = parseJson(text)
      if (isObject(json.value) && 'policy' in json.value) await openDocumentFile(store, text)
      else if (json.problems.length === 0) openScenarioJson(store, name, json.value)
      else
        store.getState().notify({
          id: 'opened',
          tone: 'warning',
          text: `${name} is not valid JSON.`,
          details: sentences(json.problems),
        })
      return
    }
    case 'log':
    case null:
      await importer.read(name, new Blob([text]))
  }
}

/** Larger files are logs: nothing else that the playground opens grows so long. */
const LARGEST_TEXT = 8 << 20

/** Opens a file of any kind that the playground knows. A large one is read by the worker alone. */
export async function openFile(to: Parameters<typeof openText>[0], file: File): Promise<void> {
  if (file.size > LARGEST_TEXT) await to.importer.read(file.name, file)
  else await openText(to, file.name, await file.text())
}
