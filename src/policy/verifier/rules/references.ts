// Objects that a kfunc gave must be given back on every path.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Reference } from '../state.ts'

export const UNRELEASED_REFERENCE = rule({
  code: 'unreleased-reference',
  title: 'An object that is not released',
  explanation:
    'What a kfunc acquires stays in memory until it is released, so the verifier requires a release on every path. The same holds for iterators and RCU sections, which must be ended.',
  verifier: ['Unreleased reference id=%d alloc_insn=%d', 'bpf_rcu_read_unlock is missing'],
  example: bodies(
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
  ),
})

export const RELEASED_OBJECT = rule({
  code: 'released-object',
  title: 'An object that is used after its release',
  explanation:
    'After a release the object may be gone at any time, so the verifier treats the pointer as a plain number. Read what you need first, and release last.',
  verifier: ["R%d invalid mem access 'scalar'"],
  example: bodies(
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nint pid = t->pid;\nbpf_task_release(t);\nif (pid == 7)\n\treturn 0;',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);\nif (t->pid == 7)\n\treturn 0;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
  ),
})

export const NOT_BEGUN = rule({
  code: 'not-begun',
  title: 'Something is ended that was not begun',
  explanation:
    'Iterators and RCU sections come in pairs of a beginning and an end, and the verifier follows every path from one to the other.',
  verifier: [
    'nested rcu read lock (kernel function bpf_rcu_read_lock)',
    'expected an initialized iter_num as arg #0',
    'unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)',
  ],
  example: bodies(
    'bpf_rcu_read_lock();\nbpf_rcu_read_unlock();',
    'bpf_rcu_read_unlock();',
    'extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;',
  ),
})

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

export const RELEASING: ReadonlySet<string> = new Set([
  'bpf_task_release',
  'bpf_cgroup_release',
  'bpf_put_mem_cgroup',
  'bpf_ringbuf_submit',
  'bpf_ringbuf_discard',
])

/** Kfuncs that begin something, with the one that ends it. */
export const BEGINNING: ReadonlyMap<string, string> = new Map([
  ['bpf_iter_num_new', 'bpf_iter_num_destroy'],
  ['bpf_iter_task_new', 'bpf_iter_task_destroy'],
  ['bpf_iter_css_new', 'bpf_iter_css_destroy'],
  ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
])

const releaseOf = (kfunc: string): string => {
  if (kfunc === 'bpf_ringbuf_reserve') return 'bpf_ringbuf_submit'
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
  return problem(UNRELEASED_REFERENCE, span, message, {
    verifier:
      kfunc === 'bpf_rcu_read_lock' ? 'bpf_rcu_read_unlock is missing' : 'Unreleased reference id=2 alloc_insn=4',
  })
}

/** A pointer is used after the object was given back. */
export const released = (span: Span): Diagnostic =>
  problem(
    RELEASED_OBJECT,
    span,
    'The object was given back before, so the verifier takes this pointer for a plain number. Read what you need first, and release it last.',
    { verifier: "R6 invalid mem access 'scalar'" },
  )

/** RCU sections do not nest before 6.18. */
export const nestedRcu = (span: Span): Diagnostic =>
  problem(
    NOT_BEGUN,
    span,
    'An RCU section is running already, and it does not nest. Leave this out, with the bpf_rcu_read_unlock() that belongs to it.',
    {
      verifier: 'nested rcu read lock (kernel function bpf_rcu_read_lock)',
    },
  )

/** Something is ended, or asked, that was not begun. */
export const notBegun = (span: Span, kfunc: string): Diagnostic =>
  kfunc === 'bpf_rcu_read_unlock'
    ? problem(NOT_BEGUN, span, 'There is a path on which no bpf_rcu_read_lock() stands before this.', {
        verifier: 'unmatched rcu read unlock (kernel function bpf_rcu_read_unlock)',
      })
    : problem(
        NOT_BEGUN,
        span,
        'This iterator is not running here: bpf_iter_num_new() begins it, and after bpf_iter_num_destroy() it is gone. bpf_for() does all of that by itself.',
        { verifier: 'expected an initialized iter_num as arg #0' },
      )
