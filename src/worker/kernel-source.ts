// The kernel's own part as it is stepped through.

import { KERNEL_SOURCE, OOM_KILL_C } from '../kernel/sources.ts'
import type { KernelSource } from './protocol.ts'

export const kernelSource = (): KernelSource => ({
  text: KERNEL_SOURCE,
  files: [
    { name: 'oom_kill.c', line: 1 },
    { name: 'bpf_runtime.c', line: OOM_KILL_C.split('\n').length + 1 },
  ],
})
