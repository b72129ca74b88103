import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { printScenario } from '../print.ts'
import { parseScenario } from '../validate.ts'
import {
  type ImportedLog,
  type KernelLog,
  firstPick,
  importKernelLog,
  importKernelLogInSteps,
  importReport,
  readReportLines,
} from './import-log.ts'
import { GLOBAL_4_19, GLOBAL_EL6, MEMCG_6_12, MEMCG_EL7, prefixed, wrapped } from './testing/logs.ts'

const LOGS = { MEMCG_6_12, GLOBAL_4_19, GLOBAL_EL6, MEMCG_EL7 }

function importFirst(text: string): ImportedLog {
  const imported = importReport(text, 0)
  if (imported === null) throw new Error('there is no report')
  return imported
}

/** What does not depend on stamps. */
const essence = ({ report, replay }: ImportedLog) => ({
  header: report.header,
  cpu: report.cpu,
  summary: report.summary,
  memcg: report.memcg,
  memory: report.memory,
  rows: report.rows,
  kills: report.kills,
  reaped: report.reaped,
  replay,
})

describe('shapes of logs', () => {
  test.each([
    ['dmesg', (log: string) => prefixed(log, (index) => `[${String(index).padStart(5)}.000001] `)],
    ['dmesg -T in Polish', (log: string) => prefixed(log, '[śro mar 13 11:16:48 2024] ')],
    ['syslog with CRLF', (log: string) => prefixed(log, 'Mar 13 11:16:48 h kernel: [ 12.5] ').replaceAll('\n', '\r\n')],
    ['levels', (log: string) => prefixed(log, '<6>[   12.500000] ')],
    ['a quote', (log: string) => prefixed(log, '> > [   12.500000] ')],
    ['an indented block without stamps', (log: string) => prefixed(log, '    ')],
    [
      'JSON lines of a container',
      (log: string) =>
        log
          .split('\n')
          .map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout' }))
          .join('\n'),
    ],
    [
      'journalctl -o json',
      (log: string) =>
        log
          .split('\n')
          .map((line) => JSON.stringify({ MESSAGE: line, PRIORITY: '6' }))
          .join('\n'),
    ],
    [
      'journalctl -o json with bytes',
      (log: string) =>
        log
          .split('\n')
          .map((line) => JSON.stringify({ MESSAGE: [...new TextEncoder().encode(line)] }))
          .join('\n'),
    ],
    ['a whole report in one JSON line', (log: string) => JSON.stringify({ message: log })],
    [
      'a log among others',
      (log: string) => `Mar 13 host sshd[1]: hello\n[1.0] usb 1-1: new device\n${log}[2.0] eth0: up\n`,
    ],
  ])('%s', (_, shape) => {
    for (const log of Object.values(LOGS)) expect(essence(importFirst(shape(log)))).toEqual(essence(importFirst(log)))
  })

  test('records that rsyslog wrote into one line', () => {
    const log = GLOBAL_4_19.replace(/(isolated_anon:0)\n/, '$1#012').replace(/(isolated_file:0)\n/, '$1#012')
    expect(essence(importFirst(log))).toEqual(essence(importFirst(GLOBAL_4_19)))
  })

  test('lines that a mail program broke', () => {
    const stamped = (log: string): string => prefixed(log, '[   12.500000] ')
    for (const log of [MEMCG_6_12, GLOBAL_4_19, GLOBAL_EL6]) {
      const broken = importFirst(wrapped(stamped(log), 72))
      expect(broken.report.rows).toEqual(importFirst(log).report.rows)
      expect(broken.report.kills).toEqual(importFirst(log).report.kills)
      expect(broken.replay).toEqual(importFirst(log).replay)
    }
  })

  test('collapsed blanks', () => {
    const collapsed = GLOBAL_4_19.replaceAll(/ +/g, ' ')
    expect(importFirst(collapsed).report.rows).toEqual(importFirst(GLOBAL_4_19).report.rows)
  })
})

describe('several reports in one text', () => {
  const text = Object.values(LOGS)
    .map((log, index) => prefixed(log, `[  10${index}.5] `))
    .join('[ 99.0] something else\n')
  const log = importKernelLog(text)

  test('are listed', () => {
    expect(
      log.reports.map(({ stamp, invoker, scope, memcg, victim, tasks }) => ({
        stamp,
        invoker,
        scope,
        memcg,
        victim,
        tasks,
      })),
    ).toEqual([
      { stamp: '100.5', invoker: 'hog', scope: 'memcg', memcg: '/job', victim: { pid: 1201, comm: 'hog' }, tasks: 2 },
      {
        stamp: '101.5',
        invoker: 'cron',
        scope: 'global',
        memcg: null,
        victim: { pid: 733, comm: 'npm run serve' },
        tasks: 4,
      },
      { stamp: '102.5', invoker: 'java', scope: 'global', memcg: null, victim: { pid: 900, comm: 'java' }, tasks: 3 },
      {
        stamp: '103.5',
        invoker: 'worker',
        scope: 'memcg',
        memcg: '/pods/one',
        victim: { pid: 2500, comm: 'worker' },
        tasks: 2,
      },
    ])
  })

  test('each is what it is alone', () => {
    for (const [index, one] of Object.values(LOGS).entries()) {
      const picked = importReport(text, index, log)
      expect(picked === null ? null : essence(picked)).toEqual(essence(importFirst(one)))
    }
    expect(importReport(text, 4, log)).toBeNull()
  })

  test('all in one JSON line', () => {
    expect(importKernelLog(JSON.stringify({ log: text })).reports.map((one) => one.victim)).toEqual(
      log.reports.map((one) => one.victim),
    )
  })

  test('the first to show is one with a table', () => {
    expect(firstPick(importKernelLog(`Out of memory: Killed process 9 (x)\n${text}`))).toBe(1)
    expect(firstPick(importKernelLog('nothing'))).toBeNull()
  })

  test('a line of the reaper that comes after the next report belongs to its victim', () => {
    const late = `${MEMCG_6_12}${GLOBAL_4_19}oom_reaper: reaped process 1201 (hog), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n`
    expect(importKernelLog(late).reports.map((one) => one.segment.reaped)).toEqual([[1201], [733]])
  })
})

