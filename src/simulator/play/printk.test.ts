import { describe, expect, it } from 'vitest'
import { printk } from './printk.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const readString = (address: bigint): Uint8Array =>
  address === 0x1000n ? bytes('nginx') : address === 0x2000n ? Uint8Array.of(0xc3, 0x61) : bytes('')
const print = (format: string, ...args: bigint[]) => printk(bytes(format), args, readString)

describe('printk()', () => {
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
    ['%d', [], '0'],
  ])('formats %s', (format, args, text) => {
    expect(print(format, ...args)).toEqual({ lines: [text], result: text.length })
  })

  it.each([
    ['%f', '%f'],
    ['%hd', '%hd'],
    ['a %', '%'],
    ['%.3s', '%.3s'],
  ])('refuses %j, as the kernel does', (format, at) => {
    expect(print(format, 1n)).toEqual({
      lines: [`bpf_printk: the kernel refuses the format "${format}" at "${at}"`],
      result: -22,
    })
  })

  it('ends a line with each call, so that a line feed of one’s own leaves an empty one', () => {
    expect(print('pid %d\n', 7n)).toEqual({ lines: ['pid 7', ''], result: 6 })
    expect(print('a\nb')).toEqual({ lines: ['a', 'b'], result: 3 })
  })

  it('counts bytes, also of names that are no UTF-8', () => {
    expect(print('é %s', 0x2000n)).toEqual({ lines: ['é \ufffda'], result: 5 })
  })

  it('prints 1023 bytes and counts all', () => {
    const { lines, result } = print('x'.repeat(2000))
    expect([lines[0]?.length, result]).toEqual([1023, 2000])
  })
})
