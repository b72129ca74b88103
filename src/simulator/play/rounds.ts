// Plays rounds of out_of_memory() on one machine: sets the memory up once, then calls the kernel code, collects what each round left and
// lets victims exit. The memory goes from round to round, so that globals, maps and victims live on. Whether another round follows is
// decided in `play-run.ts`.

import { roleOf } from '../../kernel/interfaces.ts'
import type { DebugOptions, EmittedModule } from '../../backend/wasm/emit.ts'
import { emitModule } from '../../backend/wasm/emit.ts'
import type { Unit } from '../../policy/ir.ts'
import type { OomEvent, Scenario } from '../../scenario/model.ts'
import { nodeMask } from '../../scenario/node-list.ts'
import { requestOf } from '../../scenario/room.ts'
import type { Attempt } from './allocation.ts'
import { tryAgain } from './allocation.ts'
import type { RawEvent } from './control.ts'
import { Control } from './control.ts'
import type { MapEntry } from '../../document/policy.ts'
import { faultOf } from './fault.ts'
import type { InputProblem } from '../image/globals.ts'
import { readGlobals, readParameters } from '../image/globals.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import { at } from '../image/image-plan.ts'
import { threadPid } from '../image/image.ts'
import { planOnce, writeImageOnce } from '../image/kept-image.ts'
import { isChannel } from '../../kernel/map-layout.ts'
import type { HostFunctions, WasmValue } from './instance.ts'
import { Instance } from './instance.ts'
import { formatReaped, PAGE_FAULT_RETRY, SYSRQ_IGNORED } from '../report/kernel-log.ts'
import { createMaps, fillMaps, MAP_EXPORTS, mapScratchSize, readMaps } from '../image/maps.ts'
import { offsetOf } from '../image/offsets.ts'
import { EINVAL, printk, snprintf } from './printk.ts'
import type { ProcessesMark } from './processes.ts'
import { Processes } from './processes.ts'
import type { EventNames } from './round-log.ts'
import { readEvents } from './round-log.ts'
import { readColumns } from '../trace/trace-columns.ts'
import type { Aftermath, Fault, LogLine, PrintedLine, RoundTrace, Shortcut } from '../trace/trace.ts'
import { CHOSEN_ABORTED, CONSTRAINTS } from '../trace/trace.ts'

/** What the kernel calls when memory runs out: for the whole machine, and for a cgroup over its limit. */
const ENTRY_POINTS = { global: 'out_of_memory', memcg: 'mem_cgroup_out_of_memory' } as const

const POLICY_NAME_LEN = 16
/** mm/oom_kill.c, OOM_REAPER_DELAY. */
const REAPER_DELAY_SECONDS = 2
/** The longest string that %s reads. */
const PRINTED_STRING_LEN = 512

export interface MachineInput {
  policy: Unit
  /** The policy's text, for messages. */
  text: string
  scenario: Scenario
  parameters: Readonly<Record<string, string>>
  maps: Readonly<Record<string, readonly MapEntry[]>>
}

export interface PlayedRound {
  trace: RoundTrace
  fault: Fault | null
  /** True when anything changed for the next try: somebody was killed, has exited or was reaped, or drivers gave memory back. */
  progressed: boolean
  /** True when the allocation has its memory now. */
  served: boolean
  /** True when the task that asks for memory is dying. */
  invokerDies: boolean
}

/** The kernel functions that a machine with this policy calls from outside. */
export function entryPointsFor(policy: Unit): string[] {
  const kinds = new Set(policy.maps.map((map) => map.mapKind))
  const needed: Readonly<Record<(typeof MAP_EXPORTS)[number], boolean>> = {
    bpf_map_update_elem: [...kinds].some(
      (kind) => kind !== 'TASK_STORAGE' && kind !== 'CGRP_STORAGE' && !isChannel(kind),
    ),
    bpf_task_storage_get: kinds.has('TASK_STORAGE'),
    bpf_cgrp_storage_get: kinds.has('CGRP_STORAGE'),
  }
  return [...Object.values(ENTRY_POINTS), ...MAP_EXPORTS.filter((name) => needed[name])]
}

/** The module of a kernel and a policy with what a machine calls in it; with `debug` the probed build, for the stepper. */
export const emitMachine = (kernel: Unit, policy: Unit, debug?: DebugOptions): EmittedModule =>
  emitModule(kernel, policy, {
    probed: debug !== undefined,
    exports: entryPointsFor(policy),
    ...(debug === undefined ? {} : { debug }),
  })

