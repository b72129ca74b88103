// A run as Markdown, for a post-mortem: the machine, the policy, who died and why in numbers, and the kernel's report. What is in it was
// read from the trace; what the report assumes stands at its end.

import type { Scenario, Task } from '../scenario/model.ts'
import { PAGE_BYTES, formatSize } from '../scenario/size.ts'
import { isInside, residentPages } from '../scenario/usage.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import { KILL_WORDS, OUTCOME_WORDS } from './outcome-words.ts'
import type { Effect, RoundTrace, Rule, RunResult } from '../simulator/trace/trace.ts'
import { BADNESS_EXEMPTIONS, EFFECTS, LONG_MAX, LONG_MIN, RULES } from '../simulator/trace/trace.ts'

/** How many candidates of a round the table shows. */
const MAX_ROWS = 20

export interface AccountInput extends Pick<RunInput, 'policy' | 'parameters' | 'maps' | 'scenario'> {
  /** What the policy is called. */
  title: string
}

/** The kernel's report of a run, as `simulator/report/` prints it. */
export interface PrintedReport {
  lines: readonly string[]
  /** What the machine does not say, so that the report had to assume it. */
  assumptions: readonly string[]
}

/** The whole account. */
export function printAccount(input: AccountInput, run: RunResult, { lines, assumptions }: PrintedReport): string {
  const { scenario } = input
  const report = lines.length === 0 ? ['The kernel prints nothing in this run.'] : fenced(lines.join('\n'), '')
  return [
    `# ${plain(scenario.title)}: who died, and why`,
    '## Machine',
    ...machineLines(scenario),
    '## Policy',
    ...policyLines(input),
    ...run.rounds.flatMap((round, index) => roundLines(round, index, run, scenario)),
    ...(run.fault === null ? [] : ['## Fault', plain(run.fault.message)]),
    "## The kernel's report",
    report,
    ...(assumptions.length === 0 ? [] : ['Assumptions, as the machine does not say:', bullets(assumptions)]),
  ]
    .flat()
    .join('\n\n')
    .concat('\n')
}

const bullets = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

/** Text in which no character is Markdown. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`)

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))

/** A name as code, whatever is in it. Pipes are escaped, because tables take them for borders. */
function code(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1)
  const pad = text === '' || /^`|`$/.test(text) ? ' ' : ''
  return `${ticks}${pad}${text.replaceAll('\n', String.raw`\n`).replaceAll('|', String.raw`\|`)}${pad}${ticks}`
}

function fenced(text: string, language: string): string[] {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return [`${ticks}${language}\n${text.trimEnd()}\n${ticks}`]
}

const size = (pages: number): string => {
  const bytes = pages * PAGE_BYTES
  for (const [unit, factor] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
  ] as const)
    if (bytes >= 10 * factor) return `${Math.round(bytes / factor)} ${unit}`
  return String(formatSize(bytes))
}

const nameOf = (task: Task): string => `${code(task.comm)} (pid ${task.pid})`

function machineLines({ machine, kernel, tasks, oom, cgroups }: Scenario): string[] {
  const invoker = tasks.find((task) => task.pid === oom.invokerPid)
  const { scope } = oom
  const limit = scope.kind === 'memcg' ? cgroups.find(({ path }) => path === scope.path)?.memoryMaxPages : undefined
  const where =
    scope.kind === 'global'
      ? 'The whole machine ran out of memory'
      : `The cgroup ${code(scope.path)} reached its limit${typeof limit === 'number' ? ` of ${size(limit)}` : ''}`
  const inScope = scope.kind === 'global' ? tasks : tasks.filter(({ cgroup }) => isInside(cgroup, scope.path))
  return [
    bullets([
      `Linux ${kernel}, ${size(machine.ramPages)} of memory, ${size(machine.swapPages)} of swap, up for ${machine.uptimeSeconds} s`,
      `${tasks.length} processes, ${inScope.length} of them where the memory ran out`,
      `${where}${invoker === undefined ? '' : ` when ${nameOf(invoker)} asked for ${2 ** Math.max(oom.order, 0)} page(s)`}.`,
    ]),
  ]
}

function policyLines({ title, policy, parameters, maps }: AccountInput): string[] {
  const settings = [
    ...Object.entries(parameters).map(([name, value]) => `${code(name)} = ${code(value)}`),
    ...Object.entries(maps).flatMap(([name, entries]) =>
      entries.map(({ key, value }) => `${code(`${name}[${key}]`)} = ${code(value)}`),
    ),
  ]
  return [
    plain(title),
    ...(settings.length === 0 ? [] : [bullets(settings)]),
    ...fenced(policy.text, policy.language === 'c' ? 'c' : 'ts'),
  ]
}

