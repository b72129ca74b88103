// The kernels that the playground knows, and how their releases compare.
// Layouts, log formats and rules that differ between kernels say so with `since` and `until` in the tables of this folder.

/** The kernels a scenario can name: 6.1 = 6.1.192, 6.12 = 6.12.117, 7.3 = 7.3.4. */
export const KERNEL_VERSIONS = ['6.1', '6.12', '7.3'] as const

export type KernelVersion = (typeof KERNEL_VERSIONS)[number]

/** A kernel release such as `6.2`, as `since` and `until` name it. */
export type Release = `${number}.${number}`

export const isKernelVersion = (text: string): text is KernelVersion =>
  (KERNEL_VERSIONS as readonly string[]).includes(text)

/** Negative when `a` came out before `b`, 0 when they are the same release, positive otherwise. */
export function compareReleases(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}

/** True when something that exists from `since` on and is gone in `until` exists in `kernel`. */
export const existsIn = (kernel: KernelVersion, row: { since?: Release; until?: Release }): boolean =>
  (row.since === undefined || compareReleases(kernel, row.since) >= 0) &&
  (row.until === undefined || compareReleases(kernel, row.until) < 0)
