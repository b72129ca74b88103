// What can be seen where a replay is stopped: the calls that are open with their locals, the policy's globals and maps, the task under
// evaluation and oc. Read from the memory before the statement runs.

import type { NamedValue, ReadValue, Frame, Moment } from '../trace/moment.ts'
import type { DebugRead } from '../../backend/wasm/debug-info.ts'
import type { Unit } from '../../policy/ir.ts'
import { spellType } from '../../policy/spell-type.ts'
import { isScalar } from '../../policy/types.ts'
import type { Type } from '../../policy/types.ts'
import type { MapContents } from '../trace/trace.ts'
import { integerBits } from '../image/globals.ts'
import { readMaps } from '../image/maps.ts'
import { isCharArray } from '../image/values.ts'
import type { ReplayMachine } from './replay.ts'
import { type Activation, isStep } from './walk.ts'
import { unitOf } from './words.ts'

/** Structs behind a task that say something of it, by the path that C writes. */
const TASK_PARTS: readonly { path: string; struct: string }[] = [
  { path: '', struct: 'task_struct' },
  { path: 'signal->', struct: 'signal_struct' },
  { path: 'mm->', struct: 'mm_struct' },
]

/** Reads the moment; `before` is the moment of the statement before, for what has changed. */
export function readMoment(
  machine: ReplayMachine,
  stack: readonly Activation[],
  reads: readonly DebugRead[],
  returned: Moment['returned'],
  before: Moment | null,
): Moment {
  const frames = stack.toReversed().map((activation, index): Frame => {
    const depth = stack.length - index
    const earlier = before?.frames[before.frames.length - depth]
    const known = earlier?.function === activation.function ? earlier.locals : null
    return {
      function: activation.function,
      origin: activation.origin,
      span: activation.probe.span,
      locals: marked(localsOf(machine, activation), known),
    }
  })
  return {
    frames,
    reads: readsOf(machine, stack.at(-1)?.frame ?? 0, reads, before),
    globals: marked(globalsOf(machine), before?.globals ?? null),
    maps: mapsOf(machine, before),
    task: marked(taskOf(machine, stack), before?.task ?? null),
    oc: marked(structOf(machine, 'oc->', 'oom_control', machine.plan.oomControl), before?.oc ?? null),
    returned,
  }
}

type Unmarked = Omit<NamedValue, 'changed'>

/** Marks what differs from the list before; a list of other names (another call, another task) marks nothing. */
function marked(values: readonly Unmarked[], before: readonly NamedValue[] | null): NamedValue[] {
  return values.map((value, index) => {
    const earlier = before?.[index]
    return { ...value, changed: earlier?.name === value.name && earlier.text !== value.text }
  })
}

function localsOf(machine: ReplayMachine, { frame, probe, origin }: Activation): Unmarked[] {
  const unit = machine.unitOf(origin)
  return probe.locals
    .filter(({ synthetic }) => !synthetic)
    .map(({ name, type, offset }) => ({
      name,
      type: spellType(type, unit.structs),
      text: machine.words.at(frame + offset, type, unit),
      unit: null,
    }))
}

function globalsOf(machine: ReplayMachine): Unmarked[] {
  const { policy } = machine
  return policy.globals.flatMap((global) => {
    const address = machine.instance.module.layout.globals.get(global.name)
    if (address === undefined || global.synthetic || (global.section === 'rodata' && !global.parameter)) return []
    const { name, type } = global
    return [{ name, type: spellType(type, policy.structs), text: machine.words.at(address, type, policy), unit: null }]
  })
}

/** The same contents as before where no byte of the maps differs: reading them takes long. */
function mapsOf(machine: ReplayMachine, before: Moment | null): readonly MapContents[] {
  if (machine.policy.maps.length === 0) return []
  if (!machine.mapsChanged() && before !== null) return before.maps
  return readMaps(machine.policy, machine.plan, machine.instance)
}

function readsOf(
  machine: ReplayMachine,
  frame: number,
  reads: readonly DebugRead[],
  before: Moment | null,
): ReadValue[] {
  return reads.flatMap((read): ReadValue[] => {
    const value = machine.evaluate(read.name, frame)
    if (value === null) return []
    const { span, type } = read
    const text = machine.words.value(value, type)
    const earlier = before?.reads.find((one) => one.span.start === span.start && one.span.end === span.end)
    return [
      {
        span,
        type: spellType(type, machine.policy.structs),
        text,
        unit: unitOf(machine.plan, read.fields),
        changed: earlier !== undefined && earlier.text !== text,
      },
    ]
  })
}

function taskOf(machine: ReplayMachine, stack: readonly Activation[]): Unmarked[] {
  const evaluation = stack.findLast(isStep)
  const local = evaluation?.probe.locals.find(({ name }) => name === 'task')
  if (evaluation === undefined || local === undefined) return []
  const view = machine.instance.view()
  const task = view.getUint32(evaluation.frame + local.offset, true)
  return TASK_PARTS.flatMap(({ path, struct }) => {
    const address = path === '' ? task : pointerIn(machine, task, path.slice(0, -2))
    return address === 0 ? [] : structOf(machine, `task->${path}`, struct, address)
  })
}

const pointerIn = (machine: ReplayMachine, task: number, field: string): number => {
  const found = machine.policy.structs.get('task_struct')?.fields.find(({ name }) => name === field)
  return found === undefined ? 0 : machine.instance.view().getUint32(task + found.offset, true)
}

/** The members of a kernel struct that a line can show: numbers, texts, and pointers to things with names. */
function structOf(machine: ReplayMachine, lead: string, struct: string, address: number): Unmarked[] {
  const unit: Unit = machine.policy
  return (unit.structs.get(struct)?.fields ?? []).flatMap(({ name, type, offset }) => {
    if (!isShown(type)) return []
    return [
      {
        name: lead + name,
        type: spellType(type, unit.structs),
        text: machine.words.at(address + offset, type, unit),
        unit: unitOf(machine.plan, [{ struct, name }]),
      },
    ]
  })
}

const isShown = (type: Type): boolean =>
  isCharArray(type) ||
  type.kind === 'array' ||
  (isScalar(type) && (type.kind === 'pointer' || integerBits(type) !== null))
