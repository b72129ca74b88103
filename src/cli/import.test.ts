import { expect, test } from 'vitest'

import { parseScenario } from '../scenario/validate.ts'
import { isObject } from '../scenario/values.ts'
import { GLOBAL_4_19, MEMCG_6_12 } from '../scenario/import/testing/logs.ts'
import type { Io } from './io.ts'
import { runCommand } from './main.ts'

async function run(argv: readonly string[], files: Readonly<Record<string, string>>) {
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    readFile(path) {
      const text = files[path]
      if (text === undefined) throw new Error(`no such file: ${path}`)
      return text
    },
    writeFile: () => undefined,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
  }
  const status = await runCommand(['import', ...argv], io)
  return { status, out: out.join('\n'), err: err.join('\n') }
}

const withGap = (what: string): unknown => expect.arrayContaining([expect.objectContaining({ what })])

const FILES = {
  'two.log': MEMCG_6_12 + GLOBAL_4_19,
  'none.log': 'all is well\n',
  'words.log': 'the oom killer slept\n',
}

test('the machine goes to the standard output, the notes to the other', async () => {
  const { status, out, err } = await run(['two.log'], FILES)
  expect(status).toBe(0)
  expect(parseScenario(out).value?.oom.scope).toEqual({ kind: 'memcg', path: '/job' })
  expect(err).toContain('* 1')
  expect(err).toContain('npm run serve (733)')
  expect(err).toContain('agrees with the log')
})

test('--pick takes another report, and --json has everything', async () => {
  const { status, out } = await run(['two.log', '--pick', '2', '--json'], FILES)
  expect(status).toBe(0)
  const json: unknown = JSON.parse(out)
  expect(json).toMatchObject({
    pick: 2,
    reports: [{ pick: 1 }, { pick: 2, invoker: 'cron', tasks: 4 }],
    replay: { victim: { pid: 733 }, logged: { pid: 733 }, agrees: true, reason: null },
    gaps: withGap('parents'),
  })
  expect(parseScenario(isObject(json) ? json['scenario'] : null).problems).toEqual([])
})

test('--json says what the text is and who killed', async () => {
  expect(JSON.parse((await run(['two.log', '--json'], FILES)).out)).toMatchObject({
    kind: 'kernel-log',
    summary: 'The kernel killed hog (1201) because /job reached its memory limit.',
    killer: 'kernel-memcg',
    conflicts: [],
    why: null,
  })
})

test('what is no machine is recognised too', async () => {
  const files = { 'mine.bpf.c': 'SEC("fmod_ret/bpf_oom_evaluate_task")', 'broken.json': '{' }
  expect(await run(['mine.bpf.c'], files)).toMatchObject({
    status: 0,
    out: '',
    err: 'mine.bpf.c is a policy in BPF C.\n',
  })
  expect(await run(['broken.json', '--json'], files)).toMatchObject({ status: 2 })
})

test.each([
  [[], 'The file is missing'],
  [['two.log', 'x'], '"x" is not expected here'],
  [['gone.log'], 'no such file'],
  [['none.log'], 'none.log is not a file the playground can open'],
  [['words.log'], 'There is no report of the OOM killer in words.log'],
  [['two.log', '--pick', '3'], 'has the reports 1 to 2'],
])('%j is refused', async (argv, message) => {
  const { status, err } = await run(argv, FILES)
  expect(status).toBe(2)
  expect(err).toContain(message)
})
