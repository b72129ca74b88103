// What a first visit promises: a finished run before the editor has come, no network, no eval, and a page that works from any folder.

import { AxeBuilder } from '@axe-core/playwright'
import { preview } from 'vite'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, Playground, test } from './playground.ts'

test('a first visit shows a finished run and says who dies', async ({ playground }) => {
  await playground.open()
  await expect(playground.outcome).toContainText('The policy chose')
  await expect(playground.world.getByRole('treeitem', { name: /victim$/ })).toBeVisible()
  await expect(playground.why).toContainText('oc->chosen')
  await expect(playground.iterations.getByRole('row').nth(1)).toContainText('#1')
})

test('the finished run does not wait for Monaco', async ({ playground, page }) => {
  await page.route(/Monaco.*\.js/, (route) => route.abort())
  await playground.open()
  await expect(playground.outcome).toContainText('The policy chose')
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

/** States of the page that are scanned, each with the way there from a first visit. */
const STATES: readonly [name: string, goThere: (playground: Playground) => Promise<void>][] = [
  ['first', async () => {}],
  [
    'table, log and export',
    async ({ page }) => {
      await page.getByRole('button', { name: 'Table' }).click()
      await page.getByRole('tab', { name: 'Kernel log' }).click()
      await page.getByRole('tab', { name: 'Exported C' }).click()
      await expect(page.getByLabel('Exported BPF C')).toContainText('SEC(')
    },
  ],
  [
    'help',
    async ({ page }) => {
      await page.getByRole('button', { name: 'Help' }).click()
      await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
    },
  ],
]

for (const colorScheme of ['light', 'dark'] as const)
  for (const [name, goThere] of STATES)
    test(`axe finds nothing on the ${colorScheme} page: ${name}`, async ({ playground, page }) => {
      await page.emulateMedia({ colorScheme })
      await playground.open()
      await goThere(playground)
      // Monaco answers for its own inside.
      const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([])
    })
