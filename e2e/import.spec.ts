// What the import of logs promises: paste, drop or pick; a summary in an operator's words, the kernel's decision replayed, names masked on
// request, and nothing sent anywhere.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { GLOBAL_4_19, MEMCG_6_12 } from '../src/scenario/import/testing/logs.ts'
import { expect, Playground, test } from './playground.ts'

/** Pastes as a person does who has clicked nothing yet. */
const pasteAnywhere = (page: Page, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)

test('a log that is pasted anywhere becomes a machine, and the replay agrees with it', async ({ playground, page }) => {
  await playground.open()
  await pasteAnywhere(page, MEMCG_6_12)
  const sheet = page.getByRole('dialog', { name: 'Out of memory' })
  await expect(sheet).toContainText('hog (pid 1201)')
  await expect(sheet).toContainText('the limit of /job')
  await expect(sheet).toContainText('Nothing leaves this browser.')
  await expect(sheet.getByRole('note', { name: 'Replay' })).toContainText('agrees with your log')
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(playground.notices).toContainText('Our replay agrees with your log')
  await expect(playground.status).toHaveText(/^Finished: hog \(pid 1201\) killed/)
})

test('of several reports one is picked', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('or a text').fill(`${MEMCG_6_12}${GLOBAL_4_19}`)
  await page.getByRole('button', { name: 'Open the text' }).click()
  const sheet = page.getByRole('dialog', { name: 'Out of memory' })
  await sheet.getByRole('listbox', { name: '2 reports' }).selectOption({ index: 1 })
  await expect(sheet).toContainText('4.19.0-9-amd64')
  await sheet.getByRole('button', { name: 'Open this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: npm run serve/)
})

test('a machine is opened under other names', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Import' }).click()
  await page
    .getByLabel('A file')
    .setInputFiles({ name: 'kern.log', mimeType: 'text/plain', buffer: Buffer.from(GLOBAL_4_19) })
  await page.getByRole('switch', { name: 'Mask names' }).click()
  await page.getByRole('button', { name: 'Open this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: p\w+ \(pid \d+\) killed/)
  await expect(page.getByText('npm run serve')).toHaveCount(0)
})

test('a link can carry other names', async ({ playground, page, browser }) => {
  await playground.open()
  await pasteAnywhere(page, MEMCG_6_12)
  await page.getByRole('button', { name: 'Open this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: hog/)
  await page.getByRole('switch', { name: 'Mask names, pids and cgroup paths in the link' }).click()
  const link = await playground.copyLink()
  // The address bar shows no other names than the link.
  await expect(page).toHaveURL(link)
  const context = await browser.newContext()
  const other = new Playground(await context.newPage())
  await other.open(link)
  await expect(other.status).toHaveText(/^Finished: p\d+ \(pid \d+\) killed/)
  await expect(other.process('hog')).toHaveCount(0)
  await context.close()
})

/** Drops a file on the page: so many times a line of a log that is about something else, and then a text. */
const dropAnywhere = (page: Page, text: string, linesBefore = 0) =>
  page.evaluate(
    ([end, count]) => {
      const line =
        'Jun 20 12:47:48 host app[812]: GET /health 200 0.004 nothing that the kernel would say, again and again\n'
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([line.repeat(count), end], 'kern.log'))
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    [text, linesBefore] as const,
  )

test('a log that is dropped anywhere is opened, and its text is a tab that moves with the cursor', async ({
  playground,
  page,
}) => {
  await playground.open()
  await dropAnywhere(page, GLOBAL_4_19)
  await page.getByRole('button', { name: 'Open this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: npm run serve/)
  await expect(page.getByRole('tab', { name: /^Problems 0/ })).toBeVisible()
  await page.getByRole('tab', { name: /^Raw import/ }).click()
  const text = page.getByRole('list', { name: 'Imported text' })
  await expect(text.locator('[aria-current="step"]')).toContainText('npm run serve')
  await expect(text.getByRole('listitem').first()).toContainText('who asked')
  await expect(page.getByRole('list', { name: 'What was read' })).toContainText('processes 4')
  await expect(page.getByRole('region', { name: 'What the log does not say' })).toContainText('parent')
  await text.getByRole('button', { name: /sshd/ }).click()
  await expect(playground.why.getByRole('heading', { name: 'sshd' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await playground.notices.getByRole('button', { name: 'What would each policy have done?' }).click()
  const matrix = page.getByRole('table', { name: 'Policies by machines' })
  await expect(
    matrix.getByRole('button', { name: /^Largest resident memory on This machine: npm run serve/ }),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  await playground.openScenario('One hog')
  await expect(page.getByRole('tab', { name: /^Raw import/ })).toHaveCount(0)
})

test('a report that breaks off is opened with what could be read, and says what is missing', async ({
  playground,
  page,
}) => {
  await playground.open()
  const end = MEMCG_6_12.indexOf('oom-kill:')
  await pasteAnywhere(page, MEMCG_6_12.slice(0, end))
  const sheet = page.getByRole('dialog', { name: 'Out of memory' })
  await expect(sheet.getByRole('list', { name: 'Damaged or unusual lines' })).toContainText('victim')
  await sheet.getByRole('button', { name: 'Open this machine' }).click()
  await page.getByRole('tab', { name: /^Raw import/ }).click()
  await expect(page.getByRole('region', { name: 'Damaged or unusual lines' })).toContainText('victim')
  await expect(page.getByRole('list', { name: 'Imported text' })).toContainText('hog')
})

test('50 MB of log are looked through with progress, the page lives on meanwhile, and it can be cancelled', async ({
  playground,
  page,
}) => {
  const lines = 500_000
  await playground.open()
  const before = await playground.outcome.textContent()
  await page.evaluate(() => {
    const seen = new Set<string>()
    new MutationObserver(() => {
      const value = document.querySelector('progress')?.getAttribute('value')
      if (value !== null && value !== undefined) seen.add(value)
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
    Object.assign(globalThis, { seenProgress: seen })
  })
  await dropAnywhere(page, MEMCG_6_12, lines)
  await page.evaluate(() => new Promise(requestAnimationFrame))
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await playground.outcome.textContent()).toBe(before)

  await dropAnywhere(page, MEMCG_6_12, lines)
  await expect(page.getByRole('dialog', { name: 'Out of memory' })).toContainText('hog (pid 1201)')
  const seen = await page.evaluate(() => {
    const values: unknown = Reflect.get(globalThis, 'seenProgress')
    return values instanceof Set ? values.size : 0
  })
  expect(seen).toBeGreaterThan(3)
  await page.getByRole('button', { name: 'Open this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: hog/)
})

test('the command for a live machine can be copied', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Import' }).click()
  const live = page.getByRole('dialog').getByRole('region', { name: 'Live machine' })
  await expect(live).toContainText('oom-snapshot.sh')
  await expect(live.getByRole('button', { name: 'Copy' })).toBeVisible()
})

test('a text without any report says so', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('or a text').fill('dear diary')
  await page.getByRole('button', { name: 'Open the text' }).click()
  await expect(playground.notices).toContainText('not a file the playground can open')
})
