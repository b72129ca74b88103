// Says whether something built is still up to date, by comparing file times: no build happens that is not needed.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The newest modification time (ms) of a file or of anything below a folder; 0 where nothing is there. */
export function newestChange(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}

/** True when `output` exists and nothing among `sources` has changed since it was written. */
export const isFresh = (output, sources) =>
  existsSync(output) && sources.every((source) => newestChange(source) <= statSync(output).mtimeMs)
