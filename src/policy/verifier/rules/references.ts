// Objects that a kfunc gave must be given back on every path.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Reference } from '../state.ts'

/** Kfuncs whose result must be released. */
export const ACQUIRING: ReadonlySet<string> = new Set([
  'bpf_task_from_pid',
  'bpf_task_from_vpid',
  'bpf_task_acquire',
  'bpf_task_get_cgroup1',
  'bpf_cgroup_from_id',
  'bpf_cgroup_acquire',
  'bpf_cgroup_ancestor',
  'bpf_get_mem_cgroup',
])

export const RELEASING: ReadonlySet<string> = new Set(['bpf_task_release', 'bpf_cgroup_release', 'bpf_put_mem_cgroup'])

const releaseOf = (kfunc: string): string => {
  if (kfunc === 'bpf_get_mem_cgroup') return 'bpf_put_mem_cgroup'
  return kfunc.startsWith('bpf_task_') && kfunc !== 'bpf_task_get_cgroup1' ? 'bpf_task_release' : 'bpf_cgroup_release'
}

/** A program ends while it still holds an object. */
export const unreleased = (reference: Reference): Diagnostic => ({
  code: 'unreleased-reference',
  severity: 'error',
  span: reference.span,
  message: `On a path from here to the end of the program the object is never given back. Call ${releaseOf(reference.kfunc)}() on every path where it is not NULL.`,
  verifier: 'Unreleased reference id=2 alloc_insn=4',
})
