// The draft in the browser's localStorage: the document as it was, beside the link that stood in the address. A machine may be megabytes, and
// changes less often than the rest: it has an entry of its own, which is written only when it is another one.

import { DOCUMENT_VERSION, type PlaygroundDocument } from '../document/document.ts'
import type { Scenario } from '../scenario/model.ts'
import { scenarioToFile } from '../scenario/print.ts'
import { isObject } from '../scenario/values.ts'
import { documentToForm } from '../share/form.ts'
import { readStored, removeStored, writeStored, type KeyValues } from './stored.ts'

const DRAFT = 'draft'
const MACHINE = 'draft-machine'

/** A draft and the link that stood in the address when it was written: with that link it is newer than the link, with another it is not. */
export interface Draft {
  /** The value of a document file; whether it can be read is for the reader of files to say. */
  file: unknown
  fragment: string
  /** The fragment has other names than the file: masking was on. */
  masked: boolean
}

export interface DraftStore {
  /** True where this visit found a draft or has written one. */
  isThere(): boolean
  write(document: PlaygroundDocument, beside: Pick<Draft, 'fragment' | 'masked'>): void
  /** null where there is none. */
  read(): Draft | null
  remove(): void
}

/** The machine's entry begins with the mark by which a draft names it: another page may have written another one. */
const entryOf = (mark: string, text: string): string => `${mark} ${text}`

function fileOf(form: unknown, machine: string | null): unknown {
  if (!isObject(form) || !isObject(form['scenario'])) return null
  const mark = form['scenario']['stored']
  if (mark === undefined) return form
  if (typeof mark !== 'string' || machine?.startsWith(entryOf(mark, '')) !== true) return null
  try {
    const inline: unknown = JSON.parse(machine.slice(entryOf(mark, '').length))
    return { ...form, scenario: { inline } }
  } catch {
    return null
  }
}

/** The value of a file's text, as drafts were written before. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function createDraftStore(storage: KeyValues): DraftStore {
  let isThere = readStored(storage, DRAFT) !== null
  /** The machine that was written last, and its mark. */
  let written: { scenario: Scenario; mark: string } | null = null
  /** A machine of so many processes had no room: larger ones are not printed only to be refused. */
  let tooMany = Infinity

  const isStillThere = (mark: string): boolean => readStored(storage, MACHINE)?.startsWith(entryOf(mark, '')) === true

  /** The mark of the machine in the storage; null where there is no room for it. */
  function keepMachine(scenario: Scenario): string | null {
    if (written?.scenario === scenario && isStillThere(written.mark)) return written.mark
    if (scenario.tasks.length >= tooMany) return null
    const mark = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`
    const isKept = writeStored(storage, MACHINE, entryOf(mark, JSON.stringify(scenarioToFile(scenario))))
    written = isKept ? { scenario, mark } : null
    if (!isKept) tooMany = scenario.tasks.length
    return isKept ? mark : null
  }

  return {
    isThere: () => isThere,
    write(document, beside) {
      const { scenario } = document
      const mark = scenario.kind === 'inline' ? keepMachine(scenario.scenario) : null
      // Rather the older draft, whole, than this one with another machine.
      if (scenario.kind === 'inline' && mark === null) return
      const form = documentToForm({ ...document, scenario: { kind: 'gallery', id: '' } })
      const named = scenario.kind === 'gallery' ? { gallery: scenario.id } : { stored: mark }
      const text = JSON.stringify({ form: { version: DOCUMENT_VERSION, ...form, scenario: named }, ...beside })
      if (!writeStored(storage, DRAFT, text)) return
      isThere = true
      if (scenario.kind === 'gallery') removeStored(storage, MACHINE)
    },
    read() {
      const text = readStored(storage, DRAFT)
      const stored = text === null ? null : valueOf(text)
      if (!isObject(stored)) return null
      const { form, file: before, fragment, masked } = stored
      const file = typeof before === 'string' ? valueOf(before) : fileOf(form, readStored(storage, MACHINE))
      if (file === null || typeof fragment !== 'string') return null
      return { file, fragment, masked: masked === true }
    },
    remove() {
      removeStored(storage, DRAFT)
      removeStored(storage, MACHINE)
      isThere = false
    },
  }
}
