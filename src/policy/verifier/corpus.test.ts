// Programs in the styles of their authors, with what a kernel says about each. `corpus/` has them by construct, each as
//
//   /// its name
//   /// 6.12: accepted          or   /// 6.12: refused: the last words of the verifier
//
// and its text without the headers and the licence. All were compiled by clang 14 (-target bpf -O2 -g) and loaded into Linux 6.12 with the
// hook; those words are recorded, not written. The rules here have seen all of them, so the agreement says that none is lost, and not how
// the next program will fare.

import { describe, expect, test } from 'vitest'

import { compilePolicy } from '../compile.ts'
import { HEADERS, LICENCE } from '../catalogue/examples.ts'

const FILES = import.meta.glob<string>('./corpus/*.c', { query: '?raw', import: 'default', eager: true })

/** Programs about which the check and the kernel disagree, each with the reason. A test finds those that agree by now. */
const DISAGREE: Readonly<Record<string, string>> = {
  'count/count-16': 'clang makes a mask of the 16 tests, and the verifier follows every one of them',
  'count/count-16-of-task': 'as count-16',
  'count/modulo-then-check': 'clang drops a test that it knows the answer of, and the verifier would have needed it',
  'count/divide-then-check': 'as modulo-then-check',
  'count/goto-without-progress': 'loops of goto are not followed',
  'count/nested-1000': 'the walk gives up before it can say that the verifier does',
  'helper/func-ip': 'not simulated',
  'helper/func-ret': 'not simulated',
  'helper/probe-write-user': 'not simulated',
  'helper/send-signal': 'the signal would change the run, and it is not simulated',
  'lock/touch': 'reads and writes of the lock itself are not looked at',
  'pointer-math/and': 'clang knows that the comparison cannot hold, and leaves the mask out',
  'pointer-math/shl': 'as and',
}

interface Recorded {
  name: string
  accepted: boolean
  text: string
}

const programsOf = (file: string): Recorded[] =>
  file.split(/^(?=\/\/\/ \S+\n\/\/\/ 6\.12: )/m).map((program) => {
    const [, name = '', verdict = ''] = /^\/\/\/ (\S+)\n\/\/\/ 6\.12: (accepted|refused)/.exec(program) ?? []
    return { name, accepted: verdict === 'accepted', text: HEADERS + LICENCE + program }
  })

const accepts = (text: string): boolean => compilePolicy({ language: 'c', text }, '6.12').value !== null

describe.each(Object.entries(FILES))('%s', (path, file) => {
  const group = path.replace(/^.*\/|\.c$/g, '')
  test.each(programsOf(file))('$name', ({ name, accepted, text }) => {
    const disagrees = Object.hasOwn(DISAGREE, `${group}/${name}`)
    expect(accepts(text)).toBe(disagrees ? !accepted : accepted)
  })
})
