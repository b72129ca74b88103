// Plays rounds of out_of_memory() on one machine: sets the memory up once, then calls the kernel code and collects what each round left.
// The memory goes from round to round, so that globals, maps and victims live on. It says nothing about when another round is needed.

import type { EmittedModule } from '../backend/wasm/emit.ts'
import { emitModule } from '../backend/wasm/emit.ts'
import type { Unit } from '../policy/ir.ts'
import type { Scenario } from '../scenario/model.ts'
import { nodeMask } from '../scenario/node-list.ts'
import { Control } from './control.ts'
import type { MapEntry } from './engine.ts'
import { faultOf } from './fault.ts'
import type { InputProblem } from './globals.ts'
import { readGlobals, readParameters } from './globals.ts'
import type { ImagePlan } from './image-plan.ts'
import { at, planImage } from './image-plan.ts'
import { writeImage } from './image.ts'
import type { HostFunctions } from './instance.ts'
import { Instance } from './instance.ts'
import { createMaps, fillMaps, MAP_EXPORTS, mapScratchSize, readMaps } from './maps.ts'
import { layoutKernelStructs } from '../kernel/layout.ts'
import { offsetOf } from './offsets.ts'
import { formatPrintk } from './printk.ts'
import type { EventNames } from './round-log.ts'
import { readEvents } from './round-log.ts'
import { readColumns } from './trace-columns.ts'
import type { Fault, PrintedLine, RoundTrace } from './trace.ts'
import { CHOSEN_ABORTED } from './trace.ts'

/** What the kernel calls when memory runs out: for the whole machine, and for a cgroup over its limit. */
const ENTRY_POINTS = { global: 'out_of_memory', memcg: 'mem_cgroup_out_of_memory' } as const

const POLICY_NAME_LEN = 16
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
}

/** The module of a kernel and a policy with what a machine calls in it. */
export function emitMachine(kernel: Unit, policy: Unit): EmittedModule {
  const kinds = new Set(policy.maps.map((map) => map.mapKind))
  const needed: Readonly<Record<(typeof MAP_EXPORTS)[number], boolean>> = {
    bpf_map_update_elem: [...kinds].some((kind) => kind !== 'TASK_STORAGE' && kind !== 'CGRP_STORAGE'),
    bpf_task_storage_get: kinds.has('TASK_STORAGE'),
    bpf_cgrp_storage_get: kinds.has('CGRP_STORAGE'),
  }
  const exports = [...Object.values(ENTRY_POINTS), ...MAP_EXPORTS.filter((name) => needed[name])]
  return emitModule(kernel, policy, { probed: false, exports })
}

/** A machine at the moment of its OOM, with the policy loaded. */
export class OomMachine {
  /** What was wrong with parameters and map contents; the rest was used. */
  readonly inputProblems: readonly InputProblem[]
  private readonly plan: ImagePlan
  private readonly instance: Instance
  private readonly control: Control
  private printed: PrintedLine[] = []
  private rounds = 0

  constructor(
    module: EmittedModule,
    private readonly input: MachineInput,
  ) {
    const { policy, scenario } = input
    this.plan = planImage(scenario, layoutKernelStructs(scenario.kernel), module.layout.imageBase)
    const scratch = this.plan.end
    this.instance = new Instance(module, this.plan.end, mapScratchSize(policy), this.hostFunctions(module))
    const playground = module.layout.kernelGlobals.get('playground')
    if (playground === undefined) throw new Error('the kernel unit has no global "playground"')
    this.control = new Control(this.plan, playground, () => this.instance.view())

    const parameters = readParameters(policy, input.parameters, scenario)
    for (const [name, bytes] of parameters.values) {
      this.instance.bytes().set(bytes, module.layout.globals.get(name) ?? 0)
    }
    writeImage(this.plan, this.instance.memory.buffer)
    this.control.writeMachine()
    createMaps(policy, this.plan, this.instance)
    const mapProblems = fillMaps(policy, input.maps, this.plan, this.instance, scratch)
    this.inputProblems = [...parameters.problems, ...mapProblems]
  }

  /** One call of out_of_memory(). After a fault the machine is not to be used again. */
  playRound(): PlayedRound {
    const { scenario, text, policy } = this.input
    const { plan, control, instance } = this
    const { scope } = scenario.oom
    const round = this.rounds++
    this.printed = []
    control.clearRound()
    this.writeOomControl()
    const result = instance.call(ENTRY_POINTS[scope.kind], BigInt(plan.oomControl))

    const view = instance.view()
    const iterations = readColumns(view, plan.trace.base, control.traceLength(), plan.structs)
    const oc = (field: string): number => plan.oomControl + offsetOf(plan.structs, 'oom_control', field)
    const policyName = instance.text(oc('policy_name'), POLICY_NAME_LEN)
    const { log, kills, outcome } = readEvents(control.events(), this.eventNames(view), scenario, policyName)
    const aborted = iterations.length > 0 && iterations.chosen[iterations.length - 1] === CHOSEN_ABORTED
    return {
      fault: result.ok ? null : faultOf(result.trap, text, round, iterations.length),
      trace: {
        scope,
        totalpages: view.getBigUint64(oc('totalpages'), true),
        policyName,
        walked: control.walked(),
        iterations,
        chosen: aborted ? null : this.taskIndex(view, view.getUint32(oc('chosen'), true)),
        aborted,
        kills,
        log,
        printed: this.printed,
        outcome: result.ok ? (outcome ?? (aborted ? 'aborted' : 'nobody')) : 'fault',
        globals: readGlobals(policy, instance.module.layout.globals, view),
        maps: readMaps(policy, plan, instance),
      },
    }
  }

  /** A fresh `oc`, as the allocator or the charge path has it on its stack. */
  private writeOomControl(): void {
    const { plan, instance } = this
    const { oom } = plan.scenario
    const view = instance.view()
    const oc = (field: string): number => plan.oomControl + offsetOf(plan.structs, 'oom_control', field)
    instance.bytes().fill(0, plan.oomControl, plan.oomControl + (plan.structs.get('oom_control')?.size ?? 0))
    if (oom.scope.kind === 'memcg') {
      view.setUint32(oc('memcg'), at(plan.memcgs, plan.cgroupIndex.get(oom.scope.path) ?? 0), true)
    } else if (oom.nodemask !== undefined) {
      view.setBigUint64(plan.nodemask, nodeMask(oom.nodemask), true)
      view.setUint32(oc('nodemask'), plan.nodemask, true)
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

  private hostFunctions(module: EmittedModule): HostFunctions {
    const host: HostFunctions = {
      playground_printk: (format, size, args, count) => {
        const readString = (address: bigint): string => this.instance.text(Number(address), PRINTED_STRING_LEN)
        const view = this.instance.view()
        const values = Array.from({ length: Number(count) }, (_, i) => view.getBigUint64(Number(args) + 8 * i, true))
        const text = formatPrintk(this.instance.text(Number(format), Number(size)), values, readString)
        const iteration = this.control.walked() ? this.control.traceLength() : -1
        this.printed.push({ text, iteration })
      },
    }
    const missing = module.imports.filter((name) => !(name in host))
    if (missing.length > 0) throw new Error(`the module wants ${missing.join(', ')}, which the simulator has not`)
    return host
  }
}
