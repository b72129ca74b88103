import { describe, expect, it } from 'vitest'

import { machine } from '../simulator/testing/machine.ts'
import { adjMinOf } from './adj-min.ts'

const minima = (notation: string) => [...adjMinOf(machine(notation).tasks)]

describe('adjMinOf', () => {
  it('is what root wrote, whatever its sign', () => {
    expect(minima('1 init\n 20 a adj=300\n 21 b adj=-200')).toEqual([0, 300, -200])
  })

  it('is inherited with the value', () => {
    expect(minima('1 init\n 20 sshd adj=-1000\n 21 sh uid=1000 ppid=20 adj=-1000')).toEqual([0, -1000, -1000])
  })

  it('stays where a process raised its own value without privilege', () => {
    expect(minima('1 init\n 20 user uid=1000\n 21 tab uid=1000 ppid=20 adj=300')).toEqual([0, 0, 0])
  })

  it('is below the inherited one only where root wrote it', () => {
    expect(minima('1 init\n 20 user uid=1000\n 21 db uid=1000 ppid=20 adj=-500')).toEqual([0, 0, -500])
  })

  it('is what the machine says', () => {
    expect(minima('1 init\n 20 a adj=300 adjmin=-100\n 21 b uid=1000 ppid=20 adj=300')).toEqual([0, -100, -100])
  })

  it('comes to an end where parents stand in a circle', () => {
    expect(minima('20 a ppid=21 adj=5\n 21 b ppid=20 adj=5')).toEqual([0, 0])
  })
})
