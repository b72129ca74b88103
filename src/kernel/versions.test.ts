import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { BADNESS_RULES } from './badness-rules.ts'
import { DIFFERENCES } from './differences.ts'
import { formatGfpNames } from './gfp-names.ts'
import { memoryStatKeys } from './memory-stat.ts'
import { taskColumns } from './task-table.ts'
import { linesMatching, linesOutsideKernel } from './testing/sources.ts'
import {
  compareReleases,
  DEFAULT_KERNEL,
  existsIn,
  isKernelVersion,
  KERNEL_VERSIONS,
  nearestKernel,
  pointRelease,
  type Release,
  rowFor,
} from './versions.ts'

const releases = fc
  .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 19 }))
  .map(([major, minor]): Release => `${major}.${minor}`)

test('the kernels stand in the order in which they came out, and the default is one of them', () => {
  expect(KERNEL_VERSIONS.toSorted(compareReleases)).toEqual(KERNEL_VERSIONS)
  expect(KERNEL_VERSIONS).toContain(DEFAULT_KERNEL)
  expect(KERNEL_VERSIONS.every(isKernelVersion)).toBe(true)
  expect(['6.2', '6', '6.12.117', ''].filter(isKernelVersion)).toEqual([])
})

test('a kernel stands for the point release whose source was read', () => {
  for (const kernel of KERNEL_VERSIONS) {
    const [major, minor, patch] = pointRelease(kernel)
    expect([`${major}.${minor}`, patch >= 0]).toEqual([kernel, true])
  }
})

test('releases compare by number: 6.12 came out after 6.2, and 2.6.36 before 3.0', () => {
  expect(compareReleases('6.12', '6.2')).toBeGreaterThan(0)
  expect(compareReleases('2.636', '3.0')).toBeLessThan(0)
  expect(compareReleases('7.3', '7.3')).toBe(0)
})

test('a row holds from since on and no longer in until', () => {
  const row = { since: '6.2', until: '6.12' } as const
  expect((['6.1', '6.2', '6.11', '6.12'] as const).map((release) => existsIn(release, row))).toEqual([
    false,
    true,
    true,
    false,
  ])
  fc.assert(fc.property(releases, (release) => existsIn(release, {})))
})

describe('the kernel nearest to a release', () => {
  it('is itself for every kernel of the playground', () => {
    expect(KERNEL_VERSIONS.map(nearestKernel)).toEqual(KERNEL_VERSIONS)
  })

  it('is the oldest for what is older than all, and the newest for what is newer', () => {
    expect(['2.632', '4.19', ''].map(nearestKernel)).toEqual(Array(3).fill(KERNEL_VERSIONS[0]))
    expect(nearestKernel('9.0')).toBe(KERNEL_VERSIONS.at(-1))
  })
})

describe('tables of rows', () => {
  it.each(KERNEL_VERSIONS)('have one for Linux %s', (kernel) => {
    expect(new Set(memoryStatKeys(kernel)).size).toBe(memoryStatKeys(kernel).length)
    expect(formatGfpNames(0xcc0, kernel)).toBe('GFP_KERNEL')
    expect(taskColumns(kernel).map(({ title }) => title)).toContain('pgtables_bytes')
  })

  it('cover every release since 2.6.36 with one rule of badness', () => {
    fc.assert(
      fc.property(releases, (release) => {
        const holding = BADNESS_RULES.filter((row) => existsIn(release, row))
        expect(holding.length).toBe(compareReleases(release, '2.636') < 0 ? 0 : 1)
      }),
    )
  })

  it('are ours: a missing row is an error with the kernel in it', () => {
    expect(() => rowFor('6.1', [{ since: '6.2' }])).toThrow('Linux 6.1')
  })
})

describe('differences between kernels', () => {
  it.each(Object.entries(DIFFERENCES))('%s tells two kernels of the playground apart', (_name, row) => {
    expect(new Set(KERNEL_VERSIONS.map((kernel) => existsIn(kernel, row))).size).toBe(2)
  })

  it.each(Object.keys(DIFFERENCES))('%s is asked for by code', (name) => {
    expect(linesMatching(new RegExp(`has\\(.*'${name}'\\)`))).not.toEqual([])
  })
})

describe('code outside src/kernel/', () => {
  it('does not compare releases: it asks a row', () => {
    expect(linesMatching(/\bcompareReleases\b/)).toEqual([])
  })

  it('names no kernel of the playground', () => {
    const named = KERNEL_VERSIONS.map((kernel) => kernel.replace('.', '\\.')).join('|')
    expect(linesMatching(new RegExp(`['"\`](${named})['"\`]`))).toEqual([])
  })

  it('gives no row a since or until of its own', () => {
    expect(linesMatching(/\b(since|until): ['"`]\d/)).toEqual([])
  })

  it('is looked at: hundreds of files, none of them a test', () => {
    const files = new Set(linesOutsideKernel().map(({ file }) => file))
    expect(files.size).toBeGreaterThan(300)
    expect(files).toContain('src/simulator/report/report.ts')
    expect([...files].filter((file) => /\.test\.|^src\/kernel\//.test(file))).toEqual([])
  })
})
