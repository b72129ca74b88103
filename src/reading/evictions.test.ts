import { expect, it } from 'vitest'

import { evaluate, play } from '../simulator/testing/play.ts'
import { evictionNote } from './evictions.ts'

const POLICY = (keys: number): string =>
  evaluate(
    `
	for (u32 turn = 1; turn <= ${keys}; turn++) {
		u32 key = turn;

		bpf_map_update_elem(&recent, &key, &key, BPF_ANY);
	}
	return BPF_EVAL_NEXT;`,
    `
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u32);
} recent SEC(".maps");
`,
  )

const noteAfter = (keys: number) => {
  const { round, maps } = play('by=10\n 10 a anon=1', POLICY(keys))
  return { left: maps['recent'], notes: round.maps.map(evictionNote) }
}

it('says that a map let go of entries, and on what it depends which', () => {
  expect(noteAfter(4)).toEqual({ left: ['1: 1', '2: 2', '3: 3', '4: 4'], notes: [null] })
  expect(noteAfter(9)).toEqual({
    left: ['9: 9', '7: 7', '8: 8'],
    notes: [
      '6 entries had to go for others. How many go at once, and which, depends on the kernel and the number of CPUs; here there is one CPU.',
    ],
  })
})
