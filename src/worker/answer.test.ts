import { describe, expect, it } from 'vitest'
import { GLOBAL_4_19, MEMCG_6_12 } from '../scenario/import/testing/logs.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate } from '../simulator/testing/play.ts'
import { answer as answerWith, transferable } from './answer.ts'
import type { OpenedRun, Reply, Request } from './protocol.ts'
import { Runs } from './runs.ts'

const answer = (request: Request, ...meanwhile: [] | [Parameters<typeof answerWith>[2]]) =>
  answerWith(request, new Runs(), ...meanwhile)

const input = {
  policy: { language: 'c' as const, text: evaluate('return pid;', 'const volatile int pid = 2;\n') },
  parameters: { pid: 'pid:web' },
  maps: {},
  scenario: machine('/app\n 3 web anon=5'),
}

/** A run as the page tells of it; `other` takes the place of its parts. */
const told = (other: Partial<typeof input> = {}, id = 1) => {
  const { scenario, ...loaded } = { ...input, ...other }
  const opened: OpenedRun = { ...loaded, machine: { id, scenario } }
  return { id, opened }
}
const run = told()

const EXPORT = { target: 'fmod_ret', link: null, title: 'Mine' } as const
function resultOf(reply: Reply) {
  if (reply.status !== 'done' || reply.call !== 'run' || reply.output.result === null) throw new Error('no result')
  return reply.output.result
}

it('answers run, with buffers that need not be copied', async () => {
  const reply = await answer({ call: 'run', seq: 7, run, input: null })
  expect(reply).toMatchObject({ status: 'done', call: 'run', seq: 7, output: { result: { outcome: 'killed' } } })
  const moved = structuredClone(reply, { transfer: transferable(reply) })
  expect(moved).toMatchObject({ output: { result: { rounds: [{ iterations: { length: 1 } }] } } })
  expect(transferable(reply).every((buffer) => buffer.byteLength === 0)).toBe(true)
})

