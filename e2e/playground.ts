// The page as a person meets it: places by role and name, and the few things that people do. Specs import `test` and `expect` from here.

import { expect, test as base, type Locator, type Page } from '@playwright/test'

export { expect }

export class Playground {
  readonly page: Page
  readonly status: Locator
  readonly outcome: Locator
  readonly why: Locator
  readonly world: Locator
  readonly iterations: Locator
  readonly timeline: Locator
  readonly notices: Locator
  readonly problems: Locator
  readonly share: Locator
  readonly title: Locator
  /** The text field of whichever editor is on the page. */
  readonly editor: Locator

  constructor(page: Page) {
    this.page = page
    this.status = page.getByRole('status', { name: 'Run' })
    this.outcome = page.getByRole('region', { name: 'Result' })
    this.why = page.getByRole('region', { name: 'Why' })
    this.world = page.getByRole('tree', { name: 'Memory cgroups and processes' })
    this.iterations = page.getByRole('grid', { name: 'Steps' })
    this.timeline = page.getByRole('slider', { name: 'Step', exact: true })
    this.notices = page.getByRole('region', { name: 'Notices' })
    this.problems = page.getByRole('list', { name: 'Problems' })
    this.share = page.getByRole('button', { name: /^Copy link/ })
    this.title = page.getByRole('textbox', { name: 'Title' })
    this.editor = page.getByRole('textbox', { name: /^Policy in / })
  }

  /** Opens the page and waits for the first finished run. */
  async open(address = ''): Promise<void> {
    await this.page.goto(address)
    await expect(this.status).toHaveText(/^Finished/)
  }

  async openPolicy(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Gallery' }).click()
    await this.page
      .getByRole('dialog')
      .getByRole('region', { name: 'Policies' })
      .getByRole('button', { name: title, exact: true })
      .click()
    await expect(this.title).toHaveValue(title)
  }

  async openScenario(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Gallery' }).click()
    await this.page
      .getByRole('dialog')
      .getByRole('region', { name: 'Machines' })
      .getByRole('button', { name: title, exact: true })
      .click()
    await expect(this.page.getByRole('dialog')).toBeHidden()
  }

  /** Waits for Monaco: it is there once code stands in its lines, of C unless told otherwise. */
  async monaco(holds = 'SEC'): Promise<Locator> {
    const code = this.page.getByRole('region', { name: 'Policy' }).getByRole('code').first()
    await expect(code).toContainText(holds)
    return code
  }

  /** Replaces the whole policy as a person would: select all, paste. */
  async replacePolicy(text: string): Promise<void> {
    await this.editor.focus()
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(text)
  }

  async typeAtEnd(text: string): Promise<void> {
    await this.editor.focus()
    await this.page.keyboard.press('ControlOrMeta+End')
    await this.page.keyboard.insertText(text)
  }

  /** The link as the share button copies it. */
  async copyLink(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await expect(this.share).toBeEnabled()
    await this.share.click()
    await expect(this.page.getByRole('button', { name: /^Link copied/ })).toBeVisible()
    return this.page.evaluate(() => navigator.clipboard.readText())
  }

  process(name: string): Locator {
    return this.world.getByRole('treeitem', { name: new RegExp(`^${name}, pid`) })
  }
}

export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, provide) => provide(new Playground(page)),
})

/** A policy that selects one process, as the interface's documentation has it. */
export const pidPolicy = (pid: number): string => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
const volatile int target_pid = ${pid};
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return 3;
	return 2;
}
`
