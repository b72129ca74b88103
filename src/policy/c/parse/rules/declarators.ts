// How declarations are written.

import { rule } from '../../../catalogue/rule.ts'
import { declarations } from '../../../catalogue/examples.ts'

export const UNKNOWN_TYPE_NAME = rule({
  code: 'unknown-type-name',
  title: 'A type that is not known',
  explanation:
    'This name is used as a type, but nothing declares it. Structs, unions and enums are written with their keyword: struct task_struct, not task_struct.',
  example: declarations('u32 limit;', 'u33 limit;'),
})

export const MISSING_TYPE = rule({
  code: 'missing-type',
  title: 'A declaration without a type',
  explanation: 'C no longer assumes int where a type is missing: write the type in front of the name.',
  example: declarations('static int limit;', 'static limit;'),
})

export const CONFLICTING_TYPES = rule({
  code: 'conflicting-types',
  title: 'Two types in one declaration',
  explanation:
    'A declaration has exactly one type and at most one storage class. A semicolon may be missing before it.',
  example: declarations('static int limit;', 'static extern int limit;'),
})

export const UNKNOWN_ATTRIBUTE = rule({
  code: 'unknown-attribute',
  title: 'An attribute that cannot be read',
  explanation: 'Attributes are written __attribute__((name)) or __attribute__((name("text"))).',
  example: declarations('int limit __attribute__((unused));', 'int limit __attribute__((3));'),
})

export const BAD_SECTION = rule({
  code: 'bad-section',
  title: 'SEC without a section name',
  explanation:
    'SEC() takes one string, the name of a section in the object file: SEC("fmod_ret/bpf_oom_evaluate_task"). libbpf reads from it what the object is for.',
  example: declarations('int limit SEC(".data");', 'int limit SEC(data);'),
})
