// What commands promise: the palette and the sheet are made of one table, everything is reached by keyboard, the focus comes back.

import { expect, test } from './playground.ts'

test('the palette finds a command by a few letters and runs it', async ({ playground, page }) => {
  await playground.open()
  await playground.monaco()
  await playground.editor.focus()
  await page.keyboard.press('F1')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await expect(palette.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type('scen one hog')
  await expect(palette.getByRole('option', { selected: true })).toContainText('Scenario: One hog')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(playground.editor).toBeFocused()
  await expect(playground.process('stress-ng')).toBeVisible()
})

test('a command that can do nothing just now says why', async ({ playground, page }) => {
  await playground.open()
  await page.keyboard.press('ControlOrMeta+Shift+P')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await palette.getByRole('combobox').fill('stop playing')
  await expect(palette.getByRole('option', { name: /Stop playing/ })).toContainText('Nothing is playing.')
  await page.keyboard.press('Enter')
  await expect(palette).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})

test('the sheet shows the keys, and the focus comes back from it', async ({ playground, page }) => {
  await playground.open()
  await playground.timeline.focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet.getByRole('row', { name: /Go to the victim/ })).toContainText('V')
  await page.keyboard.press('Escape')
  await expect(playground.timeline).toBeFocused()
})

test('in the editor Alt and arrows step, and letters are only letters', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.monaco()
  await page.getByRole('button', { name: 'First step' }).click()
  await playground.editor.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await expect(playground.timeline).toHaveAttribute('aria-valuenow', '2')
  await page.keyboard.type('v')
  await expect(playground.timeline).toHaveAttribute('aria-valuenow', '2')
})

test('the link is copied by key, and F8 goes to the problem', async ({ playground, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await playground.open()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(playground.notices).toContainText('The link is copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#v1.')
  await playground.monaco()
  await playground.typeAtEnd('\nint broken( {')
  await expect(playground.status).toHaveText(/^Not run/)
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('F8')
  await expect(playground.editor).toBeFocused()
})
