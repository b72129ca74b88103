import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { keepAddress, openDraft, openFirst } from './address.ts'
import { contentOfLink } from '../../share/testing/link-content.ts'
import { SAMPLE, scenarioOf } from '../slices/document.ts'
import { loadLinkCode } from '../load-link-code.ts'
import { createPlaygroundStore } from '../store.ts'
import { createDraftStore } from '../stored-draft.ts'
import { memoryAddress, memoryStorage } from '../testing/browser.ts'

const pause = () => vi.waitFor(() => expect(vi.getTimerCount()).toBe(0))

// Loading it takes time that the timers of a test do not have.
beforeAll(() => loadLinkCode())

afterEach(() => {
  vi.useRealTimers()
})

/** A visit: a store with what a first look opened, kept up with address and storage. */
async function visit(address: ReturnType<typeof memoryAddress>, storage: ReturnType<typeof memoryStorage>) {
  const store = createPlaygroundStore()
  // Reading a link uses the platform's own timers.
  vi.useRealTimers()
  const drafts = createDraftStore(storage)
  const kept = await openFirst(store, address, drafts)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { flush } = keepAddress(store, address, drafts)
  return { store, kept, flush }
}

/** Lets the timers run and the link be made. */
async function settle(store: ReturnType<typeof createPlaygroundStore>) {
  await vi.runAllTimersAsync()
  await vi.waitFor(() => expect(store.getState().link).not.toBeNull())
  await pause()
}

