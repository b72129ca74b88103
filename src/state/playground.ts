// Puts the playground together: the store, the engine, and what keeps the one up with the other, with the address and with the storage.

import type { RunOutput } from '../simulator/trace/run.ts'
import { createEngineClient, type EngineClient, type WorkerLike } from '../worker/client.ts'
import { keepAddress, openFirst, type AddressBar } from './keepers/address.ts'
import { keepAnalysing } from './keepers/analysing.ts'
import { backToTypeScript, showAsC } from './keepers/as-c.ts'
import { keepComparing } from './keepers/comparing.ts'
import { createFileReading, type FileReading } from './keepers/reading-files.ts'
import { createKeptDraft, type KeptDraft } from './keepers/kept-draft.ts'
import { createLab, type Lab } from './keepers/lab.ts'
import { openLink } from './keepers/open.ts'
import { keepHistory } from './keepers/remembering.ts'
import { keepRunning, type Runner } from './keepers/running.ts'
import { keepStepping } from './keepers/stepping.ts'
import { keepStored } from './keepers/storing.ts'
import { keepTesting } from './keepers/checking.ts'
import { ruleFragment, ruleOfFragment } from './rule-link.ts'
import { runInputOf } from './run-input.ts'
import type { PlaygroundStore } from './shape/store.ts'
import type { NoticeAction } from './shape/view.ts'
import { SAMPLE } from './slices/document.ts'
import { createPlaygroundStore } from './store.ts'
import { createDraftStore } from './stored-draft.ts'
import { readHung, type KeyValues } from './stored.ts'

export interface Playground {
  store: PlaygroundStore
  engine: EngineClient
  /** Another worker for what takes many runs, so that an edit never waits for it. It starts with the first question. */
  lab: Lab
  files: FileReading
  /** Runs what is on the screen again, even if it hung before. */
  runNow: () => void
  /** Turns a policy in TypeScript into the C that it stands for, to be edited as such; a notice has the way back. */
  showAsC: () => Promise<void>
  /** The address that opens the explanation of a rule. */
  linkToRule: (code: string) => string
  /** Does what the button of a notice says. */
  act: (action: NoticeAction) => void
}

export interface Surroundings {
  /** A finished run of the sample, to have one on the screen before the engine has loaded; the engine then repeats it. */
  sampleRun: RunOutput | null
  makeWorker: () => WorkerLike
  address: AddressBar
  storage: KeyValues
  /** Calls back when the address was changed by hand, and when the page goes away. */
  onAddressChange: (listener: () => void) => void
  onLeave: (listener: () => void) => void
}

function createEngine(store: PlaygroundStore, makeWorker: () => WorkerLike): EngineClient {
  return createEngineClient(makeWorker, {
    onReplaced: (reason) =>
      store.getState().notify({
        id: 'replaced',
        tone: 'warning',
        text:
          reason === 'hung'
            ? 'The engine did not respond and was restarted. Nothing you typed is lost.'
            : 'The engine stopped unexpectedly and was restarted. Nothing you typed is lost.',
      }),
  })
}

/** Makes the playground; it shows nothing yet. `start` then opens what there is to open and runs it. */
export function createPlayground(around: Surroundings): Playground & { start(): Promise<void> } {
  const { address, storage } = around
  const store = createPlaygroundStore()
  const engine = createEngine(store, around.makeWorker)
  let sayThatItHasRun: () => void = () => {}
  const hasRun = new Promise<void>((resolve) => (sayThatItHasRun = resolve))
  const lab = createLab(around.makeWorker, hasRun)
  const files = createFileReading(store, around.makeWorker)
  let keptDraft: KeptDraft | null = null
  let runner: Runner | null = null
  keepStored(store, storage)
  const drafts = createDraftStore(storage)

  function act(action: NoticeAction): void {
    switch (action.kind) {
      case 'return-to-sample':
        return keptDraft?.returnToSample()
      case 'open-draft':
        return keptDraft?.open()
      case 'copy':
        // The notice's button does it: the clipboard is the page's.
        return
      case 'open-matrix':
        return store.getState().openDialog('matrix')
      case 'run-anyway':
        return runner?.runAnyway()
      case 'back-to-typescript':
        return backToTypeScript(store, action.policy)
    }
  }

  async function start(): Promise<void> {
    keptDraft = createKeptDraft(store, drafts, await openFirst(store, address, drafts))
    if (around.sampleRun && store.getState().document === SAMPLE)
      store.getState().runAnswered(runInputOf(SAMPLE), around.sampleRun)
    const hung = readHung(storage)
    runner = keepRunning(store, {
      async run(input) {
        const answer = await engine.ask('run', input, null)
        sayThatItHasRun()
        return answer
      },
      hasHung: (input) => input.policy.text === hung || engine.hasHung(input),
    })
    keepStepping(store, (run, question, signal) => engine.ask('statements', run, question, { signal }))
    keepAnalysing(store, (run, question, signal) => engine.ask('analyse', run, question, { signal }))
    keepTesting(store, (run, question, asking) => lab.ask('tests', run, question, asking))
    keepComparing(store, (run, signal) => lab.ask('run', run, null, { signal }))
    keepHistory(store, () => performance.now())
    const kept = keepAddress(store, address, drafts)
    around.onLeave(() => kept.flush())
    around.onAddressChange(() => {
      const rule = ruleOfFragment(address.readFragment())
      if (rule !== null) store.getState().explainRule(rule)
      else if (address.readFragment() === '')
        store.getState().openDocument({ ...SAMPLE, view: { round: 0, iteration: null } })
      else void openLink(store, address.readFragment())
    })
  }

  return {
    store,
    engine,
    lab,
    files,
    runNow: () => runner?.runAnyway(),
    showAsC: () => showAsC(store, engine),
    linkToRule: (code) => `${address.base()}#${ruleFragment(code)}`,
    act,
    start,
  }
}
