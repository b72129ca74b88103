// The order in which the kernel asks about tasks, as kernels 6.1 and 6.12 with the hook were seen to ask: by fork for the machine, by
// group and by joining for a memcg.

import { describe, expect, it } from 'vitest'
import { NO_POLICY, play } from '../testing/play.ts'

/** The comms in the order of the walk. */
const walk = (notation: string): string =>
  play(notation, NO_POLICY)
    .iterations.map((line) => line.split(' ')[1])
    .join(' ')

const TREE = `
  /t max=128M
  /t/b
    3 b0 fork=2 attach=13
    8 b1 fork=7 threads=2 attach=17
    13 b2 fork=12 attach=3
  /t/a
  /t/a/y
    4 ay0 fork=3 attach=12
    9 ay1 fork=8 attach=7
  /t/a/x
  /t/a/x/q
    5 axq0 fork=4 threads=3 attach=11
  /t/a/x/p
    2 axp0 fork=1 attach=14
    7 axp1 fork=6 attach=9
  /t/c
    11 c0 fork=0 attach=15
    6 c1 fork=5 attach=10
`

describe('a global OOM', () => {
  it('goes by fork, not by pid and not by group', () => {
    expect(walk(TREE)).toBe('c0 axp0 b0 ay0 axq0 c1 axp1 b1 ay1 b2')
  })

  it('keeps the place of a process whose leader has exited', () => {
    expect(walk('10 small anon=10M\n 20 big anon=50M threads=2 leaderExited\n 30 mid anon=20M')).toBe('small big mid')
  })
})

describe('a memcg OOM', () => {
  it('goes down the tree in the order of mkdir, and by joining within a group', () => {
    expect(walk(`oom=/t ${TREE}`)).toBe('b2 b0 b1 ay1 ay0 axq0 axp1 axp0 c1 c0')
  })

  it('goes by fork where nothing is said of joining', () => {
    expect(walk(`oom=/t ${TREE.replaceAll(/attach=\d+/g, '')}`)).toBe('b0 b1 b2 ay0 ay1 axq0 axp0 axp1 c0 c1')
  })

  it('stays within the subtree', () => {
    expect(walk(`oom=/t/a by=4 ${TREE}`)).toBe('ay1 ay0 axq0 axp1 axp0')
  })

  it('comes to exited leaders with live threads after the others of their group, to zombies never', () => {
    expect(
      walk('oom=/app by=30\n /app max=96M\n 10 big threads=2 leaderExited anon=9\n 20 gone zombie\n 30 mid anon=9'),
    ).toBe('mid big')
  })
})

describe('groups without the memory controller', () => {
  const UNDELEGATED = `
    oom=/t by=20
    /t max=128M
      20 t0 fork=1 anon=9
      60 t1 fork=5 anon=9
    /t/m uncontrolled
      40 tm0 fork=3 anon=9
      80 tm1 fork=7 anon=9
    /t/m/n uncontrolled
      10 tmn0 fork=0 anon=9
      50 tmn1 fork=4 anon=9
    /t/k uncontrolled
      30 tk0 fork=2 anon=9
      70 tk1 fork=6 anon=9
  `

  it('give their tasks to the ancestor, group by group in the order in which the groups first got one', () => {
    expect(walk(UNDELEGATED)).toBe('tmn0 tmn1 t0 t1 tk0 tk1 tm0 tm1')
  })

  it('keep their place as long as any task stays: a scenario says so where the first is gone', () => {
    expect(walk(UNDELEGATED.replace('/t/k uncontrolled', '/t/k uncontrolled cssSetSeq=0'))).toBe(
      'tmn0 tmn1 tk0 tk1 t0 t1 tm0 tm1',
    )
  })

  it('go to the end when they were empty in between: their tasks have joined anew', () => {
    const rejoined = UNDELEGATED.replace('10 tmn0 fork=0', '10 tmn0 fork=0 attach=20').replace(
      '50 tmn1 fork=4',
      '50 tmn1 fork=4 attach=21',
    )
    expect(walk(rejoined)).toBe('t0 t1 tk0 tk1 tm0 tm1 tmn0 tmn1')
  })

  it('come before the children that have it', () => {
    expect(walk(`${UNDELEGATED}\n /t/own\n 5 own0 fork=0 anon=9`)).toBe('tmn0 tmn1 t0 t1 tk0 tk1 tm0 tm1 own0')
  })
})
