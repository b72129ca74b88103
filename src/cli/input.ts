// Reads what the commands work on: a policy's text and a scenario, from a file or from the galleries.

import type { KernelVersion } from '../kernel/versions.ts'
import { isKernelVersion, KERNEL_VERSIONS } from '../kernel/versions.ts'
import type { GalleryPolicy } from '../gallery/policy.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { loadLanguage } from '../policy/source.ts'
import type { PolicyLanguage } from '../document/policy.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import type { Problem } from '../scenario/problem.ts'
import { parseScenario } from '../scenario/validate.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import type { MapEntry, PolicySource } from '../document/policy.ts'
import type { Io } from './io.ts'
import { readMaps, readParameters, required } from './options.ts'
import { UsageError } from './problem.ts'

const GALLERY = 'gallery:'

function readText(path: string, what: string, io: Io): string {
  try {
    return io.readFile(path)
  } catch (error) {
    throw new UsageError(`The ${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fromGallery<T extends { id: string }>(gallery: readonly T[], name: string, what: string): T {
  const id = name.slice(GALLERY.length)
  const found = gallery.find((entry) => entry.id === id)
  if (found === undefined) {
    throw new UsageError(`The gallery has no ${what} "${id}". It has: ${gallery.map((entry) => entry.id).join(', ')}.`)
  }
  return found
}

export interface NamedPolicy {
  title: string
  /** What a file of the policy is called: `x.bpf.c`, without a folder. */
  fileName: string
  policy: PolicySource
  /** The entry of the gallery that it came from. */
  gallery: GalleryPolicy | null
}

/** The language of a policy by the name of its file: TypeScript ends in `.ts`, all else is C. */
const languageOf = (name: string): PolicyLanguage => (name.endsWith('.ts') ? 'typescript' : 'c')

/** The policy of a file or of `gallery:ID`, with a title for it, and its language ready to be compiled. */
export async function readPolicy(name: string, io: Io): Promise<NamedPolicy> {
  const named = readNamed(name, io)
  await loadLanguage(named.policy.language)
  return named
}

function readNamed(name: string, io: Io): NamedPolicy {
  if (name.startsWith(GALLERY)) {
    const gallery = fromGallery(POLICY_GALLERY, name, 'policy')
    return {
      title: gallery.title,
      fileName: `${gallery.id}.bpf.c`,
      policy: { language: 'c', text: gallery.text },
      gallery,
    }
  }
  const base = name.replace(/^.*[/\\]/s, '')
  return {
    title: base,
    fileName: `${base.replace(/(\.bpf|\.policy)?\.(?:[ch]|ts)$/, '')}.bpf.c`,
    policy: { language: languageOf(base), text: readText(name, 'policy', io) },
    gallery: null,
  }
}

/** The scenario of a file or of `gallery:ID`. Warnings go to stderr; a scenario with errors is unreadable input. */
export function readScenario(name: string, io: Io): { reference: PlaygroundDocument['scenario']; scenario: Scenario } {
  if (name.startsWith(GALLERY)) {
    const { id, scenario } = fromGallery(SCENARIO_GALLERY, name, 'scenario')
    return { reference: { kind: 'gallery', id }, scenario }
  }
  const { value, problems } = parseScenario(readText(name, 'scenario', io))
  if (value === null || problems.some((p) => p.severity === 'error')) {
    throw new UsageError(`The scenario ${name} is not valid:\n${problems.map(formatProblem).join('\n')}`)
  }
  for (const problem of problems) io.err(formatProblem(problem))
  return { reference: { kind: 'inline', scenario: value }, scenario: value }
}

/** The kernel of `--kernel`, or the one that stands in for it. */
export function readKernel(given: string | undefined, missing: KernelVersion): KernelVersion {
  if (given === undefined) return missing
  if (isKernelVersion(given)) return given
  throw new UsageError(`--kernel ${given} is not known. Known are: ${KERNEL_VERSIONS.join(', ')}.`)
}

/** What `run` and `link encode` take: a policy on a machine, with parameters and map contents. */
export interface Play {
  title: string
  policy: PolicySource
  reference: PlaygroundDocument['scenario']
  scenario: Scenario
  parameters: Record<string, string>
  maps: Record<string, readonly MapEntry[]>
}

/** The options of `Play`; the arguments of --param and --map as they were given. */
export interface PlayOptions {
  policy?: string | undefined
  scenario?: string | undefined
  param?: readonly string[] | undefined
  map?: readonly string[] | undefined
}

export const PLAY_OPTIONS = {
  policy: { type: 'string' },
  scenario: { type: 'string' },
  param: { type: 'string', multiple: true },
  map: { type: 'string', multiple: true },
} as const

/**
 * Reads all that a run needs. A policy of the gallery brings its own parameters and map contents to the scenario that it was written for;
 * what is given on the command line takes their place by name.
 */
export async function readPlay(options: PlayOptions, io: Io): Promise<Play> {
  const { title, policy, gallery } = await readPolicy(required(options.policy, '--policy'), io)
  const { reference, scenario } = readScenario(required(options.scenario, '--scenario'), io)
  const own = reference.kind === 'gallery' && reference.id === gallery?.bestScenario ? gallery : null
  return {
    title,
    policy,
    reference,
    scenario,
    parameters: { ...own?.parameters, ...readParameters(options.param ?? []) },
    maps: { ...own?.maps, ...readMaps(options.map ?? []) },
  }
}

export const formatProblem = (problem: Problem): string =>
  `${problem.severity}: ${problem.place === '' ? '' : `${problem.place}: `}${problem.message}`
