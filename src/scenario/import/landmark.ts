// Tells the lines that show where a report begins and how far it goes. The rest of a report is read in `parse-report.ts`.

import { isRowStart } from './task-table.ts'

export type Landmark =
  | { kind: 'header' | 'kernel' | 'memory' | 'table' | 'row' | 'summary' | 'group' | 'outcome' }
  | { kind: 'selected' | 'killed'; pid: number }
  | { kind: 'reaped'; pid: number }

const KERNEL = /^(?:CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: |Pid: \d+, comm: )/
const KILLED = /Killed process (\d+)[, (]/
const SELECTED = /[Kk]ill process (\d+) \(/
const REAPED = /oom_reaper: (?:reaped process |unable to reap pid:)(\d+)/
const OUTCOME =
  /no killable processes|is already exiting\. Skip|System is deadlocked on memory|panic_on_oom is enabled|OOM request ignored/
const MEMORY =
  /^(?:Mem-[Ii]nfo:|memory: usage \d|Task in \/|Memory limit reached of cgroup|Memory cgroup stats for |(?:Free|Total) swap +=|\d+ pages (?:of )?RAM)/

/** What a line without its prefix is, or null. */
export function landmarkOf(line: string): Landmark | null {
  const text = line.trimStart()
  if (/(?:^| )invoked oom-killer/.test(text)) return { kind: 'header' }
  if (KERNEL.test(text)) return { kind: 'kernel' }
  if (/^\[\s*pid\s*\]/.test(text)) return { kind: 'table' }
  if (isRowStart(text)) return { kind: 'row' }
  if (text.startsWith('oom-kill:')) return { kind: 'summary' }
  if (MEMORY.test(text)) return { kind: 'memory' }
  if (text.startsWith('Tasks in /')) return { kind: 'group' }
  if (OUTCOME.test(text)) return { kind: 'outcome' }
  const reaped = REAPED.exec(text)
  if (reaped !== null) return { kind: 'reaped', pid: Number(reaped[1]) }
  const killed = KILLED.exec(text)
  if (killed !== null) return { kind: 'killed', pid: Number(killed[1]) }
  const selected = text.endsWith('sharing same memory') ? null : SELECTED.exec(text)
  return selected === null ? null : { kind: 'selected', pid: Number(selected[1]) }
}

/** The beginning of a line that names who is killed, broken off before the pid. */
export const isBrokenKill = (line: string): boolean =>
  /[Oo]ut of [Mm]emory:?(?: Kill(?:ed)?)?(?: process)?\s*$/.test(line)
