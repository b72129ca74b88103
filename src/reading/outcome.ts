// The outcome of a run: a headline for the page, and one line for the status that a screen reader speaks.

import { formatPages, plural } from '../scenario/amounts.ts'
import type { Scenario } from '../scenario/model.ts'
import type { RoundTrace, RunEnd, RunResult } from '../simulator/trace/trace.ts'
import { formatTask } from './decision.ts'
import { iterationAt, roundIndex } from './iteration.ts'
import { END_WORDS, SHORTCUT_WORDS } from './outcome-words.ts'

export type OutcomeTone = 'killed' | 'calm' | 'warning' | 'panic'

export interface Outcome {
  tone: OutcomeTone
  /** What ran out: the first sentence. */
  cause: string
  /** What the kernel did, up to the name of the one it is about. */
  lead: string
  /** The name to be set in bold; empty where there is none. */
  subject: string
  tail: string
  /** The next thing to know, or null. */
  detail: string | null
}

const causeOf = (round: RoundTrace): string =>
  round.scope.kind === 'global' ? 'Memory is full.' : `The memory limit of ${round.scope.path} is reached.`

/** Whose word it was: the rule of the iteration after which the chosen task stayed chosen. */
function chooserOf(round: RoundTrace, scenario: Scenario): string {
  if (!round.walked) return 'oom_kill_allocating_task is set, so the kernel kills the task that asked: '
  const last = roundIndex(round, scenario.tasks).changesOfChosen.at(-1) ?? -1
  return iterationAt(round.iterations, last)?.rule === 'policy' ? 'The policy chose ' : 'The kernel chose '
}

function killedOutcome(round: RoundTrace, scenario: Scenario): Outcome {
  const victim = scenario.tasks[round.chosen ?? -1]
  const others = round.kills.filter((kill) => kill.reason !== 'victim').length
  return {
    tone: 'killed',
    cause: causeOf(round),
    lead: chooserOf(round, scenario),
    subject: victim?.comm ?? 'a task',
    tail: ` (pid ${victim?.pid ?? '?'}).`,
    detail: others === 0 ? null : `${plural(others, 'more process dies', 'more processes die')} with it.`,
  }
}

/** The headline of a round, fault aside. */
export function formatOutcome(round: RoundTrace, scenario: Scenario): Outcome {
  const cause = causeOf(round)
  const plain = { cause, subject: '', tail: '' }
  switch (round.outcome) {
    case 'killed':
      return killedOutcome(round, scenario)
    case 'panic':
      return round.walked
        ? {
            ...plain,
            tone: 'panic',
            lead: 'Kernel panic: System is deadlocked on memory.',
            detail: `Nobody was chosen among ${plural(round.iterations.length, 'task')}, and in a global OOM the kernel has no other way out.`,
          }
        : {
            ...plain,
            tone: 'panic',
            lead: 'Kernel panic: panic_on_oom is enabled.',
            detail: 'The kernel was told to panic instead of choosing anybody, so the policy was never asked.',
          }
    case 'nobody':
      if (round.shortcut !== null) {
        const { lead, detail } = SHORTCUT_WORDS[round.shortcut]
        return { ...plain, tone: 'calm', lead, detail }
      }
      return {
        ...plain,
        tone: 'calm',
        lead: 'Nobody was chosen, so nobody dies.',
        detail: round.scope.kind === 'memcg' ? 'In a memory cgroup that is no panic.' : null,
      }
    case 'aborted':
      return {
        ...plain,
        tone: 'warning',
        lead: `The search was aborted at step ${round.iterations.length}; nobody is killed now.`,
        detail: 'The kernel reports progress, and the allocation is tried again.',
      }
    case 'already-dying': {
      const chosen = scenario.tasks[round.chosen ?? -1]
      return {
        tone: 'calm',
        cause,
        lead: 'The kernel chose ',
        subject: chosen?.comm ?? 'a task',
        tail: ` (pid ${chosen?.pid ?? '?'}), which is dying already.`,
        detail: 'It gets help to die faster; the log says nothing, and nobody else is killed.',
      }
    }
    case 'fault':
      return { ...plain, tone: 'panic', lead: 'The policy was stopped.', detail: null }
  }
}