describe('damage', () => {
  const after = (log: string, start: string): string => log.slice(log.indexOf(start))
  const before = (log: string, end: string): string => log.slice(0, log.indexOf(end))
  const codes = (text: string): string[] => importFirst(text).problems.map((problem) => problem.code)

  test('a report that starts at its table', () => {
    const { report, replay } = importFirst(after(MEMCG_6_12, 'Tasks state'))
    expect(report.rows).toHaveLength(2)
    expect(replay.victim?.pid).toBe(1201)
    expect(codes(after(MEMCG_6_12, 'Tasks state'))).toEqual(expect.arrayContaining(['no-header', 'no-release']))
  })

  test('a report that starts among its rows', () => {
    const { report } = importFirst(after(MEMCG_6_12, '[   1187]'))
    expect(report.rows.map((row) => row.rssAnon)).toEqual([600, 63556])
  })

  test('a report that ends after its table', () => {
    expect(codes(before(GLOBAL_4_19, 'Out of memory'))).toContain('no-victim')
    expect(importFirst(before(GLOBAL_4_19, 'Out of memory')).replay).toMatchObject({ agrees: null, logged: null })
  })

  test('a report that ends at its oom-kill line', () => {
    const { replay, problems } = importFirst(before(MEMCG_6_12, 'Memory cgroup out of memory'))
    expect(problems.map((problem) => problem.code)).toContain('no-kill-line')
    expect(replay).toMatchObject({ agrees: true, logged: { pid: 1201, comm: 'hog' } })
  })

  test('lines that were cut off', () => {
    const cut = MEMCG_6_12.replace(', order=0, oom_score_adj=0', '')
      .replace(',task=hog,pid=1201,uid=1000', ',task=h')
      .replace(/ total-vm:2097152kB.*/, '')
    const { report } = importFirst(cut)
    expect(report.header).toMatchObject({ comm: 'hog', gfpMask: 0xcc0, order: null })
    expect(report.summary).toMatchObject({ oomMemcg: '/job', taskMemcg: '/job/web', comm: null, pid: null })
    expect(report.kills).toMatchObject([{ pid: 1201, comm: 'hog', totalVmKb: null }])
  })

  test('rows that were left out, and rows that cannot be read', () => {
    const text = GLOBAL_4_19.replace(/\[ {4}210\].*\n/, '[...]\n').replace(
      /\[ {4}734\].*/,
      '[    734]    33   734     9000',
    )
    const { report, problems } = importFirst(prefixed(text, '[1.5] '))
    expect(report.rows.map((row) => row.pid)).toEqual([500, 733])
    expect(problems.map((problem) => problem.code)).toEqual(expect.arrayContaining(['elided', 'damaged-row']))
  })

  test('kill lines alone give the processes that they name', () => {
    const kill = (pid: number): string =>
      `Memory cgroup out of memory: Killed process ${pid} (w) total-vm:800kB, anon-rss:400kB, file-rss:40kB, shmem-rss:4kB, UID:7 pgtables:8kB oom_score_adj:-997\n`
    const { scenario, replay, report } = importFirst(
      `${kill(5)}Tasks in /pod are going to be killed due to memory.oom.group set\n${kill(5)}${kill(6)}`,
    )
    expect(report.group).toBe('/pod')
    expect(scenario?.tasks).toMatchObject([
      { pid: 5, uid: 7, anonPages: 100, filePages: 10, shmemPages: 1, pgtablesBytes: 8192, oomScoreAdj: -997 },
      { pid: 6 },
    ])
    expect(scenario?.cgroups.find((cgroup) => cgroup.path === '/pod')?.oomGroup).toBe(true)
    expect(replay.agrees).toBeNull()
  })

  test('kills without sizes give no machine', () => {
    expect(
      importFirst('Out of memory: kill process 5 (a) score 1190231 or a child\nKilled process 6 (b)'),
    ).toMatchObject({
      scenario: null,
      replay: { agrees: null, logged: { pid: 6, comm: 'b' } },
    })
  })

  test('panics end a report', () => {
    const start = before(MEMCG_6_12, 'oom-kill:')
    const panic = importFirst(`${start}Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled\n`)
    expect(panic.report.end).toBe('panic-on-oom')
    expect(panic.scenario?.machine.sysctl.panic_on_oom).toBe(2)
    const dead = importFirst(`${start}Out of memory and no killable processes...\n`)
    expect(dead.report.end).toBe('no-killable')
  })
})

