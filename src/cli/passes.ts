// What the passes make of a policy, one after the other, as text: for whoever works on the compiler, or wants to see what runs.

import { link } from '../backend/wasm/link.ts'
import { printLinked } from '../backend/wasm/print-linked.ts'
import type { PolicySource } from '../document/policy.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import { compileKernel } from '../policy/compile.ts'
import type { Unit } from '../policy/ir.ts'
import { printUnit } from '../policy/print-ir.ts'
import { policyAsC } from '../policy/source.ts'
import { entryPointsFor } from '../simulator/play/rounds.ts'

export interface Passes {
  /** The C that a TypeScript policy becomes; null for a policy in C, and where there are errors. */
  c: string | null
  /** The policy's IR; null where there are errors. */
  lowered: string | null
  /** The IR of all that is in the module: the kernel's functions and the policy's; null where there are errors. */
  linked: string | null
}

/** The passes over a policy; `unit` is what it was compiled to, or null where it has errors. */
export function passesOf(policy: PolicySource, unit: Unit | null, kernel: KernelVersion): Passes {
  return {
    c: policy.language === 'c' ? null : (policyAsC(policy, kernel).value?.source.text ?? null),
    lowered: unit === null ? null : printUnit(unit),
    linked: unit === null ? null : printLinked(link(compileKernel(kernel), unit, entryPointsFor(unit))),
  }
}

/** Each pass below its name; a pass that did not come about is left out. */
export function formatPasses({ c, lowered, linked }: Passes, kernel: KernelVersion): string[] {
  const part = (name: string, text: string | null): string[] =>
    text === null ? [] : ['', `=== ${name} ===`, '', text.trimEnd()]
  return [
    ...part('C made from TypeScript', c),
    ...part('IR as lowered', lowered),
    ...part(`IR of the linked program, Linux ${kernel}`, linked),
  ]
}
