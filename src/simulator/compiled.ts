// Policies that were compiled and linked before. A machine is changed, looked at and asked about far more often than its policy, and the
// same text for the same kernel always becomes the same module.

import type { KernelVersion } from '../kernel/versions.ts'
import { compilePolicy } from '../policy/compile.ts'
import type { PolicySource } from '../document/policy.ts'
import { linkPolicy } from './engine.ts'

/** So many texts are kept: those of the gallery, and the newest of what is edited. */
const MAX_KEPT = 128

/** A function of a policy and a kernel that does its work once for each; the results used last are kept. */
function once<T>(make: (policy: PolicySource, kernel: KernelVersion) => T): typeof make {
  const kept = new Map<string, T>()
  return (policy, kernel) => {
    const key = `${kernel} ${policy.language}\n${policy.text}`
    const made = kept.get(key) ?? make(policy, kernel)
    // A map keeps the order in which its keys were set: the first is the one that was not used for longest.
    kept.delete(key)
    kept.set(key, made)
    const [oldest] = kept.keys()
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
    return made
  }
}

/** `compilePolicy`, once for each text and kernel. */
export const compileOnce = once(compilePolicy)

/** `linkPolicy`, once for each text and kernel. */
export const linkOnce = once((policy, kernel) => linkPolicy(policy, kernel, compileOnce))
