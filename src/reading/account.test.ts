import { expect, test } from 'vitest'

import { printAccount } from './account.ts'
import { reportOf } from '../simulator/report/report.ts'
import { runPolicy } from '../simulator/engine.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate, NO_POLICY } from '../simulator/testing/play.ts'

function account(notation: string, text: string): string {
  const scenario = machine(notation)
  const given = { policy: { language: 'c' as const, text }, parameters: { limit: '5' }, maps: {}, scenario }
  const { result } = runPolicy({ ...given, parameters: {} })
  return result === null
    ? ''
    : printAccount({ ...given, title: 'The *largest* goes' }, result, reportOf(scenario, result))
}

const NOTATION = `
  oom=/job by=30
  /job max=96M group
    20 small anon=10M adj=-1000
    30 a|b\`c anon=80M pgtables=8192
`

test('says who died, why in numbers, and shows policy, candidates and report', () => {
  const text = account(NOTATION, NO_POLICY)
  expect(text).toContain(
    '- The cgroup `/job` reached its limit of 96 MiB when ``a\\|b`c`` (pid 30) asked for 1 page(s).',
  )
  expect(text).toContain('The \\*largest\\* goes')
  expect(text).toContain('- `limit` = `5`')
  expect(text).toContain('(pid 30) in `/job` died, because it was chosen: 80 MiB resident, 0 in swap, oom_score_adj 0')
  expect(text).toContain("had the highest score of the kernel's rule, 20482 pages")
  expect(text).toContain('| `small` | 20 | `/job` | 10 MiB | 0 | -1000 | badness (oom_score_adj_min) | never | next |')
  expect(text).toContain('| **``a\\|b`c``** | 30 | `/job` | 80 MiB | 0 | 0 | badness | 20482 | select |')
  expect(text).toContain('```\na|b`c invoked oom-killer: ')
  expect(text).toContain('- A limit has failed 0 times before (failcnt).')
})

test('a choice of the policy is told from the score', () => {
  expect(account(NOTATION, evaluate('return task->pid == 20 ? 3 : 2;'))).toContain(
    'Why: the policy selected `small` (pid 20), and nothing replaced it afterwards.',
  )
})

test('an aborted walk has no victim and no report', () => {
  const text = account(NOTATION, evaluate('return 1;'))
  expect(text).toContain('Why: the policy aborted the walk.')
  expect(text).toContain('The kernel prints nothing in this run.')
  expect(text).not.toContain('died, because')
})

test('of many processes the chosen and the largest are shown', () => {
  const tasks = Array.from({ length: 40 }, (_, index) => `${index + 10} t${index} anon=${index + 1}`)
  const text = account(['oom=/job', '/job max=1000', ...tasks].join('\n'), evaluate('return task->pid == 10 ? 3 : 2;'))
  expect(text).toContain('| **`t0`** |')
  expect(text).toContain('| `t39` |')
  expect(text).not.toContain('| `t1` |')
  expect(text).toContain('20 smaller processes are not shown.')
})
