// The document as a file that is downloaded and opened again: the form of `form.ts` with its version, as readable JSON. The policy is
// whole in it; a machine of the gallery is named.

import { parseJson } from '../scenario/json-text.ts'
import { isCount, isObject } from '../scenario/values.ts'
import { DOCUMENT_VERSION, type PlaygroundDocument } from '../document/document.ts'
import { type DecodedDocument, type LinkContext, documentToForm, formToDocument } from './form.ts'
import { upgrade } from './versions.ts'

/** The text of a file. */
export const printDocument = (document: PlaygroundDocument): string =>
  `${JSON.stringify({ version: DOCUMENT_VERSION, ...documentToForm(document) }, null, 2)}\n`

/** The document of a file's text, as far as it can be read. */
export function parseDocument(text: string, context: LinkContext): DecodedDocument {
  const json = parseJson(text)
  return json.problems.length > 0 ? { document: null, problems: json.problems } : documentOfFile(json.value, context)
}

/** The document of a file's value, as far as it can be read. */
export function documentOfFile(file: unknown, context: LinkContext): DecodedDocument {
  const version = isObject(file) ? file['version'] : undefined
  if (!isCount(version) || version < 1) {
    const message = 'This is not a playground file: it has no version.'
    return { document: null, problems: [{ code: 'no-version', severity: 'error', place: 'version', message }] }
  }
  if (version > DOCUMENT_VERSION) {
    const message = `This file comes from a newer playground (version ${version}); this one reads up to version ${DOCUMENT_VERSION}.`
    return { document: null, problems: [{ code: 'newer-version', severity: 'error', place: 'version', message }] }
  }
  return formToDocument(upgrade(file, version), context)
}
