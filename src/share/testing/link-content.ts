// For tests: what is inside of a link, and links around any text.

import { checksum } from '../codec/checksum.ts'
import { pack, unpack } from '../codec/packing.ts'

/** What is packed in a link, as text. */
export async function contentOfLink(link: string): Promise<string> {
  const [, check = '', mark, text = ''] = /^v\d+\.(\w+)([.-])(.*)$/.exec(link) ?? []
  return (await unpack({ packing: mark === '.' ? '.' : '-', text }, check)).text
}

/** A link of our own making around any text. */
export async function linkOf(text: string, version = 1): Promise<string> {
  const { packing, text: packed } = await pack(text)
  return `v${version}.${checksum(text)}${packing}${packed}`
}
