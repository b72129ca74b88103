// That nothing outlives whoever started it: a chain of starter, watcher, command and the command's own child, of which one is ended.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, test, vi } from 'vitest'

const PROCESSES = new URL('processes.mjs', import.meta.url).href

/** Starts a child that would live for ever, and says who both are and who watches over them. */
const COMMAND = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  console.log(process.ppid, process.pid, child.pid)
  setInterval(() => {}, 1000)
`
const STARTER = `
  import { endWithParent, run } from ${JSON.stringify(PROCESSES)}
  endWithParent()
  process.exitCode = await run([process.execPath, '-e', ${JSON.stringify(COMMAND)}])
`

let starter: ChildProcess | null = null
afterEach(() => {
  starter?.kill('SIGKILL')
})

/** Starts the chain; gives the numbers of its processes once all of them run. */
async function startChain(): Promise<{ starter: ChildProcess; watcher: number; below: number[] }> {
  const started = spawn(process.execPath, ['--input-type=module', '-e', STARTER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  starter = started
  for await (const line of createInterface(started.stdout)) {
    const below = line.split(' ').map(Number)
    return { starter: started, watcher: below[0] ?? 0, below }
  }
  throw new Error('the chain ended before it said who it is')
}

/** One that has ended, and that nobody has asked about since, keeps its number but is a zombie. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

const untilGone = (pids: number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 60_000, interval: 20 })

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'what was started ends when the starter gets a %s',
  async (signal) => {
    const chain = await startChain()
    expect(chain.below.every(isAlive)).toBe(true)
    chain.starter.kill(signal)
    await untilGone(chain.below)
  },
)

test('the starter says which signal ended it', async () => {
  const chain = await startChain()
  chain.starter.kill('SIGINT')
  expect(await once(chain.starter, 'exit')).toEqual([130, null])
})

test('when the watcher is killed the rest ends all the same, and the starter hears of it', async () => {
  const chain = await startChain()
  process.kill(chain.watcher, 'SIGKILL')
  expect(await once(chain.starter, 'exit')).toEqual([137, null])
  await untilGone(chain.below)
})
