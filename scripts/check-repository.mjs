// Fails when a tracked file names a package registry or a path of somebody's machine, or when the lock file is missing.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

// Written in pieces so that this file does not match itself.
const FORBIDDEN = [
  ['registry', 'npmjs'].join('.'),
  ['npm', 'mirror'].join(''),
  ['deb', 'debian', 'org'].join('.'),
  ['', 'work', ''].join('/'),
  ['', 'home', ''].join('/'),
  ['BEGIN', 'PRIVATE', 'KEY'].join(' '),
]

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
const found = tracked.flatMap((file) => {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  return FORBIDDEN.filter((word) => text.includes(word)).map((word) => `${file}: names ${JSON.stringify(word)}`)
})
if (!tracked.includes('package-lock.json')) found.push('package-lock.json is not committed')
for (const line of found) console.error(line)
if (found.length === 0) console.log(`${tracked.length} files are clean`)
process.exitCode = found.length === 0 ? 0 : 1
