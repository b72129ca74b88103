// Plays a policy twice on one machine: compiled to WebAssembly, as the playground does, and as the BPF object that clang made of its
// export, with the kernel's hooks answered by the interpreter. Both leave what can be compared. For tests alone.

import { createHash } from 'node:crypto'

import { Interpreter } from '../../backend/bpf-c/testing/interpreter.ts'
import { KernelCalls } from '../../backend/bpf-c/testing/kernel-calls.ts'
import { Memory } from '../../backend/bpf-c/testing/memory.ts'
import type { BpfObject } from '../../backend/bpf-c/testing/object.ts'
import type { EmittedModule } from '../../backend/wasm/emit.ts'
import { layoutKernelStructs } from '../../kernel/layout.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import type { Expr, FunctionIr, MapDefinition, Unit } from '../../policy/ir.ts'
import { NO_SPAN } from '../../policy/span.ts'
import { INT, isScalar, ULONG } from '../../policy/types.ts'
import type { Scenario } from '../../scenario/model.ts'
import { Control } from '../play/control.ts'
import type { MapEntry } from '../../document/policy.ts'
import { readGlobals, readParameters } from '../image/globals.ts'
import { type ImagePlan, at, planImage } from '../image/image-plan.ts'
import { writeImage } from '../image/image.ts'
import { type HostFunctions, Instance, type WasmValue } from '../play/instance.ts'
import { compileKernel } from '../../policy/compile.ts'
import { createMaps, fillMaps, mapScratchSize, readMaps } from '../image/maps.ts'
import { offsetOf, structLayout } from '../image/offsets.ts'
import { printk } from '../play/printk.ts'
import { emitMachine } from '../play/rounds.ts'
import { readColumns } from '../trace/trace-columns.ts'
import { EFFECTS, RULES } from '../trace/trace.ts'
import { formatValue, parseValue } from '../image/values.ts'

export interface Given {
  parameters: Readonly<Record<string, string>>
  maps: Readonly<Record<string, readonly MapEntry[]>>
}

/** What a round leaves. Two plays of one policy have equal ones, but for globals that the compiler removed. */
export interface RoundState {
  /** One line an iteration: pid, verdict, the rule that decided and what it did. */
  iterations: readonly string[]
  printed: readonly string[]
  globals: Readonly<Record<string, string>>
  /** Entries by map, in the order of their text. */
  maps: Readonly<Record<string, readonly string[]>>
  /** A digest of every byte of the kernel's structs, log events included, without the count of instructions. */
  image: string
}

const ENTRY_POINTS = { global: 'out_of_memory', memcg: 'mem_cgroup_out_of_memory' } as const

/** Room for the interpreter's stacks and the copies of keys that it hands to callbacks. */
const INTERPRETER_ROOM = 1 << 20
const STORAGE_ROOM = 4096

/** The modules of a policy for one kernel: with its programs compiled, and with the hooks open. Their addresses are the same. */
export interface Emitted {
  policy: Unit
  compiled: EmittedModule
  hooked: EmittedModule
}

export function emitBoth(policy: Unit, kernel: KernelVersion): Emitted {
  return {
    policy,
    compiled: emitMachine(compileKernel(kernel), policy),
    hooked: emitMachine(hookedKernel(compileKernel(kernel)), { ...policy, programs: [], functions: [] }),
  }
}

/**
 * The modules for each program alone, in the order of the source; the one with the open hooks is the same for all. `isOwn` says whether a
 * name belongs to a program.
 */
export function emitEach(
  policy: Unit,
  kernel: KernelVersion,
  isOwn: (program: string, name: string) => boolean,
): Emitted[] {
  const { hooked } = emitBoth({ ...policy, programs: [] }, kernel)
  return policy.programs.map((program) => {
    const own = ({ name }: { name: string }): boolean => name === program.function || isOwn(program.function, name)
    const alone = { ...policy, programs: [program], functions: policy.functions.filter(own) }
    return {
      // What is shown of it; the addresses are those of all.
      policy: { ...alone, globals: policy.globals.filter(own), maps: policy.maps.filter(own) },
      compiled: emitMachine(compileKernel(kernel), alone),
      hooked,
    }
  })
}

