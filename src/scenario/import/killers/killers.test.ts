import { describe, expect, test } from 'vitest'

import { recognise } from '../importers.ts'
import type { ImportedMachine } from '../machine.ts'
import { type MachineKind, isMachineImporter } from '../importers.ts'
import { readMachine } from '../readers.ts'

/** How the lines of any of these arrive. */
const ARRIVALS: readonly (readonly [string, (program: string, line: string) => string])[] = [
  ['as they are', (program, line) => `${program}: ${line}`],
  ['syslog', (program, line) => `May  6 07:08:09 quay ${program}[700]: ${line}`],
  ['journalctl -o short-iso', (program, line) => `2031-05-06T07:08:09+0200 quay ${program}[700]: ${line}`],
  ['a quote', (program, line) => `> > May 06 07:08:09 quay ${program}[700]: ${line}`],
  [
    'JSON of journalctl',
    (program, line) => JSON.stringify({ SYSLOG_IDENTIFIER: program, MESSAGE: `${program}: ${line}` }),
  ],
]

interface Said {
  kind: MachineKind
  killer: ImportedMachine['killer']
  summary: string
  tasks: readonly object[] | null
}

function read(text: string): Said & { gaps: readonly string[] } {
  const importer = recognise(text)
  if (!isMachineImporter(importer)) throw new Error(`not recognised: ${text}`)
  const machine = readMachine(importer.kind, text)
  if (machine === null) throw new Error('nothing was read')
  return {
    kind: importer.kind,
    killer: machine.killer,
    summary: machine.summary,
    tasks: machine.scenario?.tasks ?? null,
    gaps: machine.gaps.map(({ what }) => what),
  }
}

/** Each variant in each arrival: at least twenty texts a kind. */
function isRead(program: string, variants: readonly (readonly [string, string, Partial<Said>])[]): void {
  for (const [arrival, arrive] of ARRIVALS)
    test.each(variants)(`%s, ${arrival}`, (_, lines, said) => {
      const text = lines
        .split('\n')
        .map((line) => arrive(program, line))
        .join('\n')
      expect(read(text)).toMatchObject(said)
    })
}

describe('earlyoom', () => {
  const kind = 'earlyoom'
  const mill = { pid: 611, comm: 'mill' }
  isRead('earlyoom', [
    [
      '1.8',
      'low memory! at or below SIGTERM limits: mem 10.00%, swap 5.00%\nsending SIGTERM to process 611 uid 40 "mill": oom_score 812, oom_score_adj -20, VmRSS 512 MiB, cmdline "/opt/mill --wheel 3"',
      {
        kind,
        killer: 'earlyoom',
        summary: 'earlyoom killed mill (611) when at most 10.00% of the memory and 5.00% of the swap were free.',
        tasks: [{ ...mill, uid: 40, anonPages: 131072, oomScoreAdj: -20 }],
      },
    ],
    [
      '1.6',
      'sending SIGTERM to process 611 uid 40 "mill": badness 812, VmRSS 512 MiB',
      { kind, summary: 'earlyoom killed mill (611).', tasks: [{ ...mill, uid: 40 }] },
    ],
    [
      '1.3',
      'sending SIGKILL to process 611 "mill": badness 812, VmRSS 512 MiB',
      { kind, tasks: [{ ...mill, anonPages: 131072 }] },
    ],
    ['1.2', 'Killing process: mill, pid: 611, badness: 812, VmRSS: 512 MiB', { kind, tasks: [mill] }],
    [
      'both signals',
      'sending SIGTERM to process 611 uid 40 "mill": badness 8, VmRSS 512 MiB\nsending SIGKILL to process 611 uid 40 "mill": badness 8, VmRSS 512 MiB',
      { kind, summary: 'earlyoom killed mill (611).' },
    ],
  ])

  const whole =
    'mem avail:   300 of  7900 MiB ( 3.80%), swap free:    0 of 1000 MiB ( 0.00%)\nlow memory! at or below SIGTERM limits: mem 10.00%, swap 5.00%\nsending SIGTERM to process 611 uid 40 "mill": oom_score 812, oom_score_adj -20, VmRSS 512 MiB'

  test.each([
    ['the memory', /mem avail.*\n/, ['ram', 'swap']],
    ['the limits', /low memory.*\n/, ['limits']],
    ['the user', / uid 40/, ['uid']],
    ['oom_score_adj', /, oom_score_adj -20/, ['oom-score-adj']],
    ['VmRSS', /, VmRSS 512 MiB/, ['tasks']],
  ])('without %s there is a gap', (_, cut, gaps) => {
    const always = read(whole).gaps
    const added = read(whole.replace(cut, '')).gaps.filter((gap) => !always.includes(gap) || gap === 'tasks')
    expect(added).toEqual(expect.arrayContaining(gaps))
  })

  test('its memory is that of the machine', () => {
    const machine = readMachine('earlyoom', whole)?.scenario?.machine
    expect([machine?.ramPages, machine?.swapPages]).toEqual([7900 * 256, 1000 * 256])
  })
})

