// What the report promises: the kernel's own text of a run, to copy, and an account of the run to keep.

import { DIFFERENCES } from '../src/ui/help/differences.ts'
import { AxeBuilder } from '@axe-core/playwright'

import { expect, test } from './playground.ts'

test('the whole kernel report is a tab, and its rows lead to their processes', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await page.getByRole('tab', { name: 'Kernel report' }).click()
  const report = page.getByRole('list', { name: 'Kernel report' })
  await expect(report).toContainText('invoked oom-killer')
  await expect(report).toContainText('Mem-Info:')
  await report
    .getByRole('button', { name: /nginx$/ })
    .first()
    .click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /nginx/)
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

test('an account of the run can be downloaded', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('tab', { name: 'Kernel report' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Report (Markdown)' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.md$/)
})

test('the help says where the playground differs from the kernel', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Help' }).click()
  const differences = page
    .getByRole('dialog')
    .getByRole('region', { name: 'Where the playground differs from the kernel' })
  await expect(differences.getByRole('listitem')).toHaveCount(DIFFERENCES.length)
})

test('the ladder stands beside the iterations and the report, and both move with the cursor', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.iterations.getByRole('row', { name: '#10' }).click()
  const selected = playground.iterations.getByRole('row', { selected: true })
  await expect(selected.getByRole('gridcell', { name: /^(\(skip\)|\*best\*)$/ })).toBeVisible()
  await page.getByRole('button', { name: 'Go to the victim' }).click()
  await expect(selected).toContainText('*KILL*')
  await page.getByRole('tab', { name: 'Kernel report' }).click()
  const current = page.getByRole('list', { name: 'Kernel report' }).locator('[aria-current="step"]')
  await expect(current).toContainText('*KILL*')
  await expect(current).toContainText('stress-ng')
  await page.getByRole('button', { name: 'Previous step' }).click()
  await expect(current).not.toContainText('stress-ng')
})
