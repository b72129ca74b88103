// Why a task is the victim or is not, and what follows where nobody dies: the trace of a round in one true sentence with its numbers.

import { counterLagNote } from './counter-lag.ts'
import { formatCount, formatPages, plural } from '../scenario/amounts.ts'
import type { Scenario, Task } from '../scenario/model.ts'
import { isInside, memcgPath } from '../scenario/usage.ts'
import type { RoundTrace, RunEnd, RunResult, Shortcut } from '../simulator/trace/trace.ts'
import { CHOSEN_ABORTED } from '../simulator/trace/trace.ts'
import { formatDecision, formatTask } from './decision.ts'
import { verdictName } from '../kernel/interfaces.ts'
import { iterationAt, roundIndex, type Iteration } from './iteration.ts'

const SHORTCUTS: Readonly<Record<Shortcut, string>> = {
  'current-exiting': 'The process that asks is exiting and frees memory by itself: the kernel looks for no victim.',
  'no-fs': 'The allocation may not use the file system (no __GFP_FS): the kernel kills nobody for it.',
  notifiers: 'Drivers gave memory back (OOM notifiers): nobody needs to die.',
}

export const isScored = (iteration: Iteration): boolean =>
  iteration.rule === 'badness' && iteration.exemption === 'none'

/** Why a task fared in a round as it did: who or what decided, against whom, and by how much. */
export function explainTask(rounds: RunResult['rounds'], number: number, scenario: Scenario, task: number): string {
  const round = rounds[number]
  const one = scenario.tasks[task]
  if (round === undefined || one === undefined) return 'There is no such process.'
  const before = rounds.slice(0, number).findIndex(({ after }) => after?.exited.includes(task) === true)
  if (before >= 0) return `It died in round ${before + 1} and is not there any more.`
  const index = roundIndex(round, scenario.tasks)
  const iteration = iterationAt(round.iterations, index.iterationOfTask[task] ?? -1)
  switch (index.kills.get(task)) {
    case 'victim':
      return explainVictim(round, scenario, iteration)
    case 'shares-mm':
      return `It was not chosen, but it uses the memory of ${formatVictim(round, scenario)}, which is only free when both are gone: it dies too.`
    case 'oom-group':
      return `It was not chosen, but ${formatVictim(round, scenario)} was, in a cgroup with memory.oom.group: all of that cgroup dies together.`
    case undefined:
      return iteration === null ? explainNotReached(round, scenario, one) : explainSurvivor(round, scenario, iteration)
  }
}

const formatVictim = (round: RoundTrace, { tasks }: Scenario): string =>
  formatTask(tasks[round.kills.find(({ reason }) => reason === 'victim')?.task ?? -1])

function explainVictim(round: RoundTrace, scenario: Scenario, iteration: Iteration | null): string {
  const { tasks } = scenario
  if (!round.walked || iteration === null)
    return 'oom_kill_allocating_task is set and it asked for the memory: the kernel kills it and looks at nobody else.'
  const step = formatCount(iteration.index + 1)
  const rival = iteration.before.task >= 0 ? tasks[iteration.before.task] : undefined
  const instead = rival === undefined ? '' : ` instead of ${formatTask(rival)}`
  switch (iteration.rule) {
    case 'policy':
      return `The policy returned ${verdictName(iteration.verdict)} for it at step ${step}${instead}, and nobody replaced it afterwards: it is the victim.`
    case 'origin':
      return 'It asked to be blamed for this shortage (oom_flag_origin): the kernel takes it first and asks nobody.'
    case 'badness': {
      const next = runnerUp(round, iteration)
      const score = `The kernel scored it ${formatCount(iteration.points)} points at step ${step}`
      if (next === null)
        return rival === undefined
          ? `${score}; nobody was chosen before, and nobody replaced it: it is the victim.`
          : `${score}, and it replaced ${formatTask(rival)}${iteration.before.unset ? ', whose chosen_points SELECT had not set' : ''}: it is the victim.`
      const by = iteration.points - next.points
      const lag = counterLagNote(scenario, by, [tasks[iteration.task], tasks[next.task]])
      return by === 0n
        ? `${score}, as many as ${formatTask(tasks[next.task])}; on a tie the last one wins: it is the victim.${lag}`
        : `${score}, the most of all: ${formatCount(by)} more than the next, ${formatTask(tasks[next.task])}. It is the victim.${lag}`
    }
    case 'unkillable':
    case 'cpuset':
    case 'victim-skip':
    case 'victim-abort':
      return formatDecision(iteration, tasks)
  }
}

