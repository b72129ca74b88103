// Definitions of maps.

import { rule } from '../../../catalogue/rule.ts'
import { declarations, PRIORITIES } from '../../../catalogue/examples.ts'

export const MAP_DEFINITION = rule({
  code: 'map-definition',
  title: 'A map definition that is incomplete or wrong',
  explanation:
    'A map in SEC(".maps") is a struct with __uint(type, ...), __uint(max_entries, ...), __type(key, ...) and __type(value, ...). Some kinds of map need more: the key of an array is a u32, a storage map has no size.',
  verifier: ['failed to create map: -EINVAL (libbpf)'],
  example: declarations(PRIORITIES, PRIORITIES.replace('\t__type(key, u64);\n', '')),
})

export const MAP_KIND = rule({
  code: 'map-kind',
  title: 'A kind of map that the playground does not support',
  explanation:
    'Hash, array, per-CPU and local-storage maps are simulated, and what is sent through ring buffers and perf event arrays is counted. Queues, tries and maps of maps are not.',
  example: declarations(PRIORITIES, PRIORITIES.replace('TYPE_HASH', 'TYPE_QUEUE')),
})

export const PERCPU_MAP = rule({
  code: 'percpu-map',
  severity: 'hint',
  title: 'A per-CPU map',
  explanation:
    'A per-CPU map holds one value for each CPU. The simulated machine has one CPU, so the map holds one value here and more on a real machine.',
  example: declarations(PRIORITIES, PRIORITIES.replace('TYPE_HASH', 'TYPE_PERCPU_HASH')),
})
