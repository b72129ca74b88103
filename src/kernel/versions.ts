// The kernels that the playground knows, and how releases compare. What differs between them are rows with `since` and `until` in the tables of
// this folder; code outside asks those rows and never compares releases itself.

/** A kernel release such as `6.2`, as `since` and `until` name it. Before 3.0 the third number belongs to it: `2.636` is 2.6.36. */
export type Release = `${number}.${number}`

interface KernelRow {
  version: Release
  /** Of the point release whose source was read: 192 of 6.1.192; 0 for one read before its release. LINUX_VERSION_CODE and reports have it. */
  patch: number
}

/** The kernels a scenario can name, the oldest first. */
const KERNELS = [
  { version: '6.1', patch: 192 },
  { version: '6.12', patch: 117 },
  { version: '7.3', patch: 4 },
  { version: '7.4', patch: 0 },
] as const satisfies readonly KernelRow[]

export type KernelVersion = (typeof KERNELS)[number]['version']

const [OLDEST, ...NEWER] = KERNELS

export const KERNEL_VERSIONS: readonly [KernelVersion, ...KernelVersion[]] = [
  OLDEST.version,
  ...NEWER.map(({ version }) => version),
]

/** The kernel of a scenario that names none. */
export const DEFAULT_KERNEL: KernelVersion = '6.12'

export const isKernelVersion = (text: string): text is KernelVersion => KERNEL_VERSIONS.some((known) => known === text)

const numbersOf = (release: string): [major: number, minor: number] => {
  const [major = 0, minor = 0] = release.split('.').map(Number)
  return [major, minor]
}

/** The three numbers of the point release that a kernel stands for. */
export function pointRelease(kernel: KernelVersion): readonly [major: number, minor: number, patch: number] {
  return [...numbersOf(kernel), KERNELS.find(({ version }) => version === kernel)?.patch ?? 0]
}

/** Negative when `a` came out before `b`, 0 when they are the same release, positive otherwise. */
export function compareReleases(a: Release, b: Release): number {
  const [majorA, minorA] = numbersOf(a)
  const [majorB, minorB] = numbersOf(b)
  return majorA - majorB || minorA - minorB
}

/** From which release on a row holds, and in which one it no longer does; without either, always. */
export interface Lifetime {
  since?: Release
  until?: Release
}

/** True when what the row says holds in a release. */
export const existsIn = (release: Release, { since, until }: Lifetime): boolean =>
  (since === undefined || compareReleases(release, since) >= 0) &&
  (until === undefined || compareReleases(release, until) < 0)

/** The first of the rows that holds in a release; undefined where none does. */
export const findRow = <R extends Lifetime>(release: Release, rows: readonly R[]): R | undefined =>
  rows.find((row) => existsIn(release, row))

/**
 * The row of a table that has one for every kernel of the playground.
 *
 * Errors: throws where there is none, since the table is ours. `versions.test.ts` asks every table for every kernel.
 */
export function rowFor<R extends Lifetime>(kernel: KernelVersion, rows: readonly R[]): R {
  const row = findRow(kernel, rows)
  if (row === undefined) throw new Error(`a table of src/kernel/ has no row for Linux ${kernel}`)
  return row
}

/** No series has had more than 20 releases; the third number of 2.6.32 counts for nothing here. */
const placeOf = (release: string): number => {
  const [major, minor] = numbersOf(release)
  return major * 20 + Math.min(minor, 19)
}

/** The kernel of the playground that a release is nearest to, by the number of releases between them; the older one of two. */
export function nearestKernel(release: string): KernelVersion {
  const distance = (kernel: KernelVersion): number => Math.abs(placeOf(kernel) - placeOf(release))
  return KERNEL_VERSIONS.reduce((best, kernel) => (distance(kernel) < distance(best) ? kernel : best))
}
