import { expect, it } from 'vitest'
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

it('turns an exception of the engine into a crash', async () => {
  const machineOfNonsense = { ...input.scenario.machine, ramPages: Number.NaN }
  const broken = { ...input, scenario: { ...input.scenario, machine: machineOfNonsense } }
  expect(await answer({ call: 'run', seq: 9, input: broken })).toMatchObject({ status: 'crashed', call: 'run', seq: 9 })
})
