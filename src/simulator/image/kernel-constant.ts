// Values of the kernel's constants, by name, from the one table.

import { CONSTANTS } from '../../kernel/constants.ts'

const VALUES: ReadonlyMap<string, number> = new Map(CONSTANTS.map(({ name, value }) => [name, Number(value)]))

/** The value of a constant that fits a double; a name that the table does not have is a bug of ours. */
export function kernelConstant(name: string): number {
  const value = VALUES.get(name)
  if (value === undefined) throw new Error(`kernel/constants.ts has no ${name}`)
  return value
}
