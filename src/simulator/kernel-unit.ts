// The compiled kernel code of each kernel. Compiling it takes longer than a keystroke may, and the result never changes.

import type { KernelVersion } from '../kernel/versions.ts'
import { compileKernel } from '../policy/compile.ts'
import type { Unit } from '../policy/ir.ts'

const units = new Map<KernelVersion, Unit>()

/** The unit of `compileKernel`, compiled once. */
export function kernelUnit(kernel: KernelVersion): Unit {
  const known = units.get(kernel)
  if (known !== undefined) return known
  const unit = compileKernel(kernel)
  units.set(kernel, unit)
  return unit
}
