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
    line: 'Decides at every OOM. Needs a kernel with the RFC v2 patches; no released kernel has them.',
  },
  iter: {
    title: 'Dry run on a live machine (iter/task)',
    line: 'Prints whom the policy would choose now and kills nobody. Works on any kernel since 5.19.',
  },
  struct_ops: {
    title: 'Handler of bpf_oom_ops (struct_ops)',
    line: 'Decides at every OOM of a cgroup. Follows an unmerged patch series; the verifier may find it too complex.',
  },
}
