// The export's targets in words: for the choice and the one line that explains it.

import type { ExportTarget } from '../../backend/bpf-c/targets.ts'

export interface TargetWords {
  title: string
  /** One line: what one gets and what it needs. */
  line: string
}

export const TARGET_WORDS: Readonly<Record<ExportTarget, TargetWords>> = {
  fmod_ret: {
    title: 'Policy for the hook (fmod_ret)',
    line: 'Decides in every OOM. Needs a kernel with the patches of RFC v2, which no released kernel has.',
  },
  iter: {
    title: 'Dry run on a live machine (iter/task)',
    line: 'Prints whom the policy would choose now, and kills nobody. Any kernel from 5.19 on.',
  },
  struct_ops: {
    title: 'Handler of bpf_oom_ops (struct_ops)',
    line: 'Decides in every OOM of a cgroup. Follows a series that is not merged; the verifier may find it too complex.',
  },
}

/** In the order in which the choice offers them. */
export const TARGETS_IN_ORDER: readonly ExportTarget[] = ['fmod_ret', 'iter', 'struct_ops']
