// The outcome of a run: a headline for the page, and one line for the status that a screen reader speaks.

import type { Scenario } from '../../scenario/model.ts'
import type { FinishedRun } from '../../state/run.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import type { MarkKind } from '../parts/Mark.tsx'
import { formatTask } from './decision.ts'
import { plural } from './amounts.ts'

/** The sign of an outcome. */
export function markOfOutcome(outcome: RoundTrace['outcome']): MarkKind {
  switch (outcome) {
    case 'killed':
      return 'victim'
    case 'aborted':
    case 'panic':
    case 'fault':
      return 'abort'
    case 'nobody':
    case 'already-dying':
      return 'next'
  }
}

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

function killedOutcome(round: RoundTrace, scenario: Scenario): Outcome {
  const victim = scenario.tasks[round.chosen ?? -1]
  const others = round.kills.filter((kill) => kill.reason !== 'victim').length
  return {
    tone: 'killed',
    cause: causeOf(round),
    lead: 'The kernel chose ',
    subject: victim?.comm ?? 'a task',
    tail: ` (pid ${victim?.pid ?? '?'}) to die.`,
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
      return {
        ...plain,
        tone: 'calm',
        lead: 'Nobody was chosen, so nobody dies.',
        detail: 'In a memory cgroup that is no panic: the allocation fails, and the program that asked gets an error.',
      }
    case 'aborted':
      return {
        ...plain,
        tone: 'warning',
        lead: `The search was aborted at step ${round.iterations.length}; nobody is killed now.`,
        detail:
          'The kernel reports progress and the allocation is tried again. A policy that always aborts makes the machine hang.',
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

/** The victims of all rounds, in the order in which they were chosen. */
function formatVictims(rounds: readonly RoundTrace[], scenario: Scenario): string {
  const victims = rounds.filter((round) => round.outcome === 'killed').map((round) => round.chosen ?? -1)
  const named = victims.slice(0, 3).map((victim) => formatTask(scenario.tasks[victim]))
  return victims.length > named.length
    ? `${named.join(', ')} and ${victims.length - named.length} more`
    : named.join(', ')
}

/** One line for the status: what the run came to. */
export function formatStatus({ result, input }: FinishedRun): string {
  if (result.fault !== null) return `Stopped: ${result.fault.message}`
  const { rounds } = result
  const round = rounds.at(-1)
  if (round === undefined) return 'Finished: nothing happened'
  const iterations = rounds.reduce((sum, one) => sum + one.iterations.length, 0)
  const steps = plural(iterations, 'iteration') + (rounds.length === 1 ? '' : ` in ${plural(rounds.length, 'round')}`)
  switch (result.outcome) {
    case 'killed':
      return `Finished: ${formatVictims(rounds, input.scenario)} killed, ${steps}`
    case 'panic':
      return `Finished: kernel panic, ${steps}`
    case 'nobody':
      return `Finished: nobody chosen, ${steps}`
    case 'aborted':
      return `Finished: search aborted, ${steps}`
    case 'already-dying':
      return `Finished: ${formatTask(input.scenario.tasks[round.chosen ?? -1])} is dying already, ${steps}`
    case 'fault':
      return `Stopped after ${steps}`
  }
}
