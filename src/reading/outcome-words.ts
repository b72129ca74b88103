// The words for how a round or a run ends, and for why a process dies: one table for page, command line, account and tests.

import type { Kill, RoundOutcome, RunEnd, Shortcut } from '../simulator/trace/trace.ts'

export interface OutcomeWords {
  /** A cell of a table: `kernel panic`. */
  brief: string
  /** What a test expects: `In the end ...`. */
  expected: string
  /** A sentence of its own. */
  sentence: string
}

export const OUTCOME_WORDS: Readonly<Record<RoundOutcome | 'fault', OutcomeWords>> = {
  killed: { brief: 'killed', expected: 'somebody dies', sentence: 'A process was killed.' },
  nobody: { brief: 'nobody chosen', expected: 'nobody is chosen', sentence: 'Nobody was chosen.' },
  aborted: {
    brief: 'aborted',
    expected: 'the search is aborted',
    sentence: 'The search was aborted: nobody was killed, and the kernel tries again.',
  },
  'already-dying': {
    brief: 'waits for a dying one',
    expected: 'the kernel waits for a dying process',
    sentence: 'The chosen process was dying already; nothing else was killed.',
  },
  panic: { brief: 'kernel panic', expected: 'the kernel panics', sentence: 'The kernel panicked.' },
  fault: {
    brief: 'policy stopped',
    expected: 'the policy is stopped by a fault',
    sentence: 'The policy was stopped by a fault.',
  },
}

/** How a run ends, as a sentence. */
export const END_WORDS: Readonly<Record<RunEnd, string>> = {
  served: 'Then the allocation got its memory.',
  'invoker-dies': 'The process that asked for memory was itself killed.',
  'charge-fails': 'Nobody in the cgroup may be killed, so the system call that asked for memory fails with ENOMEM.',
  sysrq: 'SysRq-f asks once.',
  panic: 'The kernel panicked.',
  fault: 'The policy was stopped.',
  livelock: 'Livelock: nothing changes any more, and a real machine would repeat this round forever.',
  bound: 'It would continue; the playground stops after 64 rounds.',
}

export interface ShortcutWords {
  lead: string
  detail: string
  /** A part of the story of a run. */
  phrase: string
}

/** What the kernel does in place of a search. */
export const SHORTCUT_WORDS: Readonly<Record<Shortcut, ShortcutWords>> = {
  'current-exiting': {
    lead: 'The process that asks is exiting already, so the kernel looks for nobody.',
    detail: 'It may take from the reserves, to be gone sooner. The policy is not asked.',
    phrase: 'the process that asked was exiting by itself',
  },
  'no-fs': {
    lead: 'The kernel does nothing: the allocation may not wait for file systems (no __GFP_FS).',
    detail: 'Reclaim could not do its best, so it is too early to kill. The policy is not asked.',
    phrase: 'the kernel did nothing, as reclaim could not do its best yet',
  },
  notifiers: {
    lead: 'Drivers gave memory back, so the kernel kills nobody.',
    detail: 'They are asked before anything else (oom_notify_list). The policy is not asked.',
    phrase: 'drivers gave memory back',
  },
}

/** Why a process dies: behind `because`, and as the state of a row. */
export const KILL_WORDS: Readonly<Record<Kill['reason'], { because: string; state: string }>> = {
  victim: { because: 'it was chosen', state: 'victim' },
  'shares-mm': { because: 'it shares the memory of the victim', state: 'dies: shared memory' },
  'oom-group': { because: 'its cgroup dies as a whole (memory.oom.group)', state: 'dies: oom.group' },
}
