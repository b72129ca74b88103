// What several rounds promise: one line of steps through all of them, each with its outcome, and a headline that tells the whole story.

import { expect, test } from './playground.ts'

/** Passes everybody over in the first round, and leaves the second to the kernel. */
const SECOND_ROUND = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
int failures;
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	return failures == 0 ? 2 : 0;
}
SEC("tp_btf/select_bad_process_end")
int BPF_PROG(nobody, struct oom_control *oc)
{
	failures++;
	return 0;
}
`

test.beforeEach(async ({ playground, page }) => {
  await playground.open()
  await playground.openScenario('Not my cgroup')
  await playground.monaco()
  await playground.replacePolicy(SECOND_ROUND)
  await expect(playground.status).toHaveText(/in 2 rounds$/)
  await page.getByRole('heading', { level: 1 }).click()
})

test('the headline tells both rounds', async ({ playground }) => {
  await expect(playground.outcome).toContainText('2 rounds: first nobody was chosen, then ')
})

test('the keyboard walks over the border of rounds and back', async ({ playground, page }) => {
  const { timeline, iterations } = playground
  await page.keyboard.press('End')
  await expect(timeline).toHaveAttribute('aria-valuetext', 'Round 2 of 2, result')
  await page.keyboard.press('Home')
  await expect(timeline).toHaveAttribute('aria-valuetext', /^Round 1 of 2, step 1/)
  await page.keyboard.press('Shift+ArrowRight')
  await expect(timeline).toHaveAttribute('aria-valuetext', 'Round 1 of 2, result')
  await expect(iterations.getByRole('row', { selected: true })).toContainText('Round 1 of 2: Nobody was chosen')
  await page.keyboard.press('ArrowRight')
  await expect(timeline).toHaveAttribute('aria-valuetext', /^Round 2 of 2, step 1/)
  await page.keyboard.press('ArrowLeft')
  await expect(timeline).toHaveAttribute('aria-valuetext', 'Round 1 of 2, result')
})

test('a link keeps round and step', async ({ playground, page }) => {
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  const at = await playground.timeline.getAttribute('aria-valuetext')
  expect(at).toContain('Round 2 of 2, step')
  const link = await playground.copyLink()
  await page.goto('about:blank')
  await playground.open(link)
  await expect(playground.timeline).toHaveAttribute('aria-valuetext', at ?? '')
})

test('the timeline stays where it is from the first step to the result', async ({ playground, page }) => {
  const placeAfter = async (key: string, says: RegExp): Promise<number | undefined> => {
    await page.keyboard.press(key)
    await expect(playground.timeline).toHaveAttribute('aria-valuetext', says)
    return (await playground.timeline.boundingBox())?.x
  }
  const first = await placeAfter('Home', /step 1/)
  expect(first).toBeGreaterThan(0)
  expect(await placeAfter('Shift+ArrowRight', /Round 1 of 2, result/)).toBe(first)
  expect(await placeAfter('End', /Round 2 of 2, result/)).toBe(first)
})
