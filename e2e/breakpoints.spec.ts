// What breakpoints and watches promise: set after the run, they have all its hits and values at once.

import { expect, test } from './playground.ts'

test.beforeEach(async ({ playground }) => {
  await playground.open()
  await playground.openPolicy('Protect by name')
  await expect(playground.process('mysqld')).toBeVisible()
  await playground.monaco()
})

test('a breakpoint set after the run has its hits, which lead to the statement', async ({ playground, page }) => {
  const policy = page.getByRole('region', { name: 'Policy' })
  // The statement on show brings its line into sight.
  await playground.process('app').click()
  await page.getByRole('button', { name: 'Statement', exact: true }).click()
  // How often each line ran stands beside its number, and a click there sets a breakpoint.
  await expect(policy.getByText(/^\d+× /).first()).toBeVisible()
  await policy.getByText(/× .*84$/).click()
  await page.getByRole('tab', { name: /^Breakpoints and watches/ }).click()
  const row = page.getByRole('listitem', { name: 'Line 84' })
  await expect(row).toContainText(/\d+ hits/)
  const hits = page.getByRole('list', { name: 'Hits' }).getByRole('listitem')
  await expect(hits.first()).toContainText('line 84')
  await hits.first().getByRole('button').click()
  await expect(page.getByRole('status', { name: 'Statement' })).toHaveText(/^statement \d+ of \d+$/)
  await expect(policy).toContainText(/oom_score_adj\s=\s/)
  const at = await playground.timeline.getAttribute('aria-valuenow')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press(']')
  await expect(playground.timeline).not.toHaveAttribute('aria-valuenow', at ?? '')
  await page.keyboard.press('[')
  await expect(playground.timeline).toHaveAttribute('aria-valuenow', at ?? '')
})

test('a condition is asked over the names at its line, and says what is wrong with it', async ({
  playground,
  page,
}) => {
  await playground.editor.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let line = 1; line < 84; line++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('F9')
  const row = page.getByRole('listitem', { name: 'Line 84' })
  await expect(row).toContainText(/\d+ hits/)
  await row.getByRole('textbox', { name: 'Condition' }).fill('task->pid == 951')
  await page.keyboard.press('Enter')
  await expect(row).toContainText('1 hit')
  await expect(page.getByRole('list', { name: 'Hits' }).getByRole('listitem')).toHaveText(/mysqld 951/)
  await row.getByRole('textbox', { name: 'Condition' }).fill('task->nothing')
  await page.keyboard.press('Enter')
  await expect(row).toContainText(/nothing/)
  await row.getByRole('button', { name: 'Remove: Line 84' }).click()
  await expect(row).toBeHidden()
})

test('evaluations are stopped at by a change of the chosen task, a verdict and a name', async ({ page }) => {
  await page.getByRole('tab', { name: /^Breakpoints and watches/ }).click()
  await page.getByRole('button', { name: 'Break on verdict' }).click()
  const row = page.getByRole('listitem', { name: 'Evaluation' })
  const hits = page.getByRole('list', { name: 'Hits' }).getByRole('listitem')
  await expect(row).toContainText('2 hits')
  await row.getByRole('textbox', { name: 'Pid or name' }).fill('app')
  await page.keyboard.press('Enter')
  await expect(row).toContainText('1 hit')
  await expect(hits).toHaveText(/app 1207/)
  await row.getByRole('combobox', { name: 'Verdict' }).selectOption('BPF_EVAL_NEXT')
  await expect(row).toContainText('0 hits')
})

test('a watch has its value at the cursor, and a line over all steps', async ({ playground, page }) => {
  await page.getByRole('tab', { name: /^Breakpoints and watches/ }).click()
  const field = page.getByRole('textbox', { name: 'Expression to watch' })
  await field.fill('oc->chosen')
  await page.keyboard.press('Enter')
  await field.fill('task->signal->oom_score_adj')
  await page.keyboard.press('Enter')
  const chosen = page.getByRole('listitem', { name: 'Watch oc->chosen' })
  await expect(chosen.getByRole('status', { name: 'Value now' })).toHaveText('app (1207)')
  await expect(chosen.getByRole('img', { name: /over all steps/ })).toBeVisible()
  await playground.process('mysqld').click()
  await expect(chosen.getByRole('status', { name: 'Value now' })).toHaveText('systemd-journal (231)')
  await expect(
    page.getByRole('listitem', { name: 'Watch task->signal->oom_score_adj' }).getByRole('status'),
  ).toHaveText('-500')
})

test('a link has breakpoints and watches: whoever opens it has the hits on the timeline', async ({
  playground,
  page,
  browser,
}) => {
  await page.getByRole('tab', { name: /^Breakpoints and watches/ }).click()
  await page.getByRole('button', { name: 'Break on verdict' }).click()
  await page.getByRole('textbox', { name: 'Expression to watch' }).fill('oc->chosen')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listitem', { name: 'Evaluation' })).toContainText('2 hits')
  const link = await playground.copyLink()
  expect(page.url()).toBe(link)
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(link)
  await expect(other.getByRole('listitem', { name: 'Evaluation' })).toContainText('2 hits')
  await expect(
    other.getByRole('listitem', { name: 'Watch oc->chosen' }).getByRole('status', { name: 'Value now' }),
  ).toHaveText('app (1207)')
  const timeline = other.getByRole('slider', { name: 'Step', exact: true })
  const at = await timeline.getAttribute('aria-valuenow')
  await other.getByRole('button', { name: 'Previous hit' }).click()
  await expect(timeline).not.toHaveAttribute('aria-valuenow', at ?? '')
  await context.close()
})