/** Both plays. Globals that the compiler removed from the object are left out. */
export function playBoth(
  object: BpfObject,
  emitted: Emitted,
  scenario: Scenario,
  given: Given,
  rounds: number,
): { compiled: readonly RoundState[]; interpreted: readonly RoundState[] } {
  const interpreted = playInterpreted(object, emitted, scenario, given, rounds)
  const compiled = playCompiled(emitted, scenario, given, rounds).map((round, index) => {
    const kept = interpreted[index]?.globals ?? {}
    return { ...round, globals: Object.fromEntries(Object.entries(round.globals).filter(([name]) => name in kept)) }
  })
  return { compiled, interpreted }
}

/** Plays the rounds as the playground does. */
function playCompiled({ policy, compiled }: Emitted, scenario: Scenario, given: Given, rounds: number): RoundState[] {
  const machine = new Machine(compiled, policy, scenario, 0, {})
  for (const [name, bytes] of readParameters(policy, given.parameters, scenario).values) {
    machine.instance.bytes().set(bytes, machine.instance.module.layout.globals.get(name) ?? 0)
  }
  const problems = fillMaps(policy, given.maps, machine.plan, machine.instance, machine.plan.end)
  if (problems.length > 0) throw new Error(problems.map((p) => p.message).join(' '))
  return machine.play(rounds, () => ({
    globals: readGlobals(policy, machine.instance.module.layout.globals, machine.instance.view()),
    maps: readMaps(policy, machine.plan, machine.instance),
  }))
}

/**
 * Plays the rounds with the object's programs in place of the policy's own. Parameters have the values that the export has given them.
 * The policy says what the object should have: programs, variables, maps.
 */
function playInterpreted(
  object: BpfObject,
  { policy, hooked: module }: Emitted,
  scenario: Scenario,
  given: Given,
  rounds: number,
): RoundState[] {
  const room = policy.maps.reduce((sum, map) => sum + mapRoom(map), INTERPRETER_ROOM)
  const data = object.data.reduce((sum, section) => sum + section.size + 64, 0)
  let program: Interpreter | null = null
  const machine = new Machine(
    module,
    policy,
    scenario,
    room + data,
    hooks(policy, () => program),
  )
  const { plan, instance } = machine
  const memory = new Memory(instance.memory.buffer, plan.end + mapScratchSize(policy), plan.end + room + data)
  const playground = BigInt(module.layout.kernelGlobals.get('playground') ?? 0)
  const interpreter = new Interpreter(
    object,
    memory,
    new KernelCalls(scenario.kernel, playground, (format, size, args) => machine.print(format, size, args)),
  )
  program = interpreter
  fillInterpretedMaps(interpreter, policy, given, plan)
  const addresses = new Map(
    policy.globals.flatMap(({ name, size }): [string, number][] => {
      const variable = interpreter.variable(name)
      // A variable that the compiler has narrowed (a bool for two values) cannot be compared.
      return variable === null || variable.size !== size ? [] : [[name, variable.address]]
    }),
  )
  return machine.play(rounds, () => ({
    globals: readGlobals(policy, addresses, instance.view()),
    maps: policy.maps.map((map) => ({
      name: map.name,
      entries: interpretedEntries(interpreter, map, policy, plan, instance.view()),
    })),
  }))
}

const mapRoom = (map: MapDefinition): number =>
  (map.mapKind.endsWith('STORAGE') ? STORAGE_ROOM : map.maxEntries) * (Math.ceil(map.valueSize / 8) * 8 + 8)

/** The kernel with its hooks calling out to `interpret_<hook>`. */
function hookedKernel(kernel: Unit): Unit {
  const targets = new Set<string>(Object.keys(HOOK_TARGETS))
  return {
    ...kernel,
    functions: kernel.functions.map((fn) => (targets.has(fn.name) ? callingOut(fn) : fn)),
  }
}

/** Kernel function -> where programs attach to run at its start. */
const HOOK_TARGETS = {
  bpf_oom_evaluate_task: { attach: 'fmod_ret', target: 'bpf_oom_evaluate_task' },
  bpf_set_policy_name: { attach: 'fentry', target: 'bpf_set_policy_name' },
  oom_kill_process: { attach: 'fentry', target: 'oom_kill_process' },
  trace_select_bad_process_end: { attach: 'tp_btf', target: 'select_bad_process_end' },
  trace_mark_victim: { attach: 'tp_btf', target: 'mark_victim' },
} as const

