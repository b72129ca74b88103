// Kernel memory is read-only for a program, and so is constant data.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Access } from '../access.ts'

export const KERNEL_WRITE = rule({
  code: 'kernel-write',
  title: 'A write to kernel memory',
  explanation:
    'A program can read the structs of the kernel and change none of them. It acts through its verdict, and keeps what it wants to remember in a global or a map.',
  verifier: ['only read is supported'],
  example: bodies('if (oc->chosen_points > 7)\n\treturn 3;', 'oc->chosen_points = 7;'),
})

export const CONSTANT_WRITE = rule({
  code: 'constant-write',
  title: 'A write to constant data',
  explanation: 'Constants and string literals lie in a map that the program can only read.',
  verifier: ['write into map forbidden, value_size=%d off=%d size=%d'],
  example: bodies(
    'char text[] = "ab";\ntext[0] = 1;\nbpf_printk("%s", text);',
    '*(volatile char *)limits = 1;',
    'static const char limits[4] = { 1, 2, 3, 4 };',
  ),
})

/** A store through a pointer to a kernel struct or to constant data. */
export function kernelWriteProblem({ pointer, place, write }: Access): Diagnostic | null {
  if (!write) return null
  const { region } = pointer
  if (region.kind === 'kernel') {
    return problem(
      KERNEL_WRITE,
      place.span,
      'A program can read the structs of the kernel but not change them. Answer with a verdict, or keep the value in a global or a map.',
      { verifier: 'only read is supported' },
    )
  }
  if (region.kind === 'global' && region.readonly) {
    return problem(
      CONSTANT_WRITE,
      place.span,
      `'${region.name}' is constant: it is loaded into memory that the program cannot change.`,
      {
        verifier: `write into map forbidden, value_size=${region.size} off=${pointer.offset.min} size=${place.type.kind === 'int' ? place.type.bits / 8 : 8}`,
      },
    )
  }
  return null
}
