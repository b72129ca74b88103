// The rules by which kernels of all times score processes, as far as the task table of a report allows to follow them.
// Source: oom_badness and select_bad_process in mm/oom_kill.c, 2.6.36 to 7.3; boundaries partly fitted to logs.

import type { Lifetime } from './versions.ts'

export type BadnessUnit = 'per-mille' | 'pages'

export interface BadnessRule {
  /** For messages: "the rule of …". */
  name: string
  unit: BadnessUnit
  /** What processes with CAP_SYS_ADMIN are spared. */
  rootBonus: 'none' | 'thirty-per-mille' | 'adj-thirty' | 'three-percent'
  /** Scores below 1 count as 1. */
  hasFloor: boolean
  /** The adjustment in pages: the division before or after the multiplication. */
  dividesFirst: boolean
  /** Who wins among equals. */
  tie: 'first' | 'last'
  /** Whether a child of the chosen process may die in its place: until 5.0, which a log of 4.17 to 5.8 shows by its lines alone. */
  sacrifices: boolean | 'shown-by-the-log'
}

export interface BadnessRow extends Lifetime {
  rule: BadnessRule
}

const OLDEST: BadnessRule = {
  name: 'Linux 2.6.36 to 3.4 and RHEL 6',
  unit: 'per-mille',
  rootBonus: 'thirty-per-mille',
  hasFloor: true,
  dividesFirst: false,
  tie: 'first',
  sacrifices: true,
}
const FROM_3_5: BadnessRule = { ...OLDEST, name: 'Linux 3.5 to 3.14', unit: 'pages', rootBonus: 'adj-thirty' }
const FROM_3_15: BadnessRule = {
  ...FROM_3_5,
  name: 'Linux 3.15 to 4.16 and RHEL 7',
  rootBonus: 'three-percent',
  dividesFirst: true,
}
const FROM_4_17: BadnessRule = {
  ...FROM_3_15,
  name: 'Linux 4.17 to 5.8',
  rootBonus: 'none',
  sacrifices: 'shown-by-the-log',
}
const FROM_5_9: BadnessRule = {
  ...FROM_4_17,
  name: 'Linux 5.9 and later',
  hasFloor: false,
  tie: 'last',
  sacrifices: false,
}

/** Before 2.6.36 a score needs what no table has: run time, children, nice. */
export const BADNESS_RULES: readonly BadnessRow[] = [
  { since: '2.636', until: '3.5', rule: OLDEST },
  { since: '3.5', until: '3.15', rule: FROM_3_5 },
  { since: '3.15', until: '4.17', rule: FROM_3_15 },
  { since: '4.17', until: '5.3', rule: FROM_4_17 },
  { since: '5.3', until: '5.9', rule: { ...FROM_4_17, tie: 'last' } },
  { since: '5.9', rule: FROM_5_9 },
]
