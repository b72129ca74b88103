import { describe, expect, it } from 'vitest'

import { taskState } from './selectors.ts'
import { roundOf, walk } from './testing/walked-run.ts'

const THREE = walk(`
  10 db    badness 400 select
  20 make  badness 700 select
  30 sshd  badness oom_score_adj_min
`)

describe('taskState()', () => {
  const { scenario } = THREE.input
  const at = (task: number, position: number) =>
    taskState({ round: roundOf(THREE), scenario, position, gone: new Map() }, task)

  it('tells waiting, now, chosen so far and replaced apart', () => {
    expect(at(1, 0).standing).toEqual({ kind: 'waiting', iteration: 1 })
    expect(at(0, 0).standing).toMatchObject({ kind: 'evaluated', now: true, chosen: true })
    expect(at(0, 2).standing).toMatchObject({ kind: 'evaluated', now: false, chosen: false })
    expect(at(1, 2).standing).toMatchObject({ kind: 'evaluated', now: false, chosen: true })
  })

  it('knows who dies', () => {
    expect([0, 1, 2].map((task) => at(task, 3).kill)).toEqual([null, 'victim', null])
  })
})
