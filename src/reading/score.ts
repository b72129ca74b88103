// The kernel's score as a sum with the numbers of a task.

import type { Assumption } from '../scenario/assumption.ts'
import type { Task } from '../scenario/model.ts'
import { formatCount } from '../scenario/amounts.ts'
import { PAGE_BYTES } from '../scenario/size.ts'

/** A term of the sum, in pages. */
export interface ScoreTerm {
  label: string
  kernel: string
  pages: bigint
  note?: string
}

/** The three kinds of resident memory, or their sum where nobody knows the kinds. */
const residentTerms = (task: Task, kindsUnknown: boolean): ScoreTerm[] =>
  kindsUnknown
    ? [
        {
          label: 'Resident',
          kernel: 'get_mm_rss(mm)',
          pages: BigInt(task.anonPages + task.filePages + task.shmemPages),
          note: 'the log does not tell anonymous from file and shared memory',
        },
      ]
    : [
        { label: 'Anonymous', kernel: 'MM_ANONPAGES', pages: BigInt(task.anonPages) },
        { label: 'Files', kernel: 'MM_FILEPAGES', pages: BigInt(task.filePages) },
        { label: 'Shared memory', kernel: 'MM_SHMEMPAGES', pages: BigInt(task.shmemPages) },
      ]

/** The terms of oom_badness() (mm/oom_kill.c), each in pages. The division comes first, as in the kernel. `assumed`: what of the task nobody knows. */
export function badnessTerms(task: Task, totalpages: bigint, assumed?: ReadonlySet<Assumption>): ScoreTerm[] {
  const unit = totalpages / 1000n
  const adj = BigInt(task.oomScoreAdj)
  return [
    ...residentTerms(task, assumed?.has('rss-split') === true),
    { label: 'Swap', kernel: 'MM_SWAPENTS', pages: BigInt(task.swapPages) },
    {
      label: 'Page tables',
      kernel: 'pgtables_bytes / 4096',
      pages: BigInt(Math.floor(task.pgtablesBytes / PAGE_BYTES)),
    },
    {
      label: 'Adjustment',
      kernel: 'oom_score_adj',
      pages: adj * unit,
      note: `${task.oomScoreAdj} × (${formatCount(totalpages)} / 1000 = ${formatCount(unit)})`,
    },
  ]
}