const SHORTCUTS: readonly Shortcut[] = ['current-exiting', 'no-fs', 'notifiers']

const shortcutOf = (events: readonly RawEvent[]): Shortcut | null =>
  SHORTCUTS.find((shortcut) => events.some(({ kind }) => kind === shortcut)) ?? null

/** What a machine between two rounds keeps outside of its memory. */
export interface MachineMark {
  rounds: number
  killed: readonly number[]
  scenario: Scenario
  freedPages: number
  processes: ProcessesMark
}

/** A machine at the moment of its OOM, with the policy loaded. */
export class OomMachine {
  /** What was wrong with parameters and map contents; the rest was used. */
  readonly inputProblems: readonly InputProblem[]
  readonly plan: ImagePlan
  readonly instance: Instance
  readonly control: Control
  private readonly processes: Processes
  private readonly invoker: number
  private printed: PrintedLine[] = []
  private rounds = 0
  /** Who has been killed in this run. */
  private killed: ReadonlySet<number> = new Set()
  /** The machine as it is now: what is out of memory, and what the reaper has left of tasks. */
  private scenario: Scenario
  /** What came back since the first round. */
  private freedPages = 0

  /** `probe` is called by the probed build alone. */
  constructor(
    module: EmittedModule,
    private readonly input: MachineInput,
    probe: (index: number, frame: number) => void = () => {},
  ) {
    const { policy, scenario } = input
    this.plan = planOnce(scenario, module.layout.imageBase)
    const scratch = this.plan.end
    this.instance = new Instance(module, this.plan.end, mapScratchSize(policy), this.hostFunctions(module, probe))
    const playground = module.layout.kernelGlobals.get('playground')
    if (playground === undefined) throw new Error('the kernel unit has no global "playground"')
    this.control = new Control(this.plan, playground, () => this.instance.view())
    this.processes = new Processes(this.plan, this.control.firstTask, () => this.instance.view())
    this.scenario = scenario
    this.invoker = scenario.tasks.findIndex((task) => task.pid === scenario.oom.invokerPid)

    const parameters = readParameters(policy, input.parameters, scenario)
    for (const [name, bytes] of parameters.values) {
      this.instance.bytes().set(bytes, module.layout.globals.get(name) ?? 0)
    }
    writeImageOnce(this.plan, this.instance.memory.buffer)
    this.control.writeMachine()
    createMaps(policy, this.plan, this.instance)
    const mapProblems = fillMaps(policy, input.maps, this.plan, this.instance, scratch)
    this.inputProblems = [...parameters.problems, ...mapProblems]
  }

  /** What of the machine is not in its memory, to go back to with `resume`. */
  mark(): MachineMark {
    const { rounds, killed, scenario, freedPages } = this
    return { rounds, killed: [...killed], scenario, freedPages, processes: this.processes.mark() }
  }

  resume(mark: MachineMark): void {
    this.rounds = mark.rounds
    this.killed = new Set(mark.killed)
    this.scenario = mark.scenario
    this.freedPages = mark.freedPages
    this.processes.resume(mark.processes)
  }

