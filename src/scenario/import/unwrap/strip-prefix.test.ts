import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { stripPrefix } from './strip-prefix.ts'

const LINE = 'Web Content invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0'

test.each([
  ['dmesg', '[  123.456789] ', '123.456789'],
  ['dmesg with a caller', '[  123.456789][ T1778] ', '123.456789'],
  ['dmesg with a caller in an interrupt', '[  123.456789][    C0] ', '123.456789'],
  ['dmesg with steps', '[  123.456789 <    0.000012>] ', '123.456789'],
  ['dmesg -x', 'kern  :warn  : [  123.456789] ', '123.456789'],
  ['dmesg -r', '<4>[  123.456789] ', '123.456789'],
  ['dmesg -T', '[Thu Apr  1 16:45:10 2021] ', 'Thu Apr  1 16:45:10 2021'],
  ['dmesg -T in German', '[Di Aug 12 03:54:03 2025] ', 'Di Aug 12 03:54:03 2025'],
  ['dmesg -T in Chinese', '[四 4月  1 16:45:10 2021] ', '四 4月  1 16:45:10 2021'],
  ['dmesg -H', '[Mar13 11:16] ', 'Mar13 11:16'],
  ['dmesg -H, later lines', '[  +0.000012] ', null],
  ['dmesg with ISO stamps', '2024-03-13T11:16:48,123456+01:00 ', '2024-03-13T11:16:48,123456+01:00'],
  ['syslog', 'Jun  2 12:47:48 new-db kernel: ', 'Jun  2 12:47:48'],
  ['syslog and since boot', 'Jun 20 12:47:48 new-db kernel: [15180334.816152] ', 'Jun 20 12:47:48'],
  ['syslog in French', 'févr. 20 12:47:48 hôte kernel: ', 'févr. 20 12:47:48'],
  ['syslog in Chinese', '6月 20 12:47:48 host kernel: ', '6月 20 12:47:48'],
  [
    'rsyslog with ISO stamps',
    '2024-05-30T14:08:25.123456+02:00 host kernel: [  1.5] ',
    '2024-05-30T14:08:25.123456+02:00',
  ],
  ['RFC 5424', '<4>1 2024-05-30T14:08:25Z host kernel: ', '2024-05-30T14:08:25Z'],
  ['journalctl -o short-precise', 'May 30 14:08:25.123456 host kernel: ', 'May 30 14:08:25.123456'],
  ['journalctl -o short-full', 'Thu 2024-05-30 14:08:25 CEST host kernel: ', 'Thu 2024-05-30 14:08:25 CEST'],
  ['journalctl -o short-unix', '1717070905.123456 host kernel: ', '1717070905.123456'],
  ['journalctl -o short-monotonic', '[  123.456789] host kernel: ', '123.456789'],
  ['a container log', '2024-05-30T14:08:25.123456789Z stdout F [  123.456789] ', '2024-05-30T14:08:25.123456789Z'],
  ['grep', '/var/log/kern.log:Jun 20 12:47:48 host kernel: ', 'Jun 20 12:47:48'],
  ['grep -n', 'kern.log:1234:Jun 20 12:47:48 host kernel: ', 'Jun 20 12:47:48'],
  ['busybox', 'Jun 20 12:47:48 box kern.warn kernel: [  1.5] ', 'Jun 20 12:47:48'],
  ['logread', 'Sat Jun 20 12:47:48 2026 kern.warn kernel: [  1.5] ', 'Sat Jun 20 12:47:48 2026'],
  ['colours', '\u001B[32m[  123.456789] \u001B[0m\u001B[33m', '123.456789'],
  ['blanks of a web page', '\u00A0\u00A0[\u00A0 123.456789] ', '123.456789'],
  ['a quote', '> [  123.456789] ', '123.456789'],
  ['a quote of a quote', '> > Jun 20 12:47:48 host kernel: ', 'Jun 20 12:47:48'],
  ['a quote with a tab', '>> \t[  123.456789] ', '123.456789'],
  ['indentation', '    Jun 20 12:47:48 host kernel: ', 'Jun 20 12:47:48'],
])('%s', (_, prefix, stamp) => {
  expect(stripPrefix(prefix + LINE)).toMatchObject({ text: LINE, stamp, marked: true })
})

test('a row of the task table is no stamp', () => {
  const row = '[ 1187]  1000  1187     2048      700 db main'
  expect(stripPrefix(row)).toMatchObject({ text: row, stamp: null, marked: false })
  expect(stripPrefix(`[   12.345678] ${row}`)).toMatchObject({ text: row, uptime: 12.345678 })
})

test('blanks of a name that starts with them are kept', () => {
  expect(stripPrefix('[   12.345678]   x invoked oom-killer').text).toBe('  x invoked oom-killer')
})

test('arrows that somebody drew are taken off, a name that ends in > is not', () => {
  expect(stripPrefix('[ 1.0] Killed process 1 (a)  <=====').text).toBe('Killed process 1 (a)')
  expect(stripPrefix('[ 1.0] [ 1] 0 1 2 3 a <b>').text).toBe('[ 1] 0 1 2 3 a <b>')
})

test('a line that a printed page continues says so', () => {
  expect(stripPrefix('↪order=0')).toMatchObject({ text: 'order=0', continued: true })
})

test('never throws, and never makes a line longer', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(stripPrefix(line).text.length).toBeLessThanOrEqual(line.length)
    }),
  )
})
