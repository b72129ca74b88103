// How the records of a report begin and end, wherever in a line they stand. By them it is learned what loggers wrote around a line.

/** Beginnings that nothing else has: what stands before one of them is not the kernel's. */
const STARTS = [
  'Mem-[Ii]nfo:',
  String.raw`CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: `,
  String.raw`Pid: \d+, comm: `,
  'oom-kill:constraint=',
  String.raw`\[\s{0,8}pid\s{0,8}\]\s+uid\s+tgid\s`,
  String.raw`Tasks state \(memory values`,
  'Kernel panic - not syncing: (?:Out of memory: )?',
  '(?:Memory cgroup out|Out) of [Mm]emory(?=[:( ])',
  'Memory cgroup (?:stats for|min protection) ',
  String.raw`(?:memory(?:\+swap)?|swap|kmem): usage \d`,
  'Memory limit reached of cgroup ',
  'Tasks? in /',
  '(?:Free|Total) swap += ',
  String.raw`\d+ pages (?:of )?RAM\b`,
  'oom_reaper: (?:reaped|unable)',
  // A row of the task table: six numbers behind the pid in brackets.
  String.raw`\[ {0,8}\d{1,8}\](?:\s{1,12}-?\d{1,20}){6}\s`,
]

const START = new RegExp(STARTS.join('|'))

/** Beginnings that may also stand in the middle of another record; where several records share a line, they begin one. */
const LOOSE_STARTS = [
  String.raw`\d+ (?:total pagecache pages|pages (?:HighMem|reserved|cma reserved|hwpoisoned|in swap cache))`,
  'Call Trace:',
  'Hardware name: ',
  String.raw`(?<!\w)active_anon:\d+ `,
  String.raw`Node \d+ \w+ free:`,
  String.raw`(?<!memory(?: \(\w+\))?: )Killed process \d`,
]
const EVERY_START = new RegExp([...STARTS, ...LOOSE_STARTS].join('|'), 'g')

/** Where the first record of a line begins; -1 where none is known to begin in it. */
export const startOfRecord = (line: string): number => START.exec(line)?.index ?? -1

/** Where every record of a line begins that is known to begin in it. */
export const startsOfRecords = (line: string): number[] => [...line.matchAll(EVERY_START)].map(({ index }) => index)

/** Records whose last characters are known, up to them. */
const END =
  /^(?:.*?Mem-[Ii]nfo:|.*(?:swap += \d+kB|\d pages (?:of )?RAM|\boom_score_adj +name|memory values in pages\):|failcnt \d+|shmem-rss:\d+kB|oom_score_adj[:=]-?\d+|,uid=\d+))/

/** Where the record at the start of a text ends; -1 where that is not known. */
export const endOfRecord = (record: string): number => END.exec(record)?.[0].length ?? -1
