// What a first visit promises: a finished run before the editor has come, no network, no eval, and a page that works from any folder.

import { preview } from 'vite'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, Playground, test } from './playground.ts'

test('a first visit shows a finished run and says who dies', async ({ playground }) => {
  await playground.open()
  await expect(playground.outcome).toContainText('The kernel chose')
  await expect(playground.world.getByRole('treeitem', { name: /victim$/ })).toBeVisible()
  await expect(playground.why).toContainText('oc->chosen')
  await expect(playground.iterations.getByRole('row').nth(1)).toContainText('#1')
})

test('the finished run does not wait for Monaco', async ({ playground, page }) => {
  await page.route(/Monaco.*\.js/, (route) => route.abort())
  await playground.open()
  await expect(playground.outcome).toContainText('The kernel chose')
  await expect(playground.editor).toHaveValue(/SEC\("license"\)/)
})

test('nothing leaves the origin, and nothing offends the content security policy', async ({ playground, page }) => {
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') elsewhere.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await playground.open()
  await playground.monaco()
  await playground.openPolicy('Youngest first')
  await expect(playground.status).toHaveText(/^Finished/)
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})

test('a copy of the build in a sub-folder works', async ({ page }) => {
  const root = await mkdtemp(join(tmpdir(), 'playground-'))
  await cp('dist', join(root, 'tools', 'oom'), { recursive: true })
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'silent',
    appType: 'mpa',
    build: { outDir: '.' },
    preview: { host: '127.0.0.1', port: 0 },
  })
  try {
    const address = server.resolvedUrls?.local[0] ?? ''
    const playground = new Playground(page)
    await playground.open(new URL('tools/oom/', address).href)
    await playground.monaco()
    expect(await playground.copyLink()).toContain('/tools/oom/#v1.')
  } finally {
    await server.close()
    await rm(root, { recursive: true })
  }
})

test('a first visit says what to try, and that works', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await expect(playground.outcome).toContainText('Save stress-ng: in line 8, change 812 to 1400.')
  await playground.outcome.getByRole('button', { name: 'Go to line 8' }).click()
  await expect(playground.editor).toBeFocused()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.type('1400')
  await expect(playground.outcome).toContainText('The kernel chose postgres')
  await expect(playground.outcome).not.toContainText('Save stress-ng')
})
