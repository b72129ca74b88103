// Documents as property tests need them: any title, text, parameters and maps, over machines of the gallery as they are or changed.

import * as fc from 'fast-check'

import type { Scenario } from '../scenario/model.ts'
import type { Breakpoint } from '../document/breakpoints.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import type { LinkContext } from './form.ts'
import { MAX_SHUFFLES, TEST_OUTCOMES, type PolicyTest, type TaskPattern } from '../document/tests.ts'

const anyName = fc.oneof(
  fc.constantFrom('target_pid', 'constructor', '__proto__', 'toString'),
  fc.string({ minLength: 1 }),
)

/** An object of own members only, whatever their names. */
const anyRecord = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Readonly<Record<string, T>>> =>
  fc
    .uniqueArray(fc.tuple(anyName, value), { selector: ([name]) => name, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries))

/** A machine of the gallery with some tasks left out, bigger or renamed, and other numbers of its own. */
const anyVariant = (scenario: Scenario): fc.Arbitrary<Scenario> =>
  fc
    .record({
      title: fc.string(),
      grown: fc.array(
        fc.record({ index: fc.nat({ max: scenario.tasks.length - 1 }), anonPages: fc.nat({ max: 1e6 }) }),
        { maxLength: 3 },
      ),
      panic_on_oom: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
      oom_dump_tasks: fc.boolean(),
    })
    .map(({ title, grown, panic_on_oom, oom_dump_tasks }) => {
      const sizes = new Map(grown.map(({ index, anonPages }) => [index, anonPages]))
      const mmOwners = new Set(scenario.tasks.map((task) => task.sharesMmWith))
      const tasks = scenario.tasks.map((task, index) => {
        const alone = !task.kthread && !task.zombie && task.sharesMmWith === null && !mmOwners.has(task.pid)
        return alone ? { ...task, anonPages: sizes.get(index) ?? task.anonPages } : task
      })
      const sysctl = { ...scenario.machine.sysctl, panic_on_oom, oom_dump_tasks }
      return { ...scenario, title, tasks, machine: { ...scenario.machine, sysctl } }
    })

const anyPattern: fc.Arbitrary<TaskPattern> = fc.oneof(
  fc.record({ by: fc.constant('pid' as const), pid: fc.nat() }),
  fc.record({ by: fc.constant('comm' as const), comm: fc.string({ minLength: 1 }) }),
  fc.record({ by: fc.constant('memcg' as const), memcg: fc.string().map((path) => `/${path}`) }),
  fc.record({ by: fc.constant('adj' as const), adj: fc.integer({ min: -1000, max: 1000 }) }),
)

export const anyBreakpoint: fc.Arbitrary<Breakpoint> = fc.record({
  line: fc.option(fc.integer({ min: 1, max: 4000 })),
  condition: fc.oneof(fc.constant(''), fc.string()),
  task: fc.oneof(fc.constant(''), fc.string()),
  verdict: fc.option(
    fc.constantFrom(
      'NO_BPF_POLICY' as const,
      'BPF_EVAL_ABORT' as const,
      'BPF_EVAL_NEXT' as const,
      'BPF_EVAL_SELECT' as const,
    ),
  ),
  change: fc.boolean(),
})

const anyWatches = fc.uniqueArray(
  fc.string().filter((text) => text.trim() !== ''),
  { maxLength: 3 },
)

export const anyTest: fc.Arbitrary<PolicyTest> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('victim' as const, 'not-victim' as const, 'never-killed' as const),
    who: anyPattern,
  }),
  fc.record({ kind: fc.constant('killed' as const), count: fc.nat() }),
  fc.record({ kind: fc.constant('frees' as const), pages: fc.nat() }),
  fc.record({ kind: fc.constant('outcome' as const), outcome: fc.constantFrom(...TEST_OUTCOMES) }),
  fc.record({
    kind: fc.constant('order-independent' as const),
    shuffles: fc.integer({ min: 1, max: MAX_SHUFFLES }),
    seed: fc.nat(),
  }),
)

const anyUntested = ({ scenarios, policies }: LinkContext): fc.Arbitrary<PlaygroundDocument> =>
  fc.record({
    title: fc.string({ unit: 'binary' }),
    policy: fc.record({
      language: fc.constant('c' as const),
      text: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.constantFrom(...policies.map((policy) => policy.text)),
      ),
    }),
    parameters: anyRecord(fc.string()),
    maps: anyRecord(fc.array(fc.record({ key: fc.string(), value: fc.string() }), { maxLength: 3 })),
    scenario: fc.oneof(
      fc.constantFrom(...scenarios).map(({ id }) => ({ kind: 'gallery' as const, id })),
      fc
        .constantFrom(...scenarios)
        .chain(({ scenario }) => anyVariant(scenario))
        .map((scenario) => ({ kind: 'inline' as const, scenario })),
    ),
    view: fc.record(
      {
        round: fc.nat(),
        iteration: fc.option(fc.nat()),
        pid: fc.integer({ min: 1, max: 4194304 }),
        panes: fc.constantFrom({ details: 'log' }, { world: 'table', policy: 'export' }),
      },
      { requiredKeys: ['round', 'iteration'] },
    ),
  })

/** What there is none of is left out. */
const withLists = (
  document: PlaygroundDocument,
  { tests, breakpoints, watches }: Required<Pick<PlaygroundDocument, 'tests' | 'breakpoints' | 'watches'>>,
): PlaygroundDocument => ({
  ...document,
  ...(tests.length === 0 ? {} : { tests }),
  ...(breakpoints.length === 0 ? {} : { breakpoints }),
  ...(watches.length === 0 ? {} : { watches }),
})

/** Any document whose machine is one of the context's or a variant of one. */
export const anyDocument = (context: LinkContext): fc.Arbitrary<PlaygroundDocument> =>
  fc
    .tuple(
      anyUntested(context),
      fc.record({
        tests: fc.array(anyTest, { maxLength: 3 }),
        breakpoints: fc.array(anyBreakpoint, { maxLength: 3 }),
        watches: anyWatches,
      }),
    )
    .map(([document, lists]) => withLists(document, lists))
