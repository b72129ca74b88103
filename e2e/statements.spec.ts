// What stepping by statement promises: forwards and back through the policy and the kernel's code, with the values of that moment.

import { expect, test } from './playground.ts'

test.beforeEach(async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('Protect by name')
  await expect(playground.process('mysqld')).toBeVisible()
  await playground.monaco()
  await playground.process('app').click()
  await page.getByRole('button', { name: 'Statement', exact: true }).click()
})

test('a statement forwards and back, with what it reads beside the line', async ({ playground, page }) => {
  const number = page.getByRole('status', { name: 'Statement' })
  const editor = page.getByRole('region', { name: 'Policy' })
  await expect(number).toHaveText(/^statement \d+ of \d+$/)
  await expect(editor).toContainText(/oc->chosen\s=\s\S/)
  const first = await number.textContent()
  await page.getByRole('button', { name: 'Next step' }).click()
  await page.getByRole('button', { name: 'Next step' }).click()
  await expect(editor).toContainText(/task->signal->oom_mm\s=\sNULL/)
  await page.getByRole('button', { name: 'Previous step' }).click()
  await page.getByRole('button', { name: 'Previous step' }).click()
  await expect(number).toHaveText(first ?? '')
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /app/)
})

test('into a call, out of it and over it, with the calls that are open', async ({ page }) => {
  const stack = page.getByRole('region', { name: 'Call stack' }).getByRole('listitem')
  await expect(stack.first()).toContainText('spare_protected()')
  const into = page.getByRole('button', { name: 'Next step' })
  for (let step = 0; step < 5; step++) await into.click()
  await expect(stack.first()).toContainText('rss_of()')
  await expect(page.getByRole('region', { name: 'Locals' })).toContainText('app (1207)')
  await page.getByRole('button', { name: 'Out of the function' }).click()
  await expect(stack.first()).toContainText('spare_protected()')
  await page.getByRole('button', { name: 'Back over the call' }).click()
  await expect(stack.first()).toContainText('spare_protected()')
  await stack.filter({ hasText: 'oom_evaluate_task()' }).getByRole('button').click()
  await expect(page.getByRole('tab', { name: 'Kernel', exact: true })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('document', { name: 'Kernel code' })).toContainText('bpf_oom_evaluate_task(task, oc)')
})

test('the kernel’s code is stepped through as the policy is, over the borders of iterations', async ({
  playground,
  page,
}) => {
  const number = page.getByRole('status', { name: 'Statement' })
  await expect(number).toHaveText(/^statement \d+ of \d+$/)
  await page.getByRole('heading', { level: 1 }).click()
  for (let step = 0; step < 6; step++) await page.keyboard.press('x')
  const line = page.getByRole('document', { name: 'Kernel code' }).locator('[aria-current=step]')
  await expect(line).toBeVisible()
  await expect(playground.timeline).not.toHaveAttribute('aria-valuetext', /app/)
  await page.keyboard.press('Shift+o')
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', /app|backup/)
})

test('pointing at an expression says what it is now', async ({ page }) => {
  await page.getByRole('button', { name: 'Next step' }).click()
  await page.getByRole('button', { name: 'Next step' }).click()
  await page
    .getByRole('region', { name: 'Policy' })
    .getByText(/task->signal->oom_mm/)
    .first()
    .hover()
  await expect(page.getByText(/^Now: task->signal/)).toBeVisible()
})

test('an edit is stepped through at once', async ({ playground, page }) => {
  await playground.replacePolicy(`#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
int asked;
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(mine, struct task_struct *task, struct oom_control *oc)
{
	asked++;
	return BPF_EVAL_NEXT;
}
`)
  await expect(page.getByRole('region', { name: 'Call stack' })).toContainText('mine()')
  await expect(page.getByRole('region', { name: 'Globals' })).toContainText('asked')
})
