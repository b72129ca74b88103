// A terminal for tests: files in memory, and what was printed.

import type { Io } from './io.ts'
import { runCommand } from './main.ts'

export interface Terminal {
  status: number
  out: string
  err: string
  /** What the command wrote, by path. */
  written: Record<string, string>
}

/** Runs one command over these files. */
export async function terminal(
  argv: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  const lines = { out: [] as string[], err: [] as string[] }
  const written: Record<string, string> = {}
  const io: Io = {
    readFile(path) {
      const text = files[path]
      if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`)
      return text
    },
    writeFile: (path, text) => void (written[path] = text),
    out: (text) => void lines.out.push(text),
    err: (text) => void lines.err.push(text),
  }
  const status = await runCommand(argv, io)
  return { status, out: lines.out.join('\n'), err: lines.err.join('\n'), written }
}
