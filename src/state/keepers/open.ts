// Opens what comes from outside: a link, or a text that was picked, dropped or pasted. What was wrong with it becomes a notice; what could
// be read is kept.

import type { Problem } from '../../scenario/problem.ts'
import { parseJson } from '../../scenario/json-text.ts'
import { parseScenario } from '../../scenario/validate.ts'
import type { DecodedDocument } from '../../share/form.ts'
import { loadImporters } from '../load-importers.ts'
import { loadLinkCode, LINKS_NOT_LOADED } from '../load-link-code.ts'
import type { FileReading } from './reading-files.ts'
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

async function openJson(store: PlaygroundStore, name: string, text: string): Promise<void> {
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
}

/** Opens a text of any kind that the playground knows. `name` is its file's name, or what to call it. */
export async function openText(
  { store, files }: { store: PlaygroundStore; files: Pick<FileReading, 'read'> },
  name: string,
  text: string,
): Promise<void> {
  store.getState().dismissNotice('opened')
  const { LINK_IN_TEXT, NOT_RECOGNISED, recognise } = await loadImporters()
  const becomes = recognise(text, name)?.becomes
  switch (becomes?.what) {
    case undefined:
      store.getState().notify({ id: 'opened', tone: 'warning', text: `${name} ${NOT_RECOGNISED}` })
      return
    case 'policy':
      store
        .getState()
        .openImportedPolicy({ language: becomes.language, text }, name.replace(/(\.bpf|\.policy)?\.(?:[ch]|ts)$/, ''))
      return
    case 'link':
      await openLink(store, LINK_IN_TEXT.exec(text.trim())?.[1] ?? '')
      return
    case 'file':
      await openJson(store, name, text)
      return
    case 'machine':
      await files.read(name, new Blob([text]))
  }
}

/** Larger files are logs: nothing else that the playground opens grows so long. */
const LARGEST_TEXT = 8 << 20

/** Opens a file of any kind that the playground knows. A large one is read by the worker alone. */
export async function openFile(to: Parameters<typeof openText>[0], file: File): Promise<void> {
  if (file.size > LARGEST_TEXT) await to.files.read(file.name, file)
  else await openText(to, file.name, await file.text())
}
