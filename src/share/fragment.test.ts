import { isDeepStrictEqual } from 'node:util'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { examples } from '../../scripts/examples.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY, findGalleryScenario } from '../gallery/scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import { anyDocument } from './document.arbitrary.ts'
import { decodeLink, encodeLink } from './fragment.ts'
import type { LinkContext } from './form.ts'
import { linkOf } from './testing/link-content.ts'
import { inlineWorld, OWN_POLICY } from './testing/worlds.ts'

const CONTEXT: LinkContext = { policies: POLICY_GALLERY, scenarios: SCENARIO_GALLERY }

/** Two programs in one file, as the interface's documentation shows them. */
const TWO_PROGRAMS = `const volatile int target_pid = 812;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return BPF_EAVL_SELECT;
	return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
	char name[] = "my_policy";
	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
`

const documentOf = (text: string, rest: Partial<PlaygroundDocument> = {}): PlaygroundDocument => ({
  title: 'Kill one process',
  policy: { language: 'c', text },
  parameters: {},
  maps: {},
  scenario: { kind: 'gallery', id: 'one-hog' },
  view: { round: 0, iteration: null },
  ...rest,
})

const oneHog = (): Scenario => {
  const scenario = findGalleryScenario('one-hog')
  if (scenario === null) throw new Error('the gallery has lost its first scenario')
  return scenario
}

describe('length', () => {
  test("the documentation's example with a machine of the gallery stays under 500 characters", async () => {
    expect((await encodeLink(documentOf(TWO_PROGRAMS), CONTEXT)).length).toBeLessThan(500)
  })

  test('an unchanged policy of the gallery is a name', async () => {
    const text = POLICY_GALLERY.find((policy) => policy.id === 'kernel-badness')?.text ?? ''
    expect((await encodeLink(documentOf(text), CONTEXT)).length).toBeLessThan(150)
  })

  test('a machine of the gallery with one number changed is a small difference', async () => {
    const scenario = oneHog()
    const tasks = scenario.tasks.map((task) => (task.pid === 1400 ? { ...task, anonPages: 1000 } : task))
    const document = documentOf(TWO_PROGRAMS, { scenario: { kind: 'inline', scenario: { ...scenario, tasks } } })
    const link = await encodeLink(document, CONTEXT)
    expect(link.length).toBeLessThan(600)
    expect(await decodeLink(link, CONTEXT)).toEqual({ document, problems: [] })
  })
})

describe('length of links that carry a machine of their own', () => {
  const STRANGER: LinkContext = { policies: [], scenarios: [] }

  test.each([
    { tasks: 12, most: 900 },
    { tasks: 60, most: 2000 },
  ])('$tasks tasks in six memcgs and 1.1 kB of policy take at most $most characters', async ({ tasks, most }) => {
    expect(OWN_POLICY.length).toBeGreaterThan(1100)
    for (const exact of [false, true]) {
      const scenario = inlineWorld(tasks, { exact })
      const document = documentOf(OWN_POLICY, { scenario: { kind: 'inline', scenario } })
      const link = await encodeLink(document, STRANGER)
      expect(link.length).toBeLessThanOrEqual(most)
      expect(await decodeLink(link, STRANGER)).toEqual({ document, problems: [] })
    }
  })

  test('a machine with thousands of tasks is deflated and comes back as it was', async () => {
    const document = documentOf(OWN_POLICY, {
      scenario: { kind: 'inline', scenario: inlineWorld(3000, { exact: true }) },
    })
    const link = await encodeLink(document, STRANGER)
    expect(link).toMatch(/^v1\.\w+\./)
    expect(await decodeLink(link, STRANGER)).toEqual({ document, problems: [] })
  })
})

describe('round trip', () => {
  test('any document comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument(CONTEXT), async (document) => {
        expect((await decodeLink(`#${await encodeLink(document, CONTEXT)}`, CONTEXT)).document).toEqual(document)
      }),
      { numRuns: examples(60, 15) },
    )
  })

  test.each(SCENARIO_GALLERY)('the machine $id, sent whole, comes back as it was', async ({ scenario }) => {
    const document = documentOf('', { scenario: { kind: 'inline', scenario } })
    const stranger: LinkContext = { policies: [], scenarios: [{ id: 'other', scenario: oneHog() }] }
    const { document: decoded } = await decodeLink(await encodeLink(document, stranger), stranger)
    expect(decoded).toEqual(document)
  })

  test('a link has only characters that survive in any address', async () => {
    expect(await encodeLink(documentOf('é\u{1F600}'.repeat(50)), CONTEXT)).toMatch(/^[\w.-]+$/)
  })
})

