// The cgroup tree of a scenario from its file: the root is always there and first, parents come before their children, ids are unique.

import type { CgroupFile } from './format.ts'
import type { Cgroup } from './model.ts'
import { readExtras, readLimit, readPages } from './read-size.ts'
import { type Report, joinPlace } from './report.ts'
import { ancestorsOf } from './usage.ts'
import { parentPath } from './cgroup-path.ts'

const ROOT = '/'
/** What a cgroup holds beside processes. */
const EXTRA_KEYS: readonly string[] = ['kernelMemory', 'slab', 'fileCache'] satisfies readonly (keyof CgroupFile)[]

/** Keys that say something of the memory controller. */
const ofController = (file: CgroupFile): string[] =>
  Object.keys(file).filter((key) => key.startsWith('memory.') || EXTRA_KEYS.includes(key))

const ROOT_ID = 1

interface Row {
  file: CgroupFile
  place: string
}

/** Cgroups in the order in which they came online. Missing ancestors are added in front of the first that needs them. */
export function buildCgroups(files: readonly CgroupFile[], report: Report): Cgroup[] {
  const rows = inTreeOrder(files, report)
  const taken = new Set(files.map((file) => file.id).filter((id) => id !== undefined))
  let next = ROOT_ID
  const makeId = (): number => {
    do next++
    while (taken.has(next))
    return next
  }
  const seen = new Set<number>()
  const uncontrolled = new Set<string>()
  const withoutCpu = new Set<string>()
  /** A controller is enabled from the root down: below a cgroup without it nobody has it. */
  const lacksCpu = ({ file: { path, cpu } }: Row): boolean => {
    const lacks = path !== ROOT && (cpu === false || withoutCpu.has(parentPath(path)))
    if (lacks) withoutCpu.add(path)
    return lacks
  }
  const build = (row: Row, id: number): Cgroup => {
    if (row.file.path === ROOT) return buildRoot(row, report)
    if (row.file.memory !== false && !uncontrolled.has(parentPath(row.file.path))) return buildCgroup(row, id, report)
    uncontrolled.add(row.file.path)
    return buildUncontrolled(row, id, report)
  }
  return rows.map((row) => {
    const id = row.file.path === ROOT ? ROOT_ID : (row.file.id ?? makeId())
    if (seen.has(id))
      report.error(
        'duplicate-id',
        joinPlace(row.place, 'id'),
        `Another cgroup has the id ${id} already; the root's is ${ROOT_ID}.`,
      )
    seen.add(id)
    const cgroup = build(row, id)
    return lacksCpu(row) ? { ...cgroup, cpu: false } : cgroup
  })
}

/** Without the memory controller there are none of its files. */
function buildUncontrolled({ file, place }: Row, id: number, report: Report): Cgroup {
  for (const key of ofController(file))
    report.warn(
      'no-controller',
      joinPlace(place, key),
      `The memory controller is not enabled in ${file.path}, so it has no ${key}; it was left out.`,
    )
  const { path, cssSetSeq } = file
  return { ...buildCgroup({ file: { path, cssSetSeq }, place }, id, report), memory: false }
}

function inTreeOrder(files: readonly CgroupFile[], report: Report): Row[] {
  const named = new Map<string, Row>()
  files.forEach((file, index) => {
    const place = joinPlace('cgroups', index)
    if (named.has(file.path)) report.error('duplicate-cgroup', place, `The cgroup ${file.path} is in the list already.`)
    else named.set(file.path, { file, place })
  })
  const ordered = new Map<string, Row>([[ROOT, named.get(ROOT) ?? { file: { path: ROOT }, place: 'cgroups' }]])
  for (const [path, row] of named) {
    for (const ancestor of ancestorsOf(path)) {
      if (ordered.has(ancestor)) continue
      const known = named.get(ancestor)
      if (known === undefined)
        report.warn(
          'parent-added',
          row.place,
          `The parent ${ancestor} of ${path} is not in the list; it was added without limits.`,
        )
      else if (ancestor !== path)
        report.warn('parent-moved', known.place, `${ancestor} stands after its child ${path}; it was moved before it.`)
      ordered.set(ancestor, known ?? { file: { path: ancestor }, place: row.place })
    }
  }
  return [...ordered.values()]
}

/** The root has no files of the memory controller: whatever is said about it cannot be. */
function buildRoot({ file, place }: Row, report: Report): Cgroup {
  for (const key of ofController(file))
    report.warn(
      'root-limit',
      joinPlace(place, key),
      EXTRA_KEYS.includes(key)
        ? `What the root cgroup holds is said of the machine: write it as machine.${key}. It was left out.`
        : `The root cgroup has no ${key}; it was left out.`,
    )
  if (file.memory === false)
    report.warn('root-limit', joinPlace(place, 'memory'), 'The root always has the memory controller.')
  if (file.cpu === false) report.warn('root-limit', joinPlace(place, 'cpu'), 'The root always has the cpu controller.')
  if (file.id !== undefined && file.id !== ROOT_ID)
    report.warn('root-id', joinPlace(place, 'id'), `The id of the root cgroup is ${ROOT_ID}; ${file.id} was left out.`)
  return buildCgroup({ file: { path: ROOT, cssSetSeq: file.cssSetSeq }, place }, ROOT_ID, report)
}

function buildCgroup({ file, place }: Row, id: number, report: Report): Cgroup {
  const limit = (key: 'memory.max' | 'memory.high' | 'memory.swap.max' | 'memory.current' | 'memory.swap.current') =>
    readLimit(file[key], joinPlace(place, key), report)
  const protection = (key: 'memory.low' | 'memory.min') => readPages(file[key] ?? 0, joinPlace(place, key), report)
  return {
    path: file.path,
    id,
    memoryMaxPages: limit('memory.max'),
    memoryHighPages: limit('memory.high'),
    memoryLowPages: protection('memory.low'),
    memoryMinPages: protection('memory.min'),
    swapMaxPages: limit('memory.swap.max'),
    usagePages: limit('memory.current'),
    swapUsagePages: limit('memory.swap.current'),
    oomGroup: file['memory.oom.group'] === 1,
    ...readExtras(file, place, report),
    ...(file.cssSetSeq === undefined ? {} : { cssSetSeq: file.cssSetSeq }),
  }
}
