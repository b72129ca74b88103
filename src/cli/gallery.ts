// `gallery`: the ids of the policies and scenarios that come with the playground, for `gallery:ID` in other commands.

import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT } from './problem.ts'
import { alignColumns } from './run-table.ts'

export function gallery(args: readonly string[], io: Io): number {
  const { values, positionals } = readOptions(args, { json: { type: 'boolean', default: false } })
  refusePositionals(positionals)
  const policies = POLICY_GALLERY.map(({ id, title, teaches }) => ({ id, title, teaches }))
  const scenarios = SCENARIO_GALLERY.map(({ id, scenario: { title, teaches } }) => ({ id, title, teaches }))
  if (values.json) io.out(JSON.stringify({ policies, scenarios }, null, 2))
  else {
    const list = (entries: typeof policies): string[] =>
      alignColumns(
        entries.map((e) => [`  ${e.id}`, `${e.title}. ${e.teaches}`]),
        () => false,
      )
    io.out(['Policies', ...list(policies), '', 'Scenarios', ...list(scenarios)].join('\n'))
  }
  return EXIT.ran
}
