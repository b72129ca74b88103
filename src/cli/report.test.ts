import { expect, test } from 'vitest'

import { machine } from '../simulator/testing/machine.ts'
import { printScenario } from '../scenario/print.ts'
import { terminal } from './testing.ts'

const FILES = {
  'm.json': printScenario(machine('oom=/job\n/job max=100\n 20 big anon=90')),
  'odd.txt': 'no snapshot',
}

test('report prints the report, and what it assumes aside', async () => {
  const { status, out, err } = await terminal(
    ['report', '--policy', 'gallery:kernel-badness', '--scenario', 'm.json'],
    FILES,
  )
  expect(status).toBe(0)
  expect(out).toContain('big invoked oom-killer: ')
  expect(out).toContain('Memory cgroup out of memory: Killed process 20 (big)')
  expect(err).toContain('assumed: ')
})

test('report --markdown prints an account', async () => {
  const argv = ['report', '--markdown', '--policy', 'gallery:kernel-badness', '--scenario', 'm.json']
  const { status, out } = await terminal(argv, FILES)
  expect([status, out.split('\n')[0]]).toEqual([0, '# a test machine: who died, and why'])
})

test('snapshot refuses what is none', async () => {
  const { status, err } = await terminal(['snapshot', 'odd.txt'], FILES)
  expect(status).toBe(2)
  expect(err).toContain('is not a file the playground can open')
})