function callingOut(fn: FunctionIr): FunctionIr {
  const args = fn.params.map((id): Expr => {
    const type = fn.locals[id]?.type
    if (type === undefined || !isScalar(type)) throw new Error(`${fn.name} takes something that is no scalar`)
    return { kind: 'read', place: { kind: 'local', local: id, type, span: NO_SPAN }, type, span: NO_SPAN }
  })
  const call: Expr = {
    kind: 'call',
    callee: `interpret_${fn.name}`,
    args,
    external: true,
    type: fn.returns,
    span: NO_SPAN,
  }
  return fn.returns.kind === 'void'
    ? { ...fn, body: [{ kind: 'expr', expr: call, span: NO_SPAN }, ...fn.body] }
    : { ...fn, body: [{ kind: 'return', value: call, span: NO_SPAN }] }
}

/**
 * Runs the programs of a hook as the kernel's trampoline does: the one attached last first; of fmod_ret programs until one answers
 * something else than 0. Tracepoints run theirs in the order of attachment.
 */
function hooks(policy: Unit, interpreter: () => Interpreter | null): HostFunctions {
  return Object.fromEntries(
    Object.entries(HOOK_TARGETS).map(([name, { attach, target }]) => {
      const attached = policy.programs.filter((p) => p.attach === attach && p.target === target)
      const inOrder = attach === 'tp_btf' ? attached : attached.toReversed()
      const run = (...args: readonly WasmValue[]): number => {
        const wide = args.map((arg) => BigInt.asUintN(64, BigInt(arg)))
        for (const { function: entry } of inOrder) {
          // The value so far comes after the arguments.
          const result = interpreter()?.run(entry, [...wide, 0n]) ?? 0n
          const verdict = Number(BigInt.asIntN(32, result))
          if (attach === 'fmod_ret' && verdict !== 0) return verdict
        }
        return 0
      }
      return [`interpret_${name}`, run]
    }),
  )
}

function fillInterpretedMaps(interpreter: Interpreter, policy: Unit, given: Given, plan: ImagePlan): void {
  const { scenario } = plan
  for (const [name, entries] of Object.entries(given.maps)) {
    const map = policy.maps.find((m) => m.name === name)
    if (map === undefined) throw new Error(`no map ${name}`)
    const storage = map.mapKind === 'TASK_STORAGE' ? INT : map.mapKind === 'CGRP_STORAGE' ? ULONG : null
    for (const entry of entries) {
      const key = parseValue(entry.key, storage ?? map.key, policy.structs, scenario)
      const value = parseValue(entry.value, map.value, policy.structs, scenario)
      if (!key.ok || !value.ok) throw new Error(`map ${name} cannot take ${entry.key}: ${entry.value}`)
      if (storage === null) interpreter.map(name).update(key.bytes, value.bytes, 0n)
      else interpreter.map(name).storageGet(ownerOf(map, entry.key, plan), value.bytes, 1n)
    }
  }
}

/** The address of the task or cgroup that a key of a storage map names by its number. */
function ownerOf(map: MapDefinition, key: string, plan: ImagePlan): bigint {
  const { tasks, cgroups } = plan.scenario
  if (map.mapKind === 'TASK_STORAGE')
    return BigInt(
      at(
        plan.tasks,
        tasks.findIndex((t) => String(t.pid) === key),
      ),
    )
  return BigInt(plan.cgroups[cgroups.findIndex((c) => String(c.id) === key)] ?? 0)
}

interface TextEntry {
  key: string
  value: string
}

function interpretedEntries(
  interpreter: Interpreter,
  map: MapDefinition,
  policy: Unit,
  plan: ImagePlan,
  view: DataView,
): TextEntry[] {
  const { tasks, cgroups } = plan.scenario
  const found = interpreter.map(map.name)
  const keyText = (key: Uint8Array): string => {
    const keyView = new DataView(key.buffer, key.byteOffset)
    if (!map.mapKind.endsWith('STORAGE')) {
      return formatValue(keyView, 0, found.isArray ? { ...INT, signed: false } : map.key, policy.structs)
    }
    const owner = Number(keyView.getBigUint64(0, true))
    const known =
      map.mapKind === 'TASK_STORAGE'
        ? tasks[(owner - plan.tasks.base) / plan.tasks.stride]?.pid
        : cgroups[plan.cgroups.indexOf(owner)]?.id
    return known === undefined ? `0x${owner.toString(16)}` : String(known)
  }
  const entries = found.entries()
  const shown = found.isArray
    ? entries.filter(({ value }) => map.maxEntries <= 256 || hasBytes(view, value, map.valueSize))
    : entries
  return shown.map(({ key, value }) => ({
    key: keyText(key),
    value: formatValue(view, value, map.value, policy.structs),
  }))
}

