// What the page promises in every state: it says what is the case and what can be done, and axe finds nothing in any theme.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { GLOBAL_4_19, MEMCG_6_12 } from '../src/scenario/import/testing/logs.ts'
import { expect, pidPolicy, test, type Playground } from './playground.ts'

/** A policy whose bpf_loop() runs longer than any policy may. */
const RUNAWAY = pidPolicy(903)
  .replace('SEC("fmod', 'long sink;\nstatic long turn(u32 i, void *ctx)\n{\n\tsink += i;\n\treturn 0;\n}\nSEC("fmod')
  .replace('\tif (task', '\tbpf_loop(8000000, turn, 0, 0);\n\tif (task')

async function importText(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('or a text').fill(text)
  await page.getByRole('button', { name: 'Open the text' }).click()
}

/** Each state with the way there from a first visit, and what is to be seen there. */
const STATES: readonly [name: string, goThere: (playground: Playground) => Promise<void>][] = [
  ['first visit', ({ outcome }) => expect(outcome).toContainText('The kernel chose stress-ng')],
  [
    'a policy with an error',
    async (playground) => {
      await playground.monaco()
      await playground.replacePolicy(pidPolicy(903).replace('return 3', 'return thre'))
      await expect(playground.outcome).toContainText('the last good run')
      await playground.outcome.getByRole('button', { name: 'Go to the error' }).click()
      await expect(playground.editor).toBeFocused()
    },
  ],
  [
    'a policy that runs too long',
    async (playground) => {
      await playground.monaco()
      await playground.replacePolicy(RUNAWAY)
      await expect(playground.outcome).toContainText('The policy was stopped at step')
      await expect(playground.outcome).toContainText('1,000,000 instructions')
      await playground.outcome.getByRole('button', { name: 'Go to the line' }).click()
      await expect(playground.editor).toBeFocused()
    },
  ],
  [
    'a kernel panic',
    async (playground) => {
      await playground.openPolicy('Everyone is important')
      await expect(playground.outcome).toContainText('Kernel panic: System is deadlocked on memory.')
      const reasons = playground.outcome.getByRole('list', { name: 'Why nobody was chosen' })
      await expect(reasons.getByRole('listitem').first()).toHaveText('8 passed over')
    },
  ],
  [
    'nobody chosen in a memory cgroup',
    async (playground) => {
      await playground.openPolicy('Everyone is important')
      await playground.openScenario('Not my cgroup')
      await expect(playground.outcome).toContainText('No kill, and no error either.')
    },
  ],
  [
    'an aborted search',
    async (playground) => {
      await playground.openPolicy('Abort when the database is alone')
      await expect(playground.outcome).toContainText('The search was aborted at step 1')
    },
  ],
  [
    'a failed test',
    async (playground) => {
      const { page } = playground
      await playground.openPolicy('Naive biggest')
      await page.getByRole('tab', { name: /^Tests/ }).click()
      await page.getByRole('form', { name: 'Add a test' }).getByLabel('Process', { exact: true }).fill('sshd')
      await page.getByRole('button', { name: 'Add test' }).click()
      const row = page.getByRole('row').filter({ hasText: 'Process sshd is never killed' })
      await expect(row).toContainText('failed')
      await expect(row).toContainText('sshd (pid 690) dies in round 1.')
    },
  ],
  [
    'a comparison',
    async (playground) => {
      await playground.openPolicy('Naive biggest')
      await playground.page.getByRole('tab', { name: 'Compare' }).click()
      await expect(playground.page.getByRole('status', { name: 'First difference' })).toContainText(
        'First difference: ',
      )
    },
  ],
  [
    'mixed verdicts',
    async (playground) => {
      await playground.openPolicy('Mixed verdicts')
      const note = playground.outcome.getByRole('note', { name: 'Not determined' })
      await expect(note).toContainText('If it reads 0, c (pid 1103) is chosen')
      await expect(note).toContainText('a large number, a (pid 1101)')
      await note.getByRole('button', { name: 'Show the step' }).click()
      await expect(playground.timeline).toHaveAttribute('aria-valuenow', '6')
    },
  ],
  [
    'one of several reports, with what it does not say',
    async ({ page }) => {
      await importText(page, `${MEMCG_6_12}${GLOBAL_4_19}`)
      const sheet = page.getByRole('dialog', { name: 'Out of memory' })
      await sheet.getByRole('listbox', { name: '2 reports' }).selectOption({ index: 1 })
      await expect(sheet).toContainText('4.19.0-9-amd64')
      await expect(sheet).toContainText('What the log does not say')
    },
  ],
  [
    'a link that cannot be read',
    async ({ page, notices }) => {
      await page.goto('#v7.abc.AAAA')
      await expect(notices).toContainText('newer playground')
      await expect(notices.getByRole('button', { name: 'Copy the original link' })).toBeVisible()
    },
  ],
  [
    'offline',
    async ({ page }) => {
      const fetched = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('CommandPalette'))
      await expect.poll(() => page.evaluate(fetched)).toBe(true)
      await page.context().setOffline(true)
      await expect(page.getByText('Offline', { exact: true })).toBeVisible()
      await page.keyboard.press('F1')
      await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
      await page.keyboard.press('Escape')
      await page.context().setOffline(false)
      await expect(page.getByText('Offline', { exact: true })).toHaveCount(0)
    },
  ],
  [
    'thousands of processes',
    async (playground) => {
      await playground.openScenario('A fork bomb')
      await expect(playground.status).toHaveText(/^Finished/)
    },
  ],
  [
    'table, log and export',
    async ({ page }) => {
      await page.getByRole('button', { name: 'Table', exact: true }).click()
      await page.getByRole('tab', { name: 'Kernel log' }).click()
      await page.getByRole('tab', { name: 'Exported C' }).click()
      await expect(page.getByLabel('Exported BPF C')).toContainText('SEC(')
    },
  ],
]