describe('damage', () => {
  test('a link that is cut off keeps the machine and the start of the policy', async () => {
    const link = await encodeLink(documentOf(TWO_PROGRAMS), CONTEXT)
    const { document, problems } = await decodeLink(link.slice(0, Math.floor(link.length * 0.8)), CONTEXT)
    expect(problems.map((problem) => problem.code)).toEqual(['broken'])
    expect(document?.scenario).toEqual({ kind: 'gallery', id: 'one-hog' })
    expect(document?.policy.text.length).toBeGreaterThan(200)
    expect(TWO_PROGRAMS.startsWith(document?.policy.text ?? '?')).toBe(true)
  })

  test('a link without its last character says so', async () => {
    const link = await encodeLink(documentOf(TWO_PROGRAMS), CONTEXT)
    const { document, problems } = await decodeLink(link.slice(0, -1), CONTEXT)
    expect(problems.length).toBeGreaterThan(0)
    expect(document?.title).toBe('Kill one process')
  })

  test('a mistyped character never goes unnoticed where it changes anything', async () => {
    expect.hasAssertions()
    const document = documentOf(TWO_PROGRAMS)
    const link = await encodeLink(document, CONTEXT)
    const place = fc.integer({ min: link.lastIndexOf('.') + 1, max: link.length - 1 })
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom('A', 'z', '5', '_', '!'), async (at, char) => {
        const decoded = await decodeLink(link.slice(0, at) + char + link.slice(at + 1), CONTEXT)
        expect(decoded.problems.length > 0 || isDeepStrictEqual(decoded.document, document)).toBe(true)
      }),
      { numRuns: examples(200, 20) },
    )
  })

  test('what stands behind the link in a message is named', async () => {
    const link = await encodeLink(documentOf(TWO_PROGRAMS), CONTEXT)
    const { document, problems } = await decodeLink(`${link}), see?`, CONTEXT)
    expect(document).toEqual(documentOf(TWO_PROGRAMS))
    expect(problems.map((problem) => problem.code)).toEqual(['bad-character'])
  })

  test('garbage never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `v1.x.${text}`),
          fc.base64String().map((text) => `v1..${text}`),
        ),
        async (text) => {
          const { document, problems } = await decodeLink(text, CONTEXT)
          expect(document !== null || problems.length > 0 || text.replace('#', '').trim() === '').toBe(true)
        },
      ),
      { numRuns: examples(200, 20) },
    )
  })

  test('any JSON inside a link never throws, and gives a document or says why not', async () => {
    const anyShort = fc.oneof(
      fc.json(),
      fc
        .record({
          t: fc.jsonValue(),
          s: fc.jsonValue(),
          v: fc.jsonValue(),
          g: fc.jsonValue(),
          m: fc.jsonValue(),
          p: fc.jsonValue(),
        })
        .map((value) => JSON.stringify(value)),
      fc
        .tuple(fc.jsonValue(), fc.jsonValue())
        .map(([patch, tasks]) => JSON.stringify({ s: ['one-hog', '', { tasks: patch, ...Object(tasks) }], p: '' })),
    )
    await fc.assert(
      fc.asyncProperty(anyShort, async (text) => {
        const { document, problems } = await decodeLink(await linkOf(text), CONTEXT)
        expect(document !== null || problems.length > 0).toBe(true)
      }),
      { numRuns: examples(200, 20) },
    )
  })

  test('text that unpacks to more than 8 MB is refused', async () => {
    const link = await linkOf(`{"p":"${'a'.repeat(9 * 2 ** 20)}"}`)
    expect(link.length).toBeLessThan(20_000)
    const { document, problems } = await decodeLink(link, CONTEXT)
    expect(document).toBeNull()
    expect(problems.map((problem) => problem.code)).toEqual(['too-large'])
  })
})

describe('other links', () => {
  test('no fragment is no document and no problem', async () => {
    expect(await decodeLink('', CONTEXT)).toEqual({ document: null, problems: [] })
    expect(await decodeLink('#', CONTEXT)).toEqual({ document: null, problems: [] })
  })

  test('a link of a newer playground names both versions', async () => {
    const { document, problems } = await decodeLink('v9.abc.AAAA', CONTEXT)
    expect(document).toBeNull()
    expect(problems[0]?.message).toContain('newer playground (v9)')
  })

  test('a machine that the gallery does not have is named, and the rest kept', async () => {
    const { document, problems } = await decodeLink(await linkOf('{"s":["gone"],"p":"int x;"}'), CONTEXT)
    expect(document?.policy.text).toBe('int x;')
    expect(document?.scenario).toEqual({ kind: 'gallery', id: 'one-hog' })
    expect(problems.map((problem) => problem.message).join()).toContain('"gone"')
  })

  test('a policy of the gallery that has changed since is taken with a warning', async () => {
    const { document, problems } = await decodeLink(await linkOf('{"s":["one-hog"],"p":["pid","0"]}'), CONTEXT)
    expect(document?.policy.text).toBe(POLICY_GALLERY.find((policy) => policy.id === 'pid')?.text)
    expect(problems.map((problem) => [problem.code, problem.place])).toContainEqual(['gallery-changed', 'policy'])
  })
})