/** The victims of all rounds, in the order in which they were chosen, and that they were killed. */
function formatVictims(rounds: readonly RoundTrace[], scenario: Scenario): string {
  const victims = rounds.filter((round) => round.outcome === 'killed').map((round) => round.chosen ?? -1)
  const names = victims.map((victim) => formatTask(scenario.tasks[victim]))
  return names.length <= 3
    ? `${names.join(', ')} killed`
    : `${plural(names.length, 'process', 'processes')} killed, from ${names[0]} to ${names.at(-1)}`
}

/** What a round came to, as part of a sentence. */
function phraseOf(round: RoundTrace, { tasks }: Scenario): string {
  const chosen = formatTask(tasks[round.chosen ?? -1])
  switch (round.outcome) {
    case 'killed':
      return `${chosen} was killed`
    case 'already-dying':
      return `the kernel waited for ${chosen}, which was dying already`
    case 'aborted':
      return 'the search was aborted'
    case 'nobody':
      return round.shortcut === null ? 'nobody was chosen' : SHORTCUT_WORDS[round.shortcut].phrase
    case 'panic':
      return 'the kernel panicked'
    case 'fault':
      return 'the policy was stopped'
  }
}

/** The same thing several times in a row is told once. */
function phrasesOf(rounds: readonly RoundTrace[], scenario: Scenario): string[] {
  const told: { text: string; count: number }[] = []
  for (const round of rounds) {
    const text = phraseOf(round, scenario)
    const before = told.at(-1)
    if (before?.text === text) before.count++
    else told.push({ text, count: 1 })
  }
  return told.map(({ text, count }) => (count === 1 ? text : `${text}, ${count} times in a row`))
}

/** So many parts of a story are told in full. */
const MAX_PHRASES = 3

/** The story of a run of several rounds: `2 rounds: first nobody was chosen, then nginx (pid 812) was killed.` */
export function formatRounds(rounds: readonly RoundTrace[], scenario: Scenario): string {
  const phrases = phrasesOf(rounds, scenario)
  const [first = '', ...later] = phrases
  const last = later.at(-1)
  const story =
    last === undefined
      ? first
      : phrases.length <= MAX_PHRASES
        ? `first ${[first, ...later].join(', then ')}`
        : `first ${first}, then ${phrases.length - 2} more changes, and finally ${last}`
  return `${plural(rounds.length, 'round')}: ${story}.`
}

/** How a run ends, as a sentence; null where its last round says it already. */
export const formatEnd = (end: RunEnd): string | null => (end === 'panic' || end === 'fault' ? null : END_WORDS[end])

/** What came back after a round, as a sentence; null where the run ended in it. */
export function formatAftermath({ after }: RoundTrace): string | null {
  if (after === null) return null
  const back =
    after.freedPages === 0
      ? 'No memory came back'
      : `${formatPages(after.freedPages)} came back${after.freedSwapPages === 0 ? '' : `, and ${formatPages(after.freedSwapPages)} of swap`}`
  return `${back}; ${formatPages(after.usagePages)} of ${formatPages(after.limitPages)} are in use.`
}

/** One line for the status: what the run came to. */
export function formatStatus(result: RunResult, scenario: Scenario): string {
  if (result.fault !== null) return result.fault.message
  const round = result.rounds.at(-1)
  if (round === undefined) return 'Finished: nothing happened'
  const { rounds, end } = result
  const iterations = rounds.reduce((sum, one) => sum + one.iterations.length, 0)
  const stuck = end === 'livelock' || end === 'bound' ? ', with no end in sight' : ''
  const steps =
    plural(iterations, 'step') + (rounds.length === 1 ? '' : ` in ${plural(rounds.length, 'round')}`) + stuck
  switch (result.outcome) {
    case 'killed':
      return `Finished: ${formatVictims(rounds, scenario)}, ${steps}`
    case 'panic':
      return `Finished: kernel panic, ${steps}`
    case 'nobody':
      return `Finished: nobody chosen, ${steps}`
    case 'aborted':
      return `Finished: search aborted, ${steps}`
    case 'already-dying':
      return `Finished: ${formatTask(scenario.tasks[round.chosen ?? -1])} is dying already, ${steps}`
    case 'fault':
      return `Stopped after ${steps}`
  }
}
