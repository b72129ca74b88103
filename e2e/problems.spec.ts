// What "Why?" promises: each problem is explained where it is reported, by link, and in one list that can be searched.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, pidPolicy, test } from './playground.ts'

const DIVIDES_BY_ZERO = pidPolicy(903).replace('return 2', 'return 2 / 0')

test('"Why?" explains a problem with the verifier\'s words and two examples, by keyboard', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.monaco()
  await playground.replacePolicy(DIVIDES_BY_ZERO)
  const why = playground.problems.getByRole('button', { name: /^Why\?/ })
  await why.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'A division by the constant 0' })
  await expect(dialog).toContainText('The verifier refuses a constant divisor of zero.')
  await expect(dialog.getByRole('region', { name: 'What the kernel’s tools say' })).toHaveText(/div by zero$/)
  await expect(dialog.getByRole('region', { name: 'Refused' })).toContainText('oc->totalpages / 0')
  await expect(dialog.getByRole('region', { name: 'Accepted' })).toContainText('oc->totalpages / 2')
  expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(why).toBeFocused()
})

test('a link opens one explanation, from which all others are found', async ({ playground, page }) => {
  await playground.open('#why=unset-points')
  await expect(page.getByRole('dialog', { name: 'SELECT and NO_BPF_POLICY in one search' })).toBeVisible()
  await page.getByRole('button', { name: 'All problems' }).click()
  const list = page.getByRole('dialog', { name: 'Problems explained' })
  await expect(list.getByRole('status')).toHaveText(/^1\d\d problems$/)
  await list.getByRole('searchbox').fill("4: R0 invalid mem access 'map_value_or_null'")
  await expect(list.getByRole('status')).toHaveText('1 problem')
  await list.getByRole('button', { name: /^Error: A pointer that may be NULL/ }).click()
  await expect(page.getByRole('dialog', { name: 'A pointer that may be NULL is used without a test' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page).not.toHaveURL(/why=/)
  await expect(playground.status).toHaveText(/^Finished/)
})

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('"Why?" explains a problem within the width of the screen', async ({ playground, page }) => {
    await playground.open()
    await page.getByRole('tab', { name: 'Policy' }).first().click()
    await playground.editor.fill(DIVIDES_BY_ZERO)
    await playground.problems.getByRole('button', { name: /^Why\?/ }).tap()
    const dialog = page.getByRole('dialog', { name: 'A division by the constant 0' })
    await expect(dialog.getByRole('region', { name: 'Refused' })).toContainText('oc->totalpages / 0')
    const body = dialog.getByRole('group', { name: 'A division by the constant 0' })
    expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    await dialog.getByRole('button', { name: 'Close' }).tap()
    await expect(dialog).toBeHidden()
  })
})
