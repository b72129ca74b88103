// How long the matrix takes: ten policies of the gallery on fifty machines, those of the gallery in several orders.

import { GALLERY_POLICIES, GALLERY_SCENARIOS, playMatrix, type MatrixScenario } from '../../lab/matrix.ts'
import { randomOf, shuffleScenario } from '../../lab/shuffle.ts'
import { finish } from '../../lab/work.ts'

const POLICIES = 10
const MACHINES = 50
/** Larger machines are not what a matrix is looked at for; they are measured with the selection pass. */
const MAX_TASKS = 1000

/** Fifty machines: the small ones of the gallery again and again, each time in another order. */
function machines(): MatrixScenario[] {
  const random = randomOf(1)
  const small = GALLERY_SCENARIOS.filter(({ scenario }) => scenario.tasks.length <= MAX_TASKS)
  return Array.from({ length: MACHINES }, (_, n) => {
    const one = small[n % small.length]
    if (one === undefined) throw new Error('the gallery has no small machine')
    return n < small.length ? one : { ...one, id: `${one.id} ${n}`, scenario: shuffleScenario(one.scenario, random) }
  })
}

/** Milliseconds of a cold pass, which compiles the policies, and of warm ones. */
export function timeMatrix(warmPasses: number): { cold: number; warm: number[]; pairs: number } {
  const scenarios = machines()
  const pass = (): number => {
    const start = process.hrtime.bigint()
    finish(playMatrix(GALLERY_POLICIES.slice(0, POLICIES), scenarios))
    return Number(process.hrtime.bigint() - start) / 1e6
  }
  return { cold: pass(), warm: Array.from({ length: warmPasses }, pass), pairs: POLICIES * MACHINES }
}
