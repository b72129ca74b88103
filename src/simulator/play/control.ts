// The `playground_control` of a memory image: what the kernel code is told before a round, and what it says after it.

import type { OomEventKind } from '../../kernel/events.ts'
import { OOM_EVENT_KINDS } from '../../kernel/events.ts'
import { birthsOf, momentOf, nanoseconds } from '../../scenario/births.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import { at, liveTaskAddress } from '../image/image-plan.ts'
import { writeNanoseconds } from '../image/image.ts'
import { offsetOf, structLayout } from '../image/offsets.ts'
import { LONG_MAX } from '../trace/trace.ts'

/** An event as the kernel code left it: pointers into the image, 0 for NULL. */
export interface RawEvent {
  kind: OomEventKind
  task: number
  other: number
  memcg: number
}

/** Seed of bpf_get_prandom_u32(): the same run every time. */
const PRANDOM_SEED = 0x9e3779b97f4a7c15n

/** Reads and writes the fields of `struct playground_control` at `address`. The view is asked for again at each use: memory may grow. */
export class Control {
  constructor(
    private readonly plan: ImagePlan,
    private readonly address: number,
    private readonly view: () => DataView,
  ) {}

  private offset(field: string): number {
    return this.address + offsetOf(this.plan.structs, 'playground_control', field)
  }

  /** What stays the same for all rounds of a run. */
  writeMachine(): void {
    const view = this.view()
    const { plan } = this
    const { machine, oom, tasks, hook } = plan.scenario
    const invoker = tasks.findIndex((task) => task.pid === oom.invokerPid)
    const pointers: Readonly<Record<string, number>> = {
      trace: plan.trace.base,
      events: plan.events.base,
      current: invoker < 0 ? at(plan.tasks, plan.idleSlot) : liveTaskAddress(plan, invoker),
      first_task: tasks.length > 0 ? at(plan.tasks, 0) : 0,
      root_mem_cgroup: at(plan.memcgs, 0),
      node_present_pages: plan.nodePages,
    }
    for (const [field, pointer] of Object.entries(pointers))
      view.setBigUint64(this.offset(field), BigInt(pointer), true)
    const nodes = machine.nodePages ?? [machine.ramPages]
    nodes.forEach((pages, node) => view.setBigUint64(plan.nodePages + 8 * node, BigInt(pages), true))
    view.setBigUint64(this.offset('memory_nodes'), (1n << BigInt(nodes.length)) - 1n, true)
    view.setBigUint64(this.offset('notifier_pages'), BigInt(oom.notifierPages ?? 0), true)
    view.setInt32(this.offset('bpf_hook'), hook === 'none' ? 0 : 1, true)
    view.setUint32(this.offset('trace_capacity'), plan.trace.count, true)
    view.setUint32(this.offset('events_capacity'), plan.events.count, true)
    view.setBigUint64(this.offset('totalram_pages'), BigInt(machine.ramPages), true)
    view.setBigUint64(this.offset('total_swap_pages'), BigInt(machine.swapPages), true)
    const now = momentOf(machine, birthsOf(tasks))
    for (const clock of ['ktime_ns', 'boot_ns']) writeNanoseconds(view, this.offset(clock), now)
    view.setBigUint64(this.offset('memory_size'), BigInt(plan.end), true)
    view.setBigInt64(this.offset('unset_points'), machine.unsetPoints === 'zero' ? 0n : LONG_MAX, true)
    view.setBigUint64(this.offset('prandom_state'), PRANDOM_SEED, true)
    view.setInt32(this.offset('vm_swappiness'), machine.sysctl.swappiness, true)
    view.setInt32(this.offset('sysctl_panic_on_oom'), machine.sysctl.panic_on_oom, true)
    view.setInt32(this.offset('sysctl_oom_kill_allocating_task'), machine.sysctl.oom_kill_allocating_task ? 1 : 0, true)
  }

  /** Forgets what the round before has left. */
  clearRound(): void {
    const view = this.view()
    for (const field of ['trace_length', 'events_length']) view.setUint32(this.offset(field), 0, true)
    view.setUint8(this.offset('walked'), 0)
  }

  /** Address of the pointer to the first process. */
  get firstTask(): number {
    return this.offset('first_task')
  }

  /** Lets time pass: no program runs meanwhile. */
  passTime(seconds: number): void {
    const view = this.view()
    for (const clock of ['ktime_ns', 'boot_ns']) {
      const address = this.offset(clock)
      view.setBigUint64(address, view.getBigUint64(address, true) + BigInt(nanoseconds(seconds)), true)
    }
  }

  /** How many iterations have been recorded. */
  traceLength(): number {
    return Math.min(this.view().getUint32(this.offset('trace_length'), true), this.plan.trace.count)
  }

  walked(): boolean {
    return this.view().getUint8(this.offset('walked')) === 1
  }

  events(): RawEvent[] {
    const view = this.view()
    const { events, structs } = this.plan
    const length = Math.min(view.getUint32(this.offset('events_length'), true), events.count)
    const o = (field: string): number => offsetOf(structs, 'oom_event', field)
    const [kind, task, other, memcg] = [o('kind'), o('task'), o('other'), o('memcg')]
    const stride = structLayout(structs, 'oom_event').size
    return Array.from({ length }, (_, index) => {
      const event = events.base + index * stride
      const name = OOM_EVENT_KINDS[view.getUint32(event + kind, true)]
      if (name === undefined) throw new Error(`the kernel code left event ${index} of an unknown kind`)
      return {
        kind: name,
        task: view.getUint32(event + task, true),
        other: view.getUint32(event + other, true),
        memcg: view.getUint32(event + memcg, true),
      }
    })
  }
}
