import { describe, expect, test } from 'vitest'

import { CATALOGUE } from '../policy/catalogue/catalogue.ts'
import { terminal } from './testing.ts'

describe('explain CODE', () => {
  test('prints title, explanation, the words of the verifier, and both examples with what is said there', async () => {
    const { status, out } = await terminal(['explain', 'invalid-shift'])
    expect(status).toBe(0)
    expect(out).toBe(`A shift by more bits than the type has [invalid-shift]
Error · What C means

A constant shift count must be at least 0 and less than the width of the shifted type: 32 for int, 64 for long.

What the kernel’s tools say:
    invalid shift %d

Refused:
    SEC("fmod_ret/bpf_oom_evaluate_task")
    int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
    {
    \tif (oc->totalpages << 64)
    ^ A 64-bit value cannot be shifted by 64. Write a count from 0 to 63.
    \t\treturn 3;
    \treturn BPF_EVAL_NEXT;
    }

Accepted:
    SEC("fmod_ret/bpf_oom_evaluate_task")
    int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
    {
    \tif (oc->totalpages << 3)
    \t\treturn 3;
    \treturn BPF_EVAL_NEXT;
    }`)
  })

  test('prints the same as JSON', async () => {
    const { status, out } = await terminal(['explain', 'unbounded-loop', '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ code: 'unbounded-loop', severity: 'error', language: 'c', kernel: null })
  })

  test("finds a code by a line of the verifier's log", async () => {
    const { status, out } = await terminal(['explain', "R0 invalid mem access 'map_value_or_null'"])
    expect([status, out.split('\n')[0]]).toEqual([0, 'A pointer that may be NULL is used without a test [null-check]'])
  })

  test('names the rules where several say that line', async () => {
    const { status, err } = await terminal(['explain', "R1 invalid mem access 'scalar'"])
    expect(status).toBe(2)
    expect(err).toContain('  scalar-dereference  A number used as an address')
  })

  test.each([
    [['explain', 'unbounded-lop'], "Did you mean 'unbounded-loop'?"],
    [['explain'], 'Which code?'],
    [['explain', 'null-check', 'more'], '"more" is not expected here.'],
    [['explain', '--list', 'null-check'], '"null-check" is not expected here.'],
  ])('%j is bad usage, with the way on', async (args, words) => {
    const { status, out, err } = await terminal(args)
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(words)
  })
})

describe('explain --list', () => {
  test('prints every code with its title', async () => {
    const { status, out } = await terminal(['explain', '--list'])
    expect(status).toBe(0)
    const listed = out.split('\n').filter((line) => line.startsWith('  '))
    expect(listed.map((line) => line.trim().split(/ +/)[0])).toEqual(CATALOGUE.map(({ code }) => code))
    expect(CATALOGUE.filter(({ title }) => !out.includes(title))).toEqual([])
  })

  test('prints the same as JSON', async () => {
    const { out } = await terminal(['explain', '--list', '--json'])
    expect(JSON.parse(out)).toHaveLength(6)
  })
})
