// Reads files that become a machine in a worker of their own, so that the page and its runs go on meanwhile, and puts what was read into the
// store for the import sheet. The file itself stays here.

import { NO_POLICY_TEXT } from '../slices/document.ts'
import { maskScenario } from '../../scenario/mask.ts'
import { createEngineClient, type EngineClient, type WorkerLike } from '../../worker/client.ts'
import type { ImportInput, ImportOutput } from '../../worker/protocol.ts'
import type { Intake, RawImport } from '../shape/intake.ts'
import { loadImporters } from '../load-importers.ts'
import type { PlaygroundStore } from '../shape/store.ts'

/** A file that was read, and how it is to be opened. */
export interface OpenChoice {
  maskNames: boolean
  keepPolicy: boolean
}

export interface FileReading {
  /** Reads a text into a machine; the import sheet shows what comes of it. */
  read(name: string, file: Blob): Promise<void>
  /** Reads another report of the same log. */
  pick(index: number): Promise<void>
  /** Stops reading, and puts away what was read. */
  cancel(): void
  /** Opens the machine that was read. */
  open(choice: OpenChoice): void
}

const sheetOf = (name: string, output: ImportOutput): Intake | null => {
  switch (output.kind) {
    case 'log':
      return { phase: 'log', name, ...output }
    case 'machine':
      return { phase: 'machine', name, ...output }
    case 'nothing':
      return null
  }
}

export function createFileReading(store: PlaygroundStore, makeWorker: () => WorkerLike): FileReading {
  let reader: EngineClient | null = null
  let source: { name: string; file: Blob } | null = null

  function stop() {
    reader?.close()
    reader = null
  }

  function fail(text: string) {
    store.getState().closeIntake()
    store.getState().notify({ id: 'opened', tone: 'warning', text })
  }

  async function ask(name: string, file: Blob, picked: ImportInput['picked']): Promise<void> {
    stop()
    const client = createEngineClient(makeWorker)
    reader = client
    // Another report of a log that was searched already comes at once: the sheet keeps what it shows.
    if (picked === null) store.getState().showIntake({ phase: 'reading', name, done: 0, total: file.size })
    const answer = await client.request(
      'import',
      { file, name, picked },
      { onProgress: (done, total) => store.getState().showIntake({ phase: 'reading', name, done, total }) },
    )
    if (reader !== client) return
    stop()
    if (answer.status !== 'done') return fail(`${name} could not be read: the engine failed.`)
    const sheet = sheetOf(name, answer.output)
    if (sheet === null) fail(`${name} ${(await loadImporters()).NOT_RECOGNISED}`)
    else store.getState().showIntake(sheet)
  }

  return {
    read(name, file) {
      source = { name, file }
      store.getState().dismissNotice('opened')
      return ask(name, file, null)
    },
    async pick(index) {
      const { intake } = store.getState()
      if (source === null || intake?.phase !== 'log') return
      await ask(source.name, source.file, { log: intake.log, pick: index })
    },
    cancel() {
      stop()
      source = null
      store.getState().closeIntake()
    },
    open({ maskNames, keepPolicy }) {
      const { intake, openMachine, closeIntake, keepRawImport, notify } = store.getState()
      if (intake === null || intake.phase === 'reading') return
      const { scenario } = intake.phase === 'log' ? intake.imported : intake.machine
      if (scenario === null) return
      openMachine(maskNames ? maskScenario(scenario) : scenario, keepPolicy ? null : NO_POLICY_TEXT)
      if (intake.phase === 'log' && !maskNames) keepRawImport(rawImportOf(intake))
      const gaps = intake.phase === 'log' ? intake.imported.gaps : [...intake.machine.gaps, ...intake.machine.problems]
      const notice = intake.phase === 'log' ? replayNotice(intake.imported.replay.agrees) : MACHINE_NOTICE
      const reason = intake.phase === 'log' && !maskNames ? intake.imported.replay.reason : null
      notify({
        id: 'opened',
        ...notice,
        action: { kind: 'open-matrix', label: 'What would each policy have done?' },
        details: [...(reason === null ? [] : [reason]), ...(maskNames ? [] : gaps.map(({ message }) => message))],
      })
      source = null
      closeIntake()
    },
  }
}

function rawImportOf({ name, lines, imported }: Intake & { phase: 'log' }): RawImport {
  const { gaps, problems, replay } = imported
  return {
    name,
    lines,
    gaps: gaps.map(({ message }) => message),
    problems: problems.map(({ message }) => message),
    replay,
  }
}

const MACHINE_NOTICE = {
  tone: 'note',
  text: 'This is the machine of your file, as if it ran out of memory now.',
} as const

function replayNotice(agrees: boolean | null): { tone: 'note' | 'warning'; text: string } {
  if (agrees === null)
    return { tone: 'note', text: 'This is the machine of your log. The decision could not be replayed.' }
  return agrees
    ? { tone: 'note', text: 'Our replay agrees with your log: the rule of its kernel picks the same process.' }
    : { tone: 'warning', text: 'Our replay does not agree with your log.' }
}
