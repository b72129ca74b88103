// What TypeScript promises: a person writes a policy with completion and help, sees the victim change, and goes on in C with a way back.

import { expect, test } from './playground.ts'

const policy = (pid: number): string => `const target_pid: s32 = param(${pid}, "the process to kill");

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (task.pid === target_pid) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
`

test('a policy written in TypeScript decides, and becomes C that decides the same', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await page.getByRole('button', { name: 'New policy in TypeScript' }).click()
  await expect(playground.title).toHaveValue('My policy')
  await playground.monaco('export function')
  await playground.replacePolicy(policy(903))
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await page.getByRole('tab', { name: /^Parameters & maps/ }).click()
  await page.getByRole('textbox', { name: 'target_pid' }).fill('812')
  await expect(playground.outcome).toContainText('nginx (pid 812)')

  await page.getByRole('button', { name: 'Show as C' }).click()
  await expect(await playground.monaco()).toContainText('const volatile s32 target_pid = 903;')
  await expect(playground.status).toHaveText(/^Finished: nginx/)
  await playground.typeAtEnd('\n/* Mine now. */\n')

  await playground.notices.getByRole('button', { name: 'Back to the TypeScript' }).click()
  await expect(await playground.monaco('export function')).toContainText('const target_pid: s32 = param(903')
  await expect(playground.status).toHaveText(/^Finished: nginx/)
})

test('the editor completes the kernel’s fields and says their meaning and unit', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'New policy in TypeScript' }).click()
  await playground.monaco('export function')
  await playground.replacePolicy('')
  await page.keyboard.type(
    'export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {\nreturn task.signal.oom_sc',
  )
  await page
    .getByRole('option', { name: /^oom_score_adj\b/ })
    .first()
    .click()
  await expect(page.getByRole('region', { name: 'Policy' }).getByRole('code').first()).toContainText(
    'task.signal.oom_score_adj',
  )
  // Monaco's key for the help at the caret.
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.press('ControlOrMeta+i')
  await expect(page.getByText('Unit: thousandths of totalpages.').first()).toBeVisible()
})

test('a fault is shown once, with what to write instead', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await page.getByRole('button', { name: 'New policy in TypeScript' }).click()
  await playground.monaco('export function')
  await playground.replacePolicy(policy(903).replace('task.pid ===', 'task.piid ==='))
  await expect(playground.status).toHaveText('Not run: 1 error in the policy')
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await playground.problems.getByRole('button', { name: 'Write pid' }).click()
  await expect(playground.outcome).toContainText('postgres (pid 903)')
})

test('the gallery opens in TypeScript, and a link keeps the language', async ({ playground, page }) => {
  await playground.open()
  await page.getByRole('button', { name: 'Gallery' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'TypeScript' }).click()
  await dialog.getByRole('region', { name: 'Policies' }).getByRole('button', { name: 'Most swap', exact: true }).click()
  await expect(await playground.monaco('get_mm_swapents')).toContainText('function')
  await expect(playground.status).toHaveText(/^Finished: indexer/)
  const link = await playground.copyLink()
  expect(link.length).toBeLessThan(400)
  await page.goto('about:blank')
  await playground.open(link)
  await expect(page.getByRole('group', { name: 'Language of the policy' })).toContainText('TypeScript')
  await expect(playground.status).toHaveText(/^Finished: indexer/)
})

test('a visit with a policy in C loads nothing of TypeScript', async ({ playground, page }) => {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await playground.open()
  await playground.monaco()
  expect(loaded.filter((url) => /translate|typescript|ts\.worker|TypeScript/.test(url))).toEqual([])
})