  /** One call of out_of_memory(), and what happens until the next. After a panic or a fault the machine is not to be used again. */
  playRound(): PlayedRound {
    const { text, policy } = this.input
    const { plan, control, instance, scenario } = this
    const { scope } = scenario.oom
    const round = this.rounds++
    this.printed = []
    control.clearRound()
    this.writeOomControl()
    const result = instance.call(ENTRY_POINTS[scope.kind], BigInt(plan.oomControl))

    const view = instance.view()
    const iterations = readColumns(view, plan.trace.base, control.traceLength(), plan.structs)
    // Without a program on the hook it is the kernel's own empty body that answers 0: no policy was asked.
    if (!policy.programs.some(({ target }) => roleOf(target) === 'verdict')) iterations.asked.fill(0)
    const oc = (field: string): number => plan.oomControl + offsetOf(plan.structs, 'oom_control', field)
    const policyName = instance.text(oc('policy_name'), POLICY_NAME_LEN)
    const constraint = CONSTRAINTS[view.getUint32(oc('constraint'), true)] ?? 'none'
    const events = control.events()
    const { log, kills, outcome } = readEvents(events, this.eventNames(view), scenario, { policyName, constraint })
    const aborted = iterations.length > 0 && iterations.chosen[iterations.length - 1] === CHOSEN_ABORTED
    const died = kills.filter(({ task }) => !this.killed.has(task))
    this.killed = new Set([...this.killed, ...died.map(({ task }) => task)])
    // A victim that cannot exit may be killed again; it died before.
    const repeated = outcome === 'killed' && kills.length > 0 && died.length === 0
    const trace: RoundTrace = {
      scope,
      constraint,
      shortcut: shortcutOf(events),
      totalpages: view.getBigUint64(oc('totalpages'), true),
      policyName,
      walked: control.walked(),
      iterations,
      chosen: aborted ? null : this.taskIndex(view, view.getUint32(oc('chosen'), true)),
      aborted,
      kills: died,
      log,
      printed: this.printed,
      outcome: result.ok ? (repeated ? 'already-dying' : (outcome ?? (aborted ? 'aborted' : 'nobody'))) : 'fault',
      globals: readGlobals(policy, instance.module.layout.globals, view),
      maps: readMaps(policy, plan, instance),
      after: null,
    }
    const fault = result.ok ? null : faultOf(result.trap, text, round, iterations.length)
    if (fault !== null || trace.outcome === 'panic')
      return { trace, fault, progressed: true, served: false, invokerDies: false }
    return { ...this.settle(trace), fault }
  }

  /** Time goes on: victims exit, or the reaper comes for who cannot, and the allocation is tried again. */
  private settle(trace: RoundTrace): Omit<PlayedRound, 'fault'> {
    const { processes } = this
    const invokerDies = trace.shortcut === 'current-exiting' || (this.invoker >= 0 && processes.isDying(this.invoker))
    const left = processes.exitDying()
    const waits = left.exited.length === 0 && trace.kills.length === 0
    const reaping = waits ? processes.reap() : { reaped: [], pages: 0, swapPages: 0 }
    if (reaping.reaped.length > 0) {
      this.control.passTime(REAPER_DELAY_SECONDS)
      this.forgetReaped(reaping.reaped)
    }
    const driverPages = trace.shortcut === 'notifiers' ? (this.scenario.oom.notifierPages ?? 0) : 0
    processes.uncharge(0, 'memory', driverPages)
    const freedPages = left.pages + reaping.pages + driverPages
    this.freedPages += freedPages

    const attempt = tryAgain(this.plan, processes, trace.scope)
    const served = freedPages > 0 && this.fits(trace, attempt)
    this.scenario = { ...this.scenario, oom: { ...this.scenario.oom, scope: attempt.scope } }
    const after: Aftermath = {
      exited: left.exited,
      reaped: reaping.reaped,
      freedPages,
      freedSwapPages: left.swapPages + reaping.swapPages,
      usagePages: attempt.usagePages,
      limitPages: attempt.limitPages,
      requestPages: requestOf(this.scenario.oom),
    }
    const log = [...trace.log, ...this.waitingLines(trace, reaping.reaped, invokerDies)]
    return {
      trace: { ...trace, log, after },
      progressed: !waits || reaping.reaped.length > 0 || freedPages > 0,
      served,
      invokerDies,
    }
  }

  /** What is free on single nodes is not known: there, what came back must be enough. */
  private fits({ constraint }: RoundTrace, attempt: Attempt): boolean {
    const onNodes = constraint === 'cpuset' || constraint === 'memory-policy'
    return onNodes ? this.freedPages >= requestOf(this.scenario.oom) : attempt.fits
  }

  private forgetReaped(reaped: readonly number[]): void {
    const { spaces } = this.plan
    const emptied = new Set(reaped.map((task) => spaces.owner[spaces.ofTask[task] ?? -1]))
    const tasks = this.scenario.tasks.map((task, index) =>
      emptied.has(index) ? { ...task, anonPages: 0, swapPages: 0 } : task,
    )
    this.scenario = { ...this.scenario, tasks }
  }

