// Lines of a web page or of a mail in HTML: tags and entities.

import type { Container } from './container.ts'

const FEEDS = /<(?:br|\/p|\/div|\/li|\/tr|\/pre|p|div|li|tr|pre)\b[^<>]{0,200}>/gi
const BLANKS = /<\/t[dh]>\s*<t[dh]\b[^<>]{0,200}>/gi
const TAGS =
  /<\/?(?:a|b|i|u|em|strong|span|font|code|tt|samp|kbd|mark|small|pre|ol|ul|table|thead|tbody|td|th|blockquote|html|body|head|html)\b(?: [^<>]{0,300})?>/gi
const ENTITY = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#x([\da-f]{1,5}));/gi

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

const HELD = new RegExp(`${FEEDS.source}|${TAGS.source}|${ENTITY.source}`, 'i')

export const HTML: Container = {
  name: 'HTML',
  holds: (line) => HELD.test(line),
  open: (text) =>
    text
      .replaceAll(BLANKS, ' ')
      .replaceAll(FEEDS, '\n')
      .replaceAll(TAGS, '')
      .replaceAll(ENTITY, (entity, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
        if (name !== undefined) return CHARACTERS[name.toLowerCase()] ?? entity
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
        return code > 0x10ffff ? entity : String.fromCodePoint(code).replace('\u00A0', ' ')
      }),
}
