// Helpers that work on some kinds of maps only.

import type { MapKind } from '../../../kernel/schema.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'

const TASKS =
  'struct {\n\t__uint(type, BPF_MAP_TYPE_TASK_STORAGE);\n\t__uint(map_flags, BPF_F_NO_PREALLOC);\n\t__type(key, int);\n\t__type(value, u64);\n} kept SEC(".maps");'

export const MAP_FUNCTION = rule({
  code: 'map-function',
  title: 'A helper for another kind of map',
  explanation:
    'Each kind of map has helpers of its own: bpf_map_lookup_elem() looks into hashes and arrays, bpf_task_storage_get() into storage of tasks, bpf_ringbuf_reserve() into ring buffers.',
  verifier: ['cannot pass map_type %d into func %s', 'invalid zero-sized read'],
  example: bodies(
    'u64 *n = bpf_task_storage_get(&kept, task, NULL, 1);\nif (n)\n\treturn 3;',
    'int key = 0;\nu64 *n = bpf_map_lookup_elem(&kept, &key);\nif (n)\n\treturn 3;',
    TASKS,
  ),
})

/** Numbers of enum bpf_map_type, as the verifier prints them. */
const NUMBERS: Readonly<Record<MapKind, number>> = {
  HASH: 1,
  ARRAY: 2,
  PROG_ARRAY: 3,
  PERF_EVENT_ARRAY: 4,
  PERCPU_HASH: 5,
  PERCPU_ARRAY: 6,
  STACK_TRACE: 7,
  LRU_HASH: 9,
  LRU_PERCPU_HASH: 10,
  RINGBUF: 27,
  TASK_STORAGE: 29,
  CGRP_STORAGE: 32,
}

const HASHES: readonly MapKind[] = ['HASH', 'LRU_HASH', 'PERCPU_HASH', 'LRU_PERCPU_HASH']
const PERCPU: readonly MapKind[] = ['PERCPU_HASH', 'PERCPU_ARRAY', 'LRU_PERCPU_HASH']
const PLAIN: readonly MapKind[] = [...HASHES, 'ARRAY', 'PERCPU_ARRAY']

/** The kinds that a helper takes (check_map_func_compatibility() of kernel/bpf/verifier.c); any where it has no row. */
const KINDS: ReadonlyMap<string, readonly MapKind[]> = new Map([
  ['bpf_map_lookup_elem', [...PLAIN, 'STACK_TRACE']],
  ['bpf_map_update_elem', PLAIN],
  ['bpf_map_delete_elem', [...PLAIN, 'STACK_TRACE']],
  ['bpf_for_each_map_elem', PLAIN],
  ['bpf_map_lookup_percpu_elem', PERCPU],
  ['bpf_task_storage_get', ['TASK_STORAGE']],
  ['bpf_task_storage_delete', ['TASK_STORAGE']],
  ['bpf_cgrp_storage_get', ['CGRP_STORAGE']],
  ['bpf_cgrp_storage_delete', ['CGRP_STORAGE']],
  ['bpf_ringbuf_reserve', ['RINGBUF']],
  ['bpf_ringbuf_output', ['RINGBUF']],
  ['bpf_ringbuf_query', ['RINGBUF']],
  ['bpf_perf_event_output', ['PERF_EVENT_ARRAY']],
  ['bpf_get_stackid', ['STACK_TRACE']],
  ['bpf_tail_call', ['PROG_ARRAY']],
])

/** What the verifier says about a helper and the kind of its map, or null. */
export function mapFunctionProblem(
  callee: string,
  map: { name: string; mapKind: MapKind },
  argument: Expr,
): Diagnostic | null {
  const kinds = KINDS.get(callee)
  if (kinds === undefined || kinds.includes(map.mapKind)) return null
  const own = [...KINDS].filter(([, taken]) => taken.includes(map.mapKind)).map(([name]) => `${name}()`)
  const isKeyless = map.mapKind === 'RINGBUF' && callee.startsWith('bpf_map_')
  return problem(
    MAP_FUNCTION,
    argument.span,
    `${callee}() does not work on a map of the kind ${map.mapKind}, as '${map.name}' is. Its helpers are ${own.join(', ')}.`,
    {
      verifier: isKeyless
        ? 'invalid zero-sized read'
        : `cannot pass map_type ${NUMBERS[map.mapKind]} into func ${callee}`,
    },
  )
}