/** Who would have scored most after the victim; null where the choice was not one of scores alone. */
function runnerUp(round: RoundTrace, victim: Iteration): Iteration | null {
  let best: Iteration | null = null
  for (let index = 0; index < round.iterations.length; index++) {
    const iteration = iterationAt(round.iterations, index)
    if (iteration === null || iteration.index === victim.index) continue
    if (!isScored(iteration)) {
      if (iteration.effect === 'select') return null
      continue
    }
    if (iteration.points > victim.points) return null
    if (best === null || iteration.points >= best.points) best = iteration
  }
  return best
}

function explainSurvivor(round: RoundTrace, scenario: Scenario, iteration: Iteration): string {
  const sentence =
    iteration.effect === 'select'
      ? explainReplaced(round, scenario, iteration)
      : explainPassedOver(round, scenario, iteration)
  return round.aborted && iteration.effect !== 'abort'
    ? `${sentence} Then the search was aborted at step ${formatCount(round.iterations.length)}, and nobody dies.`
    : sentence
}

/** It was chosen for a while. */
function explainReplaced(round: RoundTrace, scenario: Scenario, iteration: Iteration): string {
  const { tasks } = scenario
  const { chosen } = round.iterations
  let until = iteration.index + 1
  while (until < round.iterations.length && chosen[until] === iteration.task) until++
  const after = iterationAt(round.iterations, until)
  const step = formatCount(iteration.index + 1)
  if (after === null) return `It was chosen at step ${step} and stayed chosen, but the kernel killed nobody for it.`
  if (after.after.task === CHOSEN_ABORTED) return `It was chosen at step ${step}.`
  const rival = formatTask(tasks[after.task])
  const at = formatCount(after.index + 1)
  const lead = `It was chosen at step ${step}, but lost to ${rival} at step ${at}`
  if (after.rule === 'policy') return `${lead}: the policy returned ${verdictName(after.verdict)} for that one.`
  if (after.rule === 'origin') return `${lead}, which asked to be taken first (oom_flag_origin).`
  if (!isScored(iteration))
    return `${lead}: the policy's SELECT left chosen_points unset, and ${rival} scored ${formatCount(after.points)} points.`
  const by = after.points - iteration.points
  const lag = counterLagNote(scenario, by, [tasks[iteration.task], tasks[after.task]])
  return by === 0n
    ? `${lead}, which scored as many points (${formatCount(after.points)}): on a tie the later one wins.${lag}`
    : `${lead}, which scored ${formatCount(by)} points more (${formatCount(after.points)} against ${formatCount(iteration.points)}).${lag}`
}

/** It never was the best. */
function explainPassedOver(round: RoundTrace, scenario: Scenario, iteration: Iteration): string {
  const { tasks } = scenario
  if (!isScored(iteration) || iteration.before.task < 0 || iteration.before.unset)
    return formatDecision(iteration, tasks)
  const rival = tasks[iteration.before.task]
  const by = iteration.before.points - iteration.points
  const sentence = `The kernel scored it ${formatCount(iteration.points)} points, ${formatCount(by)} fewer than ${formatTask(rival)}, which was chosen then.`
  const victim = round.kills.find(({ reason }) => reason === 'victim')?.task ?? -1
  const ofVictim = iterationAt(round.iterations, roundIndex(round, tasks).iterationOfTask[victim] ?? -1)
  if (ofVictim === null || victim === iteration.before.task)
    return sentence + counterLagNote(scenario, by, [tasks[iteration.task], rival])
  if (!isScored(ofVictim) || ofVictim.points <= iteration.points) return sentence
  const behind = ofVictim.points - iteration.points
  const lag = counterLagNote(scenario, behind, [tasks[iteration.task], tasks[victim]])
  return `${sentence} The victim, ${formatTask(tasks[victim])}, scored ${formatCount(behind)} points more than it.${lag}`
}

