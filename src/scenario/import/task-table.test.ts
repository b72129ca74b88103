import { expect, test } from 'vitest'

import { readRelease } from './kernel-release.ts'
import { formatTableHeader, formatTableRow, guessTitles, readTableHeader, readTableRow } from './task-table.ts'

const WIDE =
  '[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name'
const NARROW = '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name'
const titlesOf = (header: string): readonly string[] => readTableHeader(header) ?? []

test('a row is read by its header', () => {
  expect(
    readTableRow(
      '[   1201]  1000  1201   524288    63800    63556      244         0  2158592        7           -17 hog',
      titlesOf(WIDE),
    ),
  ).toMatchObject({
    pid: 1201,
    uid: 1000,
    totalVm: 524288,
    rss: 63800,
    rssAnon: 63556,
    pgtablesBytes: 2158592,
    swapents: 7,
    oomScoreAdj: -17,
    comm: 'hog',
  })
})

test('names start after one blank and may be anything', () => {
  const titles = titlesOf(NARROW)
  const name = (row: string): string | undefined => readTableRow(row, titles)?.comm
  expect(name('[     12]     0    12     1000      100    40960        0             0 12 34 5 x')).toBe('12 34 5 x')
  expect(name('[     12]     0    12     1000      100    40960        0             0   x  y')).toBe('  x  y')
  expect(name('[     12]     0    12     1000      100    40960        0             0 (sd-pam)')).toBe('(sd-pam)')
  expect(name('[     12]     0    12     1000      100    40960        0             0 ')).toBe('')
})

test('collapsed blanks do not matter, missing numbers do', () => {
  expect(readTableRow('[ 12] 0 12 1000 100 40960 0 0 a', titlesOf(NARROW))?.oomScoreAdj).toBe(0)
  expect(readTableRow('[ 12] 0 12 1000 100 40960 a', titlesOf(NARROW))).toBeNull()
})

test('the table of Linux 2.6 has oom_adj', () => {
  const titles = titlesOf('[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name')
  expect(readTableRow('[  400]     0   400     2667      111   0     -17         -1000 udevd', titles)).toMatchObject({
    oomAdj: -17,
    oomScoreAdj: -1000,
    swapents: null,
    pgtablesBytes: null,
  })
})

test('without a header the numbers tell the columns', () => {
  const wide = '[   1201]  1000  1201   524288    63800    63556      244         0  2158592        7           -17 hog'
  const narrow = '[     12]     0    12     1000      100    40960        0             0 '
  expect(guessTitles([wide], null)).toContain('rss_anon')
  expect(guessTitles([`${narrow}12 34`, `${narrow}x`], null)).toEqual(titlesOf(NARROW))
  expect(guessTitles(['[ 12] 0 12 1000 100 7 0 0 x'], null)).toContain('nr_ptes')
  expect(guessTitles(['[ 12] 0 12'], null)).toBeNull()
})

test('without a header the release tells the columns, or the range of oom_adj', () => {
  const old = [
    '[  12]     0    12     1000      100   3     -17         -1000 udevd',
    '[  15]   500    15   900   80   0  0   0 x',
  ]
  const withScore = ['uid', 'tgid', 'total_vm', 'rss', 'cpu', 'oom_adj', 'oom_score_adj']
  expect(guessTitles(old, readRelease('2.6.32-754.el6.x86_64'))).toEqual(withScore)
  expect(guessTitles(old, readRelease('3.2.0-4-amd64'))).toEqual(withScore)
  expect(guessTitles(old, null)).toEqual(withScore)
  expect(guessTitles(['[ 12] 0 12 1000 100 3 -17 udevd'], readRelease('2.6.31'))).toEqual(withScore.slice(0, -1))
  expect(guessTitles(['[ 12] 0 12 1000 100 7 0 0 x'], readRelease('3.10.0-957.el7'))).toContain('nr_ptes')
})

test('header and rows are printed as the kernel prints them', () => {
  expect(formatTableHeader('6.12')).toBe(WIDE)
  expect(formatTableHeader('6.1')).toBe(NARROW)
  for (const [release, line] of [
    ['7.3', '[   1201]  1000  1201   524288    63800    63556      244         0  2158592        0             0 hog'],
    ['6.1', '[   1187]  1000  1187     2048      700    57344       12          -500 db main'],
  ] as const) {
    const row = readTableRow(line, titlesOf(formatTableHeader(release)))
    expect(row === null ? null : formatTableRow(row, release)).toBe(line)
  }
})
