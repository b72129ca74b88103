// Reads a text of unknown kind that may be large: a kernel log or the snapshot of a live machine.

import {
  firstPick,
  importKernelLogInSteps,
  importReport,
  type KernelLog,
  readReportLines,
} from '../scenario/import/import-log.ts'
import { importSnapshot } from '../scenario/import/snapshot.ts'
import type { ImportInput, ImportOutput } from './protocol.ts'

const SNAPSHOT = '== oom-snapshot '

/** What is in the file. `tell` hears about every hundredth part how far the search is. */
export async function importFile(
  { file, picked }: ImportInput,
  tell: (done: number, total: number) => void,
): Promise<ImportOutput> {
  const text = await file.text()
  if (picked === null && text.includes(SNAPSHOT)) {
    const { value, problems } = importSnapshot(text)
    return { kind: 'snapshot', scenario: value, problems }
  }
  const log = picked?.log ?? searchLog(text, tell)
  const pick = picked?.pick ?? firstPick(log)
  const imported = pick === null ? null : importReport(text, pick, log)
  if (pick === null || imported === null) return { kind: 'nothing' }
  return { kind: 'log', log, pick, imported, lines: readReportLines(text, pick, log) }
}

function searchLog(text: string, tell: (done: number, total: number) => void): KernelLog {
  const steps = importKernelLogInSteps(text)
  let told = 0
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    const { done, total } = step.value
    // Reading begins anew after the search; a message for each of many reports would be more than the page can use.
    if (Math.abs(done - told) < total / 100) continue
    told = done
    tell(done, total)
  }
}
