// The kernel's own part of a run as one C text, from files of which each uses functions of those before it.

import bpfLruList from './bpf_lru_list.c?raw'
import bpfRuntime from './bpf_runtime.c?raw'
import oomKill from './oom_kill.c?raw'

export const OOM_KILL_C: string = oomKill
export const BPF_RUNTIME_C: string = bpfRuntime

const FILES: readonly { name: string; text: string }[] = [
  { name: 'oom_kill.c', text: oomKill },
  { name: 'bpf_lru_list.c', text: bpfLruList },
  { name: 'bpf_runtime.c', text: bpfRuntime },
]

/** One text for all kernels; LINUX_VERSION_CODE, which the preprocessor knows, tells them apart. */
export const KERNEL_SOURCE: string = FILES.map(({ text }) => text).join('\n')

/** The files with the line of `KERNEL_SOURCE` in which each begins, from 1 on. */
export const KERNEL_FILES: readonly { name: string; line: number }[] = FILES.map(({ name }, index) => ({
  name,
  line: FILES.slice(0, index).reduce((line, { text }) => line + text.split('\n').length, 1),
}))
