// The block after the header: which CPU, task, kernel and machine, and a call trace. A scenario knows none of it but the task, so release,
// machine and trace are fixed; the trace has the functions on the way from the failed allocation to the report.
// Source: dump_stack_print_info in lib/dump_stack.c, 6.1.192, 6.12.117 and 7.3.4; show_trace_log_lvl in arch/x86/kernel/dumpstack.c.

import { has } from '../../kernel/differences.ts'
import { type KernelVersion, pointRelease } from '../../kernel/versions.ts'
import type { OomEvent, Task } from '../../scenario/model.ts'

/** Point release and the words of `uname -v` that the kernel prints: the count of builds, and on newer ones the preemption model. */
const releaseOf = (kernel: KernelVersion): string =>
  `${pointRelease(kernel).join('.')}-playground #1${has(kernel, 'report-preemption-model') ? ' PREEMPT(voluntary)' : ''}`

const FAULT = [
  '__handle_mm_fault+0x7bb/0xd00',
  'handle_mm_fault+0x14b/0x220',
  'do_user_addr_fault+0x1e6/0x640',
  'exc_page_fault+0x73/0x130',
  'asm_exc_page_fault+0x22/0x30',
]

const CALLERS = {
  global: [
    '__alloc_pages_may_oom+0xcd/0x180',
    '__alloc_pages_slowpath+0x9b1/0xb40',
    'vma_alloc_folio+0x7a/0x1d0',
    ...FAULT,
  ],
  memcg: [
    'mem_cgroup_out_of_memory+0xee/0x130',
    'try_charge_memcg+0x443/0x620',
    '__mem_cgroup_charge+0x42/0xb0',
    ...FAULT,
  ],
  sysrq: [
    'moom_callback+0x92/0xd0',
    'process_one_work+0x1c7/0x380',
    'worker_thread+0x4d/0x380',
    'kthread+0xd9/0x100',
    'ret_from_fork+0x1f/0x30',
  ],
} as const

/** The lines from `CPU:` to ` </TASK>`. `hasVictim` is false for a report without one: then oom_kill_process() is not on the way. */
export function cpuBlock(
  invoker: Task,
  pid: number,
  oom: OomEvent,
  kernel: KernelVersion,
  hasVictim: boolean,
): string[] {
  const uid = has(kernel, 'report-uid') ? ` UID: ${invoker.uid >>> 0}` : ''
  const caller = oom.order === -1 ? 'sysrq' : oom.scope.kind
  const frames = [
    'dump_stack_lvl+0x4f/0x60',
    'dump_header+0x48/0x1a0',
    ...(hasVictim ? ['oom_kill_process+0xf6/0x1d0'] : []),
    'out_of_memory+0x23e/0x5b0',
    ...CALLERS[caller],
  ]
  return [
    `CPU: 0${uid} PID: ${pid} Comm: ${invoker.comm} Not tainted ${releaseOf(kernel)}`,
    'Hardware name: BPF OOM policy playground',
    'Call Trace:',
    ' <TASK>',
    ...frames.map((frame) => ` ${frame}`),
    ' </TASK>',
  ]
}

export const CPU_ASSUMPTION = 'The CPU, the release and name of the machine and the call trace are fixed text.'
