// `npm run measure`: how quick the built page is, in a Chromium on this machine: from a key to the repainted victim, and how long the page
// is blocked while the timeline is scrubbed. The figures are for people; nothing fails by them.
// It builds the page when the sources are newer than the last build.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import { chromiumOrEnd } from './chromium.mjs'
import { isFresh } from './freshness.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'].map((name) => join(root, name))
const KEYS = 40
const SCRUB_MOVES = 300
const PATIENCE_MS = 120_000

/** A machine of so many processes, as a scenario file. */
function machineOf(count) {
  const cgroups = Array.from({ length: 20 }, (_, index) => ({ path: `/slice-${index}` }))
  const tasks = Array.from({ length: count }, (_, index) => ({
    pid: index + 1,
    comm: index === 0 ? 'init' : `worker-${index % 50}`,
    cgroup: index === 0 ? '/' : `/slice-${index % 20}`,
    anon: (1 + ((index * 7919) % 997)) * 4096,
  }))
  const ram = tasks.reduce((sum, task) => sum + task.anon, 0)
  return JSON.stringify({
    version: 1,
    title: `${count} processes`,
    machine: { ram },
    cgroups,
    tasks,
    oom: { scope: 'global', invokerPid: 2 },
  })
}

/** Kills the process of this number. The number ends the first line, so that keys can change it there. */
const policyOf = (pid) => `const volatile int target_pid = ${pid}
;
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(one, struct task_struct *task, struct oom_control *oc)
{
	return task->pid == target_pid ? 3 : 2;
}
`

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]
const milliseconds = (value) => `${value.toFixed(0)} ms`

async function open(browser, address, count) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(address)
  const finished = page.getByRole('status', { name: 'Run' }).filter({ hasText: /^Finished/ })
  await finished.waitFor()
  await page.getByRole('region', { name: 'Policy' }).getByRole('code').first().filter({ hasText: 'SEC' }).waitFor()
  await page.getByRole('button', { name: 'Import' }).click()
  const file = { name: 'machine.json', mimeType: 'application/json', buffer: Buffer.from(machineOf(count)) }
  await page.getByLabel('A file').setInputFiles(file)
  await page.waitForFunction(
    (least) => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuemax')) > least,
    count - 1,
  )
  return page
}

/** Milliseconds from each of many keys to the frame that shows its victim, in order. */
async function measureKeys(page) {
  const victim = (pid) => page.getByRole('region', { name: 'Result' }).filter({ hasText: `pid ${pid})` })
  const editor = page.getByRole('textbox', { name: 'Policy in BPF C' })
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(policyOf(20))
  await victim(20).waitFor()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('End')
  await page.evaluate(() => {
    const outcome = document.querySelector('[aria-label="Result"]')
    const times = []
    let pressed = 0
    addEventListener('keydown', (event) => (pressed = event.timeStamp), true)
    new MutationObserver(() => {
      const from = pressed
      // After the frame that shows the change has been handed over.
      requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - from), 0))
    }).observe(outcome, { subtree: true, childList: true, characterData: true })
    globalThis.takeTimes = () => times.splice(0)
  })
  const times = []
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press(key % 2 === 0 ? '3' : 'Backspace')
    await victim(key % 2 === 0 ? 203 : 20).waitFor()
    await page.waitForFunction(() => {
      const taken = globalThis.takeTimes()
      if (taken.length > 0) globalThis.lastTime = taken.at(-1)
      return taken.length > 0
    })
    times.push(await page.evaluate(() => globalThis.lastTime))
  }
  return times
}

/** The longest task and the longest gap between two frames while the pointer goes over the timeline and back. */
async function measureScrub(page) {
  const slider = page.getByRole('slider', { name: 'Step', exact: true })
  const box = await slider.boundingBox()
  await page.evaluate(() => {
    const seen = { task: 0, gap: 0, gaps: [], going: true }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.task = Math.max(seen.task, entry.duration)
    }).observe({ type: 'longtask' })
    let before = performance.now()
    const frame = (now) => {
      seen.gaps.push(now - before)
      before = now
      if (seen.going) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    globalThis.scrubSeen = seen
  })
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + 1, y)
  await page.mouse.down()
  for (let move = 0; move <= SCRUB_MOVES; move++) {
    const there = 1 - Math.abs(1 - (2 * move) / SCRUB_MOVES)
    await page.mouse.move(box.x + 1 + there * (box.width - 2), y)
  }
  await page.mouse.up()
  return page.evaluate(() => {
    const { task, gaps } = globalThis.scrubSeen
    globalThis.scrubSeen.going = false
    return { task, gaps: gaps.slice(1) }
  })
}

if (!isFresh(join(root, 'dist', 'index.html'), sources)) await build({ root, logLevel: 'warn' })
const executablePath = chromiumOrEnd()
const server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 0 } })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const address = server.resolvedUrls.local[0]
  for (const count of [500, 10_000]) {
    const page = await open(browser, address, count)
    const times = await measureKeys(page)
    console.log(
      `key to repainted victim, ${count} processes: median ${milliseconds(percentile(times, 0.5))}, p95 ${milliseconds(percentile(times, 0.95))}`,
    )
    await page.close()
  }
  for (const count of [10_000, 100_000]) {
    const page = await open(browser, address, count)
    const { task, gaps } = await measureScrub(page)
    console.log(
      `scrubbing ${count} iterations: longest block of the page ${task === 0 ? 'below 50 ms' : milliseconds(task)}, frames p95 ${milliseconds(percentile(gaps, 0.95))}, longest gap ${milliseconds(Math.max(...gaps))}`,
    )
    await page.close()
  }
} finally {
  await browser.close()
  await server.close()
}
