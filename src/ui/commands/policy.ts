// Commands that are about the policy's text.

import type { Store } from '../../state/shape/store.ts'
import { everywhere, withStore, type Command } from './command.ts'

/** Goes to the next problem after the place that was gone to last, round the end; or to the one before. */
function goToProblem(state: Store, direction: 1 | -1): void {
  const offsets = state.checkup.diagnostics.map(({ span }) => span.start).sort((a, b) => a - b)
  const last = state.editorTarget?.offset
  const after = last === undefined ? undefined : offsets.find((offset) => offset > last)
  const before = last === undefined ? undefined : offsets.findLast((offset) => offset < last)
  const target = direction === 1 ? (after ?? offsets[0]) : (before ?? offsets.at(-1))
  if (target !== undefined) state.goToPolicy(target)
}

const withoutProblems = (state: Store): string | null =>
  state.checkup.diagnostics.length === 0 ? 'There are no problems.' : null

export const POLICY_COMMANDS: readonly Command[] = [
  {
    id: 'policy.run',
    title: 'Run now',
    description: 'Runs the policy again, even if it hung before. Every edit runs by itself.',
    group: 'Policy',
    keys: [everywhere('Mod+Enter')],
    run: ({ runNow }) => runNow(),
  },
  {
    id: 'policy.next-problem',
    title: 'Next problem',
    description: 'Moves the caret to the next problem.',
    group: 'Policy',
    keys: [everywhere('F8')],
    unavailable: withoutProblems,
    run: withStore((state) => goToProblem(state, 1)),
  },
  {
    id: 'policy.previous-problem',
    title: 'Previous problem',
    description: 'Moves the caret to the previous problem.',
    group: 'Policy',
    keys: [everywhere('Shift+F8')],
    unavailable: withoutProblems,
    run: withStore((state) => goToProblem(state, -1)),
  },
  {
    id: 'policy.new-c',
    title: 'New policy in BPF C',
    description: 'Starts a new policy on this machine.',
    group: 'Policy',
    keys: [],
    run: withStore((state) => state.beginPolicy('c')),
  },
  {
    id: 'policy.new-typescript',
    title: 'New policy in TypeScript',
    description: 'Starts a new policy on this machine.',
    group: 'Policy',
    keys: [],
    run: withStore((state) => state.beginPolicy('typescript')),
  },
  {
    id: 'policy.show-as-c',
    title: 'Show as C',
    description: 'Replaces the TypeScript policy by its BPF C.',
    group: 'Policy',
    keys: [],
    unavailable: (state) => (state.document.policy.language === 'c' ? 'The policy is already in C.' : null),
    run: ({ showAsC }) => showAsC(),
  },
  {
    id: 'policy.problems',
    title: 'Show the problems',
    description: 'What the compiler and the verifier say.',
    group: 'Policy',
    keys: [],
    run: withStore((state) => state.openPolicyTab('problems')),
  },
  {
    id: 'policy.values',
    title: 'Show parameters and maps',
    description: 'The values that user space gives to the policy.',
    group: 'Policy',
    keys: [],
    run: withStore((state) => state.openPolicyTab('parameters')),
  },
  {
    id: 'policy.export',
    title: 'Export as BPF C',
    description: 'A file that clang compiles for a real kernel.',
    group: 'Policy',
    keys: [],
    run: withStore((state) => state.openPolicyTab('export')),
  },
]
