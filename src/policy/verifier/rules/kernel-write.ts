// Kernel memory is read-only for a program, and so is constant data.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Access } from '../access.ts'

/** A store through a pointer to a kernel struct or to constant data. */
export function kernelWriteProblem({ pointer, place, write }: Access): Diagnostic | null {
  if (!write) return null
  const { region } = pointer
  if (region.kind === 'kernel') {
    return {
      code: 'kernel-write',
      severity: 'error',
      span: place.span,
      message:
        'A program can read the structs of the kernel but not change them. Answer with a verdict, or keep the value in a global or a map.',
      verifier: 'only read is supported',
    }
  }
  if (region.kind === 'global' && region.readonly) {
    return {
      code: 'constant-write',
      severity: 'error',
      span: place.span,
      message: `'${region.name}' is constant: it is loaded into memory that the program cannot change.`,
      verifier: `write into map forbidden, value_size=${region.size} off=${pointer.offset.min} size=${place.type.kind === 'int' ? place.type.bits / 8 : 8}`,
    }
  }
  return null
}
