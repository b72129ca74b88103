// The project's own source text, for tests that hold code to the rules of this folder. Tests only.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface SourceLine {
  /** From `src/` on. */
  file: string
  line: number
  text: string
}

const SRC = fileURLToPath(new URL('../../', import.meta.url))

/** Tests, samples, policies in text and the text that links are coded with are no code that decides. */
const DATA =
  /\.test\.tsx?$|(^|\/)(testing|gallery)\/|(^|\/)(testing|samples|rule-examples)[\w-]*\.ts$|^share\/codec\/prime\.ts$/

function readLines(): SourceLine[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('kernel/') && !DATA.test(name))
    .flatMap((name) =>
      readFileSync(`${SRC}${name}`, 'utf8')
        .split('\n')
        .map((text, index) => ({ file: `src/${name}`, line: index + 1, text: text.replace(/(^|\s)\/\/.*/, '') })),
    )
}

let lines: SourceLine[] | null = null

/** Every line of TypeScript that runs outside of src/kernel/, without what `//` begins. */
export const linesOutsideKernel = (): readonly SourceLine[] => (lines ??= readLines())

/** The lines that match, as `file:line: text`. */
export const linesMatching = (pattern: RegExp): string[] =>
  linesOutsideKernel()
    .filter(({ text }) => pattern.test(text))
    .map(({ file, line, text }) => `${file}:${line}: ${text.trim()}`)
