// What editing promises: verdicts follow the text, errors keep the last good run, nothing typed is lost, a runaway policy is stopped.

import { expect, pidPolicy, test } from './playground.ts'

test('editing in Monaco changes the victim', async ({ playground }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.monaco()
  await playground.replacePolicy(pidPolicy(903))
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  await playground.replacePolicy(pidPolicy(812))
  await expect(playground.outcome).toContainText('nginx (pid 812)')
  await expect(playground.process('nginx')).toHaveAccessibleName(/victim$/)
})

test('a parameter changes the victim without an edit', async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('One process by its number')
  await expect(playground.outcome).toContainText('nginx (pid 812)')
  await page.getByRole('tab', { name: 'Parameters & maps' }).click()
  await page.getByRole('textbox', { name: 'target_pid' }).fill('903')
  await expect(playground.outcome).toContainText('postgres (pid 903)')
})

test('a policy with an error keeps the last good run, marked as stale', async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('One process by its number')
  await playground.monaco()
  await playground.typeAtEnd('\nint broken( {')
  await expect(playground.status).toHaveText(/^Not run: \d+ errors?/)
  await expect(playground.outcome).toContainText('nginx (pid 812)')
  await expect(playground.outcome).toContainText('the last good run')
  await page.getByRole('tab', { name: 'Problems' }).click()
  await expect(playground.problems.getByRole('listitem').first()).toContainText('line')
  await playground.replacePolicy(pidPolicy(903))
  await expect(playground.status).toHaveText(/^Finished: postgres/)
  await expect(playground.outcome).not.toContainText('the last good run')
})

test('a fix of the problems list repairs the text', async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.monaco()
  await playground.replacePolicy(pidPolicy(903).replace('const volatile int target_pid = 903;\n', ''))
  await expect(playground.status).toHaveText(/^Not run/)
  await playground.problems
    .getByRole('button', { name: /declare/i })
    .first()
    .click()
  await expect(playground.status).toHaveText(/^Finished/)
  await expect(page.getByRole('tab', { name: /Parameters & maps 1/ })).toBeVisible()
})

test('a loop that runs away is stopped and the page stays alive', async ({ playground }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.monaco()
  await playground.replacePolicy(
    pidPolicy(903)
      .replace('\tif (task', '\tfor (int i = 0; i < 2000000000; i++)\n\t\tsink += i;\n\tif (task')
      .replace('SEC("fmod', 'int sink;\nSEC("fmod'),
  )
  await expect(playground.status).toHaveText(/^(Stopped|Not run)/)
  await playground.replacePolicy(pidPolicy(903))
  await expect(playground.status).toHaveText(/^Finished: postgres/)
})

test('a draft is there again after a reload, with a way back to the sample', async ({ playground, page }) => {
  await playground.open()
  const sample = await playground.title.inputValue()
  await playground.openPolicy('Most swap')
  await playground.title.fill('My own policy')
  await expect(page).toHaveURL(/#v1\./)
  await page.reload()
  await expect(playground.title).toHaveValue('My own policy')
  await expect(page).toHaveTitle('My own policy · OOM Policy Playground')
  await expect(playground.notices).toContainText('Your draft is back')
  await playground.notices.getByRole('button', { name: 'Back to the sample' }).click()
  await expect(playground.title).toHaveValue(sample)
  await playground.notices.getByRole('button', { name: 'Open my draft' }).click()
  await expect(playground.title).toHaveValue('My own policy')
})

test('what is typed before Monaco comes is kept', async ({ playground, page }) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/Monaco.*\.js/, async (route) => {
    await held
    await route.continue()
  })
  await playground.open()
  await playground.openScenario('One hog')
  await playground.editor.fill(pidPolicy(903))
  await expect(playground.outcome).toContainText('postgres (pid 903)')
  release()
  await expect(await playground.monaco()).toContainText('target_pid = 903')
})
