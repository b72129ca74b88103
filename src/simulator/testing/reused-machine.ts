// Plays the selection of many machines on one instance of the kernel's module: the memory is cleared and a new image written for each.
// It skips all that a single run does besides (compiling, checking, maps, reports), so that 100,000 machines take seconds. For tests alone.

import { layoutKernelStructs } from '../../kernel/layout.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { compilePolicy } from '../../policy/compile.ts'
import type { Scenario } from '../../scenario/model.ts'
import { Control } from '../play/control.ts'
import { at, planImage } from '../image/image-plan.ts'
import { writeImage } from '../image/image.ts'
import { Instance } from '../play/instance.ts'
import { compileKernel } from '../../policy/compile.ts'
import { offsetOf } from '../image/offsets.ts'
import { emitMachine } from '../play/rounds.ts'
import { readColumns } from '../trace/trace-columns.ts'
import { BADNESS_EXEMPTIONS, RULES } from '../trace/trace.ts'
import type { Selection } from './flat-machine.ts'
import { NO_POLICY } from './play.ts'

/** Room for the images of small machines. */
const IMAGE_BYTES = 2 ** 20

export class ReusedMachine {
  readonly #structs
  readonly #module
  readonly #instance: Instance
  readonly #playground: number

  constructor(kernel: KernelVersion) {
    const policy = compilePolicy({ language: 'c', text: NO_POLICY }, kernel).value
    if (policy === null) throw new Error('the empty policy does not compile')
    this.#structs = layoutKernelStructs(kernel)
    this.#module = emitMachine(compileKernel(kernel), policy)
    const { imageBase, kernelGlobals } = this.#module.layout
    const host = Object.fromEntries(this.#module.imports.map((name) => [name, () => {}]))
    this.#instance = new Instance(this.#module, imageBase + IMAGE_BYTES, 0, host)
    this.#playground = kernelGlobals.get('playground') ?? 0
  }

  /** The selection of one call of out_of_memory(). */
  select(scenario: Scenario): Selection {
    const { layout } = this.#module
    const plan = planImage(scenario, this.#structs, layout.imageBase)
    if (plan.end > layout.imageBase + IMAGE_BYTES) throw new Error('the machine is too large to be played here')
    const bytes = this.#instance.bytes().fill(0, 0, plan.end)
    for (const { address, bytes: initial } of layout.initial) bytes.set(initial, address)
    writeImage(plan, this.#instance.memory.buffer)
    const control = new Control(plan, this.#playground, () => this.#instance.view())
    control.writeMachine()
    control.clearRound()

    const view = this.#instance.view()
    const oc = (field: string): number => plan.oomControl + offsetOf(this.#structs, 'oom_control', field)
    const { scope, gfpMask, order } = scenario.oom
    const memcg = scope.kind === 'memcg' ? at(plan.memcgs, plan.cgroupIndex.get(scope.path) ?? 0) : 0
    view.setUint32(oc('memcg'), memcg, true)
    view.setUint32(oc('gfp_mask'), gfpMask, true)
    view.setInt32(oc('order'), order, true)
    const entry = scope.kind === 'memcg' ? 'mem_cgroup_out_of_memory' : 'out_of_memory'
    const called = this.#instance.call(entry, BigInt(plan.oomControl))
    if (!called.ok) throw new Error(`the kernel code trapped: ${called.trap.message}`)

    const columns = readColumns(view, plan.trace.base, control.traceLength(), this.#structs)
    return {
      totalpages: view.getBigUint64(oc('totalpages'), true),
      steps: Array.from({ length: columns.length }, (_, row) => ({
        task: columns.task[row] ?? -1,
        rule: RULES[columns.rule[row] ?? 0] ?? '',
        exemption: BADNESS_EXEMPTIONS[columns.exemption[row] ?? 0] ?? '',
        points: columns.points[row] ?? 0n,
        chosen: columns.chosen[row] ?? -1,
        chosenPoints: columns.chosenPoints[row] ?? 0n,
      })),
    }
  }
}
