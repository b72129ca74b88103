// Reads a text that may be large: what kind it is, and the machine that it describes.

import {
  firstPick,
  importKernelLogInSteps,
  type ImportProgress,
  importReport,
  readReportLines,
} from '../scenario/import/import-log.ts'
import { isMachineImporter, recognise } from '../scenario/import/importers.ts'
import { READERS } from '../scenario/import/readers.ts'
import type { ImportInput, ImportOutput } from './protocol.ts'

/** What is in the file. `tell` hears about every hundredth part how far the search is. */
export async function readFile(
  { file, name, picked }: ImportInput,
  tell: (done: number, total: number) => void,
): Promise<ImportOutput> {
  const text = await file.text()
  const importer = recognise(text, name)
  if (!isMachineImporter(importer)) return { kind: 'nothing' }
  // A log is read into more than its machine: the page shows its lines, and another report can be picked.
  if (importer.kind === 'kernel-log') return readLog(text, picked, tell)
  const machine = telling(READERS[importer.kind](text, null), tell)
  return machine === null ? { kind: 'nothing' } : { kind: 'machine', importer: importer.kind, machine }
}

function readLog(
  text: string,
  picked: ImportInput['picked'],
  tell: (done: number, total: number) => void,
): ImportOutput {
  const log = picked?.log ?? telling(importKernelLogInSteps(text), tell)
  const pick = picked?.pick ?? firstPick(log)
  const imported = pick === null ? null : importReport(text, pick, log)
  if (pick === null || imported === null) return { kind: 'nothing' }
  return { kind: 'log', log, pick, imported, lines: readReportLines(text, pick, log) }
}

function telling<T>(steps: Generator<ImportProgress, T>, tell: (done: number, total: number) => void): T {
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