const hasBytes = (view: DataView, address: number, size: number): boolean =>
  new Uint8Array(view.buffer, address, size).some((byte) => byte !== 0)

interface Kept {
  globals: readonly { name: string; text: string }[]
  maps: readonly { name: string; entries: readonly TextEntry[] }[]
}

/** A machine's image with the emitted kernel running over it. */
class Machine {
  readonly plan: ImagePlan
  readonly instance: Instance
  private readonly control: Control
  private printed: string[] = []

  constructor(
    module: EmittedModule,
    policy: Unit,
    private readonly scenario: Scenario,
    room: number,
    host: HostFunctions,
  ) {
    this.plan = planImage(scenario, layoutKernelStructs(scenario.kernel), module.layout.imageBase)
    const print = (format: WasmValue, size: WasmValue, args: WasmValue, count: WasmValue): bigint => {
      const view = this.instance.view()
      const values = Array.from({ length: Number(count) }, (_, n) => view.getBigUint64(Number(args) + 8 * n, true))
      return this.print(BigInt(format), Number(size), values)
    }
    const extra = room + mapScratchSize(policy)
    this.instance = new Instance(module, this.plan.end, extra, { ...host, playground_printk: print })
    const playground = module.layout.kernelGlobals.get('playground') ?? 0
    this.control = new Control(this.plan, playground, () => this.instance.view())
    writeImage(this.plan, this.instance.memory.buffer)
    this.control.writeMachine()
    createMaps(policy, this.plan, this.instance)
  }

  print(format: bigint, size: number, args: readonly bigint[]): bigint {
    const readString = (address: bigint): Uint8Array => this.instance.string(Number(address), 512)
    const { lines, result } = printk(this.instance.string(Number(format), size), args, readString)
    this.printed.push(...lines)
    return BigInt(result)
  }

  play(rounds: number, keep: () => Kept): RoundState[] {
    return Array.from({ length: rounds }, () => {
      this.printed = []
      this.control.clearRound()
      this.writeOomControl()
      const result = this.instance.call(ENTRY_POINTS[this.scenario.oom.scope.kind], BigInt(this.plan.oomControl))
      if (!result.ok) throw new Error(`the policy faults: ${result.trap.reason} ${result.trap.message}`)
      const { globals, maps } = keep()
      return {
        iterations: this.iterations(),
        printed: this.printed,
        globals: Object.fromEntries(globals.map((g) => [g.name, g.text])),
        maps: Object.fromEntries(maps.map((m) => [m.name, m.entries.map((e) => `${e.key}: ${e.value}`).toSorted()])),
        image: this.image(),
      }
    })
  }

  private writeOomControl(): void {
    const { plan, instance, scenario } = this
    const { scope, gfpMask, order } = scenario.oom
    const view = instance.view()
    const oc = (field: string): number => plan.oomControl + offsetOf(plan.structs, 'oom_control', field)
    const { size } = structLayout(plan.structs, 'oom_control')
    instance.bytes().fill(0, plan.oomControl, plan.oomControl + size)
    const memcg = scope.kind === 'memcg' ? at(plan.memcgs, plan.cgroupIndex.get(scope.path) ?? 0) : 0
    view.setUint32(oc('memcg'), memcg, true)
    view.setUint32(oc('gfp_mask'), gfpMask, true)
    view.setInt32(oc('order'), order, true)
  }

  private iterations(): string[] {
    const { plan, scenario } = this
    const columns = readColumns(this.instance.view(), plan.trace.base, this.control.traceLength(), plan.structs)
    return Array.from({ length: columns.length }, (_, row) =>
      [
        `pid ${scenario.tasks[columns.task[row] ?? 0]?.pid}`,
        columns.asked[row] === 1 ? `verdict ${columns.verdict[row]}` : 'not asked',
        RULES[columns.rule[row] ?? 0],
        EFFECTS[columns.effect[row] ?? 0],
      ].join(' '),
    )
  }

  private image(): string {
    const { plan, instance } = this
    const image = instance.bytes().slice(instance.module.layout.imageBase, plan.end)
    const instructions = offsetOf(plan.structs, 'oom_trace_record', 'instructions')
    for (let row = 0; row < plan.trace.count; row++) {
      const cell = at(plan.trace, row) + instructions - instance.module.layout.imageBase
      image.fill(0, cell, cell + 4)
    }
    return createHash('sha1').update(image).digest('hex')
  }
}
