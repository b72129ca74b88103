// What the layout promises: usable on a phone, in two themes, and on a machine with many processes.

import type { Locator } from '@playwright/test'

import { expect, pidPolicy, test } from './playground.ts'

test('the theme is chosen and remembered', async ({ playground, page }) => {
  await playground.open()
  const root = page.locator('html')
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('radio', { name: /^Light/ }).check()
  await expect(root).toHaveAttribute('data-theme', 'light')
  await expect(root).toHaveCSS('color-scheme', 'light')
  await settings.getByRole('radio', { name: /^High contrast/ }).check()
  await expect(root).toHaveAttribute('data-contrast', 'more')
  await settings.getByRole('radio', { name: /^Dark/ }).check()
  await expect(root).toHaveAttribute('data-contrast', 'normal')
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await expect(root).toHaveCSS('color-scheme', 'dark')
  await page.reload()
  await expect(root).toHaveAttribute('data-theme', 'dark')
})

test('a scenario with thousands of processes stays a small page', async ({ playground }) => {
  await playground.open()
  await playground.openPolicy('Youngest first')
  await expect(playground.status).toHaveText(/^Finished: .* killed/)
  await expect(playground.world.getByRole('treeitem', { name: /victim$/ })).toBeVisible()
  expect(await playground.world.getByRole('treeitem').count()).toBeLessThan(400)
})

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('policy, world and reason are tabs over the steps, and editing works', async ({ playground, page }) => {
    await playground.open()
    await expect(playground.outcome).toContainText('The kernel chose')
    await playground.openScenario('One hog')
    await page.getByRole('tab', { name: 'Policy' }).click()
    await playground.editor.fill(pidPolicy(903))
    await expect(playground.status).toHaveText(/^Finished: postgres/)
    await page.getByRole('tab', { name: 'Why' }).click()
    await expect(playground.why.getByRole('heading', { name: 'postgres' })).toBeVisible()
    await page.getByRole('button', { name: 'First step' }).click()
    await expect(playground.timeline).toHaveAttribute('aria-valuenow', '1')
    await page.getByRole('tab', { name: 'Log' }).click()
    await expect(playground.iterations).toBeVisible()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBe(0)
  })
})

test('two columns at 1024 px keep the reason in a tab', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  await playground.open()
  await page.getByRole('tab', { name: 'Why' }).click()
  await expect(playground.why).toContainText('oc->chosen')
})

test.describe('the light editor', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('says what is wrong in the line of the caret, keeps the indent, and has the signs that phones hide', async ({
    playground,
    page,
  }) => {
    await playground.open()
    await page.getByRole('tab', { name: 'Policy', exact: true }).first().click()
    await playground.editor.fill(pidPolicy(903).replace('return 3', 'return thre'))
    await expect(playground.status).toHaveText(/^Not run/)
    await page.getByRole('button', { name: /^Error in line \d+/ }).click()
    await expect(playground.editor).toBeFocused()
    await expect(page.getByRole('status', { name: 'Problem on this line' })).toContainText('thre')
    await playground.editor.fill('int f(void)\n{')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Insert ->' }).click()
    await expect(playground.editor).toHaveValue('int f(void)\n{\n\t->')
  })
  test('sets breakpoints by its numbers and F9, and marks the line of the statement on show', async ({
    playground,
    page,
  }) => {
    await playground.open()
    await page.getByRole('tab', { name: 'Policy', exact: true }).first().click()
    await playground.editor.fill(pidPolicy(903))
    await expect(playground.status).toHaveText(/^Finished/)
    const sign = page.getByRole('button', { name: 'Breakpoint on line 9', exact: true })
    expect((await sign.boundingBox())?.height).toBeGreaterThanOrEqual(24)
    await sign.click()
    await expect(sign).toHaveAttribute('aria-pressed', 'true')
    await playground.editor.focus()
    await page.keyboard.press('ControlOrMeta+Home')
    for (let line = 1; line < 9; line++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('F9')
    await expect(sign).toHaveAttribute('aria-pressed', 'false')
    await sign.click()
    // The policy is not asked about the first processes, which are the kernel's.
    await page.getByRole('button', { name: 'First step' }).click()
    await page.getByRole('button', { name: 'Next change of the chosen process' }).click()
    await page.getByRole('button', { name: 'Statement', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Policy' })).toContainText(/task->pid = \d+/)
  })
})

test('where the system sets the colours, what is pressed has those of what is selected', async ({
  playground,
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await playground.open()
  const coloursOf = (element: Locator) =>
    element.evaluate((node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color])
  const selected = await coloursOf(page.getByRole('tab', { name: 'Policy', exact: true }))
  const pressed = await coloursOf(page.getByRole('button', { name: 'Memcg', exact: true }))
  expect(selected[0]).not.toBe(selected[1])
  expect(pressed).toEqual(selected)
})
