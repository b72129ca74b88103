// Runs for tests that play a few policies on many machines: each policy is compiled once for a kernel, for all files of tests of a worker.

import { linkPolicy, runPolicy, type Linked } from '../engine.ts'
import type { RunInput, RunOutput } from '../trace/run.ts'

const kept = new Map<string, Linked>()

/** What `runPolicy` gives. */
export const runShared = (input: RunInput): RunOutput =>
  runPolicy(input, (policy, kernel) => {
    const key = `${kernel} ${policy.language}\n${policy.text}`
    const linked = kept.get(key) ?? linkPolicy(policy, kernel)
    kept.set(key, linked)
    return linked
  })
