import { describe, expect, it } from 'vitest'

import { findGalleryPolicy } from '../gallery/policies.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate, NO_POLICY } from '../simulator/testing/play.ts'
import { askCells, askMatrix, GALLERY_POLICIES, GALLERY_SCENARIOS, playMatrix, type MatrixPolicy } from './matrix.ts'
import { DOCUMENT_ID, KERNEL_ID } from '../reading/matrix.ts'
import { KERNEL_RULE } from './player.ts'
import { finish } from './work.ts'

const policyOf = (id: string, text: string): MatrixPolicy => ({
  id,
  title: id,
  load: () => ({ ...KERNEL_RULE, policy: { language: 'c', text } }),
})

describe('the matrix', () => {
  it('has what each policy comes to on each machine', () => {
    const machines = [
      { id: 'one', title: 'One', scenario: machine('ram=1000\n 10 a anon=100\n 20 b anon=500') },
      { id: 'two', title: 'Two', scenario: machine('ram=1000\n 30 c anon=300') },
    ]
    const policies = [
      policyOf('kernel', NO_POLICY),
      policyOf('spare', evaluate('return 2;')),
      policyOf('bad', 'int f( {'),
    ]
    const { cells } = finish(playMatrix(policies, machines))
    expect(cells.map((row) => row.map((cell) => cell?.text ?? null))).toEqual([
      ['b (pid 20)', 'c (pid 30)'],
      ['kernel panic', 'kernel panic'],
      [null, null],
    ])
    expect(cells[0]?.[0]).toMatchObject({ killed: 1, freedPages: 500, rounds: 1 })
  })

  it('puts the document and the kernel’s rule before the gallery', () => {
    const scenario = findGalleryScenario('one-hog')
    if (scenario === null) throw new Error('no one-hog')
    const matrix = finish(askMatrix({ ...KERNEL_RULE, scenario }))
    expect(matrix.policies.map(({ id }) => id).slice(0, 2)).toEqual([DOCUMENT_ID, KERNEL_ID])
    expect(matrix.policies).toHaveLength(GALLERY_POLICIES.length + 1)
    expect(matrix.scenarios[0]?.id).toBe(DOCUMENT_ID)
    expect(matrix.scenarios).toHaveLength(GALLERY_SCENARIOS.length + 1)
    expect(matrix.cells[0]).toEqual(matrix.cells[1])
  })

  it('answers for some pairs as for all, in the order asked for', () => {
    const run = { ...KERNEL_RULE, scenario: machine('ram=1000\n 10 a anon=100\n 20 b anon=500') }
    const pairs = [
      { policy: 'everyone-important', scenario: DOCUMENT_ID },
      { policy: DOCUMENT_ID, scenario: 'one-hog' },
      { policy: 'no such policy', scenario: DOCUMENT_ID },
    ]
    const whole = finish(askMatrix(run))
    const cellOf = (policy: string, scenario: string) =>
      whole.cells[whole.policies.findIndex(({ id }) => id === policy)]?.[
        whole.scenarios.findIndex(({ id }) => id === scenario)
      ] ?? null
    const cells = finish(askCells(run, pairs))
    expect(cells).toEqual(pairs.map(({ policy, scenario }) => cellOf(policy, scenario)))
    expect(cells[1]?.text).toContain('stress-ng')
  })

  it('loads maps and parameters of the gallery on their own machine alone', () => {
    const policy = GALLERY_POLICIES.find(({ id }) => id === 'earlyoom')
    expect(policy?.load('desktop').maps).toEqual(findGalleryPolicy('earlyoom')?.maps)
    expect(policy?.load('one-hog').maps).toEqual({})
  })
})
