// The places of the kernel where a program of the playground can attach, with the prototype that the kernel calls each with.
// The verdict hook and the name hook are RFC v2's ("mm: Select victim using bpf_oom_evaluate_task", 2023); the others are the kernel's.

import type { AttachKind } from './ir.ts'

export interface Hook {
  /** What stands in SEC("..."). */
  section: string
  attach: AttachKind
  target: string
  /** The prototype without the tracepoint's leading context. */
  prototype: string
  /** What returning a value means. */
  returns: string
  doc: string
  source: string
}

export const HOOKS: readonly Hook[] = [
  {
    section: 'fmod_ret/bpf_oom_evaluate_task',
    attach: 'fmod_ret',
    target: 'bpf_oom_evaluate_task',
    prototype: 'int bpf_oom_evaluate_task(struct task_struct *task, struct oom_control *oc)',
    returns:
      'The verdict: NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT or BPF_EVAL_SELECT. Any other value counts as NO_BPF_POLICY.',
    doc: 'Asked once for every task that the kernel considers: what is to happen to it?',
    source: 'RFC v2 1/5, mm/oom_kill.c: bpf_oom_evaluate_task()',
  },
  {
    section: 'fentry/bpf_set_policy_name',
    attach: 'fentry',
    target: 'bpf_set_policy_name',
    prototype: 'void bpf_set_policy_name(struct oom_control *oc)',
    returns: 'Always 0.',
    doc: 'Called before the selection begins; set_oom_policy_name() here names the policy in the kernel log.',
    source: 'RFC v2 2/5, mm/oom_kill.c: bpf_set_policy_name()',
  },
  {
    section: 'fentry/oom_kill_process',
    attach: 'fentry',
    target: 'oom_kill_process',
    prototype: 'void oom_kill_process(struct oom_control *oc, const char *message)',
    returns: 'Always 0.',
    doc: 'Called when a victim has been chosen and is about to be killed: oc->chosen is that task.',
    source: 'mm/oom_kill.c: oom_kill_process()',
  },
  {
    section: 'tp_btf/select_bad_process_end',
    attach: 'tp_btf',
    target: 'select_bad_process_end',
    prototype: 'void select_bad_process_end(struct oom_control *oc)',
    returns: 'Not used.',
    doc: 'Called when the selection ended with nobody chosen.',
    source: 'RFC v2 3/5, include/trace/events/oom.h',
  },
  {
    section: 'tp_btf/mark_victim',
    attach: 'tp_btf',
    target: 'mark_victim',
    prototype: 'void mark_victim(struct task_struct *task, unsigned int uid)',
    returns: 'Not used.',
    doc: 'Called when a task is marked as the OOM victim.',
    source: 'include/trace/events/oom.h',
  },
]

export const findHook = (section: string): Hook | undefined => HOOKS.find((hook) => hook.section === section)
