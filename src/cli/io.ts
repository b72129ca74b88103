// What a command may do to the world: files relative to the caller's directory, and the two streams. Tests put their own in its place.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export interface Io {
  /** The text of a file; throws Node's own error when it cannot be read. */
  readFile(path: string): string
  /** Writes a file, and makes the folders it needs. */
  writeFile(path: string, text: string): void
  out(text: string): void
  err(text: string): void
}

/** The real thing; paths are relative to `from`, and `-` reads the standard input. */
export const processIo = (from: string): Io => ({
  readFile: (path) => readFileSync(path === '-' ? 0 : resolve(from, path), 'utf8'),
  writeFile(path, text) {
    const full = resolve(from, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
  },
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
})
