// Turns the events of a round into what people see of it: the kernel's log lines, who was killed and why, and how the round ended.

import { assertNever } from '../../policy/types.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import type { RawEvent } from './control.ts'
import type { KillMessage } from '../report/kernel-log.ts'
import {
  formatAlreadyExiting,
  formatGroup,
  formatHeader,
  formatKilled,
  formatPanicOnOom,
  formatPinned,
  formatSummary,
  NO_KILLABLE,
  PANIC_DEADLOCK,
} from '../report/kernel-log.ts'
import type { Constraint, Kill, LogLine, RoundOutcome } from '../trace/trace.ts'

/** What the events name by addresses. */
export interface EventNames {
  /** The task of the scenario that a task_struct stands for, and the id of that very thread; null for the idle task. */
  task(address: number): { index: number; pid: number } | null
  /** The task whose numbers the address space of a task has. */
  memoryOf(index: number): number
  cgroupPath(memcg: number): string
}

export interface RoundLog {
  log: readonly LogLine[]
  kills: readonly Kill[]
  /** Null where the events say nothing: the scan was aborted. */
  outcome: RoundOutcome | null
}

/** `policyName` is the name as it was when the report was printed, `constraint` what was short then. */
export function readEvents(
  events: readonly RawEvent[],
  names: EventNames,
  scenario: Scenario,
  { policyName, constraint }: { policyName: string; constraint: Constraint },
): RoundLog {
  const { oom, machine } = scenario
  const log: LogLine[] = []
  const kills: Kill[] = []
  let outcome: RoundOutcome | null = null
  let message: KillMessage = oom.scope.kind === 'memcg' ? 'Memory cgroup out of memory' : 'Out of memory'
  let group = false

  const invokerIndex = scenario.tasks.findIndex((task) => task.pid === oom.invokerPid)
  const taskAt = (index: number): Task => {
    const task = scenario.tasks[index]
    if (task === undefined) throw new Error(`an event names task ${index} of ${scenario.tasks.length}`)
    return task
  }
  const named = (address: number): { index: number; pid: number; task: Task } => {
    const found = names.task(address)
    if (found === null) throw new Error(`an event names ${address}, which is no task of the scenario`)
    return { ...found, task: taskAt(found.index) }
  }
  const print = (text: string, task: number | null): void => void log.push({ text, task })
  const printHeader = (): void => {
    if (invokerIndex >= 0) print(formatHeader(taskAt(invokerIndex), scenario, policyName), invokerIndex)
  }
  /** A process may be killed twice (with its group) and dies once. */
  const dead = new Set<number>()
  const kill = (task: number, reason: Kill['reason']): void => {
    outcome = 'killed'
    if (dead.has(task)) return
    dead.add(task)
    kills.push({ task, reason })
  }

  for (const event of events) {
    switch (event.kind) {
      case 'current-exiting':
      case 'already-dying':
        outcome = 'already-dying'
        break
      case 'no-fs':
      case 'notifiers':
        outcome = 'nobody'
        break
      case 'panic-on-oom':
        printHeader()
        print(formatPanicOnOom(machine.sysctl.panic_on_oom === 2 ? 2 : 1), null)
        outcome = 'panic'
        break
      case 'no-killable':
        printHeader()
        print(NO_KILLABLE, null)
        outcome = 'nobody'
        break
      case 'panic-deadlocked':
        print(PANIC_DEADLOCK, null)
        outcome = 'panic'
        break
      case 'allocating-task':
        message = 'Out of memory (oom_kill_allocating_task)'
        break
      case 'report': {
        const victim = named(event.task)
        printHeader()
        print(formatSummary(victim.task, scenario, constraint), victim.index)
        break
      }
      case 'kill': {
        const { index, pid, task } = named(event.task)
        print(formatKilled(message, pid, task, taskAt(names.memoryOf(index))), index)
        kill(index, group ? 'oom-group' : 'victim')
        break
      }
      case 'kill-sharer':
        kill(named(event.task).index, 'shares-mm')
        break
      case 'pinned-by-init': {
        const victim = named(event.task)
        print(formatPinned(victim.pid, victim.task, named(event.other).task), victim.index)
        break
      }
      case 'already-exiting': {
        const { index, task } = named(event.task)
        print(formatAlreadyExiting(message, task), index)
        outcome ??= 'already-dying'
        break
      }
      case 'oom-group':
        group = true
        print(formatGroup(names.cgroupPath(event.memcg)), null)
        break
      default:
        assertNever(event.kind)
    }
  }
  return { log, kills, outcome }
}
