import { describe, expect, it } from 'vitest'
import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { compileKernel, compilePolicy } from './compile.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'

describe('compilePolicy()', () => {
  it('compiles the gallery for every kernel', () => {
    for (const { id, text } of POLICY_GALLERY) {
      for (const kernel of KERNEL_VERSIONS) {
        const { value, diagnostics } = compilePolicy({ language: 'c', text }, kernel)
        expect([id, kernel, value === null, diagnostics.filter((d) => d.severity === 'error')]).toEqual([
          id,
          kernel,
          false,
          [],
        ])
      }
    }
  })

  it('gives no unit when there is an error, and all errors of parser and lowering in the order of the text', () => {
    const text = 'int f(void) { return missing; }\nint g(void) { return 1 +; }\nint h(void) { return task->pid; }'
    const { value, diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
    expect(value).toBeNull()
    const lines = diagnostics
      .filter((d) => d.severity === 'error')
      .map((d) => text.slice(0, d.span.start).split('\n').length)
    expect(lines).toEqual([1, 2, 3])
  })

  it('asks the verifier when the text is sound', () => {
    const text = `SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(p, struct task_struct *task, struct oom_control *oc) { oc->chosen_points = 1; return 0; }
char _license[] SEC("license") = "GPL";`
    const { value, diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
    expect(value).toBeNull()
    expect(diagnostics.map((d) => d.verifier)).toContain('only read is supported')
  })

  it('takes any text', () => {
    for (const text of ['}', '\0', '"', 'int', '🙂', 'SEC(', '/*', 'int f(', 'struct {', '('.repeat(5000)]) {
      expect(compilePolicy({ language: 'c', text }, '7.3').diagnostics.length).toBeGreaterThan(0)
    }
    // Nothing is declared, so nothing was to be attached.
    for (const text of ['', '#', '// later']) {
      expect(compilePolicy({ language: 'c', text }, '7.3').diagnostics).toEqual([])
    }
  })
})

describe('compileKernel()', () => {
  it.each(KERNEL_VERSIONS)('compiles the kernel’s own part for Linux %s', (kernel) => {
    const unit = compileKernel(kernel)
    const hook = unit.functions.find((fn) => fn.name === 'bpf_oom_evaluate_task')
    expect(hook?.weak).toBe(true)
    expect(unit.functions.some((fn) => fn.name === 'bpf_trace_printk_n')).toBe(true)
    expect(compileKernel(kernel)).toBe(unit)
  })
})

it.each([
  ['a brace that is missing', 'int f(int a)\n{\n\tif (a) {\n\t\treturn 1;\n\treturn 2;\n', ['unclosed-bracket']],
  ['a comment without an end', 'int f(int a)\n{\n\t/* a\n\treturn 2;\n}\n', ['unterminated-comment']],
  ['a text without an end', 'int f(int a)\n{\n\tbpf_printk("a);\n\treturn 2;\n}\n', ['unterminated-string']],
])('%s is reported once', (_what, text, codes) => {
  const { diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
  expect(diagnostics.filter((d) => d.severity === 'error').map((d) => d.code)).toEqual(codes)
})
