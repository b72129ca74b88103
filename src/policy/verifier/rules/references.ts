// Objects that a kfunc gave must be given back on every path.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
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

/** Kfuncs that begin something, with the one that ends it. */
export const BEGINNING: ReadonlyMap<string, string> = new Map([
  ['bpf_iter_num_new', 'bpf_iter_num_destroy'],
  ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
])

const releaseOf = (kfunc: string): string => {
  if (kfunc === 'bpf_get_mem_cgroup') return 'bpf_put_mem_cgroup'
  return kfunc.startsWith('bpf_task_') && kfunc !== 'bpf_task_get_cgroup1' ? 'bpf_task_release' : 'bpf_cgroup_release'
}

/** A program ends while it still holds an object. */
export function unreleased({ span, kfunc }: Reference): Diagnostic {
  const end = BEGINNING.get(kfunc)
  const message =
    end === undefined
      ? `On a path from here to the end of the program the object is never given back. Call ${releaseOf(kfunc)}() on every path where it is not NULL.`
      : `On a path from here to the end of the program nothing ends what ${kfunc}() began. Call ${end}() on every path, also before a return.`
  return {
    code: 'unreleased-reference',
    severity: 'error',
    span,
    message,
    verifier:
      kfunc === 'bpf_rcu_read_lock' ? 'bpf_rcu_read_unlock is missing' : 'Unreleased reference id=2 alloc_insn=4',
  }
}

/** A pointer is used after the object was given back. */
export const released = (span: Span): Diagnostic => ({
  code: 'released-object',
  severity: 'error',
  span,
  message:
    'The object was given back before, so the verifier takes this pointer for a plain number. Read what you need first, and release it last.',
  verifier: "R6 invalid mem access 'scalar'",
})

/** Something is ended, or asked, that was not begun. */
export const notBegun = (span: Span, kfunc: string): Diagnostic =>
  kfunc === 'bpf_rcu_read_unlock'
    ? {
        code: 'not-begun',
        severity: 'error',
        span,
        message: 'There is a path on which no bpf_rcu_read_lock() stands before this.',
        verifier: 'unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)',
      }
    : {
        code: 'not-begun',
        severity: 'error',
        span,
        message:
          'This iterator is not running here: bpf_iter_num_new() begins it, and after bpf_iter_num_destroy() it is gone. bpf_for() does all of that by itself.',
        verifier: 'expected an initialized iter_num as arg #0',
      }