describe('systemd-oomd', () => {
  const kind = 'systemd-oomd'
  const killer = 'systemd-oomd'
  isRead('systemd-oomd', [
    [
      'pressure, since 249',
      'Killed /user.slice/mill.scope due to memory pressure for /user.slice being 61.02% > 50.00% for > 20s with reclaim activity',
      {
        kind,
        killer,
        summary:
          'systemd-oomd killed /user.slice/mill.scope because the memory pressure of /user.slice was 61.02%, above its limit of 50.00% for more than 20s.',
        tasks: null,
      },
    ],
    [
      'memory and swap',
      'Killed /mill.slice/mill.service due to memory used (16000000) / total (16500000) and swap used (900000) / total (950000) being more than 90.00%',
      {
        kind,
        killer,
        summary: 'systemd-oomd killed /mill.slice/mill.service because more than 90.00% of memory and swap were used.',
      },
    ],
    [
      'swap alone, before 250',
      'Killed /mill.slice due to swap used 900000 / total 950000 being more than 90.00%',
      { kind, summary: 'systemd-oomd killed /mill.slice because more than 90.00% of the swap were used.' },
    ],
    [
      'the unit',
      'mill.scope: systemd-oomd killed 5 process(es) in this unit.',
      { kind, summary: 'systemd-oomd killed mill.scope (5 processes).' },
    ],
  ])

  test.each([
    ['how many', '', 'count'],
    ['why', 'mill.scope: systemd-oomd killed 5 process(es) in this unit.', 'reason'],
  ])('without %s there is a gap', (_, text, gap) => {
    const killed = 'systemd-oomd[1]: Killed /a due to memory pressure for /a being 61.02% > 50.00% for > 20s'
    expect(read(text === '' ? killed : text).gaps).toEqual(expect.arrayContaining([gap, 'processes', 'tasks']))
  })
})

describe('lmkd', () => {
  const kind = 'lmkd'
  const app = { pid: 1402, comm: 'app.mill' }
  isRead('lowmemorykiller', [
    [
      'Android 12',
      "Kill 'app.mill' (1402), uid 10123, oom_score_adj 900 to free 40000kB rss, 1024kB swap; reason: low watermark is breached",
      {
        kind,
        killer: 'lmkd',
        summary: "Android's lmkd killed app.mill (1402): low watermark is breached.",
        tasks: [{ ...app, uid: 10123, anonPages: 10000, swapPages: 256, oomScoreAdj: 900 }],
      },
    ],
    [
      'Android 11',
      "Kill 'app.mill' (1402), uid 10123, oom_score_adj 900 to free 40000kB; reason: low watermark is breached",
      { kind, tasks: [{ ...app, swapPages: 0 }] },
    ],
    ['Android 10', "Kill 'app.mill' (1402), uid 10123, oom_score_adj 900 to free 40000kB", { kind, tasks: [app] }],
    [
      'Android 9',
      "Kill 'app.mill' (1402), uid 10123, oom_adj 900 to free 40000kB",
      { kind, tasks: [{ ...app, oomScoreAdj: 900 }] },
    ],
  ])

  test('without swap or reason there are gaps', () => {
    expect(read("Kill 'app.mill' (1402), uid 10123, oom_score_adj 900 to free 40000kB").gaps).toEqual(
      expect.arrayContaining(['task-swap', 'reason', 'rule', 'ram', 'swap']),
    )
  })
})

