import { describe, expect, it } from 'vitest'
import { formatPrintk } from './printk.ts'

const readString = (address: bigint): string => (address === 0x1000n ? 'nginx' : '')
const print = (format: string, ...args: bigint[]): string => formatPrintk(format, args, readString)

describe('formatPrintk()', () => {
  it.each([
    ['%d', [-1n & 0xffffffffffffffffn], '-1'],
    ['%u', [0xffffffff_ffffffffn], '4294967295'],
    ['%ld', [0xffffffff_fffffffen], '-2'],
    ['%lu %llu', [1n, 0xffffffff_ffffffffn], '1 18446744073709551615'],
    ['%x %X %lx', [0xffn, 0xabn, 0x1_0000_0000n], 'ff AB 100000000'],
    ['%5d|%-5d|%05d', [42n, 42n, -42n], '   42|42   |-0042'],
    ['%+d % d', [1n, 2n], '+1  2'],
    ['%s!', [0x1000n], 'nginx!'],
    ['%8s|%-8s|', [0x1000n, 0x1000n], '   nginx|nginx   |'],
    ['%c%c', [0x6fn, 0x6bn], 'ok'],
    ['%p', [0x10n], '0000000000000010'],
    ['100%%', [], '100%'],
    ['pid %d\n', [7n], 'pid 7'],
    ['%d', [], '0'],
  ])('formats %s', (format, args, text) => {
    expect(print(format, ...args)).toBe(text)
  })

  it.each([
    ['%f', '%f'],
    ['%hd', '%hd'],
    ['a %', '%'],
    ['%.3s', '%.3s'],
  ])('refuses %j, as the kernel does', (format, at) => {
    expect(print(format, 1n)).toBe(`bpf_printk: the kernel refuses the format "${format}" at "${at}"`)
  })
})
