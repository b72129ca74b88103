// The image of a machine that is played again and again, as while somebody types: planned and written once, then copied. Only the newest is
// kept, and only once a machine has been played twice: a search changes its machine for every run.

import { layoutKernelStructs } from '../../kernel/layout.ts'
import type { Scenario } from '../../scenario/model.ts'
import { planImage, type ImagePlan } from './image-plan.ts'
import { writeImage } from './image.ts'

/** A larger image is written anew each time. */
const MAX_KEPT_BYTES = 2 ** 26

/** The plan that was made last, and what it wrote. */
let newest: { plan: ImagePlan; base: number; bytes: Uint8Array | null; isWritten: boolean } | null = null

/** The plan of `planImage` for the machine's own kernel: the same one for as long as the same machine lies at the same place. */
export function planOnce(scenario: Scenario, base: number): ImagePlan {
  if (newest?.plan.scenario === scenario && newest.base === base) return newest.plan
  const plan = planImage(scenario, layoutKernelStructs(scenario.kernel), base)
  newest = { plan, base, bytes: null, isWritten: false }
  return plan
}

/** Does what `writeImage` does: the memory of the image must be zero before. */
export function writeImageOnce(plan: ImagePlan, buffer: ArrayBuffer): void {
  const kept = newest?.plan === plan ? newest : null
  if (kept === null || !kept.isWritten) {
    writeImage(plan, buffer)
    if (kept !== null) kept.isWritten = true
    return
  }
  const place = new Uint8Array(buffer, kept.base, plan.end - kept.base)
  if (kept.bytes === null) {
    writeImage(plan, buffer)
    if (place.length <= MAX_KEPT_BYTES) kept.bytes = place.slice()
  } else place.set(kept.bytes)
}
