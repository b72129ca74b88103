import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createPlayground, type Playground } from '../../state/playground.ts'
import { memoryAddress, memoryStorage } from '../../state/testing/browser.ts'
import { walk } from '../../state/testing/walked-run.ts'
import { chordOf, isBare, keysOf } from './chord.ts'
import { GROUPS } from './command.ts'
import { matchFuzzy, rankFuzzy } from './fuzzy.ts'
import { COMMANDS } from './index.ts'

function playgroundAfterARun(): Playground {
  const playground = createPlayground({
    sampleRun: null,
    makeWorker: () => ({ addEventListener() {}, postMessage() {}, terminate() {} }),
    address: memoryAddress(),
    storage: memoryStorage(),
    onAddressChange() {},
    onLeave() {},
  })
  const { input, result, timing } = walk('10 db badness 400 select\n20 make badness 500 select')
  const place = { start: 0, end: 1 }
  const diagnostics = [{ code: 'unused', severity: 'warning', span: place, message: 'Unused.' } as const]
  playground.store.getState().runAnswered(input, { diagnostics, summary: null, result, inputProblems: [], timing })
  playground.store.getState().linkMade('https://example.org/#v1')
  return playground
}

describe('the table of commands', () => {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }))
    vi.stubGlobal('navigator', { userAgent: 'X11; Linux', clipboard: { writeText: () => Promise.resolve() } })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('names every command once, in words of its own', () => {
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
    expect(new Set(COMMANDS.map(({ title }) => title)).size).toBe(COMMANDS.length)
    for (const { id, title, description, group } of COMMANDS) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(title).toMatch(/^\p{Lu}.*[^.]$/u)
      expect(description).toMatch(/\.$/)
      expect(GROUPS).toContain(group)
    }
  })

  it('gives no key to two commands that could want it at once', () => {
    const taken = new Map<string, string>()
    for (const { id, keys } of COMMANDS)
      for (const { chord, where } of keys)
        for (const place of where === 'everywhere' ? ['page', 'editor'] : [where]) {
          expect(taken.get(`${place} ${chord}`), `${chord} of ${id}`).toBeUndefined()
          taken.set(`${place} ${chord}`, id)
        }
  })

  it('keeps keys that type something out of text fields', () => {
    const typing = COMMANDS.flatMap(({ keys }) => keys).filter(({ chord }) => isBare(chord) && chord !== 'Escape')
    expect(typing.filter(({ where }) => where !== 'page')).toEqual([])
  })

  it.each(COMMANDS.map((command) => ({ command })))('runs $command.id, or says why not', async ({ command }) => {
    const playground = playgroundAfterARun()
    const reason = command.unavailable?.(playground.store.getState()) ?? null
    if (reason === null) await command.run(playground)
    expect(reason ?? 'It ran.').toMatch(/^\p{Lu}.*\.$/u)
  })

  it('opens what it says it opens', async () => {
    const playground = playgroundAfterARun()
    const run = (id: string) => COMMANDS.find((one) => one.id === id)?.run(playground)
    await run('page.keys')
    expect(playground.store.getState().dialog).toBe('keys')
    await run('step.first')
    expect(playground.store.getState().cursor.iteration).toBe(0)
    await run('policy.next-problem')
    expect(playground.store.getState().editorTarget).toMatchObject({ offset: 0 })
    await run('document.copy-link')
    expect(playground.store.getState().notices.map(({ text }) => text)).toContain('Link copied: 23 characters.')
  })
})

describe('chords', () => {
  const press = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }

  it('are read from key presses', () => {
    expect(chordOf({ ...press, key: 'V', shiftKey: false })).toBe('v')
    expect(chordOf({ ...press, key: '?', shiftKey: true })).toBe('?')
    expect(chordOf({ ...press, key: 'T', shiftKey: true })).toBe('Shift+t')
    expect(chordOf({ ...press, key: 'P', shiftKey: true, metaKey: true })).toBe('Mod+Shift+p')
    expect(chordOf({ ...press, key: ' ' })).toBe('Space')
    expect(chordOf({ ...press, key: 'ArrowLeft', shiftKey: true, altKey: true })).toBe('Alt+Shift+ArrowLeft')
  })

  it('are written as on the keyboard', () => {
    expect(keysOf('Mod+Shift+p', false)).toEqual(['Ctrl', 'Shift', 'P'])
    expect(keysOf('Mod+Enter', true)).toEqual(['Cmd', 'Enter'])
    expect(keysOf('Alt+ArrowLeft', false)).toEqual(['Alt', '←'])
  })
})

describe('finding by a few letters', () => {
  it('prefers the beginnings of words', () => {
    expect(matchFuzzy('gv', 'Go to the victim')?.positions).toEqual([0, 10])
    expect(matchFuzzy('xyz', 'Go to the victim')).toBeNull()
  })

  it('puts the best first and keeps the order where nothing is asked', () => {
    const titles = ['Previous problem', 'Play or pause', 'Scenario: Open shield']
    expect(rankFuzzy('prev', titles, (title) => title).map(({ item }) => item)[0]).toBe('Previous problem')
    expect(rankFuzzy('', titles, (title) => title).map(({ item }) => item)).toEqual(titles)
  })
})
