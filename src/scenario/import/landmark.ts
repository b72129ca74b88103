// Tells the lines that show where a report begins and how far it goes. The rest of a report is read in `parse-report.ts`.

import { isRowStart } from './task-table.ts'

export type Landmark =
  | { kind: 'header' | 'memory' | 'table' | 'row' | 'summary' | 'group' | 'outcome' }
  | { kind: 'selected' | 'killed'; pid: number }
  | { kind: 'reaped'; pid: number }

/** Says cheaply of a line of any log, prefix and all, whether it can be a landmark. */
export const maybeLandmark = (line: string): boolean => CANDIDATE.test(line)

// journalctl writes a message that is not UTF-8 as numbers: what it says shows only when it is taken apart.
const CANDIDATE =
  /"MESSAGE" ?: ?\[|oom|ill(?:ed)? process \d|Out of memory|Mem-Info|memory: usage|cgroup|Tasks? in \/|\[\s{0,8}pid\s{0,8}\]|\[ {0,8}\d{1,8}\] {1,8}-?\d{1,10} {1,8}\d/

const KILLED = /Killed process (\d+)[, (]/
const SELECTED = /[Kk]ill process (\d+) \(/
const REAPED = /oom_reaper: (?:reaped process |unable to reap pid:)(\d+)/
const OUTCOME =
  /no killable processes|is already exiting\. Skip|System is deadlocked on memory|panic_on_oom is enabled|OOM request ignored/
const MEMORY = /^(?:Mem-Info:|memory: usage \d|Task in \/|Memory limit reached of cgroup|Memory cgroup stats for )/

/** What a line without its prefix is, or null. */
export function landmarkOf(line: string): Landmark | null {
  const text = line.trimStart()
  if (text.includes(' invoked oom-killer')) return { kind: 'header' }
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
