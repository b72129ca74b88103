// What the world promises: it is edited where it stands, every change is run at once, and every change can be taken back.

import type { Page } from '@playwright/test'

import { expect, test } from './playground.ts'

const strip = (page: Page) => page.getByRole('region', { name: 'Edit the machine' })

/** Drags the middle of an element to the left or right by a share of its width. */
async function dragBy(page: Page, bar: ReturnType<Page['locator']>, from: number, to: number): Promise<void> {
  const box = await bar.boundingBox()
  if (box === null) throw new Error('nothing to drag')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  for (let step = 1; step <= 5; step++) await page.mouse.move(box.x + box.width * (from + ((to - from) * step) / 5), y)
  await page.mouse.up()
}

test('dragging the bar of the victim makes another one die', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await expect(playground.process('stress-ng')).toHaveAccessibleName(/victim$/)
  await dragBy(page, playground.process('stress-ng').getByTitle(/^Drag to change/), 0.9, 0.1)
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await expect(playground.process('postgres')).toHaveAccessibleName(/victim$/)
  await expect(page.getByText('edited', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(playground.outcome).toContainText('stress-ng (pid 1400)')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await page.getByRole('button', { name: 'Back to the original' }).click()
  await expect(playground.outcome).toContainText('stress-ng (pid 1400)')
})

test('the slider moves with the keys and stays with its process', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  const slider = strip(page).getByRole('slider', { name: 'Memory of stress-ng' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await expect(slider).toHaveAttribute('aria-valuetext', '0 B')
  await page.keyboard.press('End')
  await expect(playground.outcome).toContainText('stress-ng (pid 1400)')
  await expect(slider).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(playground.outcome).toContainText('postgres (pid 903)')
})

test('an exact value is typed, and a wrong one stays with its reason', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.process('postgres').click()
  const field = strip(page).getByRole('textbox', { name: 'Exact memory of postgres' })
  await field.fill('a lot')
  await expect(strip(page).getByRole('alert')).toContainText('must be a size')
  await field.press('Enter')
  await expect(field).toHaveValue('a lot')
  await field.fill('1.5 GiB')
  await field.press('Enter')
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await expect(field).toHaveValue('1.50 GiB')
  const adj = strip(page).getByRole('textbox', { name: 'oom_score_adj of postgres' })
  await adj.fill('-1001')
  await expect(strip(page).getByRole('alert')).toContainText('-1000 to 1000')
  await adj.fill('-1000')
  await adj.press('Enter')
  await expect(playground.outcome).toContainText('stress-ng (pid 1400)')
})

test('processes and cgroups are added, changed, moved and deleted', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.process('postgres').click()
  await strip(page).getByRole('button', { name: 'Duplicate: postgres' }).click()
  await expect(playground.process('postgres')).toHaveCount(2)
  await strip(page).getByRole('button', { name: 'All fields' }).click()
  await strip(page).getByRole('textbox', { name: 'Name comm' }).fill('reports')
  await page.keyboard.press('Enter')
  await expect(playground.process('reports')).toHaveCount(1)
  await strip(page).getByRole('combobox', { name: 'Cgroup' }).selectOption('/user.slice')
  await expect(strip(page).getByRole('combobox', { name: 'Cgroup' }).locator('option:checked')).toHaveText(
    '/user.slice',
  )
  await strip(page)
    .getByRole('checkbox', { name: /^Kernel thread/ })
    .check()
  await expect(strip(page)).toContainText('a kernel thread: no memory of its own')
  await strip(page).getByRole('button', { name: 'Delete: reports' }).click()
  await expect(playground.process('reports')).toHaveCount(0)

  await playground.world.getByRole('treeitem', { name: /^cgroup \/user.slice,/ }).click()
  await strip(page).getByRole('button', { name: 'Add a cgroup below it: user.slice' }).click()
  await strip(page).getByRole('textbox', { name: 'Exact limit of new' }).fill('64 MiB')
  await page.keyboard.press('Enter')
  await strip(page).getByRole('button', { name: 'Add a process in it: new' }).click()
  await strip(page).getByRole('button', { name: 'Machine' }).click()
  await strip(page)
    .getByRole('combobox', { name: /^Out of memory/ })
    .selectOption('/user.slice/new')
  await expect(playground.outcome).toContainText('The memory limit of /user.slice/new is reached.')
  await expect(playground.outcome).toContainText('task-1401')
})

