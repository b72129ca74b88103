// `link encode` prints the fragment of a link that opens to a policy on a machine; `link decode` prints what a link holds.

import { printDocument } from '../share/file.ts'
import { decodeLink, encodeLink } from '../share/fragment.ts'
import { GALLERY_CONTEXT } from '../share/gallery-context.ts'
import { formatProblem, PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export async function link(args: readonly string[], io: Io): Promise<number> {
  const [direction, ...rest] = args
  if (direction === 'encode') return encode(rest, io)
  if (direction === 'decode') return decode(rest, io)
  throw new UsageError('Write "link encode" or "link decode".')
}

async function encode(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, { ...PLAY_OPTIONS, title: { type: 'string' } })
  refusePositionals(positionals)
  const { title, policy, reference, parameters, maps } = await readPlay(values, io)
  const document = {
    title: values.title ?? title,
    policy,
    parameters,
    maps,
    scenario: reference,
    view: { round: 0, iteration: null },
  }
  io.out(await encodeLink(document, GALLERY_CONTEXT))
  return EXIT.ran
}

/** Takes a fragment, with or without its `#`, or a whole address. */
async function decode(args: readonly string[], io: Io): Promise<number> {
  const { positionals } = readOptions(args, {})
  const [text, ...more] = positionals
  refusePositionals(more)
  const address = required(text, 'The link')
  const { document, problems } = await decodeLink(address.slice(address.indexOf('#') + 1), GALLERY_CONTEXT)
  const shown = problems.map(formatProblem)
  if (document === null) throw new UsageError(shown.length === 0 ? 'This link is empty.' : shown.join('\n'))
  if (shown.length > 0) io.err(shown.join('\n'))
  io.out(printDocument(document).trimEnd())
  return EXIT.ran
}