/** Why a round looked at nobody. */
export function formatNotWalked(round: RoundTrace): string {
  if (round.shortcut !== null) return SHORTCUTS[round.shortcut]
  return round.outcome === 'panic'
    ? 'panic_on_oom is set: the kernel panics and looks at nobody.'
    : 'oom_kill_allocating_task is set: the kernel takes the task that asked and looks at nobody else.'
}

function explainNotReached(round: RoundTrace, { cgroups }: Scenario, task: Task): string {
  if (!round.walked) return formatNotWalked(round)
  if (round.scope.kind === 'memcg') {
    const { path } = round.scope
    if (!isInside(memcgPath(cgroups, task.cgroup), path))
      return `It is in ${task.cgroup}, outside of ${path}, the cgroup that ran out of memory: the kernel looks only there, and the policy is never asked about it.`
    if (task.zombie) return 'All of it has exited: the walk over a cgroup does not list it any more.'
  }
  return round.outcome === 'fault'
    ? 'The policy was stopped before its turn came.'
    : `The walk ended at step ${formatCount(round.iterations.length)}, before its turn came.`
}

/**
 * The iteration in which a task lost: in which another took its place, or in which the one was chosen that it could not beat; that of the
 * victim where the walk never came to it. Null for the victim itself and where nobody beat it.
 */
export function whereBeaten(round: RoundTrace, tasks: readonly Task[], task: number): number | null {
  const { iterations, kills } = round
  const { iterationOfTask } = roundIndex(round, tasks)
  const victim = kills.find(({ reason }) => reason === 'victim')?.task ?? -1
  if (task === victim) return null
  const turn = iterationAt(iterations, iterationOfTask[task] ?? -1)
  const holder = turn === null ? victim : turn.before.task
  if (turn?.effect === 'select') {
    let until = turn.index + 1
    while (until < iterations.length && iterations.chosen[until] === task) until++
    return until < iterations.length ? until : null
  }
  const found = iterationOfTask[holder < 0 ? victim : holder] ?? -1
  return found < 0 ? null : found
}

/** What follows a round in which nobody died, and how it ends; null where somebody died. */
export function explainWhatFollows({ rounds, end }: RunResult, number: number, { oom }: Scenario): string | null {
  const round = rounds[number]
  if (round === undefined) return null
  switch (round.outcome) {
    case 'killed':
    case 'fault':
      return null
    case 'panic':
      return round.walked
        ? 'Memory is needed and nobody may be killed, so the kernel panics: "System is deadlocked on memory". The whole machine stops.'
        : 'panic_on_oom is set, so the kernel panics instead of killing anybody. The whole machine stops.'
    case 'aborted':
      return `The kernel counts an abort as progress: it kills nobody, the allocation is tried again, and the walk starts over${formatGoesOn(rounds, end)}.`
    case 'already-dying':
      return `The chosen one is dying already and gets access to the reserves; nobody else is killed, and the allocation is tried again${formatGoesOn(rounds, end)}.`
    case 'nobody':
      if (round.shortcut !== null) return `The allocation is tried again${formatGoesOn(rounds, end)}.`
      if (round.scope.kind === 'global')
        return oom.order === -1
          ? 'SysRq-f requested it, so nothing follows: the kernel only reports that there is nobody to kill.'
          : `The allocation is tried again${formatGoesOn(rounds, end)}.`
      return oom.pageFault === false
        ? 'The charge fails: the system call that asked for memory returns ENOMEM. In a memory cgroup that is no panic.'
        : `The charge fails and the page fault is tried again, so the policy is asked again${formatGoesOn(rounds, end)}. In a memory cgroup that is no panic.`
  }
}

/** How the run went on after all of that. */
function formatGoesOn(rounds: RunResult['rounds'], end: RunEnd): string {
  const freed = rounds.reduce((sum, { after }) => sum + (after?.freedPages ?? 0), 0)
  const count = plural(rounds.length, 'round')
  switch (end) {
    case 'livelock':
      return `; after ${count} nothing changes any more, and a real machine goes on like that`
    case 'bound':
      return `; after ${count} it still goes on`
    case 'served':
      return `; after ${count} the allocation had its memory, with ${formatPages(freed)} that came back`
    case 'invoker-dies':
    case 'charge-fails':
    case 'sysrq':
    case 'panic':
    case 'fault':
      return rounds.length === 1 ? '' : `; it ends after ${count}`
  }
}
