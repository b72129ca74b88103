// Reads what the commands work on: a policy's text and a scenario, from a file or from the galleries.

import { POLICY_GALLERY } from '../policy/gallery/index.ts'
import { SCENARIO_GALLERY } from '../scenario/gallery/index.ts'
import type { Scenario } from '../scenario/model.ts'
import type { Problem } from '../scenario/problem.ts'
import { parseScenario } from '../scenario/validate.ts'
import type { PlaygroundDocument } from '../share/document.ts'
import type { PolicySource } from '../simulator/engine.ts'
import type { Io } from './io.ts'
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

/** The policy of a file or of `gallery:ID`, with a title for it. */
export function readPolicy(name: string, io: Io): { title: string; policy: PolicySource } {
  if (name.startsWith(GALLERY)) {
    const entry = fromGallery(POLICY_GALLERY, name, 'policy')
    return { title: entry.title, policy: { language: 'c', text: entry.text } }
  }
  return { title: name, policy: { language: 'c', text: readText(name, 'policy', io) } }
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

export const formatProblem = (problem: Problem): string =>
  `${problem.severity}: ${problem.place === '' ? '' : `${problem.place}: `}${problem.message}`
