// A machine of the probed build that plays rounds again, as often as it is asked: the same policy, the same memory, the same events. Going
// back is going to the start of the round and forwards again. The memory at the start of the round is kept, so that this is quick.

import type { GlobalName } from '../../backend/wasm/context.ts'
import type { DebugExpression } from '../../backend/wasm/debug-info.ts'
import type { EmittedModule } from '../../backend/wasm/emit.ts'
import { BUDGET } from '../../backend/wasm/emit-function.ts'
import type { Unit } from '../../policy/ir.ts'
import { compileKernel } from '../../policy/compile.ts'
import type { MachineInput, MachineMark, PlayedRound } from '../play/rounds.ts'
import { emitMachine, OomMachine } from '../play/rounds.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { Instance, WasmValue } from '../play/instance.ts'
import type { WalkListener } from './walk.ts'
import { LANDMARKS, ReplayEnd, Walk } from './walk.ts'
import { Words } from './words.ts'

/** A larger memory is not kept twice: the machine is then made anew for every replay. */
const MAX_KEPT_BYTES = 2 ** 29
/** Maps up to this size are compared from one statement to the next. */
export const MAX_COMPARED_BYTES = 2 ** 20

/** The machine at the start of a round. */
interface RoundStart {
  round: number
  mark: MachineMark
  globals: ReadonlyMap<GlobalName, WasmValue>
  /** Null where it is too large to keep. */
  memory: Uint8Array | null
  /** What has run since: nothing, the walk over the tasks, which writes no task, or more. */
  dirty: 'no' | 'walk' | 'all'
}

/** While an expression is asked for: its own budget, and no probes. */
const ASKING: ReadonlyMap<GlobalName, WasmValue> = new Map([
  ['budget', BUDGET],
  ['probing', 0],
])

export class ReplayMachine {
  readonly module: EmittedModule
  private machine: OomMachine
  private start: RoundStart
  private walk: Walk | null = null
  private maps: Uint8Array | null = null
  words: Words

  constructor(
    private readonly input: MachineInput,
    debug: { expressions: readonly DebugExpression[]; reads: boolean },
  ) {
    this.module = emitMachine(compileKernel(input.scenario.kernel), input.policy, { landmarks: LANDMARKS, ...debug })
    const made = this.make()
    this.machine = made.machine
    this.start = made.start
    this.words = made.words
  }

  get policy(): Unit {
    return this.input.policy
  }

  get plan(): ImagePlan {
    return this.machine.plan
  }

  get instance(): Instance {
    return this.machine.instance
  }

  unitOf(origin: Unit['origin']): Unit {
    return origin === 'policy' ? this.input.policy : compileKernel(this.input.scenario.kernel)
  }

  /** Plays a round from its start with `listener`. Null when the listener ended it before the end of the round. */
  replay(round: number, listener: WalkListener): PlayedRound | null {
    this.goTo(round)
    this.maps = null
    return this.play(listener)
  }

  /** The value of an exported expression over the locals at `frame`; null where it faults. Nothing in the memory changes. */
  evaluate(name: string, frame: number): bigint | null {
    const { instance } = this
    const globals = instance.readGlobals()
    instance.writeGlobals(ASKING)
    const result = instance.call(name, frame)
    instance.writeGlobals(globals)
    return result.ok && typeof result.value === 'bigint' ? result.value : null
  }

  /** True when bytes of the maps differ from when this was last asked in this replay. Large maps count as changed. */
  mapsChanged(): boolean {
    const places = [...this.module.layout.maps.values()]
    const from = Math.min(...places.map(({ arena }) => arena))
    const to = Math.max(...places.map(({ arena, arenaSize }) => arena + arenaSize))
    if (to - from > MAX_COMPARED_BYTES) return true
    const now = this.instance.bytes().slice(from, to)
    const { maps } = this
    this.maps = now
    return maps === null || now.some((byte, index) => byte !== maps[index])
  }

  /** Bytes of all maps together. */
  get mapBytes(): number {
    return [...this.module.layout.maps.values()].reduce((sum, { arenaSize }) => sum + arenaSize, 0)
  }

  private play(listener: WalkListener): PlayedRound | null {
    this.walk = new Walk(
      this.module.probes,
      (on) => this.instance.writeGlobals(new Map([['probing', on ? 1 : 0]])),
      listener,
    )
    this.start.dirty = 'all'
    try {
      return this.machine.playRound()
    } catch (error) {
      if (!(error instanceof ReplayEnd)) throw error
      if (this.walk.stack.some((one) => one.function === 'select_bad_process')) this.start.dirty = 'walk'
      return null
    } finally {
      this.walk = null
    }
  }

  /** Brings the machine to the start of a round. */
  private goTo(round: number): void {
    if (this.start.round > round || !this.rewind()) {
      const made = this.make()
      this.machine = made.machine
      this.start = made.start
      this.words = made.words
    }
    while (this.start.round < round) {
      this.play({ begin: () => false, step: () => {} })
      this.start = startOf(this.machine, this.start.round + 1)
    }
  }

  /** Puts everything back as it was at the start of the round; false where that is not kept. */
  private rewind(): boolean {
    const { start, machine } = this
    if (start.dirty === 'no') return true
    if (start.memory === null) return false
    const bytes = machine.instance.bytes()
    if (start.dirty === 'all') bytes.set(start.memory)
    else for (const [from, to] of writtenByWalk(machine)) bytes.set(start.memory.subarray(from, to), from)
    machine.instance.writeGlobals(start.globals)
    machine.resume(start.mark)
    start.dirty = 'no'
    return true
  }

  private make(): { machine: OomMachine; start: RoundStart; words: Words } {
    const machine = new OomMachine(this.module, this.input, (index, frame) => this.walk?.probe(index, frame))
    return {
      machine,
      start: startOf(machine, 0),
      words: new Words(machine.plan, machine.instance, this.input.policy),
    }
  }
}

function startOf(machine: OomMachine, round: number): RoundStart {
  const { instance } = machine
  const bytes = instance.bytes()
  return {
    round,
    mark: machine.mark(),
    globals: instance.readGlobals(),
    memory: bytes.length <= MAX_KEPT_BYTES ? bytes.slice() : null,
    dirty: 'no',
  }
}

/** What a walk over the tasks writes beside its records: data of policy and kernel code, the counters of memcgs, and oc. */
function writtenByWalk({ plan, instance }: OomMachine): [from: number, to: number][] {
  const { memcgs, oomControl } = plan
  return [
    [0, instance.module.layout.imageBase],
    [memcgs.base, memcgs.base + memcgs.stride * memcgs.count],
    [oomControl, oomControl + (plan.structs.get('oom_control')?.size ?? 0)],
  ]
}