const DIALOGS = ['Gallery', 'Import', 'Help', 'Settings']

/** What axe finds, of all its rules or of those named. */
const findings = async (page: Page, rules: string[] | null = null): Promise<string[]> => {
  // Monaco answers for its own inside.
  const axe = new AxeBuilder({ page }).exclude('.monaco-editor')
  const { violations } = await (rules === null ? axe : axe.withRules(rules)).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

const THEMES = ['light', 'dark', 'contrast'] as const

/** Scans the page in each theme: the theme is an attribute of the root, as the settings set it. Themes differ in colours alone. */
async function expectNoFindings(page: Page): Promise<void> {
  for (const theme of THEMES) {
    await page.evaluate((one) => {
      document.documentElement.dataset['theme'] = one
      document.documentElement.dataset['contrast'] = one === 'contrast' ? 'more' : 'normal'
    }, theme)
    expect(await findings(page, theme === 'light' ? null : ['color-contrast']), theme).toEqual([])
  }
}

for (const [name, goThere] of STATES)
  test(`state: ${name}`, async ({ playground, page }) => {
    await playground.open()
    await goThere(playground)
    await expectNoFindings(page)
  })

// Its hundreds of cells are all alike: one theme is enough, as each of them takes axe long.
test('axe finds nothing in the matrix', async ({ playground, page }) => {
  test.slow()
  await playground.open()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Shift+C')
  await expect(page.getByRole('table', { name: 'Policies by machines' })).toBeVisible()
  expect(await findings(page)).toEqual([])
})

test('axe finds nothing in the dialogs', async ({ playground, page }) => {
  await playground.open()
  for (const name of DIALOGS) {
    await page.getByRole('button', { name }).click()
    await expect(page.getByRole('dialog', { name })).toBeVisible()
    await expectNoFindings(page)
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await expectNoFindings(page)
})

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('axe finds nothing in any tab', async ({ playground, page }) => {
    await playground.open()
    for (const tab of ['Policy', 'Machine', 'Why', 'Log']) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      expect(await findings(page), tab).toEqual([])
    }
  })
})
