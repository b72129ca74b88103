// `trace`: prints the statements of one iteration in the order in which they ran, of the policy and of the kernel's code, with the values
// that each was about to read.

import { KERNEL_FILES, KERNEL_SOURCE } from '../kernel/sources.ts'
import type { Span } from '../policy/span.ts'
import { lineColumnAt, lineStarts } from '../policy/span.ts'
import { compilePolicy } from '../policy/compile.ts'
import type { Moment } from '../simulator/trace/moment.ts'
import type { Recording, StatementSite } from '../simulator/trace/recording.ts'
import { DebugSession } from '../simulator/debug/session.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

interface Row {
  number: number
  site: StatementSite
  depth: number
  moment: Moment
}

/** A number of `--round` or `--step`, counted from 1. */
function readCount(text: string, option: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`${option} ${text}: write a number from 1 on.`)
  return Number(text)
}

export async function trace(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    ...PLAY_OPTIONS,
    round: { type: 'string', default: '1' },
    step: { type: 'string' },
    // What --step was called before.
    iteration: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const input = await readPlay(values, io)
  const round = readCount(values.round, '--round')
  const iteration = readCount(required(values.step ?? values.iteration, '--step'), '--step')
  const { value, diagnostics } = compilePolicy(input.policy, input.scenario.kernel)
  if (value === null) {
    io.err(formatDiagnostics(diagnostics, input.policy.text, values.policy ?? '').join('\n'))
    return EXIT.policyHasErrors
  }
  const session = new DebugSession(input)
  const rows = readRows(session, { round: round - 1, stretch: iteration - 1 })
  if (rows === null) throw new UsageError(`The run has no step ${iteration} in round ${round}.`)
  const placeOf = placesOf(input.policy.text)
  if (values.json) {
    const statements = rows.map(({ number, site, depth, moment }) => ({
      statement: number + 1,
      origin: site.origin,
      function: site.function,
      ...placeOf(site),
      depth,
      ...moment,
    }))
    io.out(JSON.stringify({ round, iteration, statements }, null, 2))
  } else {
    for (const row of rows) {
      const text = row.site.origin === 'policy' ? input.policy.text : KERNEL_SOURCE
      io.out(formatRow(row, placeOf(row.site), ({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ')))
    }
  }
  return EXIT.ran
}

/** All statements of a stretch, window after window. */
function readRows(session: DebugSession, at: { round: number; stretch: number }): Row[] | null {
  const rows: Row[] = []
  for (;;) {
    const recording: Recording | null = session.record({ ...at, wanted: rows.length })
    if (recording === null) return null
    const { from, moments, site, depth, sites } = recording
    moments.slice(rows.length - from).forEach((moment, index) => {
      const number = Math.max(from, rows.length - index) + index
      const place = sites[site[number] ?? -1]
      if (place !== undefined) rows.push({ number, site: place, depth: depth[number] ?? 0, moment })
    })
    if (moments.length === 0 || rows.length >= site.length) return rows
  }
}

interface SourcePlace {
  file: string
  line: number
  text: string
}

/** Finds file and line of sites: of the policy, or of a file of the kernel's part. */
function placesOf(policyText: string): (site: StatementSite) => SourcePlace {
  const policy = lineStarts(policyText)
  const kernel = lineStarts(KERNEL_SOURCE)
  return ({ origin, span }) => {
    const ofPolicy = origin === 'policy'
    const text = ofPolicy ? policyText : KERNEL_SOURCE
    const { line } = lineColumnAt(ofPolicy ? policy : kernel, span.start)
    const end = text.indexOf('\n', span.start)
    const shown = text.slice(span.start, Math.min(span.end, end < 0 ? text.length : end)).trim()
    if (ofPolicy) return { file: 'policy', line, text: shown }
    const file = KERNEL_FILES.findLast((one) => one.line <= line)
    return { file: file?.name ?? '', line: line - (file?.line ?? 1) + 1, text: shown }
  }
}

function formatRow({ number, depth, moment }: Row, place: SourcePlace, sourceOf: (span: Span) => string): string {
  const values = moment.reads.map(
    ({ span, text, unit }) => `${sourceOf(span)} = ${text}${unit === null ? '' : ` ${unit}`}`,
  )
  const returned = moment.returned === null ? '' : `  ${moment.returned.function}() = ${moment.returned.text}`
  const read = values.length === 0 ? '' : `  [${values.join('; ')}]`
  const where = `${place.file}:${place.line}`
  return `${String(number + 1).padStart(5)}  ${where.padEnd(18)} ${'  '.repeat(depth - 1)}${place.text}${read}${returned}`
}
