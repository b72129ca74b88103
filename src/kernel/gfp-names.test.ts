import { expect, it } from 'vitest'
import { formatGfpMask } from './gfp-names.ts'

it.each([
  [0xcc0, '0xcc0(GFP_KERNEL)'],
  [0x400cc0, '0x400cc0(GFP_KERNEL_ACCOUNT)'],
  [0x100cca, '0x100cca(GFP_HIGHUSER_MOVABLE)'],
  [0x140cca, '0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP)'],
  [0x101cca, '0x101cca(GFP_HIGHUSER_MOVABLE|__GFP_WRITE)'],
  [0x100dca, '0x100dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO)'],
  [0x100cc0, '0x100cc0(GFP_USER)'],
  [0xc40, '0xc40(GFP_NOFS)'],
  [0xc00, '0xc00(GFP_NOIO)'],
  [0x800, '0x800(GFP_NOWAIT)'],
  [0x1c24ca, '0x1c24ca(GFP_TRANSHUGE)'],
  [0x1c20ca, '0x1c20ca(GFP_TRANSHUGE_LIGHT)'],
  [0, '0x0()'],
  [0x80000cc0, '0x80000cc0(GFP_KERNEL|0x80000000)'],
])('formatGfpMask(%i) names the flags', (mask, text) => {
  expect(formatGfpMask(mask, '6.12')).toBe(text)
})

it('names leftover flags in the order of the kernel', () => {
  const before = '0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)'
  expect(formatGfpMask(0x140dca, '6.1')).toBe(before)
  expect(formatGfpMask(0x140dca, '6.12')).toBe(before)
  expect(formatGfpMask(0x140dca, '7.3')).toBe('0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO|__GFP_COMP)')
})

it('knows GFP_ATOMIC of each kernel', () => {
  expect(formatGfpMask(0xa20, '6.1')).toBe('0xa20(GFP_ATOMIC)')
  expect(formatGfpMask(0xa20, '6.12')).toBe('0xa20(GFP_ATOMIC|0x200)')
  expect(formatGfpMask(0x820, '7.3')).toBe('0x820(GFP_ATOMIC)')
})
