// Finds a Chromium for the browser tests, or installs one, and says which: an installed browser first, then the system's package,
// then Playwright's own download where that works.

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']
const MAC_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

function onPath(name) {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : null
}

function findInstalled() {
  const named = process.env.PLAYGROUND_CHROMIUM
  if (named) {
    if (!existsSync(named)) throw new Error(`PLAYGROUND_CHROMIUM names ${named}, which does not exist`)
    return { path: named, how: 'named by PLAYGROUND_CHROMIUM' }
  }
  for (const name of NAMES) {
    const path = onPath(name)
    if (path) return { path, how: 'installed on this system' }
  }
  const mac = MAC_PATHS.find((path) => existsSync(path))
  if (mac) return { path: mac, how: 'installed on this system' }
  if (existsSync(chromium.executablePath())) return { path: chromium.executablePath(), how: "Playwright's own" }
  return null
}

const tryRun = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0

function installPackage() {
  if (!onPath('apt-get')) return false
  const prefix = process.getuid?.() === 0 ? [] : onPath('sudo') ? ['sudo', '-n'] : null
  if (!prefix) return false
  const apt = (...args) => tryRun([...prefix, 'apt-get', ...args][0], [...prefix, 'apt-get', ...args].slice(1))
  return apt('update', '-q') && apt('install', '-y', '-q', 'chromium')
}

/** The path of a Chromium; installs one when there is none. Throws with what was tried when that fails. */
export function provideChromium() {
  const installed = findInstalled()
  if (installed) return installed
  console.log('No Chromium found: installing the system package ...')
  if (installPackage()) {
    const found = findInstalled()
    if (found) return { ...found, how: 'just installed from the system packages' }
  }
  console.log("That did not work: trying Playwright's own download ...")
  if (tryRun('npx', ['playwright', 'install', 'chromium'])) {
    const found = findInstalled()
    if (found) return { ...found, how: "Playwright's own, just downloaded" }
  }
  throw new Error('No Chromium: install one (Debian: apt-get install chromium) or set PLAYGROUND_CHROMIUM to its path')
}

/** `Chromium 156.0...`, for the log. */
export function versionOf(path) {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'version unknown'
  }
}
