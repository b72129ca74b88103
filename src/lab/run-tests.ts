// Runs the tests of a document: one run serves all but those that shuffle.

import type { TestResult } from '../reading/test-results.ts'
import { formatCount, formatPages, plural } from '../scenario/amounts.ts'
import type { Scenario, Task } from '../scenario/model.ts'
import { isInside } from '../scenario/usage.ts'
import { formatMissing, formatOutcomeWord } from '../reading/test-words.ts'
import type { PolicyTest, TaskPattern } from '../document/tests.ts'
import { formatTask } from '../reading/decision.ts'
import { roundIndex } from '../reading/iteration.ts'
import type { RunResult } from '../simulator/trace/trace.ts'
import { searchOrders, type OrderAnswer } from './order.ts'
import type { Player } from './player.ts'
import type { Work } from './work.ts'

export function matches(pattern: TaskPattern, task: Task): boolean {
  switch (pattern.by) {
    case 'pid':
      return task.pid === pattern.pid
    case 'comm':
      return task.comm === pattern.comm
    case 'memcg':
      return isInside(task.cgroup, pattern.memcg)
    case 'adj':
      return task.oomScoreAdj <= pattern.adj
  }
}

/** All tests in their order. */
export function* runTests(player: Player, scenario: Scenario, tests: readonly PolicyTest[]): Work<TestResult[]> {
  const result = player.play(scenario)
  const results: TestResult[] = []
  for (const test of tests) {
    if (test.kind === 'order-independent') {
      const answer = yield* searchOrders(player, scenario, test.shuffles, test.seed)
      results.push(ofOrders(answer, result, scenario))
    } else results.push(checkRun(test, result, scenario))
    yield { done: results.length, total: tests.length }
  }
  return results
}

interface Death {
  task: number
  round: number
}

const deathsOf = ({ rounds }: RunResult): Death[] =>
  rounds.flatMap(({ kills }, round) => kills.map(({ task }) => ({ task, round })))

const firstVictimOf = ({ rounds }: RunResult): Death | null => {
  const round = rounds.findIndex(({ kills }) => kills.some(({ reason }) => reason === 'victim'))
  const task = rounds[round]?.kills.find(({ reason }) => reason === 'victim')?.task
  return task === undefined ? null : { task, round }
}

/** The step in which a task was looked at; the outcome of the round where it was not. */
function placeOf({ rounds }: RunResult, scenario: Scenario, death: Death | null): TestResult['place'] {
  const round = death === null ? undefined : rounds[death.round]
  if (death === null || round === undefined) return { round: rounds.length - 1, iteration: null }
  const iteration = roundIndex(round, scenario.tasks).iterationOfTask[death.task] ?? -1
  return { round: death.round, iteration: iteration < 0 ? null : iteration }
}

/** So many of the dead are named, else the first and the last. */
const MAX_NAMES = 3

const formatNames = (names: readonly string[]): string =>
  names.length <= MAX_NAMES ? `: ${names.join(', ')}` : `, from ${names[0]} to ${names.at(-1)}`

/** A test of one run. */
export function checkRun(
  test: Exclude<PolicyTest, { kind: 'order-independent' }>,
  result: RunResult,
  scenario: Scenario,
): TestResult {
  const { tasks } = scenario
  const deaths = deathsOf(result)
  const first = firstVictimOf(result)
  const verdict = (passed: boolean, found: string, death: Death | null): TestResult => ({
    passed,
    found,
    place: placeOf(result, scenario, death),
    shrunk: null,
  })
  const nobody = `Nobody dies: ${formatOutcomeWord(result.outcome)}.`
  switch (test.kind) {
    case 'victim':
    case 'not-victim': {
      const victim = first === null ? undefined : tasks[first.task]
      const isMet = victim !== undefined && matches(test.who, victim)
      const missing = tasks.some((task) => matches(test.who, task))
        ? ''
        : ` This machine has no ${formatMissing(test.who)}.`
      const found = victim === undefined ? nobody : `The first victim is ${formatTask(victim)}.`
      return verdict(isMet === (test.kind === 'victim'), found + missing, first)
    }
    case 'never-killed': {
      const death = deaths.find(({ task }) => {
        const dead = tasks[task]
        return dead !== undefined && matches(test.who, dead)
      })
      const [one, ...more] = tasks.filter((task) => matches(test.who, task))
      if (one === undefined) return verdict(false, `This machine has no ${formatMissing(test.who)}.`, null)
      const survivors = more.length === 0 ? one.comm : plural(1 + more.length, 'process', 'processes')
      return death === undefined
        ? verdict(true, `${survivors} survived.`, null)
        : verdict(false, `${formatTask(tasks[death.task])} dies in round ${death.round + 1}.`, death)
    }
    case 'killed': {
      const dead = deaths.map(({ task }) => formatTask(tasks[task]))
      const found =
        dead.length === 0 ? nobody : `${plural(dead.length, 'process dies', 'processes die')}${formatNames(dead)}.`
      return verdict(deaths.length === test.count, found, deaths.at(-1) ?? null)
    }
    case 'frees': {
      const pages = result.rounds.reduce((sum, { after }) => sum + (after?.freedPages ?? 0), 0)
      return verdict(pages >= test.pages, `${formatPages(pages)} (${plural(pages, 'page')}) come back.`, null)
    }
    case 'outcome':
      return verdict(result.outcome === test.outcome, `In the end ${formatOutcomeWord(result.outcome)}.`, first)
  }
}

function ofOrders(answer: OrderAnswer, result: RunResult, scenario: Scenario): TestResult {
  const { shuffles, disagree, others, shrunk } = answer
  const place = placeOf(result, scenario, firstVictimOf(result))
  if (disagree === 0 || shrunk === null)
    return { passed: true, found: `All ${formatCount(shuffles)} orders agree.`, place, shrunk: null }
  const named = others.slice(0, 3).map(({ who, count }) => `${who} in ${formatCount(count)}`)
  const more = others.length > 3 ? `, and ${formatCount(others.length - 3)} more` : ''
  const found =
    `${formatCount(disagree)} of ${formatCount(shuffles)} orders choose another: ${named.join(', ')}${more}. ` +
    `Shrunk to ${plural(shrunk.scenario.tasks.length, 'process', 'processes')}: ${shrunk.here} dies there, ${shrunk.before} in the order before.`
  return { passed: false, found, place, shrunk: shrunk.scenario }
}
