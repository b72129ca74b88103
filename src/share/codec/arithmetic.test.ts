import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { decodeBytes, encodeBytes } from './arithmetic.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 400 }).map(bytesOf))

test('any bytes come back from their code', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(decodeBytes(encodeBytes(bytes), bytes.length).bytes).toEqual(bytes)
    }),
  )
})

test('what is certain of a code that was cut off is right', () => {
  fc.assert(
    fc.property(anyBytes, fc.nat({ max: 400 }), (bytes, kept) => {
      const decoded = decodeBytes(encodeBytes(bytes).subarray(0, kept), bytes.length)
      expect(decoded.bytes.subarray(0, decoded.certain)).toEqual(bytes.subarray(0, decoded.certain))
    }),
  )
})

test('the words of policies cost next to nothing, noise costs what it is', () => {
  const loop = bytesOf(
    JSON.stringify('\treturn rss_of(task) > rss_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;\n'),
  )
  expect(encodeBytes(loop).length).toBeLessThan(loop.length / 5)
  const noise = Uint8Array.from({ length: 1000 }, (_, index) => Math.imul(index + 1, 0x9e3779b1) >>> 24)
  expect(encodeBytes(noise).length).toBeLessThan(1200)
})

// Links that people have depend on every bit of the predictor.
test('the code is the same for ever', () => {
  expect(Buffer.from(encodeBytes(bytesOf('{"t":"Stored","p":"int x;"}'))).toString('hex')).toBe(
    '02f264c7d5f6ddc3d1a6d4d1f2dd314516f1',
  )
})
