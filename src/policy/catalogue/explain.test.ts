import { describe, expect, test } from 'vitest'

import { CATALOGUE } from './catalogue.ts'
import { explainRule, listRules } from './explain.ts'

describe('an explanation', () => {
  test('has the examples without what all policies begin with, and the place of the problem', async () => {
    expect(await explainRule('division-by-zero')).toMatchObject({
      area: 'What C means',
      verifier: ['div by zero'],
      refused: [
        'SEC("fmod_ret/bpf_oom_evaluate_task")',
        'int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)',
        '{',
        '\tif (oc->totalpages / 0)',
        '\t\treturn 3;',
        '\treturn BPF_EVAL_NEXT;',
        '}',
      ].join('\n'),
      found: { line: 3 },
    })
  })

  test('keeps the beginning where the rule is about it', async () => {
    const explained = await explainRule('missing-license')
    expect(explained?.accepted).toContain('SEC("license")')
    expect(explained?.refused).not.toContain('SEC("license")')
  })

  test('is short even where the example is about its size', async () => {
    for (const { code } of CATALOGUE) {
      const { refused = '', accepted = '' } = (await explainRule(code)) ?? {}
      expect(Math.max(...[refused, accepted].map((text) => text.split('\n').length))).toBeLessThan(40)
    }
  })

  test('in TypeScript is in TypeScript', async () => {
    const explained = await explainRule('ts-exception')
    expect(explained?.language).toBe('typescript')
    expect(explained?.refused.split('\n')[explained.found?.line ?? -1]).toContain('throw')
  })

  test('of a code that no rule has is null', async () => {
    expect(await explainRule('no-such-code')).toBeNull()
  })
})

test('the list has every rule once, under a heading', () => {
  const listed = listRules().flatMap(({ rules }) => rules.map(({ code }) => code))
  expect(listed).toEqual(CATALOGUE.map(({ code }) => code))
})
