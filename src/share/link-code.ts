// All that a page needs to read and write links and to open files, with the galleries that both name, as one part that it can load later.

export { documentOfFile, parseDocument } from './file.ts'
export { decodeLink, encodeLink } from './fragment.ts'
export { GALLERY_CONTEXT } from './gallery-context.ts'
export { maskDocument } from './mask.ts'
