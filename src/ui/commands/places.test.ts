import { expect, it } from 'vitest'

import { roundOf, walk } from '../../state/testing/walked-run.ts'
import { placesOf } from './places.ts'

const RUN = walk('1 systemd unkillable next\n2 db badness 400 select\n231 systemd-journal badness 10 next')

const places = (query: string): string[] =>
  placesOf(query, roundOf(RUN), RUN.input.scenario.tasks).map(
    ({ kind, task }) => `${kind} ${RUN.input.scenario.tasks[task]?.comm}`,
  )

it('takes a number for a step and for a pid', () => {
  expect(places('2')).toEqual(['step db', 'task db', 'task systemd-journal'])
  expect(places('231')).toEqual(['task systemd-journal'])
  expect(places('#3')).toEqual(['step systemd-journal'])
})

it('takes letters for the beginning of a name', () => {
  expect(places('SYS')).toEqual(['task systemd', 'task systemd-journal'])
  expect(places('nobody')).toEqual([])
  expect(places(' ')).toEqual([])
})
