import { describe, expect, it } from 'vitest'
import { CONSTANTS } from './constants.ts'
import {
  EVALUATE_TASK,
  findHook,
  HOOKS,
  hookOn,
  INTERFACES,
  isInterfaceConstant,
  isStepFunction,
  isVerdict,
  meantBy,
  type OomInterface,
  parametersOf,
  roleOf,
  VERDICT_HOOK,
  verdictConstants,
  verdictName,
  verdictOf,
  VERDICTS,
  verdictValue,
} from './interfaces.ts'
import { OOM_KILL_C } from './sources.ts'
import { linesMatching } from './testing/sources.ts'

describe.each(INTERFACES.map((one) => [one.name, one] as const))('%s', (_name, row) => {
  it('has the functions of its hooks and steps in the kernel part', () => {
    for (const { target, attach } of row.hooks)
      expect(OOM_KILL_C).toContain(` ${attach === 'tp_btf' ? 'trace_' : ''}${target}(`)
    for (const step of row.steps) expect(OOM_KILL_C).toContain(` ${step}(`)
  })

  it('has prototypes of the functions that they are of, and sections that name them', () => {
    for (const hook of row.hooks) {
      expect(hook.prototype).toMatch(new RegExp(`^(int|void) ${hook.target}\\(.+\\)$`))
      expect(hook.section).toBe(`${hook.attach}/${hook.target}`)
      expect([findHook(hook.section), hookOn(hook.target), roleOf(hook.target)]).toEqual([hook, hook, hook.role])
    }
  })

  it('counts every number as one of its verdicts, and every spelling as one', () => {
    expect(row.verdicts.map(({ value }) => value)).toContain(row.otherwise)
    const names = row.verdicts.map(({ name }) => name)
    for (const { written, meant } of row.spellings) {
      expect(names).toContain(meant)
      expect(names).not.toContain(written)
      expect(meantBy(written)).toBe(meant)
    }
  })

  it('has its verdicts among the constants, and knows them as its own', () => {
    for (const constant of verdictConstants(row)) {
      expect(CONSTANTS).toContainEqual(constant)
      expect(isInterfaceConstant(constant.name)).toBe(true)
    }
    for (const name of row.constants) expect(CONSTANTS.map((constant) => constant.name)).toContain(name)
  })
})

describe('the hook bpf_oom_evaluate_task()', () => {
  it('is asked for a verdict by one program, and named by another', () => {
    expect(HOOKS.filter(({ role }) => role === 'verdict')).toEqual([VERDICT_HOOK])
    expect(HOOKS.filter(({ role }) => role === 'name').map(({ target }) => target)).toEqual(['bpf_set_policy_name'])
    expect(parametersOf(VERDICT_HOOK)).toBe('struct task_struct *task, struct oom_control *oc')
  })

  it('reads 1, 2 and 3, and every other number as NO_BPF_POLICY', () => {
    expect([0, 1, 2, 3, 4, -1].map((value) => [verdictName(value), isVerdict(value), verdictOf(value).word])).toEqual([
      ['NO_BPF_POLICY', true, 'default'],
      ['BPF_EVAL_ABORT', true, 'abort'],
      ['BPF_EVAL_NEXT', true, 'next'],
      ['BPF_EVAL_SELECT', true, 'select'],
      ['4', false, 'default'],
      ['-1', false, 'default'],
    ])
    expect(VERDICTS.map(verdictValue)).toEqual([0, 1, 2, 3])
    expect(EVALUATE_TASK.verdicts.filter(({ ends }) => ends).map(({ name }) => name)).toEqual(['BPF_EVAL_ABORT'])
  })
})

it('can be a row for an interface of another shape: several kinds of step, no constants, any other number an answer', () => {
  const handler: OomInterface = {
    name: 'a handler of the whole event',
    origin: 'an example',
    hooks: [
      {
        section: 'fentry/handle_out_of_memory',
        attach: 'fentry',
        target: 'handle_out_of_memory',
        role: 'verdict',
        prototype: 'int handle_out_of_memory(struct oom_control *oc, struct cgroup *cgrp)',
        returns: '0: the next handler is asked. Anything else: handled, when memory was freed.',
        doc: 'Asked once for every OOM.',
        source: 'none',
      },
    ],
    verdicts: [
      { name: 'declined', value: 0, word: 'declined', ends: false, doc: 'Not handled.', source: 'none' },
      { name: 'handled', value: 1, word: 'handled', ends: true, doc: 'Handled.', source: 'none' },
    ],
    otherwise: 1,
    spellings: [],
    constants: [],
    steps: ['handle_out_of_memory', 'bpf_iter_css_next', 'bpf_oom_kill_process'],
  }
  expect(handler.hooks.map(parametersOf)).toEqual(['struct oom_control *oc, struct cgroup *cgrp'])
  expect(verdictConstants(handler).map(({ name, value }) => [name, value])).toEqual([
    ['declined', 0n],
    ['handled', 1n],
  ])
})

it('knows the steps of a trace by their functions', () => {
  expect(['oom_evaluate_task', 'oom_badness', 'bpf_oom_evaluate_task'].map(isStepFunction)).toEqual([
    true,
    false,
    false,
  ])
})

it('is the only place that decides by the name of a hook: the rest of the code asks for its role', () => {
  const names = [...EVALUATE_TASK.steps, VERDICT_HOOK.target, VERDICT_HOOK.section].join('|')
  // A whole literal or a key is a decision; policies in text and sentences only contain the name.
  expect(linesMatching(new RegExp(`(?<!SEC\\()['"\`](${names})['"\`]|^\\s*(${names}):`))).toEqual([])
})