  private waitingLines(trace: RoundTrace, reaped: readonly number[], invokerDies: boolean): LogLine[] {
    const { oom, tasks } = this.scenario
    const { plan } = this
    const lines = reaped.flatMap((index): LogLine[] => {
      const victim = tasks[index]
      const owner = tasks[plan.spaces.owner[plan.spaces.ofTask[index] ?? -1] ?? index]
      if (victim === undefined || owner === undefined) return []
      const pid = plan.threadSlots.has(index) ? threadPid(victim, plan.indexOfPid) : victim.pid
      return [{ text: formatReaped(pid, victim, owner), task: index }]
    })
    if (trace.outcome !== 'nobody' || !trace.walked) return lines
    if (oom.order === -1) lines.push({ text: SYSRQ_IGNORED, task: null })
    else if (trace.scope.kind === 'memcg' && oom.pageFault !== false && !invokerDies)
      lines.push({ text: PAGE_FAULT_RETRY, task: this.invoker < 0 ? null : this.invoker })
    return lines
  }

  /** A fresh `oc`, as the allocator or the charge path has it on its stack. */
  private writeOomControl(): void {
    const { plan, instance } = this
    const { oom }: { oom: OomEvent } = this.scenario
    const view = instance.view()
    const oc = (field: string): number => plan.oomControl + offsetOf(plan.structs, 'oom_control', field)
    instance.bytes().fill(0, plan.oomControl, plan.oomControl + (plan.structs.get('oom_control')?.size ?? 0))
    if (oom.scope.kind === 'memcg') {
      view.setUint32(oc('memcg'), at(plan.memcgs, plan.cgroupIndex.get(oom.scope.path) ?? 0), true)
    } else {
      view.setUint32(oc('zonelist'), plan.zonelist, true)
      if (oom.nodemask !== undefined) {
        view.setBigUint64(plan.nodemask, nodeMask(oom.nodemask), true)
        view.setUint32(oc('nodemask'), plan.nodemask, true)
      }
    }
    view.setUint32(oc('gfp_mask'), oom.gfpMask, true)
    view.setInt32(oc('order'), oom.order, true)
  }

  /** The task of the scenario that a task_struct stands for; null for NULL and the idle task. */
  private taskIndex(view: DataView, address: number): number | null {
    if (address === 0) return null
    const index = view.getUint32(address + offsetOf(this.plan.structs, 'task_struct', 'index'), true)
    return index < this.plan.scenario.tasks.length ? index : null
  }

  private eventNames(view: DataView): EventNames {
    const { plan } = this
    const pid = offsetOf(plan.structs, 'task_struct', 'pid')
    return {
      task: (address) => {
        const index = this.taskIndex(view, address)
        return index === null ? null : { index, pid: view.getInt32(address + pid, true) }
      },
      memoryOf: (index) => plan.spaces.owner[plan.spaces.ofTask[index] ?? -1] ?? index,
      cgroupPath: (memcg) => plan.scenario.cgroups[(memcg - plan.memcgs.base) / plan.memcgs.stride]?.path ?? '',
    }
  }

  /** `count` values of 64 bits in memory. */
  private words(address: WasmValue, count: WasmValue): bigint[] {
    const view = this.instance.view()
    return Array.from({ length: Number(count) }, (_, i) => view.getBigUint64(Number(address) + 8 * i, true))
  }

  private hostFunctions(module: EmittedModule, probe: (index: number, frame: number) => void): HostFunctions {
    const printedString = (address: bigint): Uint8Array => this.instance.string(Number(address), PRINTED_STRING_LEN)
    const host: HostFunctions = {
      probe: (index, frame) => probe(Number(index), Number(frame)),
      playground_printk: (format, size, args, count) => {
        const { lines, result } = printk(
          this.instance.string(Number(format), Number(size)),
          this.words(args, count),
          printedString,
        )
        const iteration = this.control.walked() ? this.control.traceLength() : -1
        this.printed.push(...lines.map((text) => ({ text, iteration })))
        return result
      },
      playground_snprintf: (buffer, size, format, args, count) => {
        const text = this.instance.string(Number(format), PRINTED_STRING_LEN)
        const printed = snprintf(text, this.words(args, count), printedString)
        if (printed === null) return BigInt(-EINVAL)
        const kept = printed.subarray(0, Math.max(0, Number(size) - 1))
        const bytes = this.instance.bytes()
        bytes.set(kept, Number(buffer))
        if (Number(size) > 0) bytes[Number(buffer) + kept.length] = 0
        return BigInt(printed.length + 1)
      },
    }
    const missing = module.imports.filter((name) => !(name in host))
    if (missing.length > 0) throw new Error(`the module wants ${missing.join(', ')}, which the simulator has not`)
    return host
  }
}
