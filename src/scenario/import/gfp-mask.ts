// The gfp mask of a log as the playground's kernels number it. The bits have moved between kernels, the names have not: where a log has
// names, they are what counts; where it has only a number, its kernel's meaning is not known.

import { gfpBits } from '../../kernel/gfp.ts'

/** The mask of the flags' names, and the names that no kernel of the playground knows. */
export function maskOfNames(names: readonly string[]): { mask: number; unknown: readonly string[] } {
  let mask = 0
  const unknown: string[] = []
  for (const name of names) {
    const bits = gfpBits(name)
    if (bits === null) unknown.push(name)
    else mask |= bits
  }
  return { mask: mask >>> 0, unknown }
}

/** __GFP_FS has kept its place in all kernels since 2.6. */
export const FS_BIT = gfpBits('__GFP_FS') ?? 0
