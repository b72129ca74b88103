// What comparisons promise: the kernel's rule beside the policy, the first step that differs, a pinned policy, and a matrix that leads to each pair.

import { expect, test } from './playground.ts'

test('the policy is compared with the kernel, and the first difference is one click away', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.openPolicy('Largest resident memory')
  await playground.openScenario('Hidden weight')
  await expect(playground.status).toHaveText(/analytics \(pid 1102\) killed/)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('c')
  const figures = page.getByRole('table', { name: 'Results' })
  await expect(figures.getByRole('row', { name: /^This policy/ })).toContainText('analytics (pid 1102)')
  await expect(figures.getByRole('row', { name: /^The kernel/ })).toContainText('indexer (pid 1101)')
  const first = page.getByRole('status', { name: 'First difference' })
  await expect(first).toContainText('First difference: step 11.')
  // Whatever was looked at: all views go to the step.
  const cgroup = playground.world.getByRole('treeitem', { name: /^cgroup / }).first()
  await cgroup.click()
  await expect(cgroup).toHaveAttribute('aria-selected', 'true')
  await first.getByRole('button', { name: 'Go there' }).click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /analytics/)
  await expect(cgroup).toHaveAttribute('aria-selected', 'false')
  await expect(playground.process('analytics')).toHaveAttribute('aria-selected', 'true')
  const row = page.getByRole('grid', { name: 'Steps side by side' }).getByRole('row', { selected: true })
  await expect(row).toContainText('first')
  await expect(row.getByRole('img', { name: 'differs' })).toBeVisible()

  await page.getByLabel('Against').selectOption({ label: 'Naive biggest' })
  await expect(first).toContainText('Both do the same at every step.')
})

test('later edits are compared with a pinned policy', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'Pin this policy' }).click()
  const first = page.getByRole('status', { name: 'First difference' })
  await expect(first).toContainText('Both do the same')
  await playground.openPolicy('Everyone is important')
  await expect(first).toContainText('First difference: step')
  await expect(page.getByRole('table', { name: 'Results' })).toContainText('kernel panic')
})

test('a cell of the matrix opens its comparison', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'All policies and machines' }).click()
  const matrix = page.getByRole('table', { name: 'Policies by machines' })
  await matrix.getByRole('button', { name: /^Naive biggest on Broken shield: sshd \(pid 690\); 1 killed/ }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByLabel('Against')).toHaveValue('gallery:naive-biggest')
  await expect(page.getByRole('table', { name: 'Results' })).toContainText('sshd (pid 690)')
})
