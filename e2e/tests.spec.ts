// What tests promise: an outcome can be pinned, is checked by every run, leads to its step, is shuffled and shrunk, and travels in links.

import type { Locator, Page } from '@playwright/test'

import { expect, pidPolicy, test } from './playground.ts'

const rowsOf = (page: Page): Locator => page.getByRole('table', { name: 'Tests' }).getByRole('row')

async function openTests(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Tests/ }).click()
}

test('a pinned outcome passes, fails after an edit, and leads to its step', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.replacePolicy(pidPolicy(903))
  await expect(playground.status).toHaveText(/postgres \(pid 903\) killed/)
  await openTests(page)
  // A heading and the three tests that the sample brings.
  await expect(rowsOf(page)).toHaveCount(4)
  for (let left = 3; left > 0; left--)
    await page
      .getByRole('button', { name: /^Remove: / })
      .nth(left - 1)
      .click()
  await expect(page.getByText('No tests yet.')).toBeVisible()

  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Shift+T')
  const pinned = rowsOf(page).filter({ hasText: 'The first victim is postgres' })
  await expect(pinned).toContainText('passed')
  await expect(page.getByRole('tab', { name: 'Tests 1/1' })).toBeVisible()

  await playground.replacePolicy(pidPolicy(4))
  await expect(pinned).toContainText('failed')
  await expect(pinned).toContainText('Nobody dies: the kernel panics.')
  await expect(page.getByRole('tab', { name: 'Tests 0/1' })).toBeVisible()

  await playground.replacePolicy(pidPolicy(903))
  await expect(pinned).toContainText('passed')
  await pinned.getByRole('button', { name: /^Debug/ }).click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /postgres/)
})

test('shuffling finds what depends on the order, and shrinks it to the fewest processes', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.openPolicy("The kernel's choice, rebuilt")
  await playground.openScenario('Twins')
  await openTests(page)
  const form = page.getByRole('form', { name: 'Add a test' })
  await form.getByLabel('What must hold').selectOption({ label: 'Any order gives the same' })
  await form.getByLabel('Orders').fill('100')
  await form.getByRole('button', { name: 'Add test' }).click()
  const orders = rowsOf(page).filter({ hasText: '100 other orders' })
  await expect(orders).toContainText(/\d+ of 100 orders choose another: worker\d/)
  await orders.getByRole('button', { name: /^Open the shrunk machine/ }).click()
  await expect(playground.world.getByRole('treeitem', { name: /, pid/ })).toHaveCount(2)
})

test('a link carries the tests', async ({ playground, page }) => {
  await playground.open()
  await openTests(page)
  const form = page.getByRole('form', { name: 'Add a test' })
  await form.getByLabel('Process', { exact: true }).fill('sshd')
  await form.getByRole('button', { name: 'Add test' }).click()
  await expect(rowsOf(page).filter({ hasText: 'Process sshd is never killed' })).toContainText('passed')
  const link = await playground.copyLink()
  await page.goto('about:blank')
  await playground.open(link)
  await openTests(page)
  await expect(rowsOf(page).filter({ hasText: 'Process sshd is never killed' })).toContainText('passed')
})