it('answers export with the numbers that names stand for', async () => {
  const reply = await answer({
    call: 'export',
    seq: 8,
    run,
    input: EXPORT,
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

it('explains rules, also those of TypeScript, and says where there is none', async () => {
  const explain = async (code: string) => {
    const reply = await answer({ call: 'explain', seq: 1, input: { code } })
    return reply.status === 'done' && reply.call === 'explain' ? reply.output : undefined
  }
  expect(await explain('null-check')).toMatchObject({ severity: 'error', found: { line: 12 } })
  expect(await explain('ts-exception')).toMatchObject({ language: 'typescript' })
  expect(await explain('no-such-code')).toBeNull()
  expect(await answer({ call: 'rules', seq: 2, input: null })).toMatchObject({ status: 'done', call: 'rules' })
})

it('reads a log from a file, and another report of it', async () => {
  const file = new Blob([MEMCG_6_12, GLOBAL_4_19])
  const first = await answer({ call: 'import', seq: 1, input: { name: 'x', file, picked: null } })
  expect(first).toMatchObject({ output: { kind: 'log', pick: 0, imported: { replay: { agrees: true } } } })
  if (first.status !== 'done' || first.call !== 'import' || first.output.kind !== 'log') throw new Error('no log')
  const { log } = first.output
  const second = await answer({ call: 'import', seq: 2, input: { name: 'x', file, picked: { log, pick: 1 } } })
  expect(second).toMatchObject({ output: { pick: 1, imported: { replay: { logged: { pid: 733 } } } } })
  const diary = new Blob(['dear diary'])
  expect(await answer({ call: 'import', seq: 3, input: { name: 'x', file: diary, picked: null } })).toMatchObject({
    output: { kind: 'nothing' },
  })
})

it('prints the report and the account of a run', async () => {
  const report = await answer({ call: 'report', seq: 1, run, input: null })
  expect(JSON.stringify(report)).toContain('invoked oom-killer')
  const account = await answer({ call: 'account', seq: 2, run, input: { title: 'Mine' } })
  expect(JSON.stringify(account)).toContain('who died, and why')
})

it('answers what takes many runs, and ends it when it is not wanted', async () => {
  const flip = await answer({ call: 'flip', seq: 1, run, input: { task: 0 } })
  expect(flip).toMatchObject({
    output: { isVictim: true, flips: [{ kind: 'memory' }, { kind: 'adj' }, { kind: 'limit' }] },
  })
  const order = { kind: 'order-independent', shuffles: 100_000, seed: 1 } as const
  const short = { ...order, shuffles: 3 }
  const tests = await answer({ call: 'tests', seq: 2, run, input: { tests: [short] } })
  expect(tests).toMatchObject({ status: 'done', output: [{ passed: true, found: 'All 3 orders agree.' }] })
  const unwanted = { tell: () => {}, isWanted: () => false }
  expect(await answer({ call: 'tests', seq: 3, run, input: { tests: [order] } }, unwanted)).toEqual({
    status: 'stopped',
    call: 'tests',
    seq: 3,
  })
})

it('turns an exception of the engine into a crash', async () => {
  const machineOfNonsense = { ...input.scenario.machine, ramPages: Number.NaN }
  const broken = told({ scenario: { ...input.scenario, machine: machineOfNonsense } })
  expect(await answer({ call: 'run', seq: 9, run: broken, input: null })).toMatchObject({
    status: 'crashed',
    call: 'run',
    seq: 9,
  })
})

describe('a run that was opened', () => {
  const named = { id: 1, opened: null }

  it('is asked by its number, and says the same as when it was told', async () => {
    const runs = new Runs()
    const first = await answerWith({ call: 'run', seq: 1, run, input: null }, runs)
    const again = await answerWith({ call: 'run', seq: 1, run: named, input: null }, runs)
    expect(resultOf(again)).toEqual(resultOf(first))
    const report = await answerWith({ call: 'report', seq: 2, run: named, input: null }, runs)
    expect(report).toEqual(await answer({ call: 'report', seq: 2, run, input: null }))
    const statements = { round: 0, stretch: 0, wanted: 'policy' } as const
    const recorded = await answerWith({ call: 'statements', seq: 3, run: named, input: statements }, runs)
    expect(recorded).toMatchObject({ status: 'done', output: { round: 0, stretch: 0 } })
    const asked = { rounds: 1, breakpoints: [], watches: ['task->pid'] }
    const analysed = await answerWith({ call: 'analyse', seq: 4, run: named, input: asked }, runs)
    expect(analysed).toMatchObject({ status: 'done', output: { watches: [{ problem: null }] } })
    const indeterminate = await answerWith({ call: 'indeterminate', seq: 5, run: named, input: { round: 0 } }, runs)
    expect(indeterminate).toMatchObject({ status: 'done', output: { zero: 0, longMax: 0 } })
  })

  it('lends its machine to other runs, under the machine’s number', async () => {
    const runs = new Runs()
    await answerWith({ call: 'run', seq: 1, run, input: null }, runs)
    const { policy, parameters, maps } = input
    const other = { id: 2, opened: { policy, parameters, maps, machine: { id: 1, scenario: null } } }
    expect(await answerWith({ call: 'run', seq: 2, run: other, input: null }, runs)).toMatchObject({
      output: { result: { outcome: 'killed' } },
    })
  })

  it('is asked for where it is not known, or its machine is not', async () => {
    const runs = new Runs()
    expect(await answerWith({ call: 'report', seq: 1, run: named, input: null }, runs)).toEqual({
      status: 'unknown',
      call: 'report',
      seq: 1,
    })
    const { opened } = told()
    const homeless = { id: 1, opened: { ...opened, machine: { id: 7, scenario: null } } }
    expect(await answerWith({ call: 'run', seq: 2, run: homeless, input: null }, runs)).toMatchObject({
      status: 'unknown',
    })
  })

  it('is let go when many others were opened since', async () => {
    const runs = new Runs()
    for (let id = 1; id <= 10; id++)
      await answerWith({ call: 'export', seq: id, run: told({}, id), input: EXPORT }, runs)
    expect(runs.find({ id: 1, opened: null })).toBeNull()
    expect(runs.find({ id: 10, opened: null })).not.toBeNull()
  })
})