describe('lowmemorykiller', () => {
  const kind = 'lowmemorykiller'
  const app = { pid: 1402, comm: 'app.mill' }
  isRead('kernel', [
    [
      'Linux 3.10',
      "lowmemorykiller: Killing 'app.mill' (1402), adj 900,\n   to free 40000kB on behalf of 'kswapd0' (61) because\n   cache 90000kB is below limit 92000kB for oom_score_adj 529",
      {
        kind,
        killer: 'lmk',
        summary:
          "Android's lowmemorykiller killed app.mill (1402): its page cache of 90000 kB was below the limit of 92000 kB for oom_score_adj 529.",
        tasks: [{ ...app, anonPages: 10000, oomScoreAdj: 900 }],
      },
    ],
    [
      'Linux 4.9',
      "lowmemorykiller: Killing 'Binder:7' (1409) (tgid 1402), adj 900,\n   to free 40000kB on behalf of 'kswapd0' (61) because",
      { kind, tasks: [{ pid: 1402 }] },
    ],
    [
      'one line',
      "lowmemorykiller: Killing 'app.mill' (1402), adj 900, to free 40000kB on behalf of 'kswapd0' (61) because",
      { kind, tasks: [app] },
    ],
    [
      'Linux 3.4',
      'lowmemorykiller: send sigkill to 1402 (app.mill), adj 12, score_adj 705, size 10000',
      { kind, tasks: [{ ...app, anonPages: 10000 }] },
    ],
  ])

  test('without the lines behind it there is no machine, and gaps', () => {
    const { tasks, gaps } = read("lowmemorykiller: Killing 'app.mill' (1402), adj 900,")
    expect(tasks).toBeNull()
    expect(gaps).toEqual(expect.arrayContaining(['limit', 'tasks', 'rule']))
  })
})

describe('kubelet', () => {
  const kind = 'kubelet'
  isRead('kubelet', [
    [
      'an event of the node',
      'System OOM encountered, victim process: mill, pid: 611',
      {
        kind,
        killer: 'kernel-global',
        summary: 'The kernel killed mill (611) when the node ran out of memory, says the kubelet.',
        tasks: null,
      },
    ],
    [
      'an event of a cgroup',
      'Cgroup OOM encountered, victim process: mill, pid: 611',
      { kind, killer: 'kernel-memcg' },
    ],
    ['an old event', 'System OOM encountered', { kind, killer: 'kernel-global' }],
    [
      'an eviction',
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi. Container mill was using 3Gi, request is 1Gi, has larger consumption of memory.',
      {
        kind,
        killer: 'kubelet',
        summary:
          'The kubelet evicted a pod because the node was low on memory: 90Mi were available, the threshold is 100Mi. Container mill used 3Gi, with a request of 1Gi. No OOM killer ran.',
      },
    ],
    [
      'an old eviction',
      'The node was low on resource: memory. Container mill was using 3Gi, which exceeds its request of 1Gi.',
      { kind, killer: 'kubelet' },
    ],
  ])

  test.each([
    ['the victim', 'System OOM encountered', 'victim'],
    [
      'the threshold',
      'The node was low on resource: memory. Container a was using 3Gi, which exceeds its request of 1Gi.',
      'threshold',
    ],
    ['the container', 'The node was low on resource: memory.', 'container'],
  ])('without %s there is a gap', (_, text, gap) => {
    expect(read(text).gaps).toContain(gap)
  })
})

test('a text with a report of the kernel is a kernel log, whoever else killed in it', () => {
  const text =
    'earlyoom: sending SIGTERM to process 1 "a": badness 8, VmRSS 512 MiB\nkernel: mill invoked oom-killer: gfp_mask=0xcc0, order=0'
  expect(recognise(text)?.kind).toBe('kernel-log')
})
