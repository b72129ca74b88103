// Puts the playground together: the store, the engine, and what keeps the one up with the other, with the address and with the storage.

import type { RunOutput } from '../simulator/trace/run.ts'
import { createEngineClient, type EngineClient, type WorkerLike } from '../worker/client.ts'
import { keepAddress, openDraft, openFirst, type AddressBar } from './keepers/address.ts'
import { keepAnalysing } from './keepers/analysing.ts'
import { keepComparing } from './keepers/comparing.ts'
import { createImporter, type Importer } from './keepers/importer.ts'
import { createLab, type Lab } from './keepers/lab.ts'
import { openLink } from './keepers/open.ts'
import { keepHistory } from './keepers/remembering.ts'
import { keepRunning, type Runner } from './keepers/running.ts'
import { keepStepping } from './keepers/stepping.ts'
import { keepTesting } from './keepers/checking.ts'
import { ruleFragment, ruleOfFragment } from './rule-link.ts'
import { runInputOf } from './run-input.ts'
import type { PlaygroundStore } from './shape/store.ts'
import type { NoticeAction } from './shape/view.ts'
import { SAMPLE, scenarioOf } from './slices/document.ts'
import { createPlaygroundStore } from './store.ts'
import { readDraft, readHung, readSettings, writeHung, writeSettings, type Draft, type KeyValues } from './stored.ts'

export interface Playground {
  store: PlaygroundStore
  engine: EngineClient
  /** Another worker for what takes many runs, so that an edit never waits for it. It starts with the first question. */
  lab: Lab
  importer: Importer
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

const SHOWN_AS_C = 'shown-as-c'

const HELD_BACK =
  'This policy made the engine hang before, so it was not started again. Everything else works; change it, or run it anyway.'

function createEngine(store: PlaygroundStore, makeWorker: () => WorkerLike): EngineClient {
  return createEngineClient(makeWorker, {
    onReplaced: (reason) =>
      store.getState().notify({
        id: 'replaced',
        tone: 'warning',
        text:
          reason === 'hung'
            ? 'The engine did not answer and was replaced. Nothing that you typed is lost.'
            : 'The engine stopped by itself and was started again. Nothing that you typed is lost.',
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
  const importer = createImporter(store, around.makeWorker)
  let keptDraft: Draft | null = null
  let runner: Runner | null = null

  store.setState({ settings: readSettings(storage) })
  store.subscribe((state, previous) => {
    if (state.settings !== previous.settings) writeSettings(storage, state.settings)
    if (state.run === previous.run || state.run.phase !== 'failed') return
    if (state.run.reason.kind === 'hung') writeHung(storage, state.document.policy.text)
    if (state.run.reason.kind === 'held-back')
      state.notify({
        id: 'held-back',
        tone: 'warning',
        text: HELD_BACK,
        action: { kind: 'run-anyway', label: 'Run it anyway' },
      })
  })

  function runNow(): void {
    store.getState().dismissNotice('held-back')
    runner?.runAnyway()
  }

  function act(action: NoticeAction): void {
    const { notify, dismissNotice, returnToSample } = store.getState()
    switch (action.kind) {
      case 'return-to-sample':
        keptDraft = readDraft(storage)
        returnToSample()
        if (keptDraft === null) dismissNotice('draft')
        else
          notify({
            id: 'draft',
            tone: 'note',
            text: 'The sample is on the screen. Your draft is kept until you edit.',
            action: { kind: 'open-draft', label: 'Open my draft' },
          })
        return
      case 'open-draft':
        if (keptDraft !== null) openDraft(store, keptDraft)
        dismissNotice('draft')
        dismissNotice('opened')
        return
      case 'copy':
        // The notice's button does it: the clipboard is the page's.
        return
      case 'open-matrix':
        store.getState().openDialog('matrix')
        return
      case 'run-anyway':
        runNow()
        return
      case 'back-to-typescript':
        store.getState().rewritePolicy(action.policy)
        dismissNotice(SHOWN_AS_C)
    }
  }

  async function showAsC(): Promise<void> {
    const { document } = store.getState()
    const { policy } = document
    if (policy.language === 'c') return
    const answer = await engine.request('asC', { policy, kernel: scenarioOf(document).kernel })
    // What was typed meanwhile counts more.
    if (answer.status !== 'done' || store.getState().document.policy !== policy) return
    if (answer.output === null)
      store.getState().notify({
        id: SHOWN_AS_C,
        tone: 'warning',
        text: 'This policy has errors, so there is no C of it yet. The Problems tab lists them.',
      })
    else {
      store.getState().rewritePolicy({ language: 'c', text: answer.output })
      store.getState().notify({
        id: SHOWN_AS_C,
        tone: 'note',
        text: 'This is the BPF C of your policy. It behaves the same; edit it as you like.',
        action: { kind: 'back-to-typescript', label: 'Back to the TypeScript', policy },
      })
    }
  }

  async function start(): Promise<void> {
    keptDraft = await openFirst(store, address, storage)
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
    const kept = keepAddress(store, address, storage)
    around.onLeave(() => kept.flush())
    around.onAddressChange(() => {
      const rule = ruleOfFragment(address.readFragment())
      if (rule !== null) store.getState().explainRule(rule)
      else if (address.readFragment() === '')
        store.getState().openDocument({ ...SAMPLE, view: { round: 0, iteration: null } })
      else void openLink(store, address.readFragment())
    })
  }

  const linkToRule = (code: string): string => `${address.base()}#${ruleFragment(code)}`

  return { store, engine, lab, importer, runNow, showAsC, linkToRule, act, start }
}
