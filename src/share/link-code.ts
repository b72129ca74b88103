// All that a page needs for links, as one part that it can load later.

export { decodeLink, encodeLink } from './fragment.ts'
export { maskDocument } from './mask.ts'
