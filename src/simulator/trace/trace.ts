// The trace: what a run leaves behind, as flat columns. Everything on the page is a view of (source, scenario, trace, cursor).

import type { OomEvent } from '../../scenario/model.ts'

/** Which rule of oom_evaluate_task() decided an iteration, in the order in which RFC v2 asks them. */
export const RULES = ['unkillable', 'cpuset', 'origin', 'policy', 'victim-skip', 'victim-abort', 'badness'] as const
export type Rule = (typeof RULES)[number]

/** What the decision did to the loop. */
export const EFFECTS = ['next', 'select', 'abort'] as const
export type Effect = (typeof EFFECTS)[number]

/** Why oom_badness() gave LONG_MIN, or none. */
export const BADNESS_EXEMPTIONS = ['none', 'unkillable', 'no-mm', 'oom_score_adj_min', 'mmf_oom_skip', 'vfork'] as const
export type BadnessExemption = (typeof BADNESS_EXEMPTIONS)[number]

export const LONG_MIN = -(1n << 63n)
export const LONG_MAX = (1n << 63n) - 1n

/** No task chosen, in the `chosen` column. */
export const CHOSEN_NONE = -1
/** `oc->chosen` is (void *)-1: the loop was aborted. */
export const CHOSEN_ABORTED = -2

/** One row an iteration, in columns of equal length. Tasks are indices into `Scenario.tasks`. */
export interface IterationColumns {
  length: number
  task: Uint32Array
  /** Index into RULES. */
  rule: Uint8Array
  /** Index into EFFECTS. */
  effect: Uint8Array
  /** 1 where the policy hook was asked. */
  asked: Uint8Array
  /** What the hook returned; 0 where it was not asked. */
  verdict: Int32Array
  /** Index into BADNESS_EXEMPTIONS, where the rule is `badness`. */
  exemption: Uint8Array
  /** oom_badness(), where the rule is `badness`; otherwise 0. */
  points: BigInt64Array
  /** `oc->chosen` after the iteration: a task, CHOSEN_NONE or CHOSEN_ABORTED. */
  chosen: Int32Array
  /** `oc->chosen_points` after the iteration. */
  chosenPoints: BigInt64Array
  /** 1 where chosenPoints is what a policy's SELECT left unset: indeterminate, never a score. */
  chosenPointsUnset: Uint8Array
  /** Cost of the policy's programs in this iteration, in IR operations: about one BPF instruction each. */
  instructions: Uint32Array
}

export interface Kill {
  task: number
  /** Why it dies: it was chosen, it shares the victim's mm, or its cgroup has memory.oom.group. */
  reason: 'victim' | 'shares-mm' | 'oom-group'
}

export interface LogLine {
  /** The kernel's text without time stamp. */
  text: string
  /** The task it is about, an index into `Scenario.tasks`, or null. */
  task: number | null
}

/** A call of bpf_printk in a program. */
export interface PrintedLine {
  text: string
  /** Iteration of the round in which it was printed; -1 before the first, the count of iterations after the last. */
  iteration: number
}

export type RoundOutcome =
  | 'killed'
  | 'aborted'
  | 'nobody'
  /** The chosen task was dying already: no report, no kill of another. */
  | 'already-dying'
  | 'panic'

/** `enum oom_constraint`, in its order. */
export const CONSTRAINTS = ['none', 'cpuset', 'memory-policy', 'memcg'] as const
export type Constraint = (typeof CONSTRAINTS)[number]

/** Why out_of_memory() came back before it looked for anybody. */
export type Shortcut =
  /** The task that asks is exiting, so it makes room by itself. */
  | 'current-exiting'
  /** A global allocation without __GFP_FS: reclaim could not do its best. */
  | 'no-fs'
  /** Drivers gave memory back. */
  | 'notifiers'

/** What happened between a round and the next try of the failed allocation. */
export interface Aftermath {
  /** Tasks that exited: they are in no later round. */
  exited: readonly number[]
  /** Tasks that could not exit and whose anonymous memory the OOM reaper took. */
  reaped: readonly number[]
  /** Memory that came back. What is shared comes back with its last user, shared memory (shmem) not at all. */
  freedPages: number
  freedSwapPages: number
  /** What the next try meets: pages in use, and what there may be of them at most. Of the cgroup of the round, or of the machine. */
  usagePages: number
  limitPages: number
  /** How many pages the next try asks for. */
  requestPages: number
}

/** One call of out_of_memory(). */
export interface RoundTrace {
  /** Of a later round it may be another than the scenario's: the next limit that the charge meets on its way up. */
  scope: OomEvent['scope']
  /** What the kernel found to be short. */
  constraint: Constraint
  /** Null when it went on to look for a victim, or panicked. */
  shortcut: Shortcut | null
  totalpages: bigint
  /** 16 bytes as the kernel keeps them, up to the first NUL. */
  policyName: string
  /** True when the kernel walked the tasks (not with oom_kill_allocating_task or a panic before it). */
  walked: boolean
  iterations: IterationColumns
  chosen: number | null
  aborted: boolean
  kills: readonly Kill[]
  log: readonly LogLine[]
  printed: readonly PrintedLine[]
  /** `fault` for a round that a fault ended: its columns go up to the iteration before it. */
  outcome: RoundOutcome | 'fault'
  /** Globals of the policy by name, and maps by name, as they were after the round. */
  globals: readonly GlobalValue[]
  maps: readonly MapContents[]
  /** Null after a panic or a fault: nothing comes after it. */
  after: Aftermath | null
}

/** Width of an integer in bits; null for what is no integer (then its text is for people). */
export type IntegerBits = 8 | 16 | 32 | 64 | null

export interface ShownValue {
  /** For a person: a decimal number, `{...}`, a quoted string for char arrays, `0x...` for pointers. */
  text: string
  integerBits: IntegerBits
}

export interface GlobalValue extends ShownValue {
  name: string
  /** As C spells it. */
  type: string
}

export interface MapContents {
  name: string
  kind: string
  maxEntries: number
  keyBits: IntegerBits
  valueBits: IntegerBits
  entries: readonly { key: string; value: string }[]
  /** How many entries an LRU map has let go for others; left out: none. */
  evicted?: number
}

/** A fault stops the run where it happened; what came before it is kept. */
export interface Fault {
  code: 'budget' | 'bad-write' | 'stack' | 'crash'
  message: string
  /** Offsets in the policy's text, or null where it is not known. */
  span: { start: number; end: number } | null
  round: number
  iteration: number
}

/** Why no further round follows. */
export type RunEnd =
  /** The allocation got its memory. */
  | 'served'
  /** The task that asked for memory is dying, and its request with it. */
  | 'invoker-dies'
  /** Nobody in the memcg may be killed: the system call that asked fails with ENOMEM. */
  | 'charge-fails'
  /** A person asked for it, with sysrq-f: that is done once. */
  | 'sysrq'
  | 'panic'
  | 'fault'
  /** Round after round without any progress: on a real machine it goes on like that. */
  | 'livelock'
  /** It still goes on, but the playground plays no more rounds than these. */
  | 'bound'

export interface RunResult {
  rounds: readonly RoundTrace[]
  fault: Fault | null
  /** Of the whole run: `killed` when anybody was killed in any round, unless it came to a panic or a fault; else that of the last round. */
  outcome: RoundOutcome | 'fault'
  end: RunEnd
}
