import { describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { ADVICE } from '../catalogue/catalogue.ts'
import { compilePolicy } from '../compile.ts'
import { ACCEPTED, REFUSED, type Sample } from './samples.ts'
import { diagnose, LOOKUP, naming, policy, problems } from './testing.ts'

const errors = (text: string, kernel: '6.1' | '6.12'): string[] =>
  diagnose(text, kernel).flatMap((d) => (d.severity === 'error' ? [`${d.code}: ${d.message}`] : []))

const kernelsOf = ({ since }: Sample): readonly ('6.1' | '6.12')[] => (since === undefined ? ['6.1', '6.12'] : ['6.12'])

test.each(ACCEPTED)('accepts $name', (sample) => {
  for (const kernel of kernelsOf(sample)) expect(errors(sample.text, kernel)).toEqual([])
})

test.each(REFUSED)('refuses $name as $code', (sample) => {
  for (const kernel of kernelsOf(sample)) expect(problems(sample.text, kernel)).toEqual([sample.code])
})

test.each(POLICY_GALLERY)('has nothing to say about $id of the gallery', ({ text }) => {
  for (const kernel of KERNEL_VERSIONS)
    expect(diagnose(text, kernel).filter(({ code }) => !ADVICE.rules.some((rule) => rule.code === code))).toEqual([])
})

describe('the words of the verifier', () => {
  const words = (text: string, kernel: '6.1' | '6.12' | '7.3' = '6.12'): (string | undefined)[] =>
    diagnose(text, kernel).map((d) => d.verifier)

  test('name the register type', () => {
    expect(words(policy(`${LOOKUP}if (*v > 3)\n\treturn 3;`))).toEqual(["R1 invalid mem access 'map_value_or_null'"])
    expect(words(policy('if (bpf_map_lookup_elem(&prio, &task->start_time))\n\treturn 3;'))).toEqual([
      'R2 type=ptr_ expected=fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_',
    ])
  })

  test('differ between kernels', () => {
    expect(words(naming('return 1;'), '6.1')).toEqual([
      'At program exit the register R0 has value (0x1; 0x0) should have been in (0x0; 0x0)',
    ])
    expect(words(naming('return 1;'), '6.12')).toEqual([
      'At program exit the register R0 has smin=1 smax=1 should have been in [0, 0]',
    ])
  })

  test('say what is wrong with an index', () => {
    expect(words(policy('unsigned int i = task->pid;\ntable[i] = 1;'))).toEqual([
      'R1 unbounded memory access, make sure to bounds check any such access',
    ])
    expect(words(policy('int i = task->pid;\nif (i < 8)\n\ttable[i] = 1;'))).toEqual([
      'math between map_value pointer and register with unbounded min value is not allowed',
    ])
    expect(words(policy('int i = (task->pid & 15) - 8;\ntable[i] = 1;'))).toEqual([
      'R1 min value is negative, either use unsigned index or do a if (index >=0) check.',
    ])
    expect(words(policy('table[8] = 1;'))).toEqual(['invalid access to map value, value_size=64 off=64 size=8'])
  })
})

describe('what kernels know', () => {
  test('7.3 follows remainders and array lookups with a constant key, earlier ones do not', () => {
    const remainder = policy('unsigned int i = task->pid;\ntable[i % 6] = 1;')
    const lookup = policy('u32 key = 1;\nstruct pair *p = bpf_map_lookup_elem(&pairs, &key);\np->first = 1;')
    expect([problems(remainder, '6.12'), problems(remainder, '7.3')]).toEqual([['array-index'], []])
    expect([problems(lookup, '6.12'), problems(lookup, '7.3')]).toEqual([['null-check'], []])
  })
})

describe('fixes', () => {
  test.each([
    ['a read', `${LOOKUP}if (*v > 3)\n\treturn 3;`],
    ['a write', `${LOOKUP}*v = 3;`],
  ])('make %s without a test acceptable', (_name, body) => {
    const text = policy(body)
    expect(problems(applied(text))).toEqual([])
  })

  test('move a literal name to the stack and a return value to 0', () => {
    expect(problems(applied(naming('\tset_oom_policy_name(oc, "mine", 5);\n\treturn 0;')))).toEqual([])
    expect(problems(applied(naming('\treturn 1;')))).toEqual([])
  })

  /** The text with the first fix of its first diagnostic. */
  function applied(text: string): string {
    const edits = diagnose(text)[0]?.fixes?.[0]?.edits ?? []
    return edits.toReversed().reduce((result, { span, text: replacement }) => {
      return result.slice(0, span.start) + replacement + result.slice(span.end)
    }, text)
  }
})

test('the walk ends, whatever the loops', () => {
  const nest = (depth: number): string =>
    depth === 0
      ? 'table[0] += bpf_get_prandom_u32();'
      : `for (int i${depth} = 0; i${depth} < 1000000; i${depth}++) {\nif (bpf_get_prandom_u32() & ${depth})\n\tcontinue;\n${nest(depth - 1)}\n}`
  expect(problems(policy(nest(5)))).toContain('program-too-large')
})

test('a policy without programs has nothing to verify', () => {
  expect(compilePolicy({ language: 'c', text: 'int x;' }, '6.12').diagnostics.map((d) => d.severity)).not.toContain(
    'error',
  )
})
