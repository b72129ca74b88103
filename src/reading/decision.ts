// What happened in one iteration, in one true sentence with its numbers, and in short for lists. The order of the rules and the meaning of
// the verdicts follow oom_evaluate_task() with RFC v2's hook.

import { isVerdict, verdictName, verdictOf } from '../kernel/interfaces.ts'
import { formatCount } from '../scenario/amounts.ts'
import type { Task } from '../scenario/model.ts'
import { CHOSEN_NONE, LONG_MAX, LONG_MIN, type BadnessExemption } from '../simulator/trace/trace.ts'
import type { Chosen, Iteration } from './iteration.ts'

/** `postgres (pid 903)`. */
export const formatTask = (task: Pick<Task, 'comm' | 'pid'> | undefined): string =>
  task === undefined ? 'a task' : `${task.comm} (pid ${task.pid})`

/** `oc->chosen_points` or points as text; the two ends of `long` by their names. */
export function formatPoints(points: bigint): string {
  if (points === LONG_MIN) return 'LONG_MIN'
  if (points === LONG_MAX) return 'LONG_MAX'
  return formatCount(points)
}

/** What `oc->chosen_points` holds: the number, or that SELECT left it unset. */
export const formatChosenPoints = (chosen: Chosen): string =>
  chosen.unset ? `${formatPoints(chosen.points)}, not set by SELECT: indeterminate` : formatPoints(chosen.points)

const EXEMPT: Readonly<Record<BadnessExemption, string>> = {
  none: '',
  unkillable: 'it cannot be killed',
  'no-mm': 'it has no memory left (no thread of it has an mm)',
  oom_score_adj_min: 'its oom_score_adj is -1000 (OOM_SCORE_ADJ_MIN)',
  mmf_oom_skip: 'its memory has been reaped already (MMF_OOM_SKIP)',
  vfork: 'it is a vfork child that still borrows the memory of its parent',
}

/** Who decided: a few words for a column. */
export function formatDecidedBy(iteration: Iteration): string {
  switch (iteration.rule) {
    case 'unkillable':
      return 'kernel: unkillable'
    case 'cpuset':
      return 'kernel: not eligible'
    case 'origin':
      return 'kernel: oom origin'
    case 'policy':
      return 'policy'
    case 'victim-skip':
    case 'victim-abort':
      return 'kernel: dying already'
    case 'badness':
      return 'kernel: oom_badness()'
  }
}

const answered = (iteration: Iteration): string =>
  iteration.asked
    ? `The policy returned ${verdictName(iteration.verdict)}${isVerdict(iteration.verdict) ? '' : `, which is no verdict and counts as ${verdictOf(iteration.verdict).name}`}; `
    : ''

function formatBadness(iteration: Iteration, tasks: readonly Task[]): string {
  const { before, points } = iteration
  const lead = answered(iteration)
  if (iteration.exemption !== 'none')
    return `${lead}the kernel gave it no score, because ${EXEMPT[iteration.exemption]}. It is passed over.`
  const scored = `${lead}the kernel scored it ${formatPoints(points)} points`
  if (before.task === CHOSEN_NONE) return `${scored}. Nobody was chosen before, so it is chosen.`
  const rival = formatTask(tasks[before.task])
  const held = before.unset
    ? `the chosen_points of ${rival}, which SELECT did not set and which read ${formatPoints(before.points)} here`
    : `the ${formatPoints(before.points)} of ${rival}`
  if (iteration.effect === 'next') return `${scored}, fewer than ${held}. It is passed over.`
  const relation = points === before.points ? 'as many as' : 'more than'
  const tie =
    points === before.points ? ' On a tie the later process wins, so it is chosen instead.' : ' It is chosen instead.'
  return `${scored}, ${relation} ${held}.${tie}`
}

/** The decision of an iteration in a sentence or two. */
export function formatDecision(iteration: Iteration, tasks: readonly Task[]): string {
  const sentence = describeDecision(iteration, tasks)
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

function describeDecision(iteration: Iteration, tasks: readonly Task[]): string {
  const task = tasks[iteration.task]
  const rival = iteration.before.task >= 0 ? tasks[iteration.before.task] : undefined
  switch (iteration.rule) {
    case 'unkillable':
      return task?.kthread === true
        ? 'It is a kernel thread (PF_KTHREAD), so the kernel passes it over and never asks the policy.'
        : 'It is init, so the kernel passes it over and never asks the policy.'
    case 'cpuset':
      return 'It may not use the memory nodes of the failed allocation (cpuset), so killing it would not help: passed over, and the policy is not asked.'
    case 'origin':
      return 'It asked to be blamed for this shortage (oom_flag_origin), so the kernel chooses it with the highest points and does not ask the policy.'
    case 'policy':
      switch (iteration.effect) {
        case 'select':
          return `The policy returned ${verdictName(iteration.verdict)}: it is chosen${rival === undefined ? '' : ` instead of ${formatTask(rival)}`}. Points play no part; chosen_points is not set by SELECT and is indeterminate from here.`
        case 'next':
          return `The policy returned ${verdictName(iteration.verdict)}: it is passed over, and ${rival === undefined ? 'still nobody is chosen' : `${formatTask(rival)} stays chosen`}.`
        case 'abort':
          return `The policy returned ${verdictName(iteration.verdict)}: the search ends here${rival === undefined ? '' : `, ${formatTask(rival)} is dropped`}, and nobody is killed now.`
      }
    case 'victim-skip':
      return `${answered(iteration)}it is a victim of an earlier OOM whose memory has been reaped (MMF_OOM_SKIP): passed over.`
    case 'victim-abort':
      return `${answered(iteration)}it is dying already as the victim of an earlier OOM: the kernel stops the search and waits for its memory.`
    case 'badness':
      return formatBadness(iteration, tasks)
  }
}

/** What the decision did, in a few words for lists and rows. */
export function formatEffect(iteration: Iteration): string {
  switch (iteration.rule) {
    case 'unkillable':
      return 'unkillable'
    case 'cpuset':
      return 'not eligible: cpuset'
    case 'origin':
      return 'chosen: oom origin'
    case 'policy':
      switch (iteration.effect) {
        case 'select':
          return 'selected'
        case 'next':
          return 'passed over'
        case 'abort':
          return 'ends the search'
      }
    case 'victim-skip':
      return 'reaped already'
    case 'victim-abort':
      return 'dying already'
    case 'badness':
      if (iteration.exemption !== 'none') return `no score: ${SHORT_EXEMPT[iteration.exemption]}`
      return `${formatPoints(iteration.points)} points`
  }
}

const SHORT_EXEMPT: Readonly<Record<BadnessExemption, string>> = {
  none: '',
  unkillable: 'unkillable',
  'no-mm': 'no memory',
  oom_score_adj_min: 'adj -1000',
  mmf_oom_skip: 'reaped',
  vfork: 'vfork child',
}
