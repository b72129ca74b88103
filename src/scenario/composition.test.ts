import { describe, expect, it } from 'vitest'

import { machine } from '../simulator/testing/machine.ts'
import { NOBODY_DEPARTED, composeCgroup, composeMachine, composeSwap, type Composition } from './composition.ts'
import { holdingsOf } from './holdings.ts'
import type { Scenario } from './model.ts'
import { minWatermark, requestOf } from './room.ts'

/** One word a segment, in order: `a:100`, `shared buffers:20`, `unknown?:5` where it is derived. */
function words({ segments }: Composition, { tasks }: Scenario): string[] {
  return segments.map(({ kind, task, name, pages, derived }) => {
    const what = kind === 'process' ? tasks[task ?? -1]?.comm : name === null ? kind : `${kind} ${name}`
    return `${what}${derived ? '?' : ''}:${pages}`
  })
}

const sum = ({ segments }: Composition): number => segments.reduce((total, { pages }) => total + pages, 0)

const SAID = 'kernel_memory=10 slab=20 cache=30'

describe('composeMachine', () => {
  const TREE = machine(`
    ram=10000 by=30 ${SAID}
    /
    10 init  anon=100
    /app ${SAID}
    20 big   anon=500 file=50 pgtables=8192
    /app/deep
    30 small anon=60
    /web
    40 web   anon=70`)

  it('goes by the tree: own processes, what the cgroup holds beside them, cgroups below, then the machine and what is free', () => {
    expect(words(composeMachine(TREE), TREE)).toEqual([
      'init:100',
      'big:552',
      'kernel:10',
      'slab:20',
      'cache:30',
      'small:60',
      'web:70',
      'kernel:10',
      'slab:20',
      'cache:30',
      'free:9098',
    ])
  })

  it('sums to the capacity', () => {
    expect(sum(composeMachine(TREE))).toBe(10000)
    expect(composeMachine(TREE)).toMatchObject({ capacityPages: 10000, usedPages: 902, overPages: 0 })
  })

  it('says what is held above the capacity', () => {
    const odd = machine(`ram=100 ${SAID}\n 10 a anon=500`)
    expect(composeMachine(odd)).toMatchObject({ capacityPages: 100, usedPages: 560, overPages: 460 })
    expect(sum(composeMachine(odd))).toBe(560)
  })

  it('counts memory that processes share once, and that of one mm once', () => {
    const shared = machine(`ram=10000 ${SAID}
      10 a anon=10 shmem=200 shared=buffers
      11 b anon=10 shmem=150 shared=buffers
      12 c anon=10 shares=10
      13 d shmem=5`)
    expect(words(composeMachine(shared), shared).slice(0, 6)).toEqual([
      'a:10',
      'b:10',
      'c:0',
      'd:0',
      'shared buffers:200',
      'shared:5',
    ])
  })

  it('lets those of one cgroup share what they must, where the machine does not say who shares', () => {
    const full = machine(`ram=10000 ${SAID}
      /db
      10 a shmem=6000
      11 b shmem=6000`)
    expect(words(composeMachine(full), full)).toEqual([
      'a:0',
      'b:0',
      'shared?:6000',
      'kernel:10',
      'slab:20',
      'cache:30',
      'free:3940',
    ])
  })

  it('fills a machine that does not say what holds its memory, up to where the request does not fit', () => {
    const hog = machine('ram=100000 request=50\n 10 hog anon=80000')
    const composition = composeMachine(hog)
    const free = composition.segments.at(-1)
    expect(free?.kind).toBe('free')
    expect(free?.pages).toBe(minWatermark(100000) + requestOf(hog.oom) - 1)
    expect(composition.segments.filter(({ derived }) => derived).map(({ kind }) => kind)).toEqual([
      'kernel',
      'slab',
      'unknown',
    ])
    expect(sum(composition)).toBe(100000)
  })

  it('gives back what the dead held, and keeps their places; shared memory stays', () => {
    const killed = machine(`ram=10000 ${SAID}
      10 a anon=10 file=5 shmem=200
      11 b anon=20 file=7
      12 c shares=11`)
    const departed = { ...NOBODY_DEPARTED, exited: new Set([0]), reaped: new Set([1]) }
    expect(words(composeMachine(killed, departed), killed).slice(0, 4)).toEqual(['a:0', 'b:7', 'c:0', 'shared:200'])
    const owner = { ...NOBODY_DEPARTED, exited: new Set([1]) }
    expect(words(composeMachine(killed, owner), killed)[1]).toBe('b:27')
  })
})

describe('composeCgroup', () => {
  it('has the tightest limit above it as its capacity', () => {
    const tree = machine(`ram=10000 ${SAID}
      /pod max=500
      /pod/app max=900
      10 a anon=100`)
    expect(words(composeCgroup(tree, '/pod/app'), tree)).toEqual(['a:100', 'free:400'])
  })

  it('fills a cgroup that ran out of memory, as a whole machine', () => {
    const app = machine('ram=10000 oom=/app\n /app max=500\n 10 a anon=100')
    expect(words(composeCgroup(app, '/app'), app)).toEqual(['a:100', 'unknown?:400', 'free:0'])
    expect(words(composeMachine(app), app).slice(0, 2)).toEqual(['a:100', 'unknown?:400'])
  })

  it('says what memory.current holds beside what is named', () => {
    const app = machine(`ram=10000 ${SAID}\n /app max=500 usage=300\n 10 a anon=100`)
    expect(words(composeCgroup(app, '/app'), app)).toEqual(['a:100', 'unknown?:200', 'free:200'])
    expect(holdingsOf(app).usedPages.get('/app')).toBe(300)
  })
})

describe('composeSwap', () => {
  it('has the pages of each process, and what a cgroup has beside them', () => {
    const tree = machine(`ram=10000 swap=1000
      10 a swap=100
      /app swapmax=500 swapusage=80
      20 b swap=50`)
    expect(words(composeSwap(tree), tree)).toEqual(['a:100', 'b:50', 'free:850'])
    expect(words(composeSwap(tree, '/app'), tree)).toEqual(['b:50', 'unknown?:30', 'free:420'])
  })
})
