// What the examples of rules about TypeScript are made of: whole policies around the few lines that matter.

/** A whole policy: declarations, then the verdict program with the statements in its body. */
export const verdict = (body: string, before = ''): string =>
  `${before === '' ? '' : `${before}\n\n`}export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
${body
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
}
`

export const NEXT = 'return BPF_EVAL_NEXT'