function roundLines(round: RoundTrace, index: number, run: RunResult, { tasks }: Scenario): string[] {
  const chosen = round.chosen === null ? undefined : tasks[round.chosen]
  const killed = round.kills.flatMap(({ task, reason }) => {
    const victim = tasks[task]
    return victim === undefined
      ? []
      : [
          `${nameOf(victim)} in ${code(victim.cgroup)} died, because ${KILL_WORDS[reason].because}: ${size(residentPages(victim))} resident, ` +
            `${size(victim.swapPages)} in swap, oom_score_adj ${victim.oomScoreAdj}`,
        ]
  })
  return [
    `## Decision${run.rounds.length > 1 ? `, round ${index + 1} of ${run.rounds.length}` : ''}`,
    OUTCOME_WORDS[round.outcome].sentence,
    ...(killed.length === 0 ? [] : [bullets(killed)]),
    ...(round.walked
      ? [
          `Why: ${why(round, chosen)} The policy called itself ${code(round.policyName)}; the score was measured against ` +
            `${round.totalpages} pages (totalpages).`,
          table(round, tasks),
        ]
      : ['The kernel did not look at the processes one by one in this round.']),
  ]
}

/** What decided about the chosen one, from the last iteration that chose it. */
function why({ iterations, chosen, aborted }: RoundTrace, victim: Task | undefined): string {
  if (aborted) {
    const rule = RULES[iterations.rule[iterations.length - 1] ?? 0]
    return rule === 'policy' ? 'the policy aborted the walk.' : 'a victim of an earlier round is still dying.'
  }
  if (victim === undefined || chosen === null) return 'no process was left to choose.'
  for (let row = iterations.length - 1; row >= 0; row--) {
    if (iterations.task[row] !== chosen || EFFECTS[iterations.effect[row] ?? 0] !== 'select') continue
    const rule = RULES[iterations.rule[row] ?? 0]
    if (rule === 'policy') return `the policy selected ${nameOf(victim)}, and nothing replaced it afterwards.`
    if (rule === 'origin') return `${nameOf(victim)} is marked to go first (swapoff or KSM).`
    return `${nameOf(victim)} had the highest score of the kernel's rule, ${iterations.points[row]} pages; on a tie the last one wins.`
  }
  return `${nameOf(victim)} was chosen.`
}

const points = (value: bigint | undefined): string =>
  value === LONG_MIN ? 'never' : value === LONG_MAX ? 'first' : String(value ?? '')

/** The candidates as a table: the chosen and the largest, in the order of the walk. */
function table({ iterations, chosen }: RoundTrace, tasks: readonly Task[]): string {
  const rows = Array.from({ length: iterations.length }, (_, row) => row)
  const weight = (row: number): number => {
    const task = tasks[iterations.task[row] ?? 0]
    if (task === undefined) return 0
    return iterations.task[row] === chosen ? Infinity : residentPages(task) + task.swapPages
  }
  const shown = new Set([...rows].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_ROWS))
  const cells = rows
    .filter((row) => shown.has(row))
    .flatMap((row) => {
      const task = tasks[iterations.task[row] ?? 0]
      if (task === undefined) return []
      const rule: Rule = RULES[iterations.rule[row] ?? 0] ?? 'badness'
      const effect: Effect = EFFECTS[iterations.effect[row] ?? 0] ?? 'next'
      const exemption = BADNESS_EXEMPTIONS[iterations.exemption[row] ?? 0] ?? 'none'
      return [
        [
          iterations.task[row] === chosen ? `**${code(task.comm)}**` : code(task.comm),
          task.pid,
          code(task.cgroup),
          size(residentPages(task)),
          size(task.swapPages),
          task.oomScoreAdj,
          rule === 'badness' && exemption !== 'none' ? `${rule} (${exemption})` : rule,
          rule === 'badness' ? points(iterations.points[row]) : '',
          effect,
        ],
      ]
    })
  const headings = ['process', 'pid', 'cgroup', 'resident', 'swap', 'adj', 'decided by', 'points', 'effect']
  const line = (row: readonly (string | number)[]): string => `| ${row.join(' | ')} |`
  const left = rows.length - cells.length
  return [
    line(headings),
    line(headings.map(() => '---')),
    ...cells.map(line),
    ...(left > 0 ? ['', `${left} smaller processes are not shown.`] : []),
  ].join('\n')
}
