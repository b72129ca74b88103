// The declarations against TypeScript itself: its compiler reads them, with no library, together with every policy of the gallery.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { policyTypings } from './typings.ts'

const folder = mkdtempSync(join(tmpdir(), 'policy-typings-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the compiler says of these files, one line a problem. */
function check(files: Readonly<Record<string, string>>): string {
  const here = mkdtempSync(join(folder, 'check-'))
  mkdirSync(here, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(here, name), text)
  const compilerOptions = { noLib: true, noEmit: true, strict: true, target: 'ES2022', module: 'ESNext', types: [] }
  writeFileSync(join(here, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }))
  const { stdout } = spawnSync(resolve('node_modules/.bin/tsc'), ['-p', here, '--pretty', 'false'], {
    cwd: here,
    encoding: 'utf8',
  })
  return stdout
}

test('every policy of the gallery is TypeScript without a problem', () => {
  const policies = POLICY_GALLERY.map(({ id, typescript }) => [`${id}.ts`, typescript] as const)
  expect(check({ 'kernel.d.ts': policyTypings(), ...Object.fromEntries(policies) })).toBe('')
})

test('what a policy does not have is unknown, and a lookup has to be tested', () => {
  const text = `const sizes = new hash_map<u64, s32>(8)
export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  const size = sizes.get(1)
  console.log(task.piid)
  return size + 1
}
`
  const problems = check({ 'kernel.d.ts': policyTypings(), 'policy.ts': text })
  expect(problems.split('\n').filter((line) => line !== '')).toEqual([
    expect.stringMatching(/policy\.ts\(4,3\): error TS\d+: Cannot find name 'console'/),
    expect.stringMatching(/^policy\.ts\(4,20\): error TS2551: Property 'piid' does not exist .* Did you mean 'pid'\?/),
    expect.stringMatching(/^policy\.ts\(5,10\): error TS18048: 'size' is possibly 'undefined'/),
  ])
})

test('fields say their meaning, unit and kernels', () => {
  const typings = policyTypings()
  expect(typings).toContain('   * Unit: thousandths of totalpages. In C: short.\n   */\n  readonly oom_score_adj: s16;')
  expect(typings).toMatch(
    /Before Linux 6\.2\.[^]*Since Linux 6\.2\.\n {3}\*\/\n {2}readonly rss_stat: mm_rss_stat & readonly percpu_counter\[\];/,
  )
})
