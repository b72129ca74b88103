// What links and exports promise: the same policy, machine and step elsewhere; broken links that say what is wrong; files that are complete.

import { expect, Playground, test } from './playground.ts'

test('a link opens to the same policy, machine and step in another browser', async ({ playground, browser }) => {
  await playground.open()
  await playground.openPolicy('One process by its number')
  await playground.process('nginx').click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /nginx/)
  const link = await playground.copyLink()

  const context = await browser.newContext()
  const other = new Playground(await context.newPage())
  await other.open(link)
  await expect(other.title).toHaveValue('One process by its number')
  await expect(other.outcome).toContainText('nginx (pid 812)')
  await expect(other.timeline).toHaveAttribute('aria-valuetext', /nginx/)
  await expect(other.page.getByText('One hog')).toBeVisible()
  await context.close()
})

test('a link carries tab and title, says what it fits into, and leaves no trail in the history', async ({
  playground,
  page,
  browser,
}) => {
  await playground.open()
  const history = await page.evaluate(() => window.history.length)
  await playground.openScenario('Twins')
  await playground.title.fill('Who of the four?')
  await page.getByRole('tab', { name: 'Kernel log' }).click()
  await page.getByRole('tab', { name: 'Exported C' }).click()
  await expect(playground.share).toContainText('characters')
  await expect(playground.share).toContainText('fits a chat message')
  const link = await playground.copyLink()
  await expect(page).toHaveURL(link)
  expect(await page.evaluate(() => window.history.length)).toBe(history)

  const context = await browser.newContext()
  const other = new Playground(await context.newPage())
  await other.open(page.url())
  await expect(other.title).toHaveValue('Who of the four?')
  await expect(other.page.getByRole('tab', { name: 'Kernel log' })).toHaveAttribute('aria-selected', 'true')
  await expect(other.page.getByRole('tab', { name: 'Exported C' })).toHaveAttribute('aria-selected', 'true')
  await context.close()
})

test('a broken link says what is wrong, and the page works', async ({ playground, page }) => {
  await page.goto('#v1.abc.this-is-no-link')
  await expect(playground.notices).toContainText('could not be read')
  await expect(playground.status).toHaveText(/^Finished/)
})

test('a link of a newer playground says so', async ({ playground, page }) => {
  await page.goto('#v7.abc.AAAA')
  await expect(playground.notices).toContainText('newer playground')
  await expect(playground.status).toHaveText(/^Finished/)
})

test('a link wins over the draft, and the draft is offered', async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('Youngest first')
  const link = await playground.copyLink()
  await playground.openPolicy('Most swap')
  await playground.title.fill('My draft')
  await expect(page).not.toHaveURL(link)
  await expect(playground.share).toBeEnabled()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(playground.title).toHaveValue('Youngest first')
  await playground.notices.getByRole('button', { name: 'Open my draft' }).click()
  await expect(playground.title).toHaveValue('My draft')
})

test('the exported C follows the source', async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('One process by its number')
  await page.getByRole('button', { name: 'Export' }).click()
  const code = page.getByLabel('Exported BPF C')
  await expect(code).toContainText('fmod_ret/bpf_oom_evaluate_task')
  await playground.openPolicy('Most swap')
  await expect(code).toContainText('swap')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Download/ }).click()
  expect((await download).suggestedFilename()).toBe('most-swap-fmod_ret.zip')
})

test('a document that was downloaded can be imported again', async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('Youngest first')
  await playground.title.fill('To be kept')
  await page.getByRole('tab', { name: 'Scenario JSON' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Whole document' }).click()
  const path = await (await download).path()

  await playground.openPolicy('Most swap')
  await page.getByRole('button', { name: 'Import' }).click()
  await page
    .getByLabel('A file')
    .setInputFiles({ name: 'kept.oom.json', mimeType: 'application/json', buffer: await readBack(path) })
  await expect(playground.title).toHaveValue('To be kept')
})

test('a text that is not a scenario says so', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('or a text').fill('{"title": 5, "tasks": "none"}')
  await page.getByRole('button', { name: 'Open the text' }).click()
  await expect(playground.notices).toContainText('could not be read as a scenario')
  await expect(playground.status).toHaveText(/^Finished/)
})

async function readBack(path: string): Promise<Buffer> {
  const { readFile } = await import('node:fs/promises')
  return readFile(path)
}
