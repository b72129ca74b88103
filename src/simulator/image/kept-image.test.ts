import { expect, it } from 'vitest'

import { layoutKernelStructs } from '../../kernel/layout.ts'
import { machine } from '../testing/machine.ts'
import { planImage } from './image-plan.ts'
import { writeImage } from './image.ts'
import { planOnce, writeImageOnce } from './kept-image.ts'

const BASE = 65536

/** The memory that a machine is written into by `write`. */
function memoryOf(end: number, write: (buffer: ArrayBuffer) => void): Uint8Array {
  const buffer = new ArrayBuffer(end)
  write(buffer)
  return new Uint8Array(buffer)
}

it('writes the same bytes each time, whichever machine came between', () => {
  const scenario = machine('/app\n 3 web anon=5\n 4 db anon=7')
  const other = machine('/other\n 5 hog anon=9')
  const anew = planImage(scenario, layoutKernelStructs(scenario.kernel), BASE)
  const expected = memoryOf(anew.end, (buffer) => writeImage(anew, buffer))
  const sequence = [scenario, scenario, scenario, other, other, scenario, scenario, scenario]
  const played = sequence.map((one) => {
    const plan = planOnce(one, BASE)
    return memoryOf(plan.end, (buffer) => writeImageOnce(plan, buffer))
  })
  expect(played.filter((_, turn) => sequence[turn] === scenario)).toEqual(Array.from({ length: 6 }, () => expected))
})

it('plans anew for another place, and keeps the plan for the same', () => {
  const scenario = machine('/app\n 3 web anon=5')
  const plan = planOnce(scenario, BASE)
  expect(planOnce(scenario, BASE)).toBe(plan)
  expect(planOnce(scenario, 2 * BASE).tasks.base).toBe(plan.tasks.base + BASE)
})
