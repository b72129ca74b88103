import { describe, expect, it } from 'vitest'

import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { exported, exportedWithLines } from './testing.ts'

const dryRun = (text: string): string => exported(text, { target: 'iter' })

const program = (name: string, parameters: string): string =>
  `#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n\nSEC("fmod_ret/bpf_oom_evaluate_task")\n` +
  `int BPF_PROG(${name}${parameters})\n{\n\treturn 0;\n}\n`

describe.each(['iter', 'struct_ops'] as const)('a policy in the walk of %s', (target) => {
  it.each(POLICY_GALLERY)('keeps every line of $id but those of SEC() and of the kfunc', ({ text }) => {
    const lines = new Set(exported(text, { target }).split('\n'))
    const missing = text.split('\n').filter((line) => !lines.has(line))
    expect(
      missing.filter((line) => !/^(SEC\("|extern void set_oom_policy_name|#include "vmlinux.h")/.test(line)),
    ).toEqual([])
  })
})

describe('a policy without its hook', () => {
  it('has functions where programs were', () => {
    const text = dryRun(program('choose', ', struct task_struct *task, struct oom_control *oc'))
    expect(text).toContain('static /* fmod_ret/bpf_oom_evaluate_task */\nint BPF_PROG(choose,')
    expect(text).toContain('return choose((void *)task, (void *)oc);')
  })

  it.each([
    ['', 'choose()'],
    [', struct task_struct *task', 'choose((void *)task)'],
    [', u64 task', 'choose((unsigned long)task)'],
    [
      ', struct task_struct *task, struct oom_control *oc, int so_far',
      'choose((void *)task, (void *)oc, (unsigned long)0)',
    ],
  ])('is called with what it takes: %s', (parameters, call) => {
    expect(dryRun(program('choose', parameters))).toContain(`return ${call};`)
  })

  it('asks the program that would be attached last first', () => {
    const two = program('first', ', struct task_struct *task') + program('second', ', struct task_struct *task')
    expect(dryRun(two)).toMatch(/verdict = second\([^]*if \(verdict\)[^]*return first\(/)
  })

  it('leaves out programs of other hooks', () => {
    const text = `${program('choose', ', struct task_struct *task')}
SEC("fentry/oom_kill_process")
int BPF_PROG(watch, struct oom_control *oc)
{
	return 0;
}
`
    expect(dryRun(text)).toContain('static __attribute__((unused)) /* fentry/oom_kill_process */\nint BPF_PROG(watch,')
    expect(dryRun(text)).not.toMatch(/watch\(\(void/)
  })
})

describe('a handler of bpf_oom_ops', () => {
  const naming = `${program('choose', ', struct task_struct *task')}
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name_it, struct oom_control *oc)
{
	char name[] = "mine";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
`
  const handler = (title: string): string => exported(naming, { target: 'struct_ops', title })

  it('asks the policy about each task', () => {
    expect(handler('Mine')).toMatch(
      /int oom_ops_ask\([^]*return choose\(\(void \*\)task\);[^]*#include "oom_ops_walk.h"/,
    )
  })

  it('has a fixed name, made from the title', () => {
    expect(handler('Mine "and\n yours"')).toContain('#define OOM_OPS_NAME "mine-and-yours"')
    expect(handler('x'.repeat(200))).toContain(`"${'x'.repeat(60)}"`)
  })

  it('does not call the program that names the policy', () => {
    expect(handler('Mine')).toContain('static __attribute__((unused)) /* fentry/bpf_set_policy_name */')
    expect(handler('Mine')).not.toMatch(/name_it\(\(void/)
  })
})

describe('the lines of an export', () => {
  it.each(POLICY_GALLERY)('lead back to the text of $id', ({ text }) => {
    const source = text.split('\n')
    const { text: made, lines } = exportedWithLines(text, { target: 'iter' })
    const shown = made.split('\n')
    expect(lines.length).toBe(shown.length - 1)
    const wrong = lines.flatMap((from, at) =>
      from === null || source[from - 1] === shown[at] || /SEC|set_oom_policy_name|#include/.test(source[from - 1] ?? '')
        ? []
        : [[from, shown[at]]],
    )
    expect(wrong).toEqual([])
    // Every line with words in it is found again.
    const found = new Set(lines)
    expect(source.flatMap((line, at) => (line.trim() === '' || found.has(at + 1) ? [] : [line]))).toEqual([])
  })
})
