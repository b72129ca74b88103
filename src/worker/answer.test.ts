import { expect, it } from 'vitest'
import { GLOBAL_4_19, MEMCG_6_12 } from '../scenario/import/testing/logs.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate } from '../simulator/testing/play.ts'
import { answer, transferable } from './answer.ts'

const input = {
  policy: { language: 'c' as const, text: evaluate('return pid;', 'const volatile int pid = 2;\n') },
  parameters: { pid: 'pid:web' },
  maps: {},
  scenario: machine('/app\n 3 web anon=5'),
}

it('answers run, with buffers that need not be copied', async () => {
  const reply = await answer({ call: 'run', seq: 7, input })
  expect(reply).toMatchObject({ status: 'done', call: 'run', seq: 7, output: { result: { outcome: 'killed' } } })
  const moved = structuredClone(reply, { transfer: transferable(reply) })
  expect(moved).toMatchObject({ output: { result: { rounds: [{ iterations: { length: 1 } }] } } })
  expect(transferable(reply).every((buffer) => buffer.byteLength === 0)).toBe(true)
})

it('answers export with the numbers that names stand for', async () => {
  const reply = await answer({
    call: 'export',
    seq: 8,
    input: { ...input, target: 'fmod_ret', link: null, title: 'Mine' },
  })
  expect(JSON.stringify(reply)).toContain('const volatile int pid = 3;')
  expect(transferable(reply)).toEqual([])
})

it('answers what the editor asks', async () => {
  const text = evaluate('return task->pi;')
  const offset = text.indexOf('->pi') + 4
  const completed = await answer({ call: 'complete', seq: 1, input: { text, offset, kernel: '6.12' } })
  expect(JSON.stringify(completed)).toContain('"label":"pid"')
  const hovered = await answer({
    call: 'hover',
    seq: 2,
    input: { text, offset: text.indexOf('task->'), kernel: '6.12' },
  })
  expect(JSON.stringify(hovered)).toContain('struct task_struct')
})

it('reads a log from a file, and another report of it', async () => {
  const file = new Blob([MEMCG_6_12, GLOBAL_4_19])
  const first = await answer({ call: 'import', seq: 1, input: { file, picked: null } })
  expect(first).toMatchObject({ output: { kind: 'log', pick: 0, imported: { replay: { agrees: true } } } })
  if (first.status !== 'done' || first.call !== 'import' || first.output.kind !== 'log') throw new Error('no log')
  const { log } = first.output
  const second = await answer({ call: 'import', seq: 2, input: { file, picked: { log, pick: 1 } } })
  expect(second).toMatchObject({ output: { pick: 1, imported: { replay: { logged: { pid: 733 } } } } })
  const diary = new Blob(['dear diary'])
  expect(await answer({ call: 'import', seq: 3, input: { file: diary, picked: null } })).toMatchObject({
    output: { kind: 'nothing' },
  })
})

it('prints the report and the account of a run', async () => {
  const report = await answer({ call: 'report', seq: 1, input })
  expect(JSON.stringify(report)).toContain('invoked oom-killer')
  const account = await answer({ call: 'account', seq: 2, input: { ...input, title: 'Mine' } })
  expect(JSON.stringify(account)).toContain('who died, and why')
})

it('answers what takes many runs, and ends it when it is not wanted', async () => {
  const flip = await answer({ call: 'flip', seq: 1, input: { ...input, task: 0 } })
  expect(flip).toMatchObject({
    output: { isVictim: true, flips: [{ kind: 'memory' }, { kind: 'adj' }, { kind: 'limit' }] },
  })
  const order = { kind: 'order-independent', shuffles: 100_000, seed: 1 } as const
  const short = { ...order, shuffles: 3 }
  const tests = await answer({ call: 'tests', seq: 2, input: { ...input, tests: [short] } })
  expect(tests).toMatchObject({ status: 'done', output: [{ passed: true, found: 'All 3 orders agree.' }] })
  const unwanted = { tell: () => {}, isWanted: () => false }
  expect(await answer({ call: 'tests', seq: 3, input: { ...input, tests: [order] } }, unwanted)).toEqual({
    status: 'superseded',
    call: 'tests',
    seq: 3,
  })
})

it('turns an exception of the engine into a crash', async () => {
  const machineOfNonsense = { ...input.scenario.machine, ramPages: Number.NaN }
  const broken = { ...input, scenario: { ...input.scenario, machine: machineOfNonsense } }
  expect(await answer({ call: 'run', seq: 9, input: broken })).toMatchObject({ status: 'crashed', call: 'run', seq: 9 })
})
