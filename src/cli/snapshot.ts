// `snapshot`: makes a scenario of what oom-snapshot.sh printed on a live machine.

import { importSnapshot } from '../scenario/import/snapshot.ts'
import { printScenario } from '../scenario/print.ts'
import { formatProblem } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export function snapshot(args: readonly string[], io: Io): number {
  const { positionals } = readOptions(args, {})
  const [file, ...more] = positionals
  refusePositionals(more)
  let text: string
  try {
    text = io.readFile(required(file, 'The snapshot'))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`The snapshot cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { value, problems } = importSnapshot(text)
  const shown = problems.map(formatProblem).join('\n')
  if (value === null) throw new UsageError(shown)
  io.err(shown)
  io.out(printScenario(value).trimEnd())
  return EXIT.ran
}
