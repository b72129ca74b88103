// `node leash.mjs PARENT COMMAND ...`, as processes.mjs starts it: runs the command in the process group that this process leads, and ends
// that group when the process with the number PARENT is gone.

import { spawn } from 'node:child_process'
import { ENDING_SIGNALS, onOrphaned, signalGroup, statusOfSignal } from './processes.mjs'

/** Time for goodbyes: reports are written, browsers closed. */
const GRACE_MS = 5000

const [parent, command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: 'inherit' })

let orphaned = false
const endWhatIsLeft = () => signalGroup(process.pid, 'SIGKILL')

child.on('error', (error) => {
  console.error(`${command} cannot be started: ${error.message}`)
  process.exit(127)
})
child.on('exit', (code, signal) => {
  if (orphaned) endWhatIsLeft()
  else process.exit(code ?? statusOfSignal(signal))
})
// The whole group gets the signal; this process waits for its command.
for (const signal of ENDING_SIGNALS) process.on(signal, () => setTimeout(endWhatIsLeft, GRACE_MS).unref())
onOrphaned(Number(parent), () => {
  orphaned = true
  signalGroup(process.pid, 'SIGTERM')
})
