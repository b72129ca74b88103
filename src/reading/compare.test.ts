import { describe, expect, it } from 'vitest'

import { runShared } from '../simulator/testing/run-shared.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate, NO_POLICY } from '../simulator/testing/play.ts'
import { figuresOf, firstDifference, formatFigures, formatVictims } from './compare.ts'
import { whereBeaten } from './explain.ts'

const scenario = machine('10 a anon=100\n 20 b anon=500\n 30 c anon=300')

function play(text: string) {
  const { result } = runShared({ policy: { language: 'c', text }, parameters: {}, maps: {}, scenario })
  if (result === null) throw new Error('the policy has errors')
  return result
}

const kernel = play(NO_POLICY)

describe('two runs', () => {
  it('part where the effect or the chosen one differs, whoever decided', () => {
    const sameByPolicy = play(evaluate('return task->pid == 10 || task->pid == 20 ? 3 : 2;'))
    expect(firstDifference(kernel, sameByPolicy)).toBeNull()
    const spares = play(evaluate('return task->pid == 20 ? 2 : 0;'))
    expect(firstDifference(kernel, spares)).toEqual({ round: 0, iteration: 1 })
  })

  it('part where one of them stops', () => {
    const aborts = play(evaluate('return task->pid == 30 ? 1 : 0;'))
    expect(firstDifference(kernel, aborts)).toEqual({ round: 0, iteration: 2 })
  })

  it('are told in figures', () => {
    const figures = figuresOf(kernel)
    expect(figures).toEqual({ victims: [1], killed: [1], freedPages: 500, rounds: 1, outcome: 'killed' })
    expect(formatVictims(figures, scenario.tasks)).toBe('b (pid 20)')
    expect(formatFigures({ ...figures, killed: 1 })).toBe('1 killed, 1.95 MiB freed, 1 round')
    expect(formatVictims(figuresOf(play(evaluate('return 2;'))), scenario.tasks)).toBe('kernel panic')
  })
})

it('a process is beaten where another takes its place, or where the one was chosen that it could not beat', () => {
  const [round] = kernel.rounds
  if (round === undefined) throw new Error('no round')
  expect([0, 1, 2].map((task) => whereBeaten(round, scenario.tasks, task))).toEqual([1, null, 1])
})
