// Lifts what old links and files hold to the present format, one version at a time. A new version adds one function here and one stored
// link to the tests; the old functions and links stay forever.

import { DOCUMENT_VERSION } from '../document/document.ts'

/** Makes the value of the next version of a value of one version. It is given anything and must not throw. */
export type Upgrader = (value: unknown) => unknown

/** By the version that they lift: `UPGRADERS.get(1)` makes version 2 of version 1. */
export const UPGRADERS: ReadonlyMap<number, Upgrader> = new Map()

/** The value in the format of version `to`. */
export function upgrade(
  value: unknown,
  from: number,
  upgraders: ReadonlyMap<number, Upgrader> = UPGRADERS,
  to: number = DOCUMENT_VERSION,
): unknown {
  let lifted = value
  for (let version = from; version < to; version++) {
    const lift = upgraders.get(version)
    if (lift === undefined) throw new Error(`no upgrader from version ${version}`)
    lifted = lift(lifted)
  }
  return lifted
}