test('the machine is changed: RAM, sysctls, kernel and hook', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await strip(page).getByRole('button', { name: 'Machine' }).click()
  await strip(page)
    .getByRole('combobox', { name: /^Panic/ })
    .selectOption({ index: 1 })
  await expect(playground.outcome).toContainText('panic_on_oom is enabled')
  await strip(page)
    .getByRole('combobox', { name: /^Panic/ })
    .selectOption({ index: 0 })
  await expect(playground.outcome).toContainText('stress-ng (pid 1400)')
  await strip(page).getByRole('combobox', { name: 'Kernel' }).selectOption('7.3')
  await strip(page).getByRole('textbox', { name: /^RAM/ }).fill('4G')
  await page.keyboard.press('Enter')
  await expect(playground.status).toHaveText(/^Finished/)
  await expect(strip(page).getByRole('textbox', { name: /^RAM/ })).toHaveValue('4G')
})

test('an empty world has three doors', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('The messenger')
  const rows = playground.world.getByRole('treeitem', { name: /, pid / })
  for (let left = (await rows.count()) - 1; left >= 0; left--) {
    await rows.first().click()
    await strip(page)
      .getByRole('button', { name: /^Delete: / })
      .click()
    await expect(rows).toHaveCount(left)
  }
  await expect(page.getByRole('button', { name: /^Paste a log/ })).toBeVisible()
  await expect(playground.status).toContainText('no process')
  await page.getByRole('button', { name: /^Add a process Start/ }).click()
  await expect(playground.outcome).toContainText('task-1000')
})

test('a machine of ten thousand is made from a seed, folded, filtered and edited', async ({ playground, page }) => {
  await playground.open()
  await strip(page).getByRole('button', { name: 'Machine' }).click()
  await strip(page).getByRole('button', { name: 'Make a machine from a seed' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make a machine' })
  await dialog.getByRole('textbox', { name: 'Processes', exact: true }).fill('many')
  await expect(dialog.getByRole('alert')).toContainText('From 1 to')
  await expect(dialog.getByRole('button', { name: 'Make this machine' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Processes', exact: true }).fill('10000')
  await dialog.getByRole('combobox', { name: 'Shape' }).selectOption('flat')
  await dialog.getByRole('button', { name: 'Make this machine' }).click()
  await expect(playground.status).toHaveText(/^Finished: .* 10,\d+ steps|^Finished: .*killed/)
  const slice = playground.world.getByRole('treeitem', { name: /^cgroup \/system.slice,/ })
  await expect(slice).toHaveAttribute('aria-expanded', 'false')
  await slice.getByTitle('Unfold').click()
  // The tree goes to where the process at the cursor is now.
  await expect(playground.world.getByRole('treeitem', { name: /victim$/ })).toBeVisible()
  expect(await playground.world.getByRole('treeitem').count()).toBeLessThan(300)
  await page.getByRole('searchbox', { name: 'Filter processes' }).fill('verdict:victim')
  await expect(page.getByRole('status', { name: 'Filter' })).toHaveText('1 of 10,001')
  await expect(playground.world.getByRole('treeitem', { name: /victim$/ })).toBeVisible()
})

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('the memory of the victim is dragged below the list', async ({ playground, page }) => {
    await playground.open()
    await playground.openScenario('One hog')
    const slider = strip(page).getByRole('slider', { name: 'Memory of stress-ng' })
    await dragBy(page, slider, 0.6, 0.05)
    await expect(playground.outcome).toContainText('postgres (pid 903)')
    await playground.process('postgres').click()
    await dragBy(page, strip(page).getByRole('slider', { name: 'Memory of postgres' }), 0.2, 0.02)
    await expect(playground.outcome).not.toContainText('postgres (pid 903)')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(playground.outcome).toContainText('postgres (pid 903)')
  })
})

test('a renamed cgroup stays in the strip, and whatever is selected next takes its place', async ({
  playground,
  page,
}) => {
  await playground.open()
  await playground.openScenario('One hog')
  const cgroup = playground.world.getByRole('treeitem', { name: /^cgroup \/\w/ }).first()
  await cgroup.click()
  await strip(page).getByRole('button', { name: 'All fields' }).click()
  await strip(page).getByRole('textbox', { name: 'Path' }).fill('/renamed.slice')
  await page.keyboard.press('Enter')
  await expect(strip(page).locator('.strip-name')).toContainText('renamed.slice')
  await playground.process('nginx').click()
  await expect(strip(page).locator('.strip-name')).toContainText('nginx')
  const pid = strip(page).getByRole('textbox', { name: /^Pid\b/ })
  await pid.fill('8120')
  await page.keyboard.press('Enter')
  await expect(strip(page).locator('.strip-name')).toContainText('8120')
  await playground.process('postgres').click()
  await expect(strip(page).locator('.strip-name')).toContainText('postgres')
})
