// What the intake slice holds: what is being read from a file.

import type { ReadLine } from '../../scenario/import/parse-report.ts'
import type { Replay } from '../../scenario/import/replay.ts'
import type { ImportOutput } from '../../worker/protocol.ts'

export type Intake =
  | { phase: 'reading'; name: string; done: number; total: number }
  | ({ phase: 'log'; name: string } & Omit<ImportOutput & { kind: 'log' }, 'kind'>)
  | ({ phase: 'machine'; name: string } & Omit<ImportOutput & { kind: 'machine' }, 'kind'>)

/** The text of the report that the machine on the screen was read from. It stays in this browser: no link carries it. */
export interface RawImport {
  /** The name of the file, or what stands for one. */
  name: string
  lines: readonly ReadLine[]
  /** What the log does not say, and what is damaged in it, as sentences. */
  gaps: readonly string[]
  problems: readonly string[]
  /** How the replay went. */
  replay: Replay
}

export interface IntakeSlice {
  /** What the import sheet shows; null while it is closed. */
  intake: Intake | null
  showIntake: (intake: Intake) => void
  closeIntake: () => void
  /** Null where the machine on the screen comes from no log, or was opened under other names. */
  rawImport: RawImport | null
  keepRawImport: (raw: RawImport) => void
}
