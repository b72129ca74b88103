// Reads a text whose kind is known into a machine. One reader for each row of `importers.ts` that becomes one: the compiler asks for it.

import type { ImportedMachine, Killer } from './machine.ts'
import { type Account, machineOfAccount } from './killers/account.ts'
import { readLmkd, readLowmemorykiller } from './killers/android.ts'
import { readEarlyoom } from './killers/earlyoom.ts'
import { readKubelet } from './killers/kubelet.ts'
import { readSystemdOomd } from './killers/systemd-oomd.ts'
import { type ImportProgress, type KernelLog, firstPick, importKernelLogInSteps, importReport } from './import-log.ts'
import type { MachineKind } from './importers.ts'
import type { OomReport } from './oom-report.ts'
import type { Replay } from './replay.ts'
import { importSnapshot } from './snapshot.ts'

/** A reader yields how far it is; `pick` is the report of a text that has several. Null where the text turns out to be no such thing. */
type Reader = (text: string, pick: number | null) => Generator<ImportProgress, ImportedMachine | null>

/** A text that is read at once. */
const account = (read: (text: string) => Account): Reader =>
  function* (text) {
    yield { done: 0, total: text.length }
    return machineOfAccount(read(text))
  }

export const READERS: Readonly<Record<MachineKind, Reader>> = {
  *'kernel-log'(text, pick) {
    const all = yield* importKernelLogInSteps(text)
    const picked = pick ?? firstPick(all)
    return picked === null ? null : readReport(text, all, picked)
  },
  *snapshot(text) {
    yield { done: 0, total: text.length }
    const { value, problems } = importSnapshot(text)
    return {
      summary: 'A live machine, as it was when the snapshot was taken. Nothing was killed.',
      scenario: value,
      gaps: [],
      problems,
      killer: 'unknown',
      replay: null,
      log: null,
    }
  },
  'systemd-oomd': account(readSystemdOomd),
  earlyoom: account(readEarlyoom),
  lmkd: account(readLmkd),
  lowmemorykiller: account(readLowmemorykiller),
  kubelet: account(readKubelet),
}

/** One report of a log; null where it has no such report. */
export function readReport(text: string, all: KernelLog, pick: number): ImportedMachine | null {
  const imported = importReport(text, pick, all)
  if (imported === null) return null
  const { scenario, gaps, problems, replay, report } = imported
  return {
    summary: summaryOf(report, replay),
    scenario,
    gaps,
    problems,
    killer: killerOf(report),
    replay,
    log: { all, pick },
  }
}

function killerOf({ scope }: OomReport): Killer {
  switch (scope) {
    case 'memcg':
      return 'kernel-memcg'
    case 'global':
      return 'kernel-global'
    case 'unknown':
      return 'unknown'
  }
}

function summaryOf(report: OomReport, { logged }: Replay): string {
  const path = report.summary?.oomMemcg ?? report.memcg?.path ?? 'a cgroup'
  const why =
    report.scope === 'memcg'
      ? `${path} reached its memory limit`
      : report.scope === 'global'
        ? 'the machine ran out of memory'
        : 'memory ran out; the log does not say whether that of a cgroup or of the machine'
  switch (report.end) {
    case 'panic-on-oom':
      return `The kernel panicked because ${why}.`
    case 'no-killable':
      return `The kernel found no process to kill when ${why}.`
    case 'already-exiting':
    case 'ignored':
    case 'killed':
    case 'unknown':
      return logged === null
        ? `The kernel's OOM killer ran because ${why}; the log does not say whom it killed.`
        : `The kernel killed ${logged.comm} (${logged.pid}) because ${why}.`
  }
}

/** Reads a text at once. */
export function readMachine(kind: MachineKind, text: string, pick: number | null = null): ImportedMachine | null {
  const steps = READERS[kind](text, pick)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
