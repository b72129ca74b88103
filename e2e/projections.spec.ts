// What the projections promise: one machine in four pictures with one selection and one filter.

import { expect, test } from './playground.ts'

test('keys 1 to 4 choose the projection, and the selection goes along', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.process('postgres').click()
  await page.keyboard.press('1')
  const tree = page.getByRole('tree', { name: 'Processes by parent' })
  await expect(tree.getByRole('treeitem', { name: /^postgres, pid/ })).toHaveAttribute('aria-selected', 'true')
  await expect(tree.getByRole('treeitem', { name: /^stress-ng, pid/ })).toHaveAttribute('aria-level', '3')
  await page.keyboard.press('3')
  const map = page.getByRole('listbox', { name: 'Map of memory' })
  await expect(map.getByRole('option', { name: /^postgres, pid 903, 400 MiB/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('4')
  await expect(page.getByRole('grid', { name: 'Processes' }).getByRole('row', { selected: true })).toContainText(
    'postgres',
  )
  await page.keyboard.press('2')
  await expect(playground.process('postgres')).toHaveAttribute('aria-selected', 'true')
})

test('the map is drawn by memory or by points, and walked with the arrows', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await page.getByRole('button', { name: 'Map', exact: true }).click()
  const map = page.getByRole('listbox', { name: /^Map of/ })
  await expect(map.getByRole('option', { name: /^stress-ng.*victim$/ })).toBeVisible()
  await map.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(map.getByRole('option', { selected: true })).toHaveCount(1)
  await page.getByRole('button', { name: 'Points' }).click()
  await expect(map.getByRole('option', { name: /^stress-ng, pid 1400, 333,458 points/ })).toBeVisible()
})

test('the filter holds in all projections and says what is wrong', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await page.keyboard.press('/')
  const filter = page.getByRole('searchbox', { name: 'Filter processes' })
  await expect(filter).toBeFocused()
  await filter.fill('memcg:/system.slice -verdict:unasked verdict:default')
  await expect(page.getByRole('status', { name: 'Filter' })).toHaveText(/^\d+ of 13$/)
  await expect(playground.process('postgres')).toBeVisible()
  await expect(playground.process('stress-ng')).toHaveCount(0)
  await filter.fill('pip:3')
  await expect(page.getByRole('status', { name: 'Filter' })).toContainText('There is no filter "pip:"')
  await filter.fill('stress')
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('grid', { name: 'Processes' }).getByRole('row')).toHaveCount(2)
  await filter.press('Escape')
  await expect(filter).toHaveValue('')
})

test('cgroups fold by their arrow and by key, and stay folded in sums', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  const slice = playground.world.getByRole('treeitem', { name: /^cgroup \/user.slice,/ })
  await slice.click()
  await expect(slice).toHaveAttribute('aria-selected', 'true')
  await playground.world.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(slice).toHaveAttribute('aria-expanded', 'false')
  await expect(slice).toContainText('1 dies in it')
  await slice.getByTitle('Unfold').click()
  await expect(playground.process('stress-ng')).toBeVisible()
})
