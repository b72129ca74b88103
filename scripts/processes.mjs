// Starts commands in such a way that nothing outlives whoever started them: Ctrl+C, `kill` and `kill -9` of any link of the chain end
// everything below it. Each command gets a process group of its own and a watcher in it (leash.mjs), which ends the group when the
// process that asked for it is gone.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const LEASH = fileURLToPath(new URL('leash.mjs', import.meta.url))
const WATCH_EVERY_MS = 250

/** Calls back once `parent` is no longer the parent of this process: it has ended, in whatever way. */
export function onOrphaned(parent, then) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, WATCH_EVERY_MS)
  timer.unref()
}

export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** What a shell says of a command that a signal ended. */
export const statusOfSignal = (signal) => 128 + constants.signals[signal]

/** Sends a signal to a process group; one that is gone already is what was wanted. */
export function signalGroup(group, signal) {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

const running = new Set()
let ending = null

/** Passes an end on to everything that runs. Asked a second time, it does not wait for goodbyes. */
function endAll(signal) {
  for (const group of running) signalGroup(group, ending === null ? signal : 'SIGKILL')
  ending ??= signal
  if (running.size === 0) process.exit(statusOfSignal(signal))
}

/**
 * Has this process end, with all that it has started, on a signal, and when npm, which started it, is gone: npm itself passes on what it
 * can, but cannot pass on a `kill -9`. Who starts it without npm may leave it behind on purpose.
 */
export function endWithParent() {
  for (const signal of ENDING_SIGNALS) process.on(signal, () => endAll(signal))
  if (process.env.npm_lifecycle_event !== undefined) onOrphaned(process.ppid, () => endAll('SIGTERM'))
}

/** Runs a command to its end and gives its exit status. `env` is joined to the environment. Ends this process where it has been told to end meanwhile. */
export function run(command, env = {}) {
  const leash = spawn(process.execPath, [LEASH, String(process.pid), ...command], {
    stdio: 'inherit',
    detached: true,
    env: { ...process.env, ...env },
  })
  running.add(leash.pid)
  return new Promise((resolve) => {
    leash.on('exit', (code, signal) => {
      // What the command left running.
      signalGroup(leash.pid, 'SIGKILL')
      running.delete(leash.pid)
      if (ending !== null) process.exit(statusOfSignal(ending))
      resolve(code ?? statusOfSignal(signal))
    })
  })
}
