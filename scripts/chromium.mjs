// Finds a Chromium for the browser tests, or installs one, and says which: an installed browser first, then the system's package,
// then Playwright's own download where that works. The headless shell is preferred: it is the same engine without a window, and takes a
// third less of the processor.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
]
const MAC_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
/** Debian has both; systems without the first have the second. */
const PACKAGES = ['chromium-headless-shell', 'chromium']

function onPath(name) {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : null
}

/** What Playwright has downloaded before, in the folder of its browsers: the shell, then the browser. */
function findDownloads() {
  const browser = chromium.executablePath()
  // .../chromium-1255/chrome-linux64/chrome stands beside .../chromium_headless_shell-1255/...
  const folder = dirname(dirname(dirname(browser)))
  const shells = existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((path) =>
        /(?:headless_shell|headless-shell)(?:\.exe)?$/.test(path),
      )
    : []
  return [...shells.map((path) => join(folder, path)), browser]
}

/** `Chromium 156.0...`; null for what does not start, such as a name that only says how to install the browser. */
function versionOf(path) {
  const asked = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  })
  return asked.status === 0 ? asked.stdout.trim() : null
}

/** The first of these that starts. */
function firstWorking(paths, how) {
  for (const path of paths) {
    const version = path !== null && existsSync(path) ? versionOf(path) : null
    if (version !== null) return { path, version, how }
  }
  return null
}

function findInstalled() {
  const named = process.env.PLAYGROUND_CHROMIUM
  if (named) {
    const found = firstWorking([named], 'named by PLAYGROUND_CHROMIUM')
    if (found === null) throw new Error(`PLAYGROUND_CHROMIUM names ${named}, which does not exist or does not start.`)
    return found
  }
  return (
    firstWorking([...NAMES.map(onPath), ...MAC_PATHS], 'installed on this system') ??
    firstWorking(findDownloads(), "Playwright's own")
  )
}

const succeeds = ([command, ...args]) => spawnSync(command, args, { stdio: 'inherit' }).status === 0

/** Installs the system's package. Gives why that cannot be done, or null. */
function installPackage() {
  if (!onPath('apt-get')) return 'there is no apt-get'
  const asRoot = process.getuid?.() === 0 ? [] : onPath('sudo') ? ['sudo', '-n'] : null
  if (asRoot === null) return 'apt-get needs root, and there is no sudo'
  console.log('No Chromium found: installing the system package ...')
  if (!succeeds([...asRoot, 'apt-get', 'update', '-q'])) return 'apt-get update failed'
  const install = (name) => succeeds([...asRoot, 'apt-get', 'install', '-y', '-q', name])
  return PACKAGES.some(install) ? null : 'apt-get install failed'
}

/** Has Playwright download its headless shell. Gives why that cannot be done, or null. */
function download() {
  console.log("Trying Playwright's own download ...")
  return succeeds(['npx', 'playwright', 'install', '--only-shell', 'chromium'])
    ? null
    : "Playwright's download failed (its output is above)"
}

/** The path and version of a Chromium and where it is from; installs one when there is none. Throws with what was tried when that fails. */
export function provideChromium() {
  const installed = findInstalled()
  if (installed !== null) return installed
  const tried = []
  for (const [install, how] of [
    [installPackage, 'just installed from the system packages'],
    [download, "Playwright's own, just downloaded"],
  ]) {
    const problem = install()
    const found = problem === null ? findInstalled() : null
    if (found !== null) return { ...found, how }
    tried.push(problem ?? 'what was installed does not start')
  }
  throw new Error(
    `No Chromium is here, and none could be installed: ${tried.join('; ')}.\n` +
      'Install one (Debian: apt-get install chromium-headless-shell; Fedora: dnf install chromium-headless), ' +
      'or set PLAYGROUND_CHROMIUM to the path of a Chromium or Chrome.',
  )
}

/** As `provideChromium`, and says which; ends this process with the reason where there is none. */
export function chromiumOrEnd() {
  try {
    const found = provideChromium()
    console.log(`Chromium: ${found.path} (${found.version}; ${found.how})`)
    return found.path
  } catch (error) {
    console.error(error.message)
    return process.exit(1)
  }
}