/** Pieces of logs, in any order and cut anywhere: nearer to what people paste than random text. */
const anyLog: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(LOGS).flatMap((log) => log.split('\n'))),
      fc.string(),
      fc.constantFrom(
        '',
        '\u0000\uD800',
        '{"log":"x invoked oom-killer: "}',
        '{',
        '#012',
        '↪',
        '> ',
        '[ 1] 2 3 ',
        '__proto__:1',
      ),
    ),
    { maxLength: 40 },
  )
  .chain((lines) =>
    fc
      .tuple(fc.constant(lines.join('\n')), fc.nat(), fc.nat(), fc.string({ maxLength: 3 }))
      .map(([text, from, to, noise]) => {
        const start = from % (text.length + 1)
        return text.slice(0, start) + noise + text.slice(start + (to % 5))
      }),
  )

describe('any text', () => {
  test('gives reports and never an error, and every machine can be written and read', () => {
    fc.assert(
      fc.property(anyLog, (text) => {
        const log = importKernelLog(text)
        for (const { index } of log.reports) {
          const imported = importReport(text, index, log)
          if (imported === null || imported.scenario === null) continue
          expect(parseScenario(printScenario(imported.scenario)).value).toEqual(imported.scenario)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is read in steps that say how far they are, and can be left', () => {
    const text = `${'a line of no interest\n'.repeat(200_000)}${'x invoked oom-killer: \n'.repeat(3)}`
    const done: number[] = []
    const steps = importKernelLogInSteps(text)
    let log: KernelLog | null = null
    while (log === null) {
      const step = steps.next()
      if (step.done === true) log = step.value
      else done.push(step.value.done)
    }
    expect(log.reports).toHaveLength(3)
    expect(done.at(-1)).toBe(text.length)
    expect(done.filter((characters) => characters < text.indexOf('x invoked'))).toHaveLength(4)
    expect(importKernelLogInSteps(text).return({ reports: [] }).done).toBe(true)
  })
})

describe('readReportLines()', () => {
  const kindsOf = (text: string): string[] =>
    readReportLines(text, 0, importKernelLog(text)).map(({ kind }) => kind ?? '-')

  test('says of every line what it was read as', () => {
    expect(kindsOf(MEMCG_6_12).join(' ')).toBe(
      'header kernel - - - - - - memory memory memory memory memory memory - table row row victim victim',
    )
  })

  test('says where the text of the kernel begins', () => {
    const prefix = 'Mar 13 11:16:48 h kernel: [ 12.5] '
    const text = prefixed(MEMCG_6_12, prefix)
    const prefixes = readReportLines(text, 0, importKernelLog(text)).map((line) =>
      line.text.slice(0, line.from).trimEnd(),
    )
    expect(new Set(prefixes)).toEqual(new Set([prefix.trimEnd()]))
  })

  test('gives all lines of a broken record its kind', () => {
    const broken = MEMCG_6_12.replace(',oom_memcg', ',\noom_memcg').replace(
      ' shmem-rss:0kB, UID',
      '\nshmem-rss:0kB, UID',
    )
    expect(kindsOf(broken).slice(-4)).toEqual(['victim', 'victim', 'victim', 'victim'])
  })

  test('marks lines of all kinds in every log', () => {
    for (const log of Object.values(LOGS)) {
      const lines = readReportLines(log, 0, importKernelLog(log))
      expect(lines.map(({ text }) => text).join('\n')).toBe(log.trimEnd())
      expect(new Set(lines.map(({ kind }) => kind))).toEqual(
        new Set([
          'header',
          'kernel',
          'memory',
          'table',
          'row',
          'victim',
          ...(log.includes('oom_reaper') ? ['outcome'] : []),
          null,
        ]),
      )
    }
  })
})

test('a failed allocation that is only warned about is no report, although its lines are those of one', () => {
  const warning = [
    'kworker/0:1: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0',
    'CPU: 0 UID: 0 PID: 77 Comm: kworker/0:1 Not tainted 6.19.3-made-up #1',
    'Call Trace:',
    ' <TASK>',
    ' warn_alloc+0x13a/0x1b0',
    ' </TASK>',
    'Mem-Info:',
    'active_anon:0 inactive_anon:1200 isolated_anon:0',
    '524158 pages RAM',
    'Memory cgroup min protection 0kB -- low protection 0kB',
  ].join('\n')
  expect(importKernelLog(warning).reports).toEqual([])
  const { reports } = importKernelLog(`${warning}\n${MEMCG_6_12}`)
  expect(reports).toHaveLength(1)
  expect(importFirst(`${warning}\n${MEMCG_6_12}`).scenario).toEqual(importFirst(MEMCG_6_12).scenario)
})
