// What "Why" promises: a true sentence about every process, and the smallest change that would flip it, with a button that makes it.

import { expect, pidPolicy, test } from './playground.ts'

test.beforeEach(async ({ playground }) => {
  await playground.open()
  await playground.openScenario('One hog')
  await playground.openPolicy('Largest resident memory')
  await expect(playground.status).toHaveText(/stress-ng \(pid 1400\) killed/)
})

test('a survivor learns against whom it lost, what would flip it, and the flip can be made', async ({
  playground,
  page,
}) => {
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('End')
  await playground.process('postgres').click()
  await expect(playground.why).toContainText('lost to stress-ng (pid 1400) at step 13')
  const changes = playground.why.getByRole('list', { name: 'Smallest changes' })
  const memory = changes.getByRole('listitem').first()
  await expect(memory).toContainText('+230,400 pages), it dies first; one page less is not enough.')
  await memory.getByRole('button', { name: 'Apply' }).click()
  await expect(playground.status).toHaveText(/postgres \(pid 903\) killed/)
  await expect(changes.getByRole('listitem').first()).toContainText(
    '−1 page), stress-ng (pid 1400) dies instead; one page more and it is still postgres.',
  )
})

test('where nobody dies it says what follows', async ({ playground }) => {
  await playground.monaco()
  await playground.replacePolicy(pidPolicy(4))
  await expect(playground.status).toHaveText(/kernel panic/)
  await expect(playground.why).toContainText('What follows')
  await expect(playground.why).toContainText('System is deadlocked on memory')
})
