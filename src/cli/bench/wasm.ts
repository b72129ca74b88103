// The playground's side of the benchmark: the emitted module over the memory image of a synthetic machine.

import { emitModule } from '../../backend/wasm/emit.ts'
import { layoutKernelStructs } from '../../kernel/layout.ts'
import type { Unit } from '../../policy/ir.ts'
import type { Scenario } from '../../scenario/model.ts'
import { Control } from '../../simulator/play/control.ts'
import { at, planImage } from '../../simulator/image/image-plan.ts'
import type { ImagePlan } from '../../simulator/image/image-plan.ts'
import { writeImage } from '../../simulator/image/image.ts'
import { Instance } from '../../simulator/play/instance.ts'
import { offsetOf } from '../../simulator/image/offsets.ts'
import type { NativeInput, Pass } from './native.ts'

/** A machine in memory and the loop over it. */
export class WasmLoop {
  /** Memory of the image a task, in bytes: its structs, its share of the cgroups, its rows in trace and events. */
  readonly bytesPerTask: number
  readonly #plan: ImagePlan
  readonly #instance: Instance
  readonly #control: Control
  readonly #playground: number

  constructor(kernel: Unit, policy: Unit | null, scenario: Scenario) {
    const module = emitModule(kernel, policy, { probed: false, exports: ['select_bad_process'] })
    const plan = planImage(scenario, layoutKernelStructs(scenario.kernel), module.layout.imageBase)
    this.#plan = plan
    this.#instance = new Instance(module, plan.end, 0, {})
    this.#playground = module.layout.kernelGlobals.get('playground') ?? 0
    this.#control = new Control(plan, this.#playground, () => this.#instance.view())
    writeImage(plan, this.#instance.memory.buffer)
    this.#control.writeMachine()
    const { ramPages, swapPages } = scenario.machine
    this.#instance.view().setBigUint64(this.#oc('totalpages'), BigInt(ramPages + swapPages), true)
    this.bytesPerTask = (plan.end - module.layout.imageBase) / scenario.tasks.length
  }

  /** Runs one pass from nobody chosen on. */
  pass(): Pass {
    const view = this.#instance.view()
    this.#control.clearRound()
    view.setBigUint64(this.#oc('chosen'), 0n, true)
    const oc = BigInt(this.#plan.oomControl)
    const start = process.hrtime.bigint()
    const result = this.#instance.call('select_bad_process', oc)
    const ns = Number(process.hrtime.bigint() - start)
    if (!result.ok) throw new Error(`the pass stopped: ${result.trap.reason}, ${result.trap.message}`)
    const chosen = view.getUint32(this.#oc('chosen'), true)
    return {
      ns,
      chosen: chosen === 0 ? -1 : (chosen - this.#plan.tasks.base) / this.#plan.tasks.stride,
      points: view.getBigInt64(this.#oc('chosen_points'), true),
      iterations: this.#control.traceLength(),
    }
  }

  /** What a native build needs to run over a copy of this memory. */
  image(): Pick<NativeInput, 'memory' | 'playground' | 'oomControl'> {
    const used = at(this.#plan.events, this.#plan.events.count)
    return {
      memory: this.#instance.bytes().subarray(0, used),
      playground: this.#playground,
      oomControl: this.#plan.oomControl,
    }
  }

  #oc(field: string): number {
    return this.#plan.oomControl + offsetOf(this.#plan.structs, 'oom_control', field)
  }
}