describe('the address', () => {
  it('stays empty while the sample is untouched, though there is a link', async () => {
    const address = memoryAddress()
    const { store } = await visit(address, memoryStorage())
    await settle(store)
    expect(address.readFragment()).toBe('')
    expect(store.getState().link).toMatch(/^https:\/\/example\.org\/oom\/#v1\./)
  })

  it('holds the edited document after a pause, and opens to it elsewhere', async () => {
    const address = memoryAddress()
    const { store } = await visit(address, memoryStorage())
    store.getState().editPolicy('int x;')
    store.getState().renameDocument('Mine')
    expect(store.getState().link).toBeNull()
    await settle(store)
    const elsewhere = await visit(memoryAddress(address.readFragment()), memoryStorage())
    expect(elsewhere.store.getState().document).toMatchObject({ title: 'Mine', policy: { text: 'int x;' } })
  })

  it('reproduces step, process and tabs', async () => {
    const address = memoryAddress()
    const { store } = await visit(address, memoryStorage())
    store.getState().openBottomTab('log')
    store.getState().openPolicyTab('export')
    await settle(store)
    const elsewhere = (await visit(memoryAddress(address.readFragment()), memoryStorage())).store.getState()
    expect(elsewhere).toMatchObject({ bottomTab: 'log', policyTab: 'export', narrowTab: 'policy' })
  })

  it('reproduces breakpoints and watches, of the sample too', async () => {
    const address = memoryAddress()
    const { store } = await visit(address, memoryStorage())
    store.getState().toggleBreakpoint(12)
    store.getState().addWatch('oc->chosen')
    await settle(store)
    const there = address.readFragment()
    expect(there).not.toBe('')
    const elsewhere = (await visit(memoryAddress(there), memoryStorage())).store
    expect(elsewhere.getState()).toMatchObject({ breakpoints: [{ id: 1, line: 12 }], watches: ['oc->chosen'] })
    elsewhere.getState().removeBreakpoint(1)
    await settle(elsewhere)
    expect(elsewhere.getState().link).not.toContain(there)
  })

  it('has masked names while the link has, also after a reload, and the draft has the true ones', async () => {
    const address = memoryAddress()
    const storage = memoryStorage()
    const { store } = await visit(address, storage)
    const { tasks } = scenarioOf(SAMPLE)
    const own = {
      ...scenarioOf(SAMPLE),
      tasks: tasks.map((task) => (task.pid === 1 ? { ...task, comm: 'payrolld' } : task)),
    }
    store.getState().openImportedScenario(own)
    store.getState().chooseMaskLink(true)
    await settle(store)
    expect(store.getState().link).toBe(`https://example.org/oom/#${address.readFragment()}`)
    expect(await contentOfLink(address.readFragment())).not.toContain('payrolld')

    const again = await visit(address, storage)
    expect(again.store.getState().maskLink).toBe(true)
    expect(scenarioOf(again.store.getState().document).tasks[0]?.comm).toBe('payrolld')
    await settle(again.store)
    expect(await contentOfLink(address.readFragment())).not.toContain('payrolld')
  })

  it('is empty for a machine that no address can carry', async () => {
    const address = memoryAddress()
    const { store } = await visit(address, memoryStorage())
    const [first] = scenarioOf(SAMPLE).tasks
    if (first === undefined) throw new Error('the sample has no task')
    const tasks = Array.from({ length: 20_001 }, (_, index) => ({ ...first, pid: index + 1 }))
    store.getState().openImportedScenario({ ...scenarioOf(SAMPLE), tasks })
    await vi.runAllTimersAsync()
    expect(store.getState()).toMatchObject({ link: null, tooLargeForLink: true })
    expect(address.readFragment()).toBe('')
  })

  it('that cannot be read leaves the sample, with a notice', async () => {
    const { store } = await visit(memoryAddress('v1.zzz.nothing'), memoryStorage())
    expect(store.getState().document).toBe(SAMPLE)
    expect(store.getState().notices[0]?.text).toContain('could not be read')
  })
})

describe('the link to a rule', () => {
  it('opens the explanation over the sample, and stays until that is closed', async () => {
    const address = memoryAddress('why=null-check')
    const { store, kept } = await visit(address, memoryStorage())
    expect(store.getState()).toMatchObject({ dialog: 'rules', explainedRule: 'null-check', document: SAMPLE })
    expect([kept, store.getState().notices]).toEqual([null, []])
    await settle(store)
    expect(address.readFragment()).toBe('why=null-check')
    store.getState().closeDialog()
    await settle(store)
    expect(address.readFragment()).toBe('')
  })

  it('opens over the draft, whose own link is back in the address afterwards', async () => {
    const address = memoryAddress()
    const storage = memoryStorage()
    const first = await visit(address, storage)
    first.store.getState().editPolicy('int typed;')
    await settle(first.store)
    const link = address.readFragment()

    address.writeFragment('why=null-check')
    const { store } = await visit(address, storage)
    expect(store.getState()).toMatchObject({
      explainedRule: 'null-check',
      document: { policy: { text: 'int typed;' } },
    })
    await settle(store)
    expect(address.readFragment()).toBe('why=null-check')
    store.getState().closeDialog()
    await settle(store)
    expect(address.readFragment()).toBe(link)
  })
})

describe('the draft', () => {
  it('is back after a reload, even when the page went away before the pause was over', async () => {
    const address = memoryAddress()
    const storage = memoryStorage()
    const first = await visit(address, storage)
    first.store.getState().editPolicy('int typed;')
    first.flush()
    const second = await visit(address, storage)
    expect(second.store.getState().document.policy.text).toBe('int typed;')
    expect(second.store.getState().notices[0]?.text).toBe('Your draft is back.')
  })

  it('is the newer of the two when it was written beside the link of the address', async () => {
    const address = memoryAddress()
    const storage = memoryStorage()
    const first = await visit(address, storage)
    first.store.getState().editPolicy('int one;')
    await settle(first.store)
    first.store.getState().editPolicy('int two;')
    first.flush()
    const second = await visit(address, storage)
    expect(second.store.getState().document.policy.text).toBe('int two;')
  })

  it('gives way to another link, and is kept', async () => {
    const storage = memoryStorage()
    const own = await visit(memoryAddress(), storage)
    own.store.getState().editPolicy('int own;')
    await settle(own.store)
    const theirs = await visit(memoryAddress(), memoryStorage())
    theirs.store.getState().editPolicy('int theirs;')
    await settle(theirs.store)

    const link = theirs.store.getState().link?.split('#')[1] ?? ''
    const { store, kept } = await visit(memoryAddress(link), storage)
    expect(store.getState().document.policy.text).toBe('int theirs;')
    expect(store.getState().notices[0]?.action).toEqual({ kind: 'open-draft', label: 'Open my draft' })
    if (kept === null) throw new Error('no draft was kept')
    await openDraft(store, kept)
    expect(store.getState().document.policy.text).toBe('int own;')
  })

  it('is gone when the sample is opened again', async () => {
    const storage = memoryStorage()
    const { store } = await visit(memoryAddress(), storage)
    store.getState().editPolicy('int x;')
    await settle(store)
    expect(createDraftStore(storage).read()).not.toBeNull()
    store.getState().returnToSample()
    await settle(store)
    expect(createDraftStore(storage).read()).toBeNull()
  })
})
