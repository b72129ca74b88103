// What is said of an OOM event: `struct oom_control` of a round.

import { formatPages } from '../../scenario/amounts.ts'
import type { Scenario } from '../../scenario/model.ts'
import { formatNodeList } from '../../scenario/node-list.ts'
import { formatGfpMask, formatGfpNames } from '../../kernel/gfp-names.ts'
import { CHOSEN_ABORTED, type RoundTrace } from '../../simulator/trace/trace.ts'
import { formatChosenPoints, formatTask } from '../decision.ts'
import type { Chosen } from '../iteration.ts'
import { rowsOf, type Field, type FieldRow } from './field.ts'

export interface OfControl {
  /** `oc->chosen` as it was at one moment; null before a walk. */
  chosen: Chosen | null
  round: RoundTrace
  scenario: Scenario
}

const CONSTRAINT_NAMES: Readonly<Record<RoundTrace['constraint'], string>> = {
  none: 'CONSTRAINT_NONE',
  cpuset: 'CONSTRAINT_CPUSET',
  'memory-policy': 'CONSTRAINT_MEMORY_POLICY',
  memcg: 'CONSTRAINT_MEMCG',
}

function chosenName(chosen: number, { tasks }: Scenario): string {
  if (chosen === CHOSEN_ABORTED) return '(void *)-1: aborted'
  return chosen >= 0 ? formatTask(tasks[chosen]) : 'NULL: nobody yet'
}

/** `order 0 (1 page)`; sysrq-f asks with -1. */
function formatOrder(order: number): string {
  if (order < 0) return `order ${order} (sysrq-f)`
  return `order ${order} (${order === 0 ? '1 page' : `${2 ** order} pages, ${formatPages(2 ** order)}`})`
}

export const CONTROL_FIELDS: readonly Field<OfControl>[] = [
  {
    label: 'Chosen so far',
    path: 'oc->chosen',
    when: ({ chosen }) => chosen !== null,
    note: 'It would die if the walk ended here.',
    read: () => null,
    show: ({ chosen, scenario }) => ({ value: chosen === null ? 'NULL' : chosenName(chosen.task, scenario) }),
  },
  {
    label: 'With points',
    path: 'oc->chosen_points',
    when: ({ chosen }) => chosen !== null,
    note: 'The next scored process is compared with it.',
    read: () => null,
    show: ({ chosen }) => ({ value: chosen === null ? '' : formatChosenPoints(chosen) }),
  },
  {
    label: 'Pages that may be used',
    path: 'oc->totalpages',
    note: 'oom_score_adj counts in thousandths of it.',
    read: ({ round }) => Number(round.totalpages),
  },
  {
    label: 'What limits',
    path: 'oc->constraint',
    read: () => null,
    show: ({ round }) => ({ value: CONSTRAINT_NAMES[round.constraint] }),
  },
  {
    label: 'Memory cgroup',
    path: 'oc->memcg',
    read: () => null,
    show: ({ round: { scope } }) => ({ value: scope.kind === 'memcg' ? scope.path : 'NULL' }),
  },
  {
    label: 'Nodes of the memory policy',
    path: 'oc->nodemask',
    when: ({ scenario }) => scenario.machine.nodePages !== undefined,
    read: () => null,
    show: ({ scenario: { oom } }) => ({ value: oom.nodemask === undefined ? 'NULL' : formatNodeList(oom.nodemask) }),
  },
  {
    label: 'Who asked for memory',
    kernel: 'current',
    hint: 'The process whose allocation failed. It is treated like any other.',
    show: ({ scenario: { oom, tasks } }) => ({ value: formatTask(tasks.find(({ pid }) => pid === oom.invokerPid)) }),
  },
  {
    label: 'Size of the request',
    path: 'oc->order',
    read: ({ scenario }) => scenario.oom.order,
    show: ({ scenario }) => ({ value: formatOrder(scenario.oom.order) }),
  },
  {
    label: 'Kind of the request',
    path: 'oc->gfp_mask',
    read: ({ scenario }) => scenario.oom.gfpMask,
    show: ({ scenario: { oom, kernel } }) => ({
      value: formatGfpNames(oom.gfpMask, kernel).replaceAll('|', ' | ') || '0',
      exact: formatGfpMask(oom.gfpMask, kernel),
    }),
  },
  {
    label: 'Policy name',
    path: 'oc->policy_name',
    when: ({ scenario }) => scenario.hook !== 'none',
    read: () => null,
    show: ({ round }) => ({ value: round.policyName === '' ? '(empty)' : round.policyName }),
  },
]

/** `struct oom_control` of a round, with `oc->chosen` as it was at one moment; null before a walk. */
export const controlRows = (chosen: Chosen | null, round: RoundTrace, scenario: Scenario): FieldRow[] =>
  rowsOf(CONTROL_FIELDS, { chosen, round, scenario }, scenario.kernel, new Set())
