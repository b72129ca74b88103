// What stepping promises: one cursor, moved by keys, by the tree, by the list and by the slider, seen in every pane.

import { expect, test } from './playground.ts'

test.beforeEach(async ({ playground }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await expect(playground.status).toHaveText(/^Finished/)
})

test('the keyboard steps, jumps and finds the victim', async ({ playground, page }) => {
  const { timeline } = playground
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Home')
  await expect(timeline).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('ArrowRight')
  await expect(timeline).toHaveAttribute('aria-valuenow', '2')
  await page.keyboard.press('ArrowLeft')
  await expect(timeline).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('End')
  await expect(timeline).toHaveAttribute('aria-valuetext', 'Result')
  await page.keyboard.press('v')
  await expect(timeline).toHaveAttribute('aria-valuetext', /stress-ng/)
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(timeline).not.toHaveAttribute('aria-valuetext', /stress-ng/)
})

test('selecting a process in the tree seeks to its iteration everywhere', async ({ playground }) => {
  await playground.process('nginx').click()
  await expect(playground.why.getByRole('heading', { name: 'nginx' })).toBeVisible()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /nginx/)
  await expect(playground.iterations.getByRole('row', { selected: true })).toContainText('nginx')
  await expect(playground.process('nginx')).toHaveAttribute('aria-selected', 'true')
})

test('selecting an iteration selects its process', async ({ playground }) => {
  await playground.iterations.getByRole('row', { name: '#11' }).click()
  await expect(playground.process('postgres')).toHaveAttribute('aria-selected', 'true')
  await expect(playground.why.getByRole('heading', { name: 'postgres' })).toBeVisible()
})

test('the table is the twin of the tree', async ({ playground, page }) => {
  await page.getByRole('button', { name: 'Table' }).click()
  const table = page.getByRole('grid', { name: 'Processes' })
  await table.getByRole('button', { name: 'Memory' }).click()
  await table.getByRole('button', { name: 'Memory' }).click()
  await expect(table.getByRole('row').nth(1)).toContainText('stress-ng')
  await table.getByRole('row', { name: /nginx/ }).click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /nginx/)
})

test('playing goes to the outcome and stops', async ({ playground, page }) => {
  await page.getByLabel('Steps per second').selectOption('20')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', 'Result')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
})

test('touching the slider pauses, and dragging scrubs', async ({ playground, page }) => {
  const { timeline } = playground
  await page.getByRole('button', { name: 'First step' }).click()
  await page.getByRole('button', { name: 'Play' }).click()
  const box = await timeline.boundingBox()
  if (box === null) throw new Error('the timeline is not on show')
  await page.mouse.move(box.x + 2, box.y + 20)
  await page.mouse.down()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await expect(timeline).toHaveAttribute('aria-valuenow', '1')
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 8 })
  await expect(timeline).toHaveAttribute('aria-valuetext', 'Result')
  await page.mouse.up()
})

test('the slider has the keys of sliders, and the buttons jump', async ({ playground, page }) => {
  const { timeline } = playground
  await timeline.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('PageUp')
  await expect(timeline).toHaveAttribute('aria-valuenow', '3')
  await page.keyboard.press('ArrowDown')
  await expect(timeline).toHaveAttribute('aria-valuenow', '2')
  await page.getByRole('button', { name: 'Go to the victim' }).click()
  await expect(timeline).toHaveAttribute('aria-valuetext', /stress-ng/)
  await page.getByRole('button', { name: 'Previous change of the chosen process' }).click()
  await expect(timeline).not.toHaveAttribute('aria-valuetext', /stress-ng/)
  await page.getByRole('button', { name: 'Next change of the chosen process' }).click()
  await expect(timeline).toHaveAttribute('aria-valuetext', /stress-ng/)
})

test('the kernel log shows the line about the victim', async ({ page }) => {
  await page.getByRole('tab', { name: 'Kernel log' }).click()
  const log = page.getByRole('list', { name: 'Kernel log' })
  await expect(log).toContainText('invoked oom-killer')
  await expect(log).toContainText(/Killed process \d+/)
})
