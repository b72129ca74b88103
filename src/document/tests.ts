// The tests of a document: what a person expects of a policy on a machine.

/** Which processes a test is about. */
export type TaskPattern =
  | { by: 'pid'; pid: number }
  | { by: 'comm'; comm: string }
  /** All in the cgroup and below it. */
  | { by: 'memcg'; memcg: string }
  /** All whose oom_score_adj is at most this. */
  | { by: 'adj'; adj: number }

/** How a run may end: as `RunResult.outcome` says it. */
export const TEST_OUTCOMES = ['killed', 'nobody', 'aborted', 'panic', 'already-dying', 'fault'] as const
export type TestOutcome = (typeof TEST_OUTCOMES)[number]

export type PolicyTest =
  /** The first victim is, or is not, one of these. */
  | { kind: 'victim'; who: TaskPattern }
  | { kind: 'not-victim'; who: TaskPattern }
  /** None of these dies, in any round and for any reason. */
  | { kind: 'never-killed'; who: TaskPattern }
  /** So many processes die in all rounds together. */
  | { kind: 'killed'; count: number }
  /** At least so much memory comes back in all rounds together. */
  | { kind: 'frees'; pages: number }
  | { kind: 'outcome'; outcome: TestOutcome }
  /** The first victim does not depend on the order of the tasks. */
  | { kind: 'order-independent'; shuffles: number; seed: number }

export const TEST_KINDS = [
  'victim',
  'not-victim',
  'never-killed',
  'killed',
  'frees',
  'outcome',
  'order-independent',
] as const satisfies readonly PolicyTest['kind'][]

export const DEFAULT_SHUFFLES = 1000
/** More would take minutes on large machines. */
export const MAX_SHUFFLES = 100_000
