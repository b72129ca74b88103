// The kernel's own part of a run as one C text: oom_kill.c, then bpf_runtime.c, which uses functions of the first.

import bpfRuntime from './bpf_runtime.c?raw'
import oomKill from './oom_kill.c?raw'

export const OOM_KILL_C: string = oomKill
export const BPF_RUNTIME_C: string = bpfRuntime

/** One text for all kernels; LINUX_VERSION_CODE, which the preprocessor knows, tells them apart. */
export const KERNEL_SOURCE: string = `${oomKill}\n${bpfRuntime}`
