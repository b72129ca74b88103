// A person takes a policy out of the page: its C beside the text, and for each kernel a folder in a zip that has all that a build needs.

import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'

import { expect, test } from './playground.ts'

const TARGETS = [
  { target: 'Policy for the hook (fmod_ret)', word: 'fmod_ret', files: ['loader.c'] },
  {
    target: 'Dry run on a live machine (iter/task)',
    word: 'iter',
    files: ['loader.c', 'dry_run_walk.h', 'kernel_rules.h'],
  },
  { target: 'Handler of bpf_oom_ops (struct_ops)', word: 'struct_ops', files: ['loader.c', 'oom_ops_walk.h'] },
]

test.beforeEach(async ({ playground, page }) => {
  await playground.open()
  await playground.openPolicy('Protect by name')
  await page.getByRole('tab', { name: 'Exported C' }).click()
})

for (const { target, word, files } of TARGETS) {
  test(`downloads the folder: ${target}`, async ({ page }) => {
    await page.getByRole('combobox', { name: 'Export for' }).selectOption({ label: target })
    await expect(page.getByRole('listbox', { name: 'Exported BPF C' })).toContainText('OOM policy')
    const arrived = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download zip' }).click()
    const download = await arrived
    expect(download.suggestedFilename()).toBe(`protect-by-name-${word}.zip`)
    const unpacked = unzipSync(new Uint8Array(await readFile(await download.path())))
    const names = Object.keys(unpacked).map((name) => name.replace(`protect-by-name-${word}/`, ''))
    expect(names).toEqual(expect.arrayContaining(['protect-by-name.bpf.c', 'Makefile', 'README.md', ...files]))
    const read = (name: string) => strFromU8(unpacked[`protect-by-name-${word}/${name}`] ?? new Uint8Array())
    expect(read('README.md')).toContain('sudo ./loader')
    expect(read('protect-by-name.bpf.c')).toContain('spare_protected')
  })
}

test('shows the C beside the text, follows what is typed, and links the lines', async ({ playground, page }) => {
  await playground.monaco()
  await page.getByRole('button', { name: 'Beside', exact: true }).click()
  const exported = page.getByRole('listbox', { name: 'Exported BPF C' })
  await playground.typeAtEnd('\n/* my last word */\n')
  await expect(exported).toContainText('/* my last word */')
  // The caret stands behind it: its line is marked in the C as well.
  await page.keyboard.press('ArrowUp')
  await expect(exported.getByRole('option', { selected: true })).toHaveText(/my last word/)
  await exported.getByText('my last word').click()
  await expect(playground.editor).toBeFocused()
})
