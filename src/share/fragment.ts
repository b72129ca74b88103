// The document in the fragment of an address, and back: `v1.<check sum>-<packed JSON>`, or with a dot for the other packing (`packing.ts`).
// A link that is cut off, mistyped or made by a newer playground gives what could be read, and says what is wrong; decoding never throws.

import { findJsonStop } from '../scenario/json-text.ts'
import type { Problem } from '../scenario/problem.ts'
import { checksum } from './codec/checksum.ts'
import { DOCUMENT_VERSION, type PlaygroundDocument } from '../document/document.ts'
import { type DecodedDocument, type LinkContext, formToDocument } from './form.ts'
import { pack, unpack, type Packed } from './codec/packing.ts'
import { lengthen, shorten } from './shorten.ts'
import { upgrade } from './versions.ts'

const LINK = /^v(\d{1,6})\.([0-9a-z]*)([.-])([\s\S]*)$/

/** The fragment, without its `#`. The same document gives the same link. */
export async function encodeLink(document: PlaygroundDocument, context: LinkContext): Promise<string> {
  const text = JSON.stringify(shorten(document, context))
  const packed = await pack(text)
  return `v${DOCUMENT_VERSION}.${checksum(text)}${packed.packing}${packed.text}`
}

/** The document of a fragment, with or without its `#`. An empty fragment holds none, which is no problem. */
export async function decodeLink(fragment: string, context: LinkContext): Promise<DecodedDocument> {
  const link = fragment.replace(/^#/, '').trim()
  if (link === '') return { document: null, problems: [] }
  const [, version, check, mark, payload] = LINK.exec(link) ?? []
  if (version === undefined || payload === undefined)
    return refused('not-a-link', 'This is not a link of the playground: it does not begin with "v1.".')
  if (Number(version) > DOCUMENT_VERSION)
    return refused(
      'newer-version',
      `This link was made by a newer playground (v${version}); this one reads up to v${DOCUMENT_VERSION}. Reload the page to get the newest.`,
    )
  if (Number(version) < 1) return refused('not-a-link', `There is no link version ${version}.`)

  const problems: Problem[] = []
  const packed: Packed = { packing: mark === '-' ? '-' : '.', text: payload }
  const json = await readPayload(packed, check ?? '', problems)
  if (json === undefined) return { document: null, problems }
  const form = lengthen(upgrade(json, Number(version)), context, problems)
  const decoded = formToDocument(form, context)
  return { document: decoded.document, problems: [...problems, ...decoded.problems] }
}

const refused = (code: string, message: string): DecodedDocument => ({
  document: null,
  problems: [{ code, severity: 'error', place: 'link', message }],
})

/** The JSON value of a payload, or of what can be read of it; undefined where that is nothing. */
async function readPayload({ packing, text: payload }: Packed, check: string, problems: Problem[]): Promise<unknown> {
  const report = (code: string, message: string): void => {
    problems.push({ code, severity: 'error', place: 'link', message })
  }
  const [readable = ''] = /^[\w-]*/.exec(payload) ?? []
  if (readable.length < payload.length)
    report(
      'bad-character',
      `Character ${readable.length + 1} of the packed part cannot be in a link; what stands before it was read.`,
    )
  const { text, damage } = await unpack({ packing, text: readable }, check)
  if (damage === 'too-large') {
    report('too-large', 'This link unpacks to more than 8 MB, more than any machine and policy need. It was not read.')
    return undefined
  }
  const stop = findJsonStop(text)
  if (stop !== null) {
    if (stop.salvaged === null)
      report('broken', 'This link is cut off or damaged at its very start; nothing of it can be read.')
    else
      report(
        'broken',
        `This link is cut off or damaged: the first ${stop.offset} characters of its content could be read.`,
      )
    return stop.salvaged === null ? undefined : parse(stop.salvaged)
  }
  if (damage !== null || checksum(text) !== check)
    report('altered', 'This link has changed since it was made: a character is wrong or missing. Check what was read.')
  return parse(text)
}

function parse(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return value
}
